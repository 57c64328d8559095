"""Runs the command line for real, in this process, over data folders of the tests' own."""

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.log import KeyValueFormatter

QUESTION = "why did Nissan cut Ariya prices?"
MODELS = "models"


@dataclass(frozen=True)
class Ran:
    """What a verb gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def run_citewire(*words, data, stdin="", **settings):
    environment = {"CITEWIRE_DATA_DIR": str(data), "CITEWIRE_DISCORD_TOKEN": None, "DISCORD_TOKEN": None}
    environment |= {f"CITEWIRE_{name.upper()}": value for name, value in settings.items()}
    root = logging.getLogger()
    try:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, env=environment)
    finally:
        logging.captureWarnings(False)
        for handler in [one for one in root.handlers if isinstance(one.formatter, KeyValueFormatter)]:
            root.removeHandler(handler)
        root.setLevel(logging.WARNING)
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def first_chat(tmp_path_factory):
    """The first start ever, with an empty data folder: what it gave back, and the folder afterwards."""
    folder = tmp_path_factory.mktemp("citewire") / "data"
    return run_citewire("chat", QUESTION, data=folder), folder


@pytest.fixture(scope="session")
def sample(first_chat):
    """A data folder that holds the sample; tests leave it as it is."""
    return first_chat[1]


@pytest.fixture
def empty(sample, tmp_path):
    """An empty data folder, except that the model is there in the form that starts quickly."""
    folder = tmp_path / "data"
    folder.mkdir()
    if (sample / MODELS).exists():
        shutil.copytree(sample / MODELS, folder / MODELS, copy_function=_link)
    return folder


def _link(source, target):
    Path(target).hardlink_to(source)


@pytest.fixture
def citewire(empty, monkeypatch, tmp_path):
    """Call a verb, over the empty folder unless `data` names another."""
    monkeypatch.chdir(tmp_path)
    return lambda *words, data=empty, stdin="", **settings: run_citewire(
        *words, data=data, stdin=stdin, **settings
    )
