"""Feeds that move, vanish or fail, and pages that do."""

from datetime import timedelta

from aiohttp import web

from corpus.feed_types import FeedStatus


async def test_a_feed_that_has_moved_for_good_is_asked_there(desk, newsstand):
    newsstand.put("/old", "", status=301, Location="/older")
    newsstand.put("/older", "", status=308, Location="/feed")
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow("/old")
    report = await desk.refresh_one()
    await desk.refresh_one()

    assert (report.moved_from, report.feed.url) == (newsstand.url("/old"), newsstand.url("/feed"))
    assert newsstand.asked["/old"] == 1


async def test_a_passing_redirect_is_followed_and_forgotten(desk, newsstand):
    newsstand.put("/old", "", status=302, Location="/mirror")
    newsstand.put("/mirror", "", status=301, Location="/feed")
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow("/old")
    report = await desk.refresh_one()

    assert (report.added, report.moved_from, report.feed.url) == (1, None, newsstand.url("/old"))


async def test_a_move_to_what_is_no_feed_is_not_remembered(desk, newsstand):
    newsstand.put("/old", "", status=301, Location="/home")
    newsstand.put_page("/home", "<html><body>Hello</body></html>")
    desk.follow("/old")
    report = await desk.refresh_one()

    assert (report.status, report.feed.url) == (FeedStatus.FAILED, newsstand.url("/old"))


async def test_a_feed_that_has_moved_to_one_that_is_followed_is_paused(desk, newsstand):
    newsstand.put("/old", "", status=301, Location="/feed")
    newsstand.put("/feed", newsstand.rss())
    desk.follow("/feed")
    moved = desk.follow("/old")
    await desk.refresh()
    feed = desk.store.feeds.get(moved.id)

    assert (feed.paused, feed.pause_reason) == (
        True,
        f"the site has moved it to {newsstand.url('/feed')}, which is followed already",
    )


async def test_a_feed_that_is_gone_is_paused_and_told(desk, newsstand):
    newsstand.put("/feed", "", status=410)
    desk.follow()
    report = await desk.refresh_one()

    assert (report.status, report.error) == (FeedStatus.GONE, "the feed was removed for good (410)")
    assert (report.feed.paused, report.feed.pause_reason) == (True, "the feed was removed for good (410)")
    assert desk.store.feeds.due(desk.now + timedelta(days=30)) == []


async def test_a_site_that_asks_for_time_gets_it(desk, newsstand):
    newsstand.put("/feed", "", status=429, Retry_After="7200")
    desk.follow()
    report = await desk.refresh_one()

    assert report.error == "the site asks for fewer requests; try again later (429)"
    assert report.feed.due == desk.now + timedelta(hours=2)


async def test_a_failing_feed_is_asked_less_often_until_it_answers(desk, newsstand):
    newsstand.put("/feed", "", status=500)
    desk.follow()
    waits = []
    for _ in range(3):
        report = await desk.refresh_one()
        waits.append((report.feed.due - desk.now) / timedelta(minutes=1))
    newsstand.put("/feed", newsstand.rss())
    healed = (await desk.refresh_one()).feed

    assert waits == [10, 20, 40]
    assert (healed.failures, healed.last_error, healed.advice) == (0, None, None)


async def test_a_page_that_fails_for_now_is_tried_again_later(desk, newsstand):
    newsstand.put("/story/Alba", "", status=503)
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    failed = await desk.refresh_one()
    early = await desk.refresh_one()
    del newsstand.paths["/story/Alba"]
    desk.now += timedelta(minutes=15)
    later = await desk.refresh_one()

    assert (failed.failed[0].item, failed.waiting) == (newsstand.url("/story/Alba"), 1)
    assert (early.failed, later.added, later.waiting) == ((), 1, 0)


async def test_a_page_that_never_comes_is_given_up_after_a_day(desk, newsstand):
    newsstand.put("/story/Alba", "", status=503)
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    for _ in range(8):
        report = await desk.refresh_one()
        desk.now += timedelta(hours=16)

    assert (newsstand.asked["/story/Alba"], report.waiting) == (5, 0)


async def test_a_page_that_is_gone_is_given_up_at_once(desk, newsstand):
    newsstand.put("/story/Alba", "", status=404)
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba"), newsstand.item("Brest")))
    desk.follow()
    report = await desk.refresh_one()

    assert (report.added, report.waiting) == (1, 0)
    assert report.failed[0].reason == "the page does not exist (404)"


async def test_a_site_whose_pages_all_fail_is_left_alone_after_three(desk, newsstand):
    names = [f"Town{n}" for n in range(10)]
    for name in names:
        newsstand.put(f"/story/{name}", "", status=500)
    newsstand.put("/feed", newsstand.rss(*map(newsstand.item, names)))
    desk.follow()
    report = await desk.refresh_one()

    assert (len(report.failed), report.waiting) == (3, 10)
    assert sum(newsstand.asked[f"/story/{name}"] for name in names) == 3
    assert desk.store.feeds.due(desk.now) == []


async def test_an_item_without_text_and_address_is_told(desk, newsstand):
    newsstand.put("/feed", newsstand.rss("<item><title>Just a title</title></item>"))
    desk.follow()
    report = await desk.refresh_one()

    assert report.failed[0].reason == "it has neither a text nor an address"


async def test_a_feed_that_was_removed_while_it_was_asked_brings_nothing(desk, newsstand):
    async def feed(request):
        desk.store.feeds.remove(1)
        return web.Response(text=newsstand.rss(newsstand.item("Alba")))

    newsstand.paths["/feed"] = feed
    desk.follow()
    report = await desk.refresh_one()

    assert (report.status, desk.titles()) == (FeedStatus.UNCHANGED, [])
