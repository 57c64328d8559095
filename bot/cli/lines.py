"""JSON lines on stdin, one request each, and one answer a line on stdout, in order."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.cli.output import Output
from bot.cli.stdin import stdin_lines
from bot.days import first_day, last_day, moment
from bot.request import Request
from corpus.characters import plain_characters
from corpus.errors import NewsError
from index.errors import QueryError

log = logging.getLogger(__name__)


async def answer_lines(
    answer: Callable[[Request], Awaitable[object]], output: Output, *, key: str, defaults: Request
) -> bool:
    """Answer every line of stdin as it comes; False when one or more failed.

    A line that fails gives `{"error", "line"}` in its place, so that answers stay beside their
    questions; empty lines give nothing.
    """
    failed = False
    number = 0
    async for line in stdin_lines():
        number += 1
        if not line.strip():
            continue
        try:
            document = await answer(request_of(line, key=key, defaults=defaults))
        except NewsError as error:
            document, failed = _failed(number, str(error), output), True
        except Exception as error:
            log.debug("line %d failed", number, exc_info=True)
            document, failed = _failed(number, f"unexpected {type(error).__name__}: {error}", output), True
        output.document(document, one_line=True)
    return not failed


def _failed(number: int, reason: str, output: Output) -> object:
    output.notice(f"failed: line {number}: {reason}")
    return {"error": reason, "line": number}


def request_of(line: bytes, *, key: str, defaults: Request) -> Request:
    """Read one line; raise QueryError that says what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QueryError(f"this is no JSON: {error}") from None
    if not isinstance(fields, dict) or not isinstance(fields.get(key), str):
        raise QueryError(f'a line must be an object with the text to look for, like {{"{key}": "…"}}')
    text, now = plain_characters(fields[key]), _text(fields, "now")
    clock = moment(now) if now else defaults.now
    today = (clock or datetime.now().astimezone()).date()
    since, until = _text(fields, "since"), _text(fields, "until")
    return Request(
        text=text,
        now=clock,
        since=first_day(since, today) if since else defaults.since,
        until=last_day(until, today) if until else defaults.until,
        sources=_texts(fields, "sources") or defaults.sources,
        conversation=_texts(fields, "conversation"),
    )


def _text(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise QueryError(f"«{name}» must be a text, not {json.dumps(value)}")


def _texts(fields: dict[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
        return tuple(listed)
    raise QueryError(f"«{name}» must be a list of texts, not {json.dumps(value)}")
