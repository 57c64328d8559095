"""Runs the command line for real, in this process, over data folders of the tests' own."""

import asyncio
import json
import logging
import shutil
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
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


STORIES = {
    "ferries": (
        "Council buys nine electric ferries",
        "The council of Dunmere bought nine electric ferries on Monday for 41 million pounds. "
        "The boats replace a fleet that burned 600,000 litres of diesel a year, the harbour master said. "
        "The first of them will carry passengers across the sound from the spring of next year.",
    ),
    "orchards": (
        "Late frost takes half of the pear blossom",
        "Frost took half of the pear blossom in the Vale of Orrin on Thursday night. "
        "Growers there expect a small and costly crop, and ask the ministry for help with their loans. "
        "It was the coldest night in May since records began in the valley in 1931.",
    ),
    "library": (
        "Night library opens in the old tram depot",
        "A library that is open all night has moved into the former tram depot of Karlsund. "
        "It holds 80,000 books and lends tools as well, its director Ines Albrecht said at the opening. "
        "The city pays 2.4 million a year for it, half of what a new building would have cost.",
    ),
}


@dataclass
class Site:
    """What the site serves: `pages` by path, each a body, or a status where something is wrong."""

    url: str
    pages: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, path: str, body: str = "", kind: str = "text/html", status: int = 200) -> str:
        self.pages[path] = (status, body, kind)
        return self.url + path

    def feed(self, path: str = "/feed.xml", stories=("ferries", "orchards"), title="Dunmere Post") -> str:
        """Serve a feed and the page of each of its stories."""
        for name in stories:
            headline = STORIES[name][0]
            head = f"<head><title>{headline}</title></head>"
            body = f"<body><article><h1>{headline}</h1>{_paragraphs(name)}</article></body>"
            self.serve(f"/{name}", f"<html>{head}{body}</html>")
        return self.serve(path, _rss(self.url, stories, title), "application/rss+xml")

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        status, body, kind = self.pages.get(request.path, (404, "not here", "text/plain"))
        return web.Response(status=status, text=body, content_type=kind)


def _rss(base: str, stories, title: str) -> str:
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{STORIES[name][0]}</title><link>{base}/{name}</link><guid>{base}/{name}</guid>"
        f"<pubDate>{format_datetime(now - timedelta(hours=hours))}</pubDate>"
        f"<description>{STORIES[name][0]}: read on</description></item>"
        for hours, name in enumerate(stories, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{base}/</link><language>en</language>{items}</channel></rss>"
    )


def _paragraphs(name: str) -> str:
    return "".join(f"<p>{sentence.strip()}.</p>" for sentence in STORIES[name][1].rstrip(".").split(". "))


async def _start(site: Site) -> web.AppRunner:
    """Serve the site on a free port in this event loop; the caller cleans up."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner


class _ServedSite:
    """Serves a site from a thread, since the command line blocks the test's own."""

    def __enter__(self) -> Site:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        site = Site("")
        self._runner = self._run(_start(site))
        return site

    def __exit__(self, *_: object) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


@pytest.fixture
def site():
    """A news site on loopback with feeds of the test's own making."""
    with _ServedSite() as served:
        yield served
