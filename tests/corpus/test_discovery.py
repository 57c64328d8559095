"""From a site's address to its feeds, on a real server on loopback."""

import gzip

import pytest
from aiohttp import web

from corpus.discovery import discover
from corpus.errors import FeedError, FetchError
from corpus.feed_types import FeedKind
from corpus.fetch import Fetcher


@pytest.fixture
async def fetcher():
    async with Fetcher(allow_private=True) as fetcher:
        yield fetcher


def home(*links, body="<p>Welcome</p>"):
    return f"<html lang='en'><head><title>Post</title>{''.join(links)}</head><body>{body}</body></html>"


def link(href, kind="application/rss+xml", rel="alternate", title="News"):
    return f"<link rel='{rel}' type='{kind}' title='{title}' href='{href}'>"


async def urls_at(newsstand, fetcher, path="/"):
    found = await discover(newsstand.url(path), fetcher, now=newsstand.now)
    return [preview.url.removeprefix(newsstand.url("")) for preview in found]


async def test_a_feeds_own_address_shows_what_it_would_bring(newsstand, fetcher):
    items = [newsstand.item(f"Town{n}", hours=12 * n) for n in range(12)]
    newsstand.put("/feed", newsstand.rss(*items))
    (preview,) = await discover(newsstand.url("/feed"), fetcher, now=newsstand.now)

    assert (preview.name, preview.kind, preview.language) == ("The Harbour Post", FeedKind.RSS, "en")
    assert [item.title for item in preview.items] == [f"News of Town{n}" for n in range(10)]
    assert (preview.total, preview.per_day, preview.full_text) == (12, pytest.approx(12 / 5.5), False)


async def test_a_feed_of_whole_stories_says_so(newsstand, fetcher):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", rest=newsstand.full_text("Alba"))))
    (preview,) = await discover(newsstand.url("/feed"), fetcher, now=newsstand.now)

    assert preview.full_text


async def test_a_page_names_its_feeds_those_of_comments_last(newsstand, fetcher):
    kinds = (
        link("/comments/feed", title="Comments on all"),
        link("/feed?a=1&amp;b=2"),
        link("world.atom", "application/atom+xml; charset=utf-8", "Alternate Feed"),
        link("/de/", "text/html"),
        link("/style.css", "text/css", "stylesheet"),
        link("/broken"),
        link("javascript:void(0)"),
    )
    newsstand.put_page("/", home(*kinds))
    for path in ("/comments/feed", "/feed", "/world.atom"):
        newsstand.put(path, newsstand.rss(newsstand.item("Alba"), title=path))

    assert await urls_at(newsstand, fetcher) == ["/feed?a=1&b=2", "/world.atom", "/comments/feed"]


async def test_links_follow_the_base_that_the_page_names(newsstand, fetcher):
    newsstand.put_page("/", home("<base href='/blog/'>", link("feed")))
    newsstand.put("/blog/feed", newsstand.rss(newsstand.item("Alba")))

    assert await urls_at(newsstand, fetcher) == ["/blog/feed"]


async def test_robots_txt_names_sitemaps_of_news(newsstand, fetcher):
    robots = f"Sitemap: {newsstand.url('/sitemap.xml')}\nSitemap: {newsstand.url('/news.xml')}"
    newsstand.put("/robots.txt", robots, kind="text/plain")
    newsstand.put_page("/", home())
    newsstand.put("/news.xml", f"<urlset><url><loc>{newsstand.url('/story/Alba')}</loc></url></urlset>")
    (preview,) = await discover(newsstand.url("/"), fetcher, now=newsstand.now)

    assert (preview.url, preview.kind) == (newsstand.url("/news.xml"), FeedKind.SITEMAP)


async def test_a_packed_sitemap_behind_an_index_is_read(newsstand, fetcher):
    async def packed(request):
        text = f"<urlset><url><loc>{newsstand.url('/story/Alba')}</loc></url></urlset>"
        return web.Response(body=gzip.compress(text.encode()), content_type="application/x-gzip")

    index = f"<sitemapindex><sitemap><loc>{newsstand.url('/posts.xml.gz')}</loc></sitemap></sitemapindex>"
    newsstand.put("/robots.txt", f"Sitemap: {newsstand.url('/map.xml')}", kind="text/plain")
    newsstand.put_page("/", home())
    newsstand.put("/map.xml", index)
    newsstand.paths["/posts.xml.gz"] = packed
    (preview,) = await discover(newsstand.url("/"), fetcher, now=newsstand.now)

    assert (preview.url, preview.kind, preview.total) == (
        newsstand.url("/map.xml"),
        FeedKind.SITEMAP_INDEX,
        1,
    )


@pytest.mark.parametrize("path", ["/feed", "/rss.xml", "/atom.xml", "/sitemap.xml"])
async def test_the_usual_paths_are_tried_when_the_page_names_none(newsstand, fetcher, path):
    newsstand.put_page("/about", home())
    newsstand.put(path, newsstand.rss(newsstand.item("Alba")))

    assert await urls_at(newsstand, fetcher, "/about") == [path]


async def test_a_feed_keeps_the_address_that_lasts(newsstand, fetcher):
    newsstand.put("/feed", "", status=302, Location="/mirror-7")
    newsstand.put("/old", "", status=301, Location="/mirror-7")
    newsstand.put("/mirror-7", newsstand.rss(newsstand.item("Alba")))

    assert await urls_at(newsstand, fetcher, "/feed") == ["/feed"]
    assert await urls_at(newsstand, fetcher, "/old") == ["/mirror-7"]


async def test_one_feed_at_two_addresses_is_named_once(newsstand, fetcher):
    newsstand.put_page("/", home(link("/feed"), link("/rss")))
    newsstand.put("/rss", "", status=301, Location="/feed")
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))

    assert await urls_at(newsstand, fetcher) == ["/feed"]


async def test_a_site_without_feeds_is_told_what_was_tried(newsstand, fetcher):
    newsstand.put_page("/", home())
    with pytest.raises(FeedError) as caught:
        await discover(newsstand.url("/"), fetcher, now=newsstand.now)

    assert caught.value.reason == (
        "no feed was found: the page links to none that can be read, robots.txt names no sitemap of stories, "
        "and at the usual addresses (/feed, /rss, /rss.xml…) there is none"
    )


async def test_a_broken_feed_is_told_as_such(newsstand, fetcher):
    newsstand.put("/feed", "{", kind="application/json")
    with pytest.raises(FeedError, match="the JSON is cut off"):
        await discover(newsstand.url("/feed"), fetcher, now=newsstand.now)


async def test_an_address_that_does_not_answer_is_told(newsstand, fetcher):
    with pytest.raises(FetchError, match="the page does not exist"):
        await discover(newsstand.url("/feed"), fetcher, now=newsstand.now)


async def test_https_may_be_left_out(fetcher, newsstand):
    with pytest.raises(FetchError) as caught:
        await discover("127.0.0.1:1", fetcher, now=newsstand.now)

    assert caught.value.url.startswith("https://127.0.0.1:1")
