"""A newsstand on loopback, and a desk that reads it into a real store."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from corpus.feed_types import FeedKind
from corpus.fetch import Fetcher, Limits
from corpus.refresh import Refresher
from corpus.store import Store

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WORDS = (
    "council bridge harbour school market ferry library railway hospital theatre museum river road farm "
    "union opened closed bought sold promised refused counted measured painted repaired moved lost found "
    "paid asked for with without under over before after beside against among small large early late new old"
).split()


class Newsstand:
    """Sites on loopback whose paths answer as `paths` says; `/story/NAME` is that story unless it says so.

    Each site is a port of its own. `asked` counts the requests by path, `headers` holds those of a
    path's last request.
    """

    now = datetime(2026, 5, 20, 12, tzinfo=UTC)

    def __init__(self) -> None:
        self.paths: dict[str, Handler] = {}
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.ports: list[int] = []
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def open(self, sites: int = 1) -> None:
        """Have at least so many sites."""
        if not self.ports:
            await self._runner.setup()
        while len(self.ports) < sites:
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
            self.ports = [address[1] for address in self._runner.addresses]

    async def close(self) -> None:
        await self._runner.cleanup()

    def url(self, path: str, site: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[site]}{path}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path] += 1
        self.headers[request.path] = dict(request.headers)
        if handler := self.paths.get(request.path):
            return await handler(request)
        if request.path.startswith("/story/"):
            return web.Response(text=self.story(request.path[len("/story/") :]), content_type="text/html")
        return web.Response(status=404)

    def put(
        self, path: str, text: str, status: int = 200, kind: str = "application/rss+xml", **headers: str
    ) -> None:
        """Answer a path always the same; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def handler(request: web.Request) -> web.Response:
            return web.Response(text=text, status=status, content_type=kind, headers=named)

        self.paths[path] = handler

    def put_page(self, path: str, text: str) -> None:
        self.put(path, text, kind="text/html")

    @staticmethod
    def paragraphs(name: str, count: int) -> list[str]:
        """Whole sentences that no other story has."""
        chance = random.Random(name)
        return [f"The {name} {' '.join(chance.choices(WORDS, k=16))}." for _ in range(count)]

    def story(self, name: str, more: str = "") -> str:
        """A story's page."""
        body = "".join(f"<p>{text}</p>" for text in [*self.paragraphs(name, 8), *filter(None, [more])])
        return (
            f"<html lang='en'><head><title>News of {name}</title></head><body><article>"
            f"<h1>News of {name}</h1>{body}</article></body></html>"
        )

    def item(self, name: str, *, hours: float = 1, link: str = "", rest: str = "", title: str = "") -> str:
        """An item of a feed, published so many hours before now."""
        moment = (self.now - timedelta(hours=hours)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return (
            f"<item><title>{title or f'News of {name}'}</title><guid isPermaLink='false'>{name}</guid>"
            f"<link>{link or f'/story/{name}'}</link><pubDate>{moment}</pubDate>{rest}</item>"
        )

    def full_text(self, name: str, more: str = "") -> str:
        """The element that holds a story's whole text."""
        body = "".join(f"<p>{text}</p>" for text in [*self.paragraphs(name, 14), *filter(None, [more])])
        return f"<content:encoded><![CDATA[{body}]]></content:encoded>"

    def rss(self, *items: str, title: str = "The Harbour Post") -> str:
        """A feed of items."""
        return (
            "<?xml version='1.0'?><rss version='2.0' "
            "xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            f"<channel><title>{title}</title><link>/</link>{''.join(items)}</channel></rss>"
        )


@pytest.fixture
async def newsstand() -> AsyncIterator[Newsstand]:
    stand = Newsstand()
    await stand.open()
    yield stand
    await stand.close()


class Desk:
    """A store and what refreshes it, at a time that a test sets."""

    def __init__(self, newsstand, fetcher, store):
        self.newsstand, self.fetcher, self.store = newsstand, fetcher, store
        self.now = newsstand.now
        self.refresher = Refresher(
            fetcher,
            self._on_store,
            lambda texts: [len(text.split()) for text in texts],
            clock=lambda: self.now,
            jitter=lambda: 0.0,
        )

    async def _on_store(self, job):
        return job(self.store)

    def follow(self, path="/feed", **options):
        url = options.pop("url", None) or self.newsstand.url(path)
        named = {"name": "The Post", "kind": FeedKind.RSS, **options}
        return self.store.feeds.add(url=url, now=self.now, **named)

    async def refresh(self, *feeds, force=True):
        chosen = feeds or self.store.feeds.all()
        return [report async for report in self.refresher.refresh(chosen, force=force)]

    async def refresh_one(self, force=True):
        (report,) = await self.refresh(force=force)
        return report

    def titles(self):
        return sorted(story.article.title for story in self.store.articles())


@pytest.fixture
async def desk(newsstand):
    with Store.open(":memory:") as store:
        async with Fetcher(allow_private=True, limits=Limits(seconds=5)) as fetcher:
            yield Desk(newsstand, fetcher, store)
