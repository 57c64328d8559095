"""Articles whose pages are gone: one notice in the channel that admins chose, each article told once."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.client import NewsBot
from bot.config import Settings
from bot.guilds import open_guilds
from bot.notices import tell_of_pages
from bot.service import open_service

pytestmark = pytest.mark.simcord(settle_timeout=12)

WORDS = ("ferry", "orchard", "library", "bridge", "harbour", "tunnel", "school", "market", "tower", "mill")


def story(number, outlet="Dunmere Post", **changes):
    word = WORDS[number % len(WORDS)]
    values = {
        "title": f"The {word} of Dunmere, part {number}",
        "text": f"The {word} number {number} was opened by mayor {number * 7}. It cost {number} pounds.",
        "url": f"https://{outlet.split()[0].lower()}.example/{number}",
        "source": outlet,
        "published_at": datetime.now(UTC).isoformat(),
    }
    return values | changes


@pytest.fixture
async def newsroom(folder):
    settings = Settings(_env_file=None, data_dir=folder, min_confidence=0, allow_private_addresses=True)
    async with open_service(settings) as service:
        yield service


@pytest.fixture
def lose(newsroom):
    """Add stories whose pages are then found gone at two looks."""

    async def lost(*stories):
        report = await newsroom.add_lines([json.dumps(one) for one in stories])
        assert (report.added, report.failed) == (len(stories), ())

        def look(store):
            now = datetime.now(UTC)
            for article in report.articles:
                store.looks.begin(article, article.url, {}, now=now)
                for hours in (2, 30):
                    (due,) = [
                        one
                        for one in store.looks.due(None, now + timedelta(hours=hours), 99)
                        if one.article_id == article.id
                    ]
                    store.looks.missed(due, now, "it answers 404")

        await newsroom.lane.run(lambda: look(newsroom.store))

    return lost


@pytest.fixture
async def room(guild, admin, channel, read):
    """The channel for notices, chosen by an admin."""
    room = guild.create_text_channel("editors")
    chosen = await admin.slash(channel, "admin feed notices", channel=room)
    assert read(chosen.response).startswith("I’ll tell of feeds and pages that are gone in <#")
    return room


def told(text):
    return re.sub(r"<t:\d+:R>", "<when>", text)


async def test_pages_that_are_gone_are_told_in_one_message_by_outlet_with_what_to_do(
    env, channel, lose, room, read
):
    await lose(story(1), story(2, "Vale *Weekly*"), story(3))
    await tell_of_pages(env.bot)

    (message,) = room.history()
    assert told(read(message)) == (
        "**The pages of 3 articles are gone from their sites.** Each was looked for twice.\n"
        "**Dunmere Post**\n"
        "- The bridge of Dunmere, part 3 (article 3, gone <when>)\n"
        "- The orchard of Dunmere, part 1 (article 1, gone <when>)\n"
        "**Vale \\*Weekly\\***\n"
        "- The library of Dunmere, part 2 (article 2, gone <when>)\n"
        "-# Answers may still quote them. Sites lose pages when they move, so nothing is removed by itself: "
        "if they were withdrawn, take them out with /admin article remove, by number; «Remove and block» "
        "keeps copies out too."
    )
    assert channel.history() == []


async def test_each_article_is_told_once_after_a_restart_too(env, lose, room, read, newsroom, memory, folder):
    await lose(story(1))
    await tell_of_pages(env.bot)
    await tell_of_pages(env.bot)
    assert len(room.history()) == 1

    async with open_guilds(folder / "citewire.db") as again:
        await env.restart_bot(NewsBot(newsroom, again))
        await lose(story(2))
        await tell_of_pages(env.bot)
        await tell_of_pages(env.bot)

        assert len(room.history()) == 2
        assert "**The page of 1 article is gone from its site.**" in read(room.last_message)
        assert "(article 2, " in read(room.last_message)


async def test_a_notice_that_could_not_be_sent_is_sent_the_next_time(env, lose, room, read):
    await lose(story(1))
    env.inject_error("POST", f"/channels/{room.id}/messages", status=503)
    await tell_of_pages(env.bot)
    assert room.history() == []

    await tell_of_pages(env.bot)
    assert "(article 1, " in read(room.last_message)


async def test_nothing_is_sent_where_no_channel_was_chosen_and_all_of_it_once_one_is(
    env, guild, admin, channel, lose, read
):
    await lose(story(1))
    await tell_of_pages(env.bot)
    assert channel.history() == []

    on = await admin.slash(channel, "admin feed notices", channel=channel)
    assert read(on.response).startswith("I’ll tell of feeds and pages that are gone in <#")
    await lose(story(2))
    await tell_of_pages(env.bot)
    assert "The pages of 2 articles" in read(channel.last_message)


async def test_an_article_whose_page_was_back_is_told_when_it_is_gone_again(env, lose, room, newsroom):
    await lose(story(1))
    await tell_of_pages(env.bot)
    await newsroom.lane.run(lambda: newsroom.store.looks.end(1))
    await tell_of_pages(env.bot)
    changed = story(1, updated_at=datetime.now(UTC).isoformat())
    await newsroom.add_lines([json.dumps(changed)])

    def look_again():
        now, article = datetime.now(UTC), newsroom.store.article(1)
        newsroom.store.looks.begin(article, article.url, {}, now=now)
        for hours in (2, 30):
            (due,) = newsroom.store.looks.due(None, now + timedelta(hours=hours), 9)
            newsroom.store.looks.missed(due, now, "it answers 404")

    await newsroom.lane.run(look_again)
    await tell_of_pages(env.bot)

    assert len(room.history()) == 2


async def test_many_pages_fit_into_one_notice_and_all_are_listed(
    env, admin, channel, lose, room, read, newsroom, memory
):
    await lose(*(story(number, "An Outlet With a Long Name " * 3) for number in range(1, 31)))
    await tell_of_pages(env.bot)
    (message,) = room.history()
    assert "and 18 more: /admin article gone lists all of them." in read(message)

    listed = await admin.slash(channel, "admin article gone")
    assert listed.ephemeral
    assert read(listed.response).count("\n- ") == 12
    await env.restart_bot(NewsBot(newsroom, memory))
    await admin.click(listed.response, label="Next")
    await admin.click(listed.response, label="Next")
    assert read(listed.response).count("\n- ") == 6


async def test_without_such_pages_the_list_says_so(admin, channel, read):
    listed = await admin.slash(channel, "admin article gone")
    assert read(listed.response) == "**No article’s page is known to be gone.**"


async def test_the_command_that_a_notice_names_removes_the_article(
    env, admin, channel, lose, room, read, newsroom
):
    await lose(*(story(number) for number in range(1, 10)))
    await tell_of_pages(env.bot)
    status = await admin.slash(channel, "admin status")
    assert read(status.response).endswith("\n**Pages gone:** 9 (/admin article gone)")
    choices = await admin.autocomplete(channel, "admin article remove", "article", "1")
    assert choices[0]["value"] == "1"
    asked = await admin.slash(channel, "admin article remove", article="1")
    assert "\nIts page is gone from its site, so it can’t be added again by its address.\n" in read(
        asked.response
    )
    await admin.click(asked.response, label="Remove and block")

    assert "/admin block lift undoes that." in read(asked.response)
    assert len(await newsroom.articles(only_gone=True)) == 8
    await tell_of_pages(env.bot)
    assert len(room.history()) == 1


async def test_turning_notices_off_says_where_they_were_sent(admin, channel, room, read):
    off = await admin.slash(channel, "admin feed notices")
    assert read(off.response) == f"Notices are off. They were sent to <#{room.id}>; choose it again to go on."
    again = await admin.slash(channel, "admin feed notices")
    assert read(again.response) == "Notices are off."


async def test_the_status_of_an_empty_bot_says_how_to_begin(admin, channel, read):
    status = await admin.slash(channel, "admin status")
    assert read(status.response).startswith(
        "**No articles yet.** Add some with /admin article add, or a feed with /admin feed add.\n"
    )


async def test_a_page_that_a_refresh_finds_gone_twice_is_told(env, room, site, newsroom, read):
    feed = await env.bot.feeds.follow((await env.bot.feeds.discover(site.feed()))[0])
    assert [one.added async for one in env.bot.feeds.refresh()] == [2]
    site.serve("/ferries", status=404)

    for notices in (0, 1):
        await newsroom.lane.run(lambda: newsroom.store.connection.execute("UPDATE looks SET due = 0"))
        assert [len(one.failed) async for one in env.bot.feeds.refresh([feed], force=True)] == [notices]
        await tell_of_pages(env.bot)
        assert len(room.history()) == notices
    assert "**Dunmere Post**\n- Council buys nine electric ferries (article 1, gone" in read(
        room.last_message
    )
