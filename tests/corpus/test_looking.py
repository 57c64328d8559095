"""Recent articles are looked at again where they were read: edits nobody tells, pages that are gone."""

from datetime import timedelta

import apsw
import pytest
from aiohttp import web

from corpus.extract import read_page
from corpus.ingest import ingest
from corpus.looking import MOST_LOOKS
from corpus.recording import begin_looks
from corpus.schedule import LATEST_LOOK, look_after_fault, next_look
from corpus.takedown import Takedowns, withdraw

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = "/story/Alba"
EDIT = "The Alba council took back what it had said about the bridge on Monday evening."


@pytest.fixture
async def followed(desk, newsstand):
    """A desk that has read one story, published just now, at its page."""
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0)))
    desk.follow()
    await desk.refresh_one()
    return desk


async def later(desk, **time):
    """Refresh after some time; the feed itself is not asked again."""
    desk.now += timedelta(**time)
    return await desk.refresh_one(force=False)


def article(desk):
    (story,) = desk.store.articles()
    return story.article


# The rhythm


def test_a_story_is_looked_at_after_an_hour_six_a_day_three_and_seven(newsstand):
    looks, now = [], newsstand.now
    while due := next_look(newsstand.now, now):
        looks.append(due - newsstand.now)
        now = due
    assert looks == [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]


@pytest.mark.parametrize(
    ("read_after", "next_after"), [(50, 360), (20, 60), (8 * 60, DAY // timedelta(minutes=1)), (10_060, None)]
)
def test_a_story_read_late_is_looked_at_when_it_would_be(newsstand, read_after, next_after):
    due = next_look(newsstand.now, newsstand.now + timedelta(minutes=read_after))

    assert due == (newsstand.now + timedelta(minutes=next_after) if next_after else None)


def test_a_page_that_fails_is_left_alone_ever_longer(newsstand):
    begun = newsstand.now
    waits = [look_after_fault(begun, begun + age) - begun - age for age in (HOUR, DAY, 4 * DAY)]

    assert waits == [HOUR, 6 * HOUR, DAY]
    assert look_after_fault(begun, begun, 2 * DAY) == begun + 2 * DAY


async def test_looks_end_after_a_week(followed, newsstand):
    for _ in range(24):
        await later(followed, hours=12)

    assert newsstand.asked[PAGE] == 1 + 4  # the first of five looks fell behind the second
    assert followed.store.looks.due(1, followed.now, 9) == []


async def test_a_bot_that_was_off_looks_once_and_not_at_what_is_old_by_then(followed, newsstand):
    newsstand.put("/feed", newsstand.rss())
    await later(followed, days=2)
    assert newsstand.asked[PAGE] == 2
    await later(followed, seconds=LATEST_LOOK.total_seconds())
    assert newsstand.asked[PAGE] == 2


async def test_an_old_story_is_not_looked_at(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=24 * 9)))
    desk.follow()
    await desk.refresh_one()
    await later(desk, hours=2)

    assert newsstand.asked[PAGE] == 1


# Edits


async def test_a_silent_edit_is_the_articles_next_version(followed, newsstand):
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    report = await later(followed, hours=1)
    now = article(followed)

    assert (report.updated, report.changed) == (1, (now.id,))
    assert (now.version, now.text.endswith(EDIT)) == (2, True)
    assert (now.source, now.published) == ("The Post", newsstand.now)
    assert [EDIT in before.text for before in followed.store.versions(now.id)] == [False]


async def test_a_page_that_is_the_same_makes_no_version(followed, newsstand):
    report = await later(followed, hours=1)

    assert (newsstand.asked[PAGE], report.updated, article(followed).version) == (2, 0, 1)


async def test_an_edit_that_is_taken_back_is_a_version_too(followed, newsstand):
    first = article(followed).text
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    await later(followed, hours=1)
    newsstand.put_page(PAGE, newsstand.story("Alba"))
    report = await later(followed, hours=5)

    assert (report.updated, article(followed).version, article(followed).text) == (1, 3, first)


async def test_a_page_is_asked_for_only_if_it_has_changed(desk, newsstand):
    async def page(request):
        if request.headers.get("If-None-Match") == '"one"':
            return web.Response(status=304, headers={"ETag": '"one"'})
        text = newsstand.story("Alba")
        return web.Response(text=text, content_type="text/html", headers={"ETag": '"one"'})

    newsstand.paths[PAGE] = page
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0)))
    desk.follow()
    await desk.refresh_one()
    for hours in (1, 5):
        report = await later(desk, hours=hours)
        assert (newsstand.headers[PAGE]["If-None-Match"], report.updated) == ('"one"', 0)
    assert (newsstand.asked[PAGE], article(desk).version) == (3, 1)


LISTS = (
    "<h2>Most read</h2><ol><li><a href='/1'>{0} things to do on a wet day</a></li>"
    "<li><a href='/2'>Why are eggs so dear in the north this year, {0}?</a></li></ol>"
)


@pytest.mark.parametrize(
    "passing",
    [
        "<p>{0} min ago</p>",
        "<p>Updated {0} minutes ago</p>",
        "<p>Last updated: 12 May 2024, 10:{0}</p>",
        "<p>1,2{0} views</p><p>{0} comments</p>",
        "<p>1,3{0} people are reading this story right now.</p>",
        "<table><tr><td>FTSE 100</td><td>7,6{0}</td></tr><tr><td>Oil</td><td>$82.{0}</td></tr></table>",
        "<p>Share price: 7{0}.20p</p>",
        "<p>The ferry left the harbour about {0} minutes ago and will not be back before the evening.</p>",
        LISTS,
    ],
)
async def test_what_passes_on_a_page_makes_no_version(desk, newsstand, passing):
    first, *rest = newsstand.story("Alba", EDIT).split("</p>")

    def served(count: int) -> str:
        return "</p>".join([first, passing.format(count).removesuffix("</p>"), *rest])

    newsstand.put_page(PAGE, served(21))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0)))
    desk.follow()
    await desk.refresh_one()
    for hours in (1, 5, 18):
        newsstand.put_page(PAGE, served(21 + hours))
        await later(desk, hours=hours)

    assert (newsstand.asked[PAGE], article(desk).version) == (4, 1)


async def test_one_figure_that_is_corrected_in_a_sentence_is_a_version(followed, newsstand):
    told = "The council of Alba pays 40 workers, its treasurer told the newspaper on Monday."
    for hours, text in ((1, told), (5, told.replace("40", "45"))):
        newsstand.put_page(PAGE, newsstand.story("Alba", text))
        await later(followed, hours=hours)

    assert (article(followed).version, article(followed).text.endswith(told.replace("40", "45"))) == (3, True)


async def test_a_corrected_headline_is_a_version(followed, newsstand):
    newsstand.put_page(PAGE, newsstand.story("Alba").replace("News of Alba", "No news of Alba"))
    await later(followed, hours=1)

    assert (article(followed).version, article(followed).title) == (2, "No news of Alba")


async def test_an_edit_that_the_feed_tells_is_taken_once(followed, newsstand):
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0, title="News of Alba, corrected")))
    followed.now += HOUR
    report = await followed.refresh_one()

    assert (report.updated, article(followed).version, newsstand.asked[PAGE]) == (1, 2, 2)


async def test_a_teaser_in_place_of_the_story_is_no_revision(followed, newsstand):
    teaser = "".join(f"<p>{text}</p>" for text in newsstand.paragraphs("Alba", 4))
    newsstand.put_page(PAGE, f"<html><body><article><h1>News of Alba</h1>{teaser}</article></body></html>")
    await later(followed, hours=1)

    assert article(followed).version == 1


async def test_a_page_without_a_story_changes_nothing(followed, newsstand):
    newsstand.put_page(PAGE, "<html><head><title>Before you continue</title></head><body></body></html>")
    report = await later(followed, hours=1)

    assert (report.failed, article(followed).version) == ((), 1)


async def test_a_page_that_leads_to_another_story_changes_nothing(followed, newsstand):
    newsstand.put(PAGE, "", status=301, Location="/story/Brest")
    await later(followed, hours=1)

    assert (article(followed).title, article(followed).version) == ("News of Alba", 1)


async def test_a_page_that_has_moved_is_still_the_same_article(followed, newsstand):
    newsstand.put_page("/archive/alba", newsstand.story("Alba", EDIT))
    newsstand.put(PAGE, "", status=301, Location="/archive/alba")
    await later(followed, hours=1)

    assert (article(followed).version, article(followed).url) == (2, newsstand.url(PAGE))


async def test_a_story_that_its_feed_tells_is_compared_with_the_feed_only(desk, newsstand):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0, rest=newsstand.full_text("Alba"))))
    desk.follow()
    await desk.refresh_one()
    await later(desk, hours=1)

    assert newsstand.asked[PAGE] == 0


async def test_a_copy_never_becomes_a_version_of_the_story_it_repeats(desk, newsstand):
    newsstand.put_page("/story/Copy", newsstand.story("Alba"))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0), newsstand.item("Copy", hours=0)))
    desk.follow()
    await desk.refresh_one()
    newsstand.put_page("/story/Copy", newsstand.story("Alba", EDIT))
    await later(desk, hours=1)

    assert (newsstand.asked["/story/Copy"], article(desk).version) == (1, 1)


# Pages that are gone


@pytest.mark.parametrize("status", [404, 410, 451])
async def test_a_page_missed_twice_is_told_once_and_its_article_stays(followed, newsstand, status):
    newsstand.put(PAGE, "", status=status)
    once, twice = await later(followed, hours=1), await later(followed, hours=1)
    (told,) = twice.failed
    after = await later(followed, days=2)

    assert (once.failed, after.failed, newsstand.asked[PAGE]) == ((), (), 3)
    assert told.item == newsstand.url(PAGE)
    assert told.reason.endswith("article 1 stays until it is removed (citewire articles remove 1)")
    (listed,) = followed.store.articles(only_gone=True)
    assert (listed.gone, listed.versions) == (newsstand.now + 2 * HOUR, 1)


async def test_a_page_missed_once_and_there_again_is_not_gone(followed, newsstand):
    newsstand.put(PAGE, "", status=404)
    await later(followed, hours=1)
    del newsstand.paths[PAGE]
    await later(followed, hours=1)
    newsstand.put(PAGE, "", status=404)
    await later(followed, hours=5)

    assert followed.store.articles(only_gone=True) == []


async def test_a_page_that_its_feed_lists_again_is_gone_no_more(followed, newsstand):
    newsstand.put(PAGE, "", status=404)
    for _ in range(2):
        await later(followed, hours=1)
    del newsstand.paths[PAGE]
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba", hours=0, title="News of Alba, again")))
    await followed.refresh_one()

    assert followed.store.articles(only_gone=True) == []


async def test_a_removed_article_is_looked_at_no_more(followed, newsstand):
    withdraw(followed.store, [1], block=True, now=followed.now)
    await later(followed, hours=1)

    assert (newsstand.asked[PAGE], len(Takedowns(followed.store.connection).all())) == (1, 1)


# Articles of no feed


async def test_an_article_added_by_its_address_is_looked_at_with_any_refresh(desk, newsstand):
    page = await desk.fetcher.fetch(newsstand.url(PAGE))
    read = read_page(page)
    added = ingest(read, desk.store, lambda texts: [1] * len(texts), desk.now)
    begin_looks(desk.store, read, added.article_id, page, desk.now)
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    desk.now += HOUR

    assert [report async for report in desk.refresher.refresh([])] == []
    assert article(desk).version == 2


async def test_a_removed_feeds_articles_are_looked_at_all_the_same(followed, newsstand):
    followed.store.feeds.remove(1)
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    followed.now += HOUR
    await followed.refresh()

    assert article(followed).version == 2


async def test_a_look_that_is_cut_off_in_its_transaction_is_done_again(followed, newsstand):
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    followed.now += HOUR
    followed.store.connection.execute(
        "CREATE TEMP TRIGGER cut BEFORE INSERT ON versions BEGIN SELECT RAISE(ABORT, 'power cut'); END"
    )
    with pytest.raises(apsw.ConstraintError, match="power cut"):
        await followed.refresh_one(force=False)
    followed.store.connection.execute("DROP TRIGGER cut")
    assert article(followed).version == 1
    report = await followed.refresh_one(force=False)

    assert (report.changed, article(followed).version) == ((1,), 2)


# Politeness


async def test_a_site_that_fails_is_asked_for_three_pages_and_then_left_alone(desk, newsstand):
    names = [f"Town{n}" for n in range(6)]
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(name, hours=0) for name in names)))
    desk.follow()
    await desk.refresh_one()
    for name in names:
        newsstand.put(f"/story/{name}", "", status=503)
    await later(desk, hours=1)
    await later(desk, minutes=1)

    assert sum(newsstand.asked[f"/story/{name}"] for name in names) == 6 + 3


async def test_retry_after_is_kept(followed, newsstand):
    newsstand.put(PAGE, "", status=429, Retry_After="14400")
    await later(followed, hours=1)
    await later(followed, hours=3)
    assert newsstand.asked[PAGE] == 2
    await later(followed, hours=1)
    assert newsstand.asked[PAGE] == 3


@pytest.mark.parametrize("status", [401, 402])
async def test_a_page_that_is_sold_by_now_is_asked_for_no_more(followed, newsstand, status):
    newsstand.put(PAGE, "", status=status)
    for _ in range(3):
        await later(followed, hours=6)

    assert (newsstand.asked[PAGE], followed.store.articles(only_gone=True)) == (2, [])


async def test_a_page_that_robots_forbid_by_now_is_not_asked_for(followed, newsstand, monkeypatch):
    newsstand.put("/robots.txt", "User-agent: *\nDisallow: /story/", kind="text/plain")
    monkeypatch.setattr("corpus.sites.ROBOTS_SECONDS", -1)
    await later(followed, hours=1)

    assert newsstand.asked[PAGE] == 1


async def test_articles_of_a_paused_feed_are_left_alone(followed, newsstand):
    followed.store.feeds.pause(1)
    followed.now += HOUR

    assert followed.store.feeds.due(followed.now) == []


async def test_many_looks_are_taken_in_turns(desk, newsstand):
    names = [f"Town{n}" for n in range(MOST_LOOKS + 2)]
    newsstand.put("/feed", newsstand.rss(*(newsstand.item(name, hours=0) for name in names)))
    desk.follow()
    await desk.refresh_one()
    desk.now += HOUR
    for _ in range(2):
        assert len(desk.store.feeds.due(desk.now)) == 1
        await desk.refresh_one(force=False)

    assert {newsstand.asked[f"/story/{name}"] for name in names} == {2}


async def test_a_watch_comes_back_for_a_feed_whose_articles_are_due(followed, newsstand):
    newsstand.put_page(PAGE, newsstand.story("Alba", EDIT))
    followed.store.connection.execute("UPDATE feeds SET due = due + 1000000")
    followed.now += HOUR

    async for report in followed.refresher.watch():
        assert report.changed == (1,)
        break
