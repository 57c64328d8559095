"""Logs: one line an event, with keys, without secrets."""

import io
import logging
import re

import pytest

from bot.log import KeyValueFormatter, set_up_logging


@pytest.fixture
def logged():
    """Set up logging into a stream and put everything back afterwards."""
    root, names = logging.getLogger(), ("bot", "corpus", "index", "discord")
    handlers, levels = list(root.handlers), {name: logging.getLogger(name).level for name in (None, *names)}
    stream = io.StringIO()

    def set_up(level, secret=None):
        set_up_logging(level, secret=secret, stream=stream)
        return stream

    yield set_up
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_an_event_is_one_line_with_its_keys(logged):
    stream = logged("INFO")
    logging.getLogger("corpus.feeds").info("ingested feed=%s new=%d\nduplicate=3", "a", 12)
    assert re.fullmatch(
        r"time=[\d-]{10}T[\d:.]{12}Z level=INFO from=corpus\.feeds ingested feed=a new=12 duplicate=3\n",
        stream.getvalue(),
    )


def test_the_token_is_never_logged_even_in_a_traceback(logged):
    stream = logged("DEBUG", secret="abc.def.ghi")
    try:
        raise ValueError("refused abc.def.ghi")
    except ValueError:
        logging.getLogger("discord").exception("sent abc.def.ghi")
    assert "abc.def.ghi" not in stream.getvalue()
    assert "Traceback" in stream.getvalue()


def test_an_error_is_one_line_unless_details_are_asked_for(logged):
    stream = logged("INFO")
    try:
        raise ValueError("no\nluck")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    assert stream.getvalue().endswith('failed error=ValueError reason="no\\nluck"\n')
    assert stream.getvalue().count("\n") == 1


def test_libraries_are_heard_from_warnings_on(logged):
    stream = logged("INFO")
    logging.getLogger("sentence_transformers").info("chatter")
    logging.getLogger("discord.gateway").info("connected")
    logging.getLogger("bot").debug("detail")
    assert [line.split()[2] for line in stream.getvalue().splitlines()] == ["from=discord.gateway"]


def test_setting_up_twice_logs_once(logged):
    logged("INFO")
    stream = logged("INFO")
    logging.getLogger("bot").info("started")
    assert stream.getvalue().count("started") == 1
    assert sum(isinstance(one.formatter, KeyValueFormatter) for one in logging.getLogger().handlers) == 1
