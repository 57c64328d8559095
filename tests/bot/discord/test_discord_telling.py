"""`/timeline`, `/latest` and «Why this answer» over the sample articles, with the real model."""

import asyncio
import re
import shutil
from datetime import UTC, datetime

import pytest

from bot.cli.sample import sample_lines
from bot.client import NewsBot
from bot.config import Settings
from bot.guilds import open_guilds
from bot.service import open_service
from index.errors import QueryError

pytestmark = pytest.mark.simcord(settle_timeout=12)

FERRIES = "Sound & Isles Ferries"
COST = "how much is it costing to fix the Teale Bridge?"


@pytest.fixture(scope="session")
def sampled(request, tmp_path_factory, encoder):
    """A data folder that holds the sample articles, indexed."""
    folder = tmp_path_factory.mktemp("sampled")
    (folder / "models").symlink_to(request.config.cache.mkdir("models"))

    async def add():
        async with open_service(settings(folder)) as service:
            await service.add_lines(sample_lines())

    asyncio.run(add())
    return folder


def settings(folder):
    return Settings(_env_file=None, data_dir=folder)


@pytest.fixture
def folder(sampled, tmp_path):
    return shutil.copytree(sampled, tmp_path / "data", symlinks=True)


@pytest.fixture
async def newsroom(folder):
    async with open_service(settings(folder)) as service:
        yield service


@pytest.fixture
async def memory(folder):
    async with open_guilds(folder / "citewire.db") as opened:
        yield opened


def dated(text):
    """Return the text with its days as a reader in UTC sees them."""
    return re.sub(r"<t:(\d+):D>", lambda at: f"{datetime.fromtimestamp(int(at[1]), UTC):%Y-%m-%d}", text)


def quotes(text):
    return [line[2:26] for line in text.split("\n") if line.startswith("> ")]


async def test_a_story_is_told_in_pages_of_dated_sentences(alice, bob, channel, read):
    result = await alice.slash(channel, "timeline", topic=FERRIES)
    first = read(result.response)
    own = await bob.click(result.response, label="Next")
    await alice.click(result.response, label="Next")

    assert dated(first).startswith("**How it developed:** Sound & Isles Ferries · 2023-10-03 to 2024-10-12\n")
    assert "**2023-10-03**\n> Sound & Isles Ferries, which" in dated(first)
    assert len(quotes(first)) == 6
    assert quotes(read(result.response)) == ["The ship that is to repl", "With a blast of her horn"]
    assert own.ephemeral
    assert quotes(read(own.response)) == quotes(read(result.response))


async def test_two_outlets_one_event_are_one_step(alice, channel, read):
    text = read((await alice.slash(channel, "timeline", topic="Storm Edda")).response)
    assert len(quotes(text)) == 1
    assert text.endswith("-# Harbour Ledger, also reported by The Graysholm Herald")


async def test_days_and_an_outlet_narrow_a_timeline(alice, channel, read):
    result = await alice.slash(channel, "timeline", topic=FERRIES, since="2024-05", source="harbour ledger")
    assert quotes(read(result.response)) == ["Tern Maritime will cut 1", "The ship that is to repl"]


async def test_the_latest_of_all_and_of_a_topic(alice, channel, read):
    everything = await alice.slash(channel, "latest")
    ferries = await alice.slash(channel, "latest", topic="ferries")

    assert read(everything.response).startswith("**The latest**\n**<t:")
    assert quotes(read(everything.response))[0] == "Some 9,000 people walked"
    assert read(ferries.response).startswith("**The latest on** ferries\n")
    assert quotes(read(ferries.response))[0] == "With a blast of her horn"


async def test_a_topic_without_articles_says_so(alice, channel, read):
    result = await alice.slash(channel, "timeline", topic="banana bread")
    assert read(result.response) == (
        "**No article is about** «banana bread»\nTry other words, or fewer limits."
    )


async def test_pages_turn_after_a_restart(env, alice, channel, folder, read):
    await alice.slash(channel, "timeline", topic=FERRIES)
    async with (
        open_service(settings(folder)) as service,
        open_guilds(folder / "citewire.db") as memory,
    ):
        await env.restart_bot(NewsBot(service, memory))
        await alice.click(channel.last_message, label="Next")
        assert quotes(read(channel.last_message))[-1] == "With a blast of her horn"


async def test_why_is_told_to_the_one_who_asks_within_the_questions_limits(env, alice, bob, channel, read):
    result = await alice.slash(channel, "ask", question=COST, since="2023-06", source="Aldwater Gazette")
    pressed = await bob.click(result.response, label="Why this answer")

    assert pressed.ephemeral
    why = read(pressed.response)
    assert why.startswith("### Why this answer\n")
    assert "**Searched within:** published from 1 June 2023, outlets: aldwater gazette" in why
    assert "**What made the confidence**" in why
    assert "- **quoted** (" in why
    assert COST in read(result.response)


async def test_why_is_told_after_a_restart(env, alice, channel, folder, read):
    await alice.slash(channel, "ask", question=COST)
    async with (
        open_service(settings(folder)) as service,
        open_guilds(folder / "citewire.db") as memory,
    ):
        await env.restart_bot(NewsBot(service, memory))
        pressed = await alice.click(channel.last_message, label="Why this answer")
        assert f"**Searched for:** {COST}" in read(pressed.response)


async def test_a_follow_up_is_explained_with_what_came_before(env, alice, channel, read):
    await alice.send(channel, f"{env.bot.user.mention} why was the Teale Bridge closed?")
    await alice.send(channel, "when did it reopen?", reply_to=channel.last_message)
    label = next(
        part["label"]
        for row in channel.last_message.components
        for part in _parts(row)
        if str(part.get("custom_id", "")).startswith("citewire:why")
    )
    pressed = await alice.click(channel.last_message, label=label)

    assert "**Understood as:** when did it reopen, Teale Bridge closed?" in read(pressed.response)


async def test_no_answer_can_be_explained_too(alice, channel, read):
    result = await alice.slash(channel, "ask", question="what is the capital of Mongolia?")
    pressed = await alice.click(result.response, label="Why no answer")

    assert "not answered (from" in read(pressed.response)
    assert "the confidence is too low to quote it" in read(pressed.response)


async def test_a_private_answer_has_no_such_button_as_it_is_not_kept(alice, channel, components):
    result = await alice.slash(channel, "ask", question=COST, private=True)
    assert not [part for part in components(result.response) if "why" in str(part.get("custom_id"))]


async def test_an_answer_too_old_to_be_explained_says_so(env, alice, channel, memory, read):
    result = await alice.slash(channel, "ask", question=COST)
    await memory.forget_user(alice.id)
    pressed = await alice.click(result.response, label="Why this answer")

    assert pressed.ephemeral
    assert read(pressed.response) == "This answer is too old to be explained: please ask again."
    assert QueryError not in map(type, env.errors)


async def test_an_answer_shows_figures_that_conflict(alice, channel, read):
    text = read((await alice.slash(channel, "ask", question=COST)).response)
    assert (
        "**The articles give different figures:**\n"
        "- £62 million (Harbour Ledger, 2023-06-21)\n"
        "- £71.4 million (Aldwater Gazette, 2023-06-23)"
    ) in dated(text)


def _parts(row):
    waiting = [row if isinstance(row, dict) else row.to_dict()]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += [*part.get("components", []), *([part["accessory"]] if "accessory" in part else [])]
