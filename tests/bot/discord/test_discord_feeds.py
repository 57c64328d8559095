"""`/admin feed` and the refresh beside the bot: real feeds on loopback, the real service and index."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord import assert_error

from bot.client import NewsBot
from bot.config import Settings
from bot.feeds import Feeds
from bot.guilds import open_guilds
from bot.notices import refresh_feeds
from bot.service import open_service
from corpus.errors import FeedError
from corpus.opml import Outline
from index.errors import QueryError

# Shorter than aiohttp keeps a connection, which the simulation would wait for.
pytestmark = pytest.mark.simcord(settle_timeout=12)


class Clock:
    """The time, `ahead` by as much as a test wants."""

    ahead = timedelta(0)

    def __call__(self):
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def memory(folder, clock):
    async with open_guilds(folder / "citewire.db", now=clock) as opened:
        yield opened


@pytest.fixture
async def newsroom(folder):
    settings = Settings(_env_file=None, data_dir=folder, allow_private_addresses=True, min_confidence=0)
    async with open_service(settings) as service:
        yield service


@pytest.fixture
async def follow(env):
    """Follow a feed as the command does."""

    async def followed(url):
        return await env.bot.feeds.follow((await env.bot.feeds.discover(url))[0])

    return followed


class TwoReports(Feeds):
    """Watches until two feeds were asked."""

    async def watch(self):
        async with aclosing(super().watch()) as reports:
            yield await anext(reports)
            yield await anext(reports)


async def refreshed(bot, **options):
    async with aclosing(bot.feeds.refresh(**options)) as reports:
        found = [report async for report in reports]
    await bot.service.repair()
    return found


async def test_a_feed_is_shown_followed_at_a_press_and_answers_questions(env, admin, channel, site, read):
    shown = await admin.slash(channel, "admin feed add", url=site.feed())
    assert shown.ephemeral
    text = read(shown.response)
    assert text.startswith("**Follow Dunmere Post?**\nRSS, language en, ")
    assert "- Council buys nine electric ferries (<t:" in text
    assert await env.bot.feeds.states() == []

    await admin.click(shown.response, label="Follow")
    assert read(shown.response).startswith("**Following Dunmere Post.** Its first stories come in")

    (report,) = await refreshed(env.bot)
    assert (report.added, report.error) == (2, None)
    answer = await admin.slash(channel, "ask", question="how much did Dunmere pay for nine electric ferries?")
    assert "41 million pounds" in read(answer.response)


async def test_nothing_is_followed_when_the_admin_thinks_better_of_it(env, admin, channel, site, read):
    shown = await admin.slash(channel, "admin feed add", url=site.feed())
    await admin.click(shown.response, label="Not now")
    assert read(shown.response) == "Nothing was followed."
    assert await env.bot.feeds.states() == []


async def test_an_address_without_feeds_is_told_in_words(env, admin, channel, site, read):
    site.serve("/", "<html><body><p>Only this.</p></body></html>")
    shown = await admin.slash(channel, "admin feed add", url=site.url)
    assert_error(env, FeedError)
    assert "thinking" not in read(shown.response)
    assert read(shown.response).endswith(".")


async def test_a_feed_is_followed_at_a_press_after_a_restart(
    env, admin, channel, site, newsroom, folder, read
):
    feeds = site.feed("/all.xml"), site.feed("/new.xml", title="Dunmere New")
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in feeds)
    site.serve("/", f"<html><head><title>Dunmere Post</title>{links}</head><body></body></html>")
    shown = await admin.slash(channel, "admin feed add", url=site.url)
    async with open_guilds(folder / "citewire.db") as reopened:
        await env.restart_bot(NewsBot(newsroom, reopened))
        await admin.click(shown.response, custom_id="citewire:follow:1:1")

        assert read(shown.response).startswith("**Following Dunmere New.**")
        (state,) = await env.bot.feeds.states()
        assert state.feed.url == f"{site.url}/new.xml"


async def test_one_who_may_not_manage_the_server_any_more_follows_nothing(
    env, admin, channel, site, demote, read
):
    shown = await admin.slash(channel, "admin feed add", url=site.feed())
    demote(admin)

    pressed = await admin.click(shown.response, label="Follow")

    assert read(pressed.response) == "Only members with the permission **Manage Server** can do that."
    assert await env.bot.feeds.states() == []


async def test_what_was_shown_over_a_week_ago_asks_to_look_again(env, admin, channel, site, clock, read):
    shown = await admin.slash(channel, "admin feed add", url=site.feed())
    clock.ahead = timedelta(days=8)

    pressed = await admin.click(shown.response, label="Follow")

    assert read(pressed.response) == (
        "This was shown too long ago to be followed: look again with /admin feed add."
    )
    assert await env.bot.feeds.states() == []


async def test_a_feed_that_is_followed_already_offers_no_following(admin, channel, site, read, components):
    first = await admin.slash(channel, "admin feed add", url=site.feed())
    await admin.click(first.response, label="Follow")

    shown = await admin.slash(channel, "admin feed add", url=site.feed())

    assert read(shown.response).startswith("**Dunmere Post is followed already.**\n")
    buttons = {
        part["label"]: part.get("disabled", False) for part in components(shown.response) if part["type"] == 2
    }
    assert buttons == {"Followed": True, "Not now": False}


async def test_part_of_a_name_is_answered_with_the_feeds_that_are_meant(
    env, admin, channel, site, follow, read
):
    await follow(site.feed("/a.xml", title="Dunmere Post"))
    await follow(site.feed("/b.xml", title="Dunmere Sport"))

    told = await admin.slash(channel, "admin feed pause", feed="dunmere")

    assert read(told.response) == (
        "No feed is called «dunmere»: did you mean «Dunmere Post» (1) or «Dunmere Sport» (2)?"
    )
    assert_error(env, QueryError)


async def test_a_feed_that_was_gone_and_is_resumed_is_not_called_failing(
    env, admin, channel, site, follow, read
):
    await follow(site.feed())
    site.serve("/feed.xml", status=410)
    await refreshed(env.bot)
    await admin.slash(channel, "admin feed resume", feed="1")

    listed = read((await admin.slash(channel, "admin feed list")).response)
    assert (
        listed
        == "**1 feed: 1 not read yet**\n- **Dunmere Post** (1): not read yet, next now, how often isn’t known"
    )


async def test_notices_are_not_promised_in_a_channel_where_the_bot_may_not_write(
    env, guild, admin, channel, read
):
    room = guild.create_text_channel(
        "silent", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    env.backend.guilds[guild.id].members[env.bot.user.id].role_ids.clear()

    told = await admin.slash(channel, "admin feed notices", channel=room)

    assert read(told.response) == "I may not write in «silent»: let me view it and send messages."
    assert_error(env, QueryError)


async def test_a_feed_that_is_followed_already_is_told(env, admin, channel, site, follow, read):
    shown = await admin.slash(channel, "admin feed add", url=site.feed())
    await follow(site.feed())
    pressed = await admin.click(shown.response, label="Follow")
    assert "it is followed already, as «Dunmere Post» (feed 1)" in read(pressed.followups[0])


async def test_the_list_shows_first_what_needs_a_look(env, admin, channel, site, follow, read):
    await follow(site.feed("/good.xml", title="Aldwater Post"))
    await follow(site.feed("/gone.xml", title="Zephyr News"))
    site.serve("/gone.xml", status=410)
    await refreshed(env.bot)

    text = read((await admin.slash(channel, "admin feed list")).response)
    assert text.startswith("**2 feeds: 1 gone for good**\n- **Zephyr News** (2): gone for good, ")
    assert "- **Aldwater Post** (1): well, last read <t:" in text
    status = read((await admin.slash(channel, "admin status")).response)
    assert "**Feeds:** 2 feeds: 1 gone for good, last read <t:" in status
    assert "Gone for good: Zephyr News" in status


async def test_hundreds_of_feeds_are_turned_page_by_page_after_a_restart_too(
    env, admin, channel, newsroom, memory, read
):
    many = [Outline(f"https://daily.example/{number}.xml", f"Daily {number}", None) for number in range(300)]
    await env.bot.feeds.import_list(many)
    shown = await admin.slash(channel, "admin feed list")
    assert shown.ephemeral
    assert read(shown.response).startswith(
        "**300 feeds: 300 not read yet**\n- **Daily 0** (1): not read yet, "
    )

    await env.restart_bot(NewsBot(newsroom, memory))
    await admin.click(shown.response, label="Next")
    assert read(shown.response).split("\n")[1].startswith("- **Daily 111** (112): ")
    await admin.click(shown.response, label="Previous")
    assert read(shown.response).split("\n")[1].startswith("- **Daily 0** (1): ")


async def test_one_who_may_not_manage_the_server_any_more_turns_no_page(env, admin, channel, demote, read):
    many = [Outline(f"https://daily.example/{number}.xml", f"Daily {number}", None) for number in range(40)]
    await env.bot.feeds.import_list(many)
    shown = await admin.slash(channel, "admin feed list")
    demote(admin)

    pressed = await admin.click(shown.response, label="Next")

    assert read(pressed.response) == "Only members with the permission **Manage Server** can do that."


async def test_a_feed_is_paused_and_resumed_by_its_name(env, admin, channel, site, follow, read):
    await follow(site.feed())
    choices = await admin.autocomplete(channel, "admin feed pause", "feed", "dun")
    assert [choice["value"] for choice in choices] == ["1"]

    paused = await admin.slash(channel, "admin feed pause", feed=choices[0]["value"])
    assert read(paused.response).startswith("**Paused Dunmere Post.**")
    assert (await env.bot.feeds.states())[0].feed.paused

    resumed = await admin.slash(channel, "admin feed resume", feed="Dunmere Post")
    assert read(resumed.response).startswith("**Resumed Dunmere Post.**")
    assert not (await env.bot.feeds.states())[0].feed.paused


@pytest.mark.parametrize(
    ("label", "left", "told"),
    [
        ("Remove, keep its articles", 2, "Its articles are still here."),
        ("Remove with 2 articles", 0, "2 articles went with it."),
    ],
)
async def test_removing_asks_whether_the_articles_go_too(
    env, admin, channel, site, follow, newsroom, read, label, left, told
):
    await follow(site.feed())
    await refreshed(env.bot)
    asked = await admin.slash(channel, "admin feed remove", feed="1")
    assert read(asked.response).startswith("**Remove the feed Dunmere Post?**")

    await admin.click(asked.response, label=label)
    assert read(asked.response).startswith(f"**Removed the feed Dunmere Post.** {told}")
    assert await env.bot.feeds.states() == []
    assert (await newsroom.status()).articles == left


async def test_the_running_bot_takes_in_feeds_and_tells_of_those_that_are_gone(
    env, guild, admin, channel, site, follow, newsroom, read
):
    room = guild.create_text_channel("editors")
    chosen = await admin.slash(channel, "admin feed notices", channel=room)
    assert read(chosen.response).startswith("I’ll tell of feeds and pages that are gone in <#")
    await follow(site.feed("/good.xml"))
    await follow(site.feed("/gone.xml", title="Zephyr News"))
    site.serve("/gone.xml", status=410)

    env.bot.feeds = TwoReports(newsroom)
    await refresh_feeds(env.bot)
    await env.settle()
    await newsroom.repair()

    assert (await newsroom.status()).articles == 2
    assert read(room.last_message).startswith("**The feed Zephyr News is gone for good.**")
    assert channel.last_message is None or "gone" not in read(channel.last_message)


async def test_questions_are_answered_while_feeds_are_refreshed(env, admin, channel, site, follow, read):
    await follow(site.feed(stories=("ferries", "orchards", "library")))
    reports = asyncio.ensure_future(refreshed(env.bot))
    answer = await admin.slash(channel, "ask", question="what opened in the old tram depot?")
    assert read(answer.response)
    assert (await reports)[0].added == 3


@pytest.mark.parametrize("command", ["admin feed list", "admin feed notices"])
async def test_the_permission_is_checked_again(env, guild, bob, channel, read, command):
    (admin,) = [one for one in await env.bot.tree.fetch_commands() if one.name == "admin"]
    guild.set_command_permissions(admin, {bob: True})
    result = await bob.slash(channel, command)
    assert read(result.response) == "Only members with the permission **Manage Server** can do that."
    assert_error(env, discord.app_commands.CheckFailure)
