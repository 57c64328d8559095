"""Answers whose sources change while Discord isn't to be had: its real client, and a server in its place."""

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager, suppress
from itertools import count

import discord
import pytest
from aiohttp import web

from bot import corrections as module
from bot.client import NewsBot
from bot.config import Settings
from bot.corrections import LOST_IN_A_ROW, Corrections
from bot.guilds import open_guilds
from bot.later import Later
from bot.render.cards import answer_card
from bot.request import Request
from bot.service import open_service

OLD = "The Dunmere ferry fare rises to 14 pounds for a car this spring."
NEW = "The Dunmere ferry fare rises to 17 pounds for a car this spring."
STORY = {
    "title": "Dunmere ferry fare rises",
    "text": f"{OLD} Cyclists travel free as before, the harbour board decided on Monday.",
    "url": "https://dunmere.example/fare",
    "source": "Dunmere News",
}
CHANGED = STORY | {"text": STORY["text"].replace(OLD, NEW)}
ME = {"id": "1", "username": "citewire", "discriminator": "0000", "avatar": None, "bot": True}


class Discord:
    """What the client needs of Discord: messages by channel, and what goes wrong with the next requests."""

    def __init__(self) -> None:
        self.messages = {}
        self.faults = {}
        self.edits = Counter()
        self.asked = Counter()
        self.edited = asyncio.Event()
        self.go_on = asyncio.Event()

    def hold(self, card, *, message, channel) -> None:
        self.messages[str(message)] = _numbered(card.to_components(), count(1)), str(channel)

    def fail(self, message, verb, *faults) -> None:
        """Let requests for a message fail one after another: with a status, or without an answer.

        A lost connection is lost twice, as the client asks again by itself where nothing is changed.
        """
        faults = [one for fault in faults for one in [fault] * (2 if fault == "lost" else 1)]
        self.faults.setdefault((str(message), verb), []).extend(faults)

    def text(self, message) -> str:
        return json.dumps(self.messages[str(message)][0])

    async def one(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["message"]
        self.asked[int(number)] += 1
        faults = self.faults.get((number, request.method), [])
        fault = faults.pop(0) if faults else None
        if number not in self.messages:
            return _json({"code": 10008, "message": "Unknown Message"}, status=404)
        if fault == "slow":
            await self.go_on.wait()
        elif fault == "lost":
            return _cut_off(request)
        elif fault:
            return _json({"code": 0, "message": "no"}, status=fault)
        if request.method == "PATCH":
            body = await request.json()
            channel = self.messages[number][1]
            self.messages[number] = _numbered(body["components"], count(1)), channel
            self.edits[int(number)] += 1
            self.edited.set()
            if self.faults.pop((number, "answer"), None):
                return _cut_off(request)
        return _json(self._message(number))

    def _message(self, number) -> dict:
        components, channel = self.messages[number]
        lists = ("mentions", "mention_roles", "attachments", "embeds")
        moment = "2024-03-15T08:00:00+00:00"
        return {name: [] for name in lists} | {
            "id": number,
            "channel_id": channel,
            "author": ME,
            "content": "",
            "timestamp": moment,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "pinned": False,
            "type": 0,
            "flags": 1 << 15,
            "components": components,
        }


def _json(value, status=200):
    """Answer as Discord does: without a charset."""
    return web.Response(
        body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"}
    )


def _cut_off(request):
    """Lose the connection before anything is answered."""
    request.transport.abort()
    return web.Response()


def _numbered(parts, numbers):
    """Return components as Discord keeps them: each with an id."""
    kept = []
    for part in parts:
        own = {"id": next(numbers)} | part
        if "components" in part:
            own["components"] = _numbered(part["components"], numbers)
        if "accessory" in part:
            own["accessory"] = _numbered([part["accessory"]], numbers)[0]
        kept.append(own)
    return kept


@asynccontextmanager
async def serving(server):
    async def me(request):
        return _json(ME)

    async def application(request):
        return _json(
            {"id": "1", "name": "c", "description": "", "bot_public": True, "bot_require_code_grant": False}
            | {"verify_key": "", "flags": 0, "owner": ME, "icon": None, "team": None}
        )

    async def commands(request):
        return _json([])

    app = web.Application()
    app.router.add_get("/users/@me", me)
    app.router.add_get("/oauth2/applications/@me", application)
    app.router.add_put("/applications/1/commands", commands)
    app.router.add_route("*", "/channels/{channel}/messages/{message}", server.one)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class ReadyBot(NewsBot):
    """The bot without a gateway."""

    async def wait_until_ready(self):
        return


@pytest.fixture
def server():
    return Discord()


@pytest.fixture
async def bot(request, tmp_path, encoder, server, monkeypatch):
    """The bot, logged in, with a story stored; only the gateway is missing."""
    (tmp_path / "models").symlink_to(request.config.cache.mkdir("models"))
    settings = Settings(_env_file=None, data_dir=tmp_path, min_confidence=0, sample=False)
    async with (
        serving(server) as address,
        open_service(settings) as service,
        open_guilds(tmp_path / "citewire.db") as memory,
    ):
        monkeypatch.setattr(discord.http.Route, "BASE", address)
        await service.add_lines([json.dumps(STORY)])
        async with ReadyBot(service, memory) as bot:
            await bot.login("token")
            yield bot


@pytest.fixture
def answered(bot, server):
    """Have answers in these channels; their messages' numbers are ten times the channels'."""

    async def sent(*channels):
        reply = await bot.service.ask(Request("how much is the Dunmere ferry fare for a car?"))
        for channel in channels:
            card = answer_card(reply)
            server.hold(card, message=10 * channel, channel=channel)
            await bot.memory.remember_answer(10 * channel, channel_id=channel, cited=card.cited)

    return sent


@pytest.fixture
def corrections(bot):
    return Corrections(bot)


async def change(bot):
    assert (await bot.service.add_lines([json.dumps(CHANGED)])).updated == 1


async def compared(bot):
    """Return the versions that the answers were compared with."""
    return (await bot.memory.articles_cited()).get(1)


FAULTS = [503, 429, 401, 408, 403, "lost"]


@pytest.mark.parametrize("verb", ["GET", "PATCH"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_not_delivered_is_tried_again_and_the_others_go_on(
    bot, server, answered, corrections, fault, verb
):
    await answered(2, 3, 4)
    await change(bot)
    server.fail(30, verb, fault)

    assert not await corrections.amend()
    assert [number for number in (20, 30, 40) if NEW in server.text(number)] == [20, 40]

    for _ in range(module.SELDOM[0]):
        if await corrections.amend():
            break
    assert NEW in server.text(30)
    assert server.edits == {20: 1, 30: 1, 40: 1}
    assert await compared(bot) == {2}


async def test_an_edit_that_came_through_without_an_answer_is_not_made_again(
    bot, server, answered, corrections
):
    await answered(2)
    await change(bot)
    server.fail(20, "answer", "lost")

    assert not await corrections.amend()
    assert NEW in server.text(20)
    assert await compared(bot) == {1}

    assert await corrections.amend()
    assert server.edits == {20: 1}
    assert await compared(bot) == {2}


async def test_a_message_that_always_fails_is_asked_for_less_and_less(bot, server, answered, corrections):
    await answered(2)
    await change(bot)
    server.fail(20, "GET", *[503] * 99)

    for _ in range(32):
        assert not await corrections.amend()
    assert server.asked[20] == 6


async def test_a_round_full_of_messages_that_always_fail_keeps_no_other_waiting(
    bot, server, answered, corrections, monkeypatch
):
    monkeypatch.setattr(module, "MOST_AT_ONCE", 2)
    await answered(2, 3, 4, 5)
    await change(bot)
    for number in (40, 50):
        server.fail(number, "GET", *[503] * 99)

    for _ in range(3):
        assert not await corrections.amend()
    assert server.edits == {20: 1, 30: 1}


async def test_while_discord_is_not_reached_a_round_ends_early_and_loses_nothing(
    bot, server, answered, corrections
):
    channels = range(2, 2 + LOST_IN_A_ROW + 2)
    await answered(*channels)
    await change(bot)
    for channel in channels:
        server.fail(10 * channel, "GET", "lost")

    assert not await corrections.amend()
    assert len(server.asked) == LOST_IN_A_ROW

    for _ in range(9):
        if await corrections.amend():
            break
    assert server.edits == dict.fromkeys((10 * channel for channel in channels), 1)


async def test_a_message_that_takes_long_holds_up_its_own_channel_only(
    bot, server, answered, corrections, monkeypatch
):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    await answered(2, 3)
    await change(bot)
    server.fail(30, "PATCH", "slow")

    assert not await corrections.amend()
    assert not await corrections.amend()
    assert (server.asked[30], NEW in server.text(20)) == (2, True)

    monkeypatch.setattr(module, "PATIENCE", 20)
    server.edited.clear()
    server.go_on.set()
    await server.edited.wait()
    for _ in range(99):
        if await corrections.amend():
            break
    assert server.edits == {20: 1, 30: 1}


async def test_a_message_that_can_not_be_understood_stops_no_other(
    bot, server, answered, corrections, monkeypatch
):
    await answered(2, 3)
    await change(bot)
    whole = module.amended_card

    def only_once(view, findings):
        monkeypatch.setattr(module, "amended_card", whole)
        raise KeyError("no such part")

    monkeypatch.setattr(module, "amended_card", only_once)

    assert not await corrections.amend()
    assert sum(server.edits.values()) == 1


async def test_the_loop_goes_on_until_discord_takes_the_amendment(bot, server, answered, monkeypatch):
    monkeypatch.setattr(module, "SECONDS_BETWEEN", 0)
    await answered(2)
    await change(bot)
    server.fail(20, "GET", "lost", 503, "lost")
    server.fail(20, "PATCH", 503)

    keeping = asyncio.create_task(Corrections(bot).keep())
    await server.edited.wait()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping

    assert NEW in server.text(20)
    assert server.edits == {20: 1}


async def test_a_restart_tries_again_at_once_what_was_put_off(bot, server, answered):
    await answered(2)
    await change(bot)
    server.fail(20, "GET", 403)
    assert not await Corrections(bot).amend()

    assert await Corrections(bot).amend()
    assert server.edits == {20: 1}


def test_waits_double_up_to_the_most():
    later = Later()

    assert [later.put_off(7, (1, 16)) for _ in range(7)] == [1, 2, 4, 8, 16, 16, 16]
    later.done(7)
    assert (later.put_off(7, (1, 16)), later.waits(8)) == (1, False)
