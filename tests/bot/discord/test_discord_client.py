"""The client as a whole: its commands, its start, its stop."""

import asyncio
import json
import re
import socket

import discord
import pytest
from aiohttp import web
from pydantic import SecretStr
from yarl import URL

from bot.client import NewsBot, invite_url, run_bot
from bot.config import Settings
from bot.errors import ServiceError, SettingsError
from bot.guilds import open_guilds


def registrations(env):
    return [request for request in env.http_requests if request.method == "PUT"]


async def test_commands_are_registered_only_when_they_change(env, newsroom, memory):
    await env.restart_bot(NewsBot(newsroom, memory))
    assert len(registrations(env)) == 1

    changed = NewsBot(newsroom, memory)
    changed.tree.add_command(discord.app_commands.Command(name="more", description="d", callback=_more))
    await env.restart_bot(changed)
    assert len(registrations(env)) == 2


async def _more(interaction: discord.Interaction) -> None: ...


async def test_commands_that_discord_refuses_do_not_stop_the_bot(env, newsroom, memory, alice, channel, read):
    changed = NewsBot(newsroom, memory)
    changed.tree.add_command(discord.app_commands.Command(name="more", description="d", callback=_more))
    env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    await env.restart_bot(changed)

    result = await alice.slash(channel, "ask", question="Nissan?")
    assert "rising competition" in read(result.response)


async def test_every_command_has_a_valid_name_and_says_what_it_does(env):
    names = []
    for command in env.bot.tree.walk_commands():
        names.append(command.qualified_name)
        assert re.fullmatch(r"[a-z0-9_-]{1,32}", command.name)
        assert 1 <= len(command.description) <= 100
        for parameter in getattr(command, "parameters", []):
            assert re.fullmatch(r"[a-z0-9_-]{1,32}", parameter.name)
            assert str(parameter.description) != "…" or parameter.name.startswith("file"), parameter.name

    assert len(names) == len(set(names))


async def test_an_answer_in_hand_is_finished_before_the_bot_closes(env, alice, channel, newsroom, read):
    arrived = asyncio.Event()

    async def trouble():
        await env.external_wait(arrived.wait(), reason="a slow answer")

    newsroom.trouble = trouble
    result = await alice.slash(channel, "ask", question="Nissan?")
    closing = asyncio.create_task(env.bot.finish())
    await asyncio.sleep(0)
    arrived.set()
    await closing

    assert "rising competition" in read(result.response)
    assert env.bot.is_closed()


async def test_questions_that_come_while_closing_are_left_to_the_next_run(env, alice, channel, newsroom):
    env.bot.closing = True
    await alice.send(channel, f"{env.bot.user.mention} Nissan?")

    assert newsroom.calls == []


def test_the_invitation_asks_for_no_more_than_is_needed():
    url = invite_url(123)

    assert "client_id=123" in url
    assert "scope=bot+applications.commands" in url
    (value,) = re.findall(r"permissions=(\d+)", url)
    assert {name for name, held in discord.Permissions(int(value)) if held} == {
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "read_message_history",
    }


def settings(tmp_path, **changes):
    return Settings(_env_file=None, data_dir=tmp_path, discord_token=SecretStr("a.secret.token"), **changes)


async def test_without_a_token_the_bot_does_not_start(tmp_path, newsroom):
    with pytest.raises(SettingsError, match="CITEWIRE_DISCORD_TOKEN is not set"):
        await run_bot(Settings(_env_file=None, data_dir=tmp_path), newsroom)


@pytest.fixture
async def discord_at(monkeypatch):
    """Serve Discord's HTTP on loopback from a function of the method and the path."""
    runners = []

    async def serve(answer):
        async def handle(request: web.Request) -> web.Response:
            status, body = await answer(request.method, request.path)
            return web.Response(
                body=json.dumps(body).encode(), status=status, content_type="application/json"
            )

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runners.append(web.AppRunner(app, handler_cancellation=True))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runners[-1].addresses[0][1]}"
        monkeypatch.setattr(discord.http.Route, "BASE", base)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", URL(base) / "gateway")

    yield serve
    for runner in runners:
        await runner.cleanup()


async def test_a_refused_token_is_told_without_showing_it(tmp_path, newsroom, discord_at):
    async def refuse(method, path):
        return 401, {"message": "401: Unauthorized", "code": 0}

    await discord_at(refuse)
    with pytest.raises(SettingsError, match="was refused") as refused:
        await run_bot(settings(tmp_path), newsroom)
    assert "secret" not in str(refused.value)


async def test_being_told_to_stop_closes_everything(tmp_path, newsroom, discord_at):
    connecting, seen = asyncio.Event(), []

    async def answer(method, path):
        seen.append((method, path))
        if path.startswith("/gateway"):
            connecting.set()
            await asyncio.Event().wait()
        name = {"id": "1", "username": "citewire", "discriminator": "0", "avatar": None, "bot": True}
        app = {"id": "1", "name": "Citewire", "description": "", "icon": None, "verify_key": "", "flags": 0}
        app |= {"bot_public": False, "bot_require_code_grant": False, "owner": name}
        return 200, [] if method == "PUT" else app if path.startswith("/oauth2") else name

    await discord_at(answer)
    running = asyncio.create_task(run_bot(settings(tmp_path), newsroom))
    await asyncio.wait(
        {running, asyncio.ensure_future(connecting.wait())}, return_when=asyncio.FIRST_COMPLETED
    )
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert ("PUT", "/applications/1/commands") in seen
    async with open_guilds(tmp_path / "citewire.db") as reopened:
        assert await reopened.note("commands of 1")


async def test_discord_out_of_reach_is_told(tmp_path, newsroom, monkeypatch):
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(ServiceError, match="Discord can't be reached"):
        await run_bot(settings(tmp_path), newsroom)


async def test_a_port_in_use_is_told(tmp_path, newsroom):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ServiceError, match=f"CITEWIRE_HTTP_PORT={port} can't be used on 127.0.0.1"):
            await run_bot(settings(tmp_path, http_port=port), newsroom)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
