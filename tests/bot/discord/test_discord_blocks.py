"""`/admin block`: what was withdrawn is listed, lifted, and addresses are blocked; the real service."""

import json
import re
from datetime import UTC, datetime

import pytest
from simcord import assert_error

from bot.client import NewsBot
from bot.config import Settings
from bot.service import open_service
from corpus.errors import NewsError
from corpus.takedown import Takedowns
from tests.bot.discord.test_discord_notices import story

pytestmark = pytest.mark.simcord(settle_timeout=12)


@pytest.fixture
async def newsroom(folder):
    settings = Settings(_env_file=None, data_dir=folder, min_confidence=0, sample=False)
    async with open_service(settings) as service:
        yield service


@pytest.fixture
async def withdrawn(newsroom):
    """One story withdrawn with its text, and one address that nothing was taken from."""
    await newsroom.add_lines([json.dumps(story(1)), json.dumps(story(2))])
    await newsroom.remove([1], block=True)
    await newsroom.lane.run(
        lambda: Takedowns(newsroom.store.connection).block_url("https://vale.example/9", datetime.now(UTC))
    )


def days(text):
    return re.sub(r"<t:\d+:D>", "<day>", text)


async def test_blocks_are_listed_the_latest_first(admin, channel, withdrawn, read):
    listed = await admin.slash(channel, "admin block list")

    assert listed.ephemeral
    assert days(read(listed.response)) == (
        "**2 blocks**\n"
        "- **2** https\\://vale\\.example/9: since <day>, only this address\n"
        "- **1** https\\://dunmere\\.example/1 (Dunmere Post): since <day>, copies of its text too\n"
        "-# Headlines and texts of blocked stories aren’t kept. /admin block lift takes one off."
    )


async def test_without_blocks_the_list_says_how_to_make_one(admin, channel, read):
    listed = await admin.slash(channel, "admin block list")
    assert read(listed.response).startswith("**Nothing is blocked.** To withdraw a story, use /admin article")


async def test_many_blocks_are_turned_page_by_page_after_a_restart_too(
    env, admin, channel, read, newsroom, memory, demote
):
    def fill():
        for number in range(30):
            url = f"https://vale.example/{number}/{'long-' * 40}"
            Takedowns(newsroom.store.connection).block_url(url, datetime.now(UTC))

    await newsroom.lane.run(fill)
    listed = await admin.slash(channel, "admin block list")
    assert read(listed.response).split("\n")[1].startswith("- **30** ")
    await env.restart_bot(NewsBot(newsroom, memory))
    await admin.click(listed.response, label="Next")
    assert read(listed.response).split("\n")[1].startswith("- **18** ")

    demote(admin)
    pressed = await admin.click(listed.response, label="Next")
    assert read(pressed.response).startswith("Only members with the permission")


async def test_a_block_is_picked_and_lifted_and_the_story_comes_in_again(
    admin, channel, withdrawn, newsroom, read, caplog
):
    caplog.set_level("INFO")
    choices = await admin.autocomplete(channel, "admin block lift", "story", "dunmere post")
    (choice,) = choices
    assert choice["name"] == f"1: dunmere.example/1 (Dunmere Post, {datetime.now(UTC):%Y-%m-%d})"
    assert (await newsroom.add_lines([json.dumps(story(1))])).added == 0

    lifted = await admin.slash(channel, "admin block lift", story=choice["value"])
    assert lifted.ephemeral
    assert read(lifted.response) == (
        "**Lifted:** https\\://dunmere\\.example/1\n"
        "Its story may come in again.\n"
        "-# It isn’t here again by itself: add it with /admin article add."
    )
    assert f"admin lifted block=1 user={admin.id}" in caplog.text
    assert (await newsroom.add_lines([json.dumps(story(1))])).added == 1


async def test_a_lifted_block_names_those_that_refuse_its_text_all_the_same(
    env, admin, channel, newsroom, read
):
    text = " ".join(f"Boat {n} carried {n} crates of fish past the quay of Dunmere." for n in range(12))
    await newsroom.add_lines([json.dumps(story(1, text=text))])
    await newsroom.remove([1], block=True)
    await newsroom.lane.run(lambda: Takedowns(newsroom.store.connection).unblock("1"))
    await newsroom.add_lines([json.dumps(story(1, text=text))])

    def block_twice():
        takedowns, article = Takedowns(newsroom.store.connection), newsroom.store.article(2)
        takedowns.block_article(article, datetime.now(UTC))
        newsroom.store.connection.execute(
            "UPDATE takedowns SET identity = 'url:x', url = 'https://x.example/'"
        )
        takedowns.block_article(article, datetime.now(UTC))

    await newsroom.lane.run(block_twice)
    lifted = await admin.slash(channel, "admin block lift", story="3")

    assert days(read(lifted.response)).split("\n")[1:3] == [
        "Its text is still refused because of these; lift them too if it is to come back:",
        "- **2** https\\://x\\.example/ (Dunmere Post): since <day>, copies of its text too",
    ]


async def test_what_is_not_blocked_is_told(env, admin, channel, withdrawn, read):
    told = await admin.slash(channel, "admin block lift", story="77")

    assert read(told.response) == "«77» is not blocked: /admin block list shows what is."
    assert_error(env, NewsError)


async def test_an_address_is_blocked_and_what_is_here_from_it_goes(admin, channel, newsroom, read):
    await newsroom.add_lines([json.dumps(story(1)), json.dumps(story(2))])
    url = story(1)["url"]
    blocked = await admin.slash(channel, "admin block add", url=f"{url}?utm_source=x")

    assert blocked.ephemeral
    assert read(blocked.response) == (
        "**Blocked:** https\\://dunmere\\.example/1\n"
        "Nothing is taken from this address any more.\n"
        "- Removed: The orchard of Dunmere, part 1\n"
        "Copies of what was removed are refused too.\n"
        "-# /admin block lift undoes the block."
    )
    assert (await newsroom.status()).articles == 1
    assert (await newsroom.add_lines([json.dumps(story(1))])).added == 0


async def test_blocks_are_offered_to_admins_only(env, guild, bob, channel, withdrawn, read):
    (command,) = [one for one in await env.bot.tree.fetch_commands() if one.name == "admin"]
    guild.set_command_permissions(command, {bob: True})

    assert await bob.autocomplete(channel, "admin block lift", "story", "") == []
    for name, options in (("list", {}), ("lift", {"story": "1"}), ("add", {"url": "https://a.example/"})):
        result = await bob.slash(channel, f"admin block {name}", **options)
        assert read(result.response) == "Only members with the permission **Manage Server** can do that."
    assert env.errors
