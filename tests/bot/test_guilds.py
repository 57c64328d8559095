"""What the bot remembers of Discord, and for how long."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.guilds import Limits, open_guilds
from corpus.feed_types import FeedItem, FeedKind, FeedPreview


class Clock:
    def __init__(self):
        self.time = datetime(2024, 3, 20, 9, tzinfo=UTC)

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def guilds(clock):
    async with open_guilds(":memory:", now=clock) as opened:
        yield opened


async def ask(guilds, message_id, question, after=None, channel_id=5, user_id=9):
    await guilds.remember_question(
        message_id, channel_id=channel_id, user_id=user_id, question=question, after=after
    )


async def test_a_chain_of_replies_is_read_from_its_beginning(guilds):
    await ask(guilds, 1, "who?")
    await ask(guilds, 2, "something else")
    await ask(guilds, 3, "when?", after=1)

    assert await guilds.questions_before(3) == ("who?", "when?")


async def test_a_chain_is_read_back_five_questions_and_ends_where_it_loops(guilds):
    for number in range(1, 9):
        await ask(guilds, number, f"q{number}", after=number - 1)
    await ask(guilds, 20, "loop", after=20)

    assert await guilds.questions_before(8) == ("q4", "q5", "q6", "q7", "q8")
    assert await guilds.questions_before(20) == ("loop",) * 5


async def test_questions_in_a_channel_end_at_the_last_long_pause(guilds, clock):
    await ask(guilds, 1, "old")
    clock.time += timedelta(minutes=31)
    await ask(guilds, 2, "who?")
    await ask(guilds, 3, "elsewhere", channel_id=6)
    clock.time += timedelta(minutes=20)
    await ask(guilds, 4, "when?")

    assert await guilds.questions_in(5) == ("who?", "when?")


async def test_what_was_asked_before_an_answer_is_what_its_asker_had_asked_by_then(guilds, clock):
    await ask(guilds, 1, "who?")
    await ask(guilds, 2, "when?")
    then = clock.time
    await ask(guilds, 3, "where?")
    clock.time += timedelta(hours=2)

    assert await guilds.questions_in(5, before=3, now=then) == ("who?", "when?")
    assert await guilds.questions_in(5, before=3, now=clock.time) == ()


async def test_questions_are_forgotten_after_a_day_and_searches_after_a_week(guilds, clock):
    await ask(guilds, 1, "who?")
    search = await guilds.keep_search(user_id=9, query="nissan", limits=Limits())
    clock.time += timedelta(days=1, seconds=1)
    await guilds.forget_old()

    assert await guilds.questions_before(1) == ()
    assert await guilds.search(search.id) == search

    clock.time += timedelta(days=6)
    assert await guilds.search(search.id) is None


FEED = FeedPreview(
    url="https://daily.example/feed.xml",
    name="Daily Example",
    kind=FeedKind.ATOM,
    site="https://daily.example/",
    language="en",
    items=(FeedItem(key="1", title="Nissan cuts prices", published=datetime(2024, 3, 20, tzinfo=UTC)),),
    total=1,
    per_day=0.5,
    full_text=True,
)


async def test_feeds_that_were_shown_are_kept_for_a_week_without_their_items(guilds, clock):
    first = await guilds.keep_offer([FEED])
    second = await guilds.keep_offer([FEED, replace(FEED, url="https://daily.example/more.xml")])
    clock.time += timedelta(days=7)

    assert await guilds.offer(first) == [replace(FEED, items=())]
    assert [one.url for one in await guilds.offer(second)] == [FEED.url, "https://daily.example/more.xml"]
    clock.time += timedelta(seconds=1)
    assert await guilds.offer(first) == []


async def test_an_old_button_never_finds_what_was_shown_later(guilds, clock):
    first = await guilds.keep_offer([FEED])
    clock.time += timedelta(days=8)
    await guilds.forget_old()
    await guilds.keep_offer([FEED])

    assert await guilds.offer(first) == []


async def test_a_person_can_have_everything_deleted(guilds):
    await ask(guilds, 1, "who?", user_id=9)
    await ask(guilds, 2, "why?", user_id=10)
    search = await guilds.keep_search(user_id=9, query="nissan", limits=Limits())
    await guilds.forget_user(9)

    assert await guilds.questions_before(1) == ()
    assert await guilds.questions_before(2) == ("why?",)
    assert await guilds.search(search.id) is None


async def test_a_search_and_a_note_outlive_a_restart(tmp_path, clock):
    limits = Limits(since=date(2024, 1, 1), until=date(2024, 2, 1), source="Daily Example")
    async with open_guilds(tmp_path / "c.db", now=clock) as guilds:
        search = await guilds.keep_search(user_id=9, query="nissan", limits=limits)
        await guilds.write_note("commands", "abc")

    async with open_guilds(tmp_path / "c.db", now=clock) as guilds:
        assert await guilds.search(search.id) == search
        assert search.limits == limits
        assert await guilds.note("commands") == "abc"
        assert await guilds.note("other") is None
