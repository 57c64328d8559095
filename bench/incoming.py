"""How long questions take while news comes in, against the same service at rest in the same run.

    python -m bench.incoming [--articles N] [--stories N] [--feeds N] [--pause S] [--seed N]

A real service over generated articles (see `bench.latency`) is asked at a steady rhythm: first at rest,
then while it follows feeds on loopback whose stories are all new. Their pages, as large as news pages are,
are served by another process, fetched, extracted, stored, encoded by the real model and brought into the
indexes. As many come in again while nobody asks, to tell what the questions cost them.
"""

import argparse
import asyncio
import functools
import itertools
import multiprocessing
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np

from bench.latency import MODEL, PASSAGES_AN_ARTICLE, Words, fill
from bench.reports import report
from bot.background import meanwhile
from bot.config import Settings
from bot.feeds import Feeds
from bot.request import Request
from bot.service import DATABASE, MODELS, NewsService, open_service
from corpus.feed_types import FeedKind
from corpus.store import Store
from index.encoder import open_encoder

WARM_UP, AT_REST = 5, 60
"""Questions asked before news comes in."""
LOOK_SECONDS = 0.5
REPORTS, LINKS = 3, 400
"""Of a page: a story of about 3,600 characters or six passages, and 100 KB around it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=4_000, help="there before (default 4,000)")
    parser.add_argument("--stories", type=int, default=300, help="that come in, twice (default 300)")
    parser.add_argument("--feeds", type=int, default=15, help="that bring them, a site each (default 15)")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds between questions (default 0.3)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sites(2 * arguments.feeds, arguments) as urls:
        asyncio.run(measured(Path(name), urls, arguments))


async def measured(folder: Path, urls: list[str], arguments: argparse.Namespace) -> None:
    """Ask at rest and while the first half of the feeds comes in; then let the other half come in unasked."""
    encoder = open_encoder(MODEL, folder / MODELS)
    with Store.open(folder / DATABASE) as store:
        passages = arguments.articles * PASSAGES_AN_ARTICLE
        _, questions = fill(store, encoder, Words(arguments.seed), passages, 50)
    settings = Settings(data_dir=folder, allow_private_addresses=True, min_confidence=0.0)
    async with open_service(settings) as service:
        texts = itertools.cycle(questions)
        at_rest = [await waited(service, next(texts), arguments.pause) for _ in range(WARM_UP + AT_REST)]
        async with incoming(service):
            asked: list[float] = []
            coming = asyncio.create_task(taken_in(service, urls[: arguments.feeds]))
            while not coming.done():
                asked.append(await waited(service, next(texts), arguments.pause))
            seconds = await coming, await taken_in(service, urls[arguments.feeds :])
        show(np.array(at_rest[WARM_UP:]), np.array(asked))
        brought = arguments.stories // arguments.feeds * arguments.feeds
        print(
            f"{brought} stories came in within {seconds[0]:.1f} s, unasked {seconds[1]:.1f} s "
            f"({seconds[1] / seconds[0]:.2f} of that speed)"
        )


async def waited(service: NewsService, question: str, pause: float) -> float:
    """Return the seconds that a question took, after a pause."""
    await asyncio.sleep(pause)
    started = time.perf_counter()
    await service.ask(Request(question))
    return time.perf_counter() - started


@asynccontextmanager
async def incoming(service: NewsService) -> AsyncIterator[None]:
    """Follow the feeds as the bot does."""

    async def watch() -> None:
        async for _ in Feeds(service).watch():
            pass

    async with meanwhile(watch, "feeds"), meanwhile(service.follow_store, "following"):
        yield


async def taken_in(service: NewsService, urls: list[str]) -> float:
    """Follow feeds; return the seconds until all that they list can be asked for."""

    def follow(store: Store) -> int:
        for url in urls:
            store.feeds.add(url=url, name=url, kind=FeedKind.RSS, now=datetime.now(UTC))
        return sum(feed.last_asked is None for feed in store.feeds.all())

    def is_read(store: Store) -> bool:
        feeds = store.feeds.all()
        return all(feed.last_asked and not store.feeds.items.count_waiting(feed.id) for feed in feeds)

    async def is_done() -> bool:
        read = await service.lane.run(functools.partial(is_read, service.store))
        return read and not (await service.counts()).lag

    started = time.perf_counter()
    await service.lane.run(functools.partial(follow, service.store))
    while not await is_done():  # noqa: ASYNC110 - whether the indexes are there can only be looked up
        await asyncio.sleep(LOOK_SECONDS)
    return time.perf_counter() - started


def show(at_rest: np.ndarray, asked: np.ndarray) -> None:
    """Print percentiles, as times and against those at rest."""
    names = ("median", "95th", "longest")
    print(f"{'':22}{'':>10}" + "".join(f"{name:>12}" for name in names))
    for name, found in (("at rest", at_rest), ("while news comes in", asked)):
        times = "".join(f"{found_ * 1000:>9.0f} ms" for found_ in np.percentile(found, [50, 95, 100]))
        print(f"{name:22}{len(found):>6} asked{times}")
    ratios = np.percentile(asked, [50, 95, 100]) / np.percentile(at_rest, [50, 95, 100])
    print(f"{'':34}" + "".join(f"{ratio:>11.1f}×" for ratio in ratios))


@contextmanager
def sites(count: int, arguments: argparse.Namespace) -> Iterator[list[str]]:
    """Serve feeds from another process, each at a site of its own; yield their addresses."""
    ours, theirs = multiprocessing.Pipe()
    stories = arguments.stories // arguments.feeds
    details = theirs, count, stories, arguments.seed
    process = multiprocessing.Process(target=serve, args=details, daemon=True)
    process.start()
    try:
        yield [f"http://127.0.0.1:{port}/feed" for port in ours.recv()]
    finally:
        process.terminate()
        process.join()


def serve(pipe: "multiprocessing.connection.Connection", count: int, stories: int, seed: int) -> None:
    """Open the sites, tell their ports, and serve until the process is ended."""
    chance = random.Random(seed)
    servers = []
    for site in range(count):
        around = surroundings(chance)
        pages = {f"/story-{site}-{number}": page(chance, around) for number in range(stories)}
        pages["/feed"] = feed(list(pages))
        handler = functools.partial(Handler, pages)
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
    for server in servers:
        Thread(target=server.serve_forever, daemon=True).start()
    pipe.send([server.server_address[1] for server in servers])
    pipe.recv()


class Handler(BaseHTTPRequestHandler):
    """Serves pages by path."""

    def __init__(self, pages: dict[str, bytes], *rest: object) -> None:
        self.pages = pages
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/xml" if self.path == "/feed" else "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def feed(paths: list[str]) -> bytes:
    """Return a feed that lists pages."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{path[1:]}</title><link>{path}</link>"
        f"<pubDate>{format_datetime(now - timedelta(minutes=number))}</pubDate></item>"
        for number, path in enumerate(paths)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def page(chance: random.Random, around: str) -> bytes:
    """Return a story's page."""
    title = report(chance).title
    lines = "\n\n".join(report(chance).text for _ in range(REPORTS)).split("\n\n")
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html lang='en'><head><title>{title}</title></head><body>{around}"
        f"<main><article><h1>{title}</h1>{body}</article></main></body></html>"
    ).encode()


def surroundings(chance: random.Random) -> str:
    """Return the links and programs that stand around a story."""
    titles = [report(chance).title for _ in range(LINKS)]
    links = "".join(
        f"<li class='nav-item'><a class='nav-link' href='/topic/{number}'>{title}</a></li>"
        for number, title in enumerate(titles)
    )
    return f"<script>var state = {4 * titles};</script><nav><ul>{links}</ul></nav>"


if __name__ == "__main__":
    main()
