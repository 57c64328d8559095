"""How fast each site is read, and how feeds are asked for, on a real server on loopback."""

import asyncio
import time

import pytest
from aiohttp import web

from corpus.errors import FetchError
from corpus.fetch import FEED_SIZE, FetchedPage, Fetcher, NotModified
from corpus.robots import Robots
from corpus.sites import Sites


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10.0),
        ("User-agent: Citewire\nCrawl-delay: 2.5\n\nUser-agent: *\nCrawl-delay: 10", 2.5),
        ("User-agent: *\nRequest-rate: 1/5", 5.0),
        ("User-agent: *\nCrawl-delay: 86400", 60.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -3", 0.0),
        ("", 0.0),
    ],
)
def test_a_crawl_delay_is_kept_up_to_a_minute(rules, seconds):
    assert Robots(rules).delay("Citewire") == seconds


def test_robots_txt_names_sitemaps():
    assert Robots("Sitemap: https://a.example/1.xml\nSitemap: /2.xml").sitemaps == [
        "https://a.example/1.xml",
        "/2.xml",
    ]


async def test_turns_at_a_site_are_its_delay_apart():
    site = Sites().of("https://a.example/story")
    site.learn(Robots("User-agent: *\nCrawl-delay: 30"), "Citewire")
    before = time.monotonic()
    async with asyncio.timeout(60) as clock, site.turn(clock):
        following = site.next_turn

    assert following - before >= 30
    assert Sites().of("https://a.example/other").robots_url == "https://a.example/robots.txt"


async def test_the_clock_stands_still_while_a_turn_is_awaited():
    site = Sites().of("https://a.example/story")
    clocks = []

    async def take_turn(may_end):
        async with asyncio.timeout(60) as clock:
            clocks.append(clock)
            async with site.turn(clock):
                await may_end.wait()

    may_end = asyncio.Event()
    turns = [asyncio.create_task(take_turn(may_end)) for _ in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)

    assert [clock.when() is None for clock in clocks] == [False, False, True]
    may_end.set()
    await asyncio.gather(*turns)
    assert clocks[2].when() is not None


async def test_a_feed_that_has_not_changed_is_a_value(newsstand):
    async def feed(request):
        known = request.headers.get("If-None-Match") == '"1"'
        return web.Response(
            status=304 if known else 200, headers={"ETag": '"1"', "Cache-Control": "max-age=60"}
        )

    newsstand.paths["/feed"] = feed
    async with Fetcher(allow_private=True) as fetcher:
        first = await fetcher.fetch_feed(newsstand.url("/feed"))
        second = await fetcher.fetch_feed(newsstand.url("/feed"), etag='"1"')

    assert isinstance(first, FetchedPage)
    for answer in (first, second):
        assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == ('"1"', "max-age=60")
    assert isinstance(second, NotModified)


async def test_a_server_that_says_not_modified_unasked_is_told(newsstand):
    newsstand.put("/feed", "", status=304)
    async with Fetcher(allow_private=True) as fetcher:
        with pytest.raises(FetchError, match=r"\(304\)"):
            await fetcher.fetch_feed(newsstand.url("/feed"))


async def test_a_feed_of_any_kind_is_taken_and_cut_at_its_limit(newsstand):
    async def feed(request):
        return web.Response(body=b"x" * (FEED_SIZE + 5), content_type="application/octet-stream")

    newsstand.paths["/feed"] = feed
    async with Fetcher(allow_private=True) as fetcher:
        page = await fetcher.fetch_feed(newsstand.url("/feed"))

    assert len(page.body) == FEED_SIZE
