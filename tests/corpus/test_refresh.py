"""Refreshing feeds from real servers on loopback into a real store."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from corpus import refresh
from corpus.feed_types import FeedKind, FeedStatus
from corpus.refresh import MOST_PAGES
from corpus.takedown import Takedowns

HOUR = timedelta(hours=1)


# What comes in


async def test_a_feeds_stories_come_in_with_the_feeds_dates_and_name(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba"), newsstand.item("Brest", hours=2)))
    desk.follow()
    report = await desk.refresh_one()
    newest = desk.store.articles()[0].article

    assert (report.status, report.added, report.failed) == (FeedStatus.READ, 2, ())
    assert sorted(report.changed) == sorted(story.article.id for story in desk.store.articles())
    assert (newest.title, newest.source, newest.published) == ("News of Alba", "The Post", desk.now - HOUR)
    assert newest.text.split("\n\n") == newsstand.paragraphs("Alba", 8)


async def test_a_story_told_in_the_feed_is_not_fetched(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", rest=newsstand.full_text("Alba"))))
    desk.follow()
    report = await desk.refresh_one()
    (story,) = desk.store.articles()

    assert (report.added, newsstand.asked["/story/Alba"]) == (1, 0)
    assert story.article.text.split("\n\n") == newsstand.paragraphs("Alba", 14)
    assert story.article.url == newsstand.url("/story/Alba")


@pytest.mark.parametrize("ending", ["Continue reading News of Alba", "They said […]", "Read more"])
async def test_a_text_that_is_cut_short_is_read_at_its_page(desk, newsstand, ending):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", rest=newsstand.full_text("Alba", ending))))
    desk.follow()
    await desk.refresh_one()

    assert newsstand.asked["/story/Alba"] == 1


async def test_the_line_that_syndication_adds_is_no_story(desk, newsstand):
    line = 'The post <a href="/">News of Alba</a> appeared first on <a href="/">The Post</a>.'
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", rest=newsstand.full_text("Alba", line))))
    desk.follow()
    await desk.refresh_one()
    (story,) = desk.store.articles()

    assert "appeared first" not in story.article.text


async def test_an_admins_name_for_the_outlet_goes_before_all(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow(source="Alba Times")
    await desk.refresh_one()

    assert desk.store.sources() == [("Alba Times", 1)]


async def test_a_site_that_is_no_address_harms_nothing(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow(site="the post")

    assert (await desk.refresh_one()).added == 1


async def test_a_second_refresh_fetches_no_story_again(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    await desk.refresh_one()
    report = await desk.refresh_one()

    assert (report.status, report.added, report.unchanged) == (FeedStatus.READ, 0, 0)
    assert newsstand.asked["/story/Alba"] == 1


async def test_a_story_that_the_feed_changes_is_read_again_and_becomes_a_version(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    await desk.refresh_one()
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", title="Updated: news of Alba")))
    newsstand.put_page(
        "/story/Alba", newsstand.story("Alba", "It opened a day late, the council said on Tuesday.")
    )
    report = await desk.refresh_one()
    (story,) = desk.store.articles()

    assert (report.added, report.updated, story.versions) == (0, 1, 2)
    assert story.article.text.endswith("It opened a day late, the council said on Tuesday.")


async def test_a_live_blog_told_in_the_feed_is_one_story_with_versions(desk, newsstand):
    desk.follow()
    for more in ("At noon the mayor spoke to them.", "At one the mayor spoke to them again."):
        newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", rest=newsstand.full_text("Alba", more))))
        await desk.refresh_one()
    (story,) = desk.store.articles()

    assert story.versions == 2


async def test_one_page_of_two_feeds_is_read_once(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    newsstand.put("/world", newsstand.rss(newsstand.item("Alba")))
    await desk.refresh(desk.follow())
    desk.now += HOUR
    await desk.refresh(desk.follow("/world"))

    assert (newsstand.asked["/story/Alba"], desk.store.count_articles()) == (1, 1)
    assert desk.store.feeds.articles_of(1) == []


async def test_an_article_that_was_withdrawn_is_refused_with_its_reason(desk, newsstand):
    Takedowns(desk.store.connection).block_url(newsstand.url("/story/Alba"), desk.now)
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    first, second = await desk.refresh_one(), await desk.refresh_one()

    assert (first.added, len(first.failed), second.failed) == (0, 1, ())


async def test_an_article_that_an_admin_removed_does_not_come_back(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    report = await desk.refresh_one()
    desk.store.remove(report.changed)
    await desk.refresh_one()

    assert desk.titles() == []


async def test_a_feed_is_removed_with_the_articles_that_it_alone_brought(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba"), newsstand.item("Brest")))
    newsstand.put("/world", newsstand.rss(newsstand.item("Brest", rest=newsstand.full_text("Brest"))))
    await desk.refresh(desk.follow())
    await desk.refresh(desk.follow("/world"))
    desk.store.remove(desk.store.feeds.articles_of(1))
    desk.store.feeds.remove(1)

    assert desk.titles() == ["News of Brest"]


# Sitemaps


async def test_an_index_brings_the_stories_of_its_newest_sitemaps(desk, newsstand):
    children = "".join(
        f"<sitemap><loc>{newsstand.url(path)}</loc><lastmod>{day}</lastmod></sitemap>"
        for path, day in [
            ("/old-1.xml", "2020-01-01"),
            *((f"/posts-{n}.xml", f"2026-05-1{n}") for n in range(5)),
            ("/image.xml", "2026-05-20"),
        ]
    )
    newsstand.put("/sitemap.xml", f"<sitemapindex>{children}</sitemapindex>", kind="application/xml")
    for n in range(5):
        place = newsstand.url(f"/story/Town{n}")
        newsstand.put(f"/posts-{n}.xml", f"<urlset><url><loc>{place}</loc></url></urlset>", kind="text/xml")
    desk.follow("/sitemap.xml", kind=FeedKind.SITEMAP_INDEX)
    report = await desk.refresh_one()

    assert (report.added, report.feed.kind) == (5, FeedKind.SITEMAP_INDEX)
    assert newsstand.asked["/old-1.xml"] == newsstand.asked["/image.xml"] == 0


async def test_a_sitemap_that_fails_does_not_hide_the_others(desk, newsstand):
    children = "".join(
        f"<sitemap><loc>{newsstand.url(path)}</loc></sitemap>" for path in ("/gone.xml", "/a.xml")
    )
    newsstand.put("/sitemap.xml", f"<sitemapindex>{children}</sitemapindex>")
    newsstand.put("/a.xml", f"<urlset><url><loc>{newsstand.url('/story/Alba')}</loc></url></urlset>")
    desk.follow("/sitemap.xml")
    report = await desk.refresh_one()

    assert (report.status, report.added) == (FeedStatus.READ, 1)


async def test_what_does_not_fit_into_one_refresh_comes_with_the_next(desk, newsstand):
    names = [f"Town{n}x" for n in range(MOST_PAGES + 2)]
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(name, hours=n) for n, name in enumerate(names))))
    desk.follow()
    first = await desk.refresh_one()
    second = await desk.refresh_one(force=False)

    assert (first.added, first.waiting) == (MOST_PAGES, 2)
    assert (second.status, second.added, second.waiting) == (FeedStatus.UNCHANGED, 2, 0)
    assert newsstand.asked["/feed"] == 1


# Asking politely


async def test_a_feed_that_has_not_changed_is_not_sent_again(desk, newsstand):
    async def feed(request):
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(text=newsstand.rss(newsstand.item("Alba")), headers={"ETag": '"1"'})

    newsstand.paths["/feed"] = feed
    desk.follow()
    statuses = [(await desk.refresh_one()).status for _ in range(3)]

    assert statuses == [FeedStatus.READ, FeedStatus.UNCHANGED, FeedStatus.UNCHANGED]


async def test_last_modified_is_sent_back(desk, newsstand):
    moment = "Tue, 19 May 2026 08:00:00 GMT"
    newsstand.put("/feed", newsstand.rss(), Last_Modified=moment)
    desk.follow()
    await desk.refresh_one()
    await desk.refresh_one()

    assert newsstand.headers["/feed"]["If-Modified-Since"] == moment


async def test_a_feed_is_asked_when_it_is_due_by_its_rhythm(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(f"Town{n}", hours=3 * n) for n in range(5))))
    desk.follow()
    report = await desk.refresh_one(force=False)
    early = await desk.refresh_one(force=False)
    desk.now = report.feed.due
    due = await desk.refresh_one(force=False)

    assert report.feed.due == newsstand.now + HOUR
    assert (early.status, due.status) == (FeedStatus.UNCHANGED, FeedStatus.READ)
    assert newsstand.asked["/feed"] == 2


async def test_what_the_server_says_of_freshness_is_kept(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")), Cache_Control="max-age=7200")
    desk.follow()

    assert (await desk.refresh_one()).feed.due == desk.now + 2 * HOUR


async def test_robots_txt_is_honoured_for_feeds_and_pages(desk, newsstand):
    newsstand.put("/robots.txt", "User-agent: *\nDisallow: /story/\nDisallow: /private", kind="text/plain")
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    desk.follow("/private-feed")
    reports = {report.feed.id: report for report in await desk.refresh()}

    assert reports[1].failed[0].reason == "the site's robots.txt asks not to read this page"
    assert reports[2].error == "the site's robots.txt asks not to read this page"
    assert reports[2].feed.advice == "ask the publisher for leave to read it, or remove it"
    assert newsstand.asked["/story/Alba"] == newsstand.asked["/private-feed"] == 0


async def test_a_site_is_asked_at_most_twice_at_once(desk, newsstand):
    present, most = 0, 0

    async def feed(request):
        nonlocal present, most
        present += 1
        most = max(most, present)
        for _ in range(20):
            await asyncio.sleep(0)
        present -= 1
        return web.Response(text=newsstand.rss())

    for n in range(12):
        newsstand.paths[f"/feed-{n}"] = feed
        desk.follow(f"/feed-{n}")
    await desk.refresh()

    assert most == 2


# The schedule as data


async def test_paused_feeds_are_not_due_and_resumed_ones_at_once(desk, newsstand):
    feed = desk.follow()
    desk.store.feeds.pause(feed.id)
    paused = desk.store.feeds.due(desk.now)
    desk.store.feeds.resume(feed.id, desk.now)

    assert (paused, [due.id for due in desk.store.feeds.due(desk.now)]) == ([], [feed.id])


async def test_a_feeds_pace_is_counted_over_a_week(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(f"Town{n}", hours=12 * n) for n in range(20))))
    desk.follow()
    await desk.refresh_one()

    assert desk.store.feeds.per_day(desk.now) == {1: pytest.approx(15 / 7)}


@pytest.mark.parametrize("element", ["pubDate", "noDate"])
async def test_a_young_feeds_pace_is_counted_over_a_day_and_then_over_what_is_known(desk, newsstand, element):
    listed = newsstand.rss(*(newsstand.item(f"Town{n}", hours=n) for n in range(20)))
    newsstand.put("/feed", listed.replace("pubDate", element))
    desk.follow()
    await desk.refresh_one()
    at_once = desk.store.feeds.per_day(desk.now)[1]
    desk.now += 48 * HOUR
    known_for = {"pubDate": 48 + 19, "noDate": 48}[element] / 24

    assert (at_once, desk.store.feeds.per_day(desk.now)[1]) == (20, pytest.approx(20 / known_for))


async def test_a_resumed_feed_forgets_what_went_wrong(desk, newsstand):
    newsstand.put("/feed", "", status=410)
    desk.follow()
    await desk.refresh_one()
    desk.store.feeds.resume(1, desk.now)
    feed = desk.store.feeds.get(1)

    assert (feed.paused, feed.failures, feed.last_error, feed.advice) == (False, 0, None, None)


async def test_a_feed_that_was_gone_and_answers_again_is_followed_again(desk, newsstand):
    newsstand.put("/feed", "", status=410)
    desk.follow()
    await desk.refresh_one()
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    report = await desk.refresh_one()

    assert (report.added, report.feed.paused, report.feed.pause_reason) == (1, False, None)


async def test_a_feed_that_an_admin_paused_stays_so_when_it_is_asked_by_name(desk, newsstand):
    newsstand.put("/feed", newsstand.rss())
    desk.follow()
    desk.store.feeds.pause(1)

    assert (await desk.refresh_one()).feed.paused


async def test_a_watch_goes_on_at_once_with_what_one_turn_left(desk, newsstand, monkeypatch):
    monkeypatch.setattr(refresh, "MOST_PAGES", 2)
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(f"Town{n}x", hours=n) for n in range(5))))
    desk.follow()
    watch = desk.refresher.watch()
    reports = [await anext(watch) for _ in range(3)]
    await watch.aclose()

    assert [(report.added, report.waiting) for report in reports] == [(2, 3), (2, 1), (1, 0)]
    assert newsstand.asked["/feed"] == 1


async def test_a_watch_refreshes_what_is_due_and_gives_each_report(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    newsstand.put("/broken", "words")
    desk.follow()
    desk.follow("/broken")
    reports = {}
    watch = desk.refresher.watch()
    async for report in watch:
        reports[report.feed.id] = report
        if len(reports) == 2:
            break
    await watch.aclose()

    assert (reports[1].added, reports[2].error) == (1, "it is no feed: neither XML nor JSON")


async def test_a_refresh_that_is_stopped_keeps_what_is_in_and_goes_on_later(desk, newsstand):
    asked = asyncio.Event()

    async def never(request):
        asked.set()
        await asyncio.Event().wait()

    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba"), newsstand.item("Brest", hours=2)))
    newsstand.paths["/story/Brest"] = never
    desk.follow()
    reading = desk.refresher.refresh(desk.store.feeds.all())
    task = asyncio.create_task(anext(reading))
    await asked.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    del newsstand.paths["/story/Brest"]
    report = await desk.refresh_one(force=False)

    assert (report.added, newsstand.asked["/story/Alba"]) == (1, 1)
