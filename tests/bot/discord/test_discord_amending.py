"""The loop that amends sent answers, beside the running bot: other processes, lost messages, restarts."""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.background import meanwhile
from bot.client import NewsBot
from bot.config import Settings
from bot.corrections import MOST_AT_ONCE, SECONDS_BETWEEN, Corrections
from bot.guilds import open_guilds
from bot.service import open_service
from tests.bot.discord.test_discord_corrections import CHANGED, FARE, LATER, QUESTION, STORY

pytestmark = pytest.mark.simcord(settle_timeout=12)

ROOT = Path(__file__).parents[3]


class AmendingBot(NewsBot):
    """The bot with the loop beside it, as `run_bot` starts it."""

    async def setup_hook(self):
        await super().setup_hook()
        self.beside = AsyncExitStack()
        await self.beside.enter_async_context(meanwhile(Corrections(self).keep, "corrections"))

    async def close(self):
        await self.beside.aclose()
        await super().close()


@pytest.fixture
async def newsroom(folder):
    settings = Settings(_env_file=None, data_dir=folder, min_confidence=0, sample=False)
    async with open_service(settings) as service:
        await service.add_lines([json.dumps(STORY)])
        yield service


@pytest.fixture
def simcord_bot(newsroom, memory):
    return AmendingBot(newsroom, memory)


@pytest.fixture
def a_round(env):
    """Let the loop wake once and do what it has to do."""
    return lambda: env.advance_time(SECONDS_BETWEEN)


async def citewire(folder, *words, stdin=""):
    """Run a verb in a process of its own, beside the bot."""
    environment = os.environ | {"CITEWIRE_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words),
        env=environment,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(stdin.encode())
    assert process.returncode == 0, err.decode()
    return out.decode()


async def change(newsroom, story=CHANGED):
    assert (await newsroom.add_lines([json.dumps(story)])).updated == 1


def edits(env):
    return [one for one in env.http_requests if one.method == "PATCH" and "@original" not in one.path]


async def test_a_story_that_another_process_changes_is_shown_with_old_and_new(
    env, alice, channel, folder, read, a_round
):
    await alice.slash(channel, "ask", question=QUESTION)
    assert "**14 pounds**" in read(channel.last_message)

    out = await citewire(folder, "add", "-", "--json", stdin=json.dumps(CHANGED))
    assert json.loads(out)["updated"] == 1
    assert "**14 pounds**" in read(channel.last_message)
    await a_round()

    assert f"> ~~{FARE}~~\n> {LATER}" in read(channel.last_message)
    await a_round()
    await a_round()
    assert len(edits(env)) == 1


async def test_a_story_that_another_process_withdraws_takes_its_words_along(
    alice, channel, folder, read, a_round
):
    await alice.slash(channel, "ask", question=QUESTION)

    await citewire(folder, "articles", "remove", "1", "--block")
    await a_round()

    text = read(channel.last_message)
    assert "-# Withdrawn: the article quoted here is no longer among mine." in text
    assert "pounds" not in text


async def test_lost_messages_and_channels_do_not_stop_the_rest(
    env, guild, alice, channel, newsroom, memory, read, a_round
):
    gone, lost = guild.create_text_channel("gone"), guild.create_text_channel("lost")
    await alice.slash(channel, "ask", question=QUESTION)
    kept = channel.last_message
    await alice.slash(lost, "ask", question=QUESTION)
    await alice.slash(gone, "ask", question=QUESTION)
    await alice.slash(channel, "ask", question=QUESTION)
    env.backend.messages[lost.id].clear()
    await env.bot.get_channel(gone.id).delete()
    await change(newsroom)

    await a_round()

    assert [LATER in read(message) for message in channel.history()] == [True, True]
    assert kept.id in [message.id for message in channel.history()]
    assert {sent.channel_id for sent in await memory.answers_citing(1, 0)} == {channel.id}


async def test_where_discord_fails_the_rest_is_amended_and_that_one_in_the_next_round(
    env, guild, alice, channel, newsroom, read, a_round
):
    other = guild.create_text_channel("other")
    await alice.slash(channel, "ask", question=QUESTION)
    await alice.slash(other, "ask", question=QUESTION)
    await change(newsroom)
    env.inject_error("GET", f"/channels/{other.id}/messages/*", status=503)

    await a_round()
    assert LATER in read(channel.last_message)
    assert LATER not in read(other.last_message)

    await a_round()
    assert LATER in read(other.last_message)
    assert len(edits(env)) == 2


async def test_what_changed_while_the_bot_was_away_is_amended_after_its_start(
    env, alice, channel, newsroom, folder, read
):
    await alice.slash(channel, "ask", question=QUESTION)
    await env.bot.beside.aclose()
    await change(newsroom)

    async with open_guilds(folder / "citewire.db") as memory:
        await env.restart_bot(AmendingBot(newsroom, memory))
        await env.settle()
        assert f"> ~~{FARE}~~\n> {LATER}" in read(channel.last_message)


async def test_a_restart_between_two_rounds_loses_none_and_amends_none_twice(
    env, guild, newsroom, folder, read, a_round
):
    rooms = [guild.create_text_channel(f"room-{number}") for number in range(MOST_AT_ONCE + 3)]
    for number, room in enumerate(rooms):
        member = guild.add_member(env.create_user(f"reader-{number}"))
        await member.slash(room, "ask", question=QUESTION)
    await change(newsroom)
    await a_round()
    assert sum(LATER in read(room.last_message) for room in rooms) == MOST_AT_ONCE

    async with open_guilds(folder / "citewire.db") as memory:
        await env.restart_bot(AmendingBot(newsroom, memory))
        await env.settle()
        assert all(LATER in read(room.last_message) for room in rooms)
        assert len(edits(env)) == len(rooms)


async def test_an_answer_remembered_after_its_change_was_noticed_is_amended(
    env, alice, channel, newsroom, memory, read, a_round
):
    await alice.slash(channel, "ask", question=QUESTION)
    (sent,) = await memory.answers_citing(1, 0)
    await memory.forget_answer(sent.message_id)
    await change(newsroom)
    await a_round()
    assert LATER not in read(channel.last_message)

    await memory.remember_answer(sent.message_id, channel_id=channel.id, cited=sent.cited)
    await a_round()

    assert LATER in read(channel.last_message)
