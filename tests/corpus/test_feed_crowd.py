"""Three hundred feeds at once, a tenth of them failing in every way there is."""

import asyncio
import socket

import pytest
from aiohttp import web

import corpus.fetch
from corpus.addresses import public_socket
from corpus.feed_types import FeedKind, FeedStatus
from corpus.fetch import Fetcher
from corpus.refresh import Refresher
from corpus.store import Store

FEEDS = 300
PRIVATE = "it leads to a private address, which isn't read (CITEWIRE_ALLOW_PRIVATE_ADDRESSES=1 allows it)"
FAILING = {
    "silent": "the site hung up without an answer",
    "missing": "the page does not exist (404)",
    "gone": "the feed was removed for good (410)",
    "busy": "the site asks for fewer requests; try again later (429)",
    "broken": "the site has an internal error; try again later (500)",
    "endless": "it is no feed: neither XML nor JSON",
    "circle": "it redirects more than 5 times",
    "inside": PRIVATE,
    "metadata": PRIVATE,
    "words": "it is no feed: neither XML nor JSON",
}


def count_words(texts):
    return [len(text.split()) for text in texts]


@pytest.fixture
def only_newsstands_are_public(newsstand, monkeypatch):
    """Treat the newsstand's own ports as public addresses, and nothing else of this machine."""

    def checked_socket(info):
        family, kind, protocol, _, address = info
        if address[1] in newsstand.ports:
            return socket.socket(family=family, type=kind, proto=protocol)
        return public_socket(info)

    monkeypatch.setattr(corpus.fetch, "public_socket", checked_socket)


def put_failing(newsstand, all_good_are_in):
    """Answer each way of failing; the silent and the endless ones hold on until all the good are in."""

    async def silent(request):
        await all_good_are_in.wait()
        request.transport.close()
        return web.Response()

    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"la ")
        await all_good_are_in.wait()
        while True:
            await response.write(b"la " * 20_000)

    newsstand.paths["/silent"], newsstand.paths["/endless"] = silent, endless
    newsstand.put("/missing", "", status=404)
    newsstand.put("/gone", "", status=410)
    newsstand.put("/busy", "", status=429, Retry_After="3600")
    newsstand.put("/broken", "", status=500)
    newsstand.put("/circle", "", status=302, Location="/circle")
    newsstand.put("/inside", "", status=302, Location="http://10.0.0.1/feed")
    newsstand.put("/metadata", "", status=301, Location="http://169.254.169.254/latest/meta-data/")
    newsstand.put("/words", "la " * 1_000)


def put_good(newsstand, name):
    told = newsstand.item(f"{name}a", rest=newsstand.full_text(f"{name}a"))
    newsstand.put(f"/{name}", newsstand.rss(told, newsstand.item(f"{name}b", hours=2)))


async def test_good_feeds_are_in_while_the_failing_ones_still_fail(newsstand, only_newsstands_are_public):
    await newsstand.open(FEEDS)
    ways, all_good_are_in = list(FAILING), asyncio.Event()
    put_failing(newsstand, all_good_are_in)
    with Store.open(":memory:") as store:
        for site in range(FEEDS):
            name = f"Town{site}" if site % 10 else ways[site // 10 % len(ways)]
            if site % 10:
                put_good(newsstand, name)
            url = newsstand.url(f"/{name}", site)
            store.feeds.add(url=url, name=name, kind=FeedKind.RSS, now=newsstand.now)

        async def on_store(job):
            return job(store)

        reports = {}
        async with Fetcher() as fetcher:
            refresher = Refresher(fetcher, on_store, count_words, clock=lambda: newsstand.now)
            async for report in refresher.refresh(store.feeds.all()):
                reports[report.feed.id] = report
                if sum(report.status is FeedStatus.READ for report in reports.values()) == FEEDS * 9 // 10:
                    all_good_are_in.set()

        good = [report for report in reports.values() if report.feed.name not in FAILING]
        failing = [report for report in reports.values() if report.feed.name in FAILING]
        assert {(report.status, report.added, report.failed) for report in good} == {(FeedStatus.READ, 2, ())}
        assert store.count_articles() == 2 * len(good) == 540
        assert len(failing) == 30
        assert {report.feed.name: report.error for report in failing} == FAILING
        assert all(report.feed.advice for report in failing)
        assert {report.feed.name for report in failing if report.feed.paused} == {"gone"}
