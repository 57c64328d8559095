"""The bot as Discord's client: what it listens to, its commands and buttons, how it starts and stops."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.background import meanwhile
from bot.buttons import Press, Pressed
from bot.cited import Cited
from bot.cogs.about import About
from bot.cogs.admin import Admin
from bot.cogs.ask import Ask
from bot.cogs.conversation import Conversation
from bot.cogs.deletions import Deletions
from bot.cogs.search import Searching
from bot.cogs.timeline import Telling
from bot.cogs.why import Why
from bot.config import Settings
from bot.corrections import Corrections
from bot.desk import Desk
from bot.errors import ServiceError, SettingsError
from bot.faults import answer_fault
from bot.feeds import Feeds
from bot.guilds import Guilds, open_guilds
from bot.health import Health, serving_health
from bot.metrics import Metrics
from bot.notices import refresh_feeds, watch_pages
from bot.reindexing import Reindexing
from bot.replies import NOBODY, InHand, Interaction
from bot.retention import keep_within_time
from bot.service import NewsService
from corpus.database import FILE_NAME
from corpus.errors import StoreError

SECONDS_TO_FINISH = 20.0
"""How long closing waits for answers in hand."""

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""To see a mention, to reply, in threads too, and to show what is replied to."""

_UNREACHABLE = (
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    OSError,
)

log = logging.getLogger(__name__)


def invite_url(client_id: int) -> str:
    """Return the address with which an admin adds the bot to a server."""
    return discord.utils.oauth_url(
        client_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
    )


class Tree(app_commands.CommandTree["NewsBot"]):
    """The commands; what goes wrong in one reaches the one error handler."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the person who used the command."""
        await answer_fault(interaction, error)


class NewsBot(commands.Bot):
    """Citewire in Discord; needs no privileged intent and pings nobody."""

    tree: Tree

    def __init__(self, service: NewsService, guilds: Guilds, metrics: Metrics | None = None) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=NOBODY,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            activity=discord.CustomActivity("Ask me about the news: /ask"),
        )
        self.service = service
        self.feeds = Feeds(service)
        self.memory = guilds
        self.desk = Desk(service, metrics or Metrics())
        self.reindexing = Reindexing(service)
        self.in_hand = InHand()
        self.presses: dict[str, Press] = {}
        self.connected = asyncio.Event()
        self.closing = False

    async def setup_hook(self) -> None:
        """Load the commands and buttons and tell Discord of them."""
        self.add_dynamic_items(Pressed)
        for cog in (Ask, Searching, Conversation, About, Admin, Deletions, Telling, Why):
            await self.add_cog(cog(self))
        await self._sync_commands()
        self._forget.start()

    async def on_message(self, message: discord.Message, /) -> None:
        """Read no commands out of messages; the cog of conversations answers them."""

    async def on_ready(self) -> None:
        """Say that the bot is there."""
        self.connected.set()
        log.info("connected user=%s servers=%d", self.user, len(self.guilds))

    async def remember(
        self, message_id: int, *, channel_id: int, cited: Sequence[Cited] = (), **asked: Any
    ) -> None:
        """Keep what was asked, for a follow-up, and what the answer quotes; it stands where that fails."""
        try:
            await self.memory.remember_question(message_id, channel_id=channel_id, **asked)
            await self.memory.remember_answer(message_id, channel_id=channel_id, cited=cited)
        except StoreError as error:
            log.warning("question not kept reason=%s", error)

    def gateway_latency(self) -> float | None:
        """Return the seconds a heartbeat takes, None while Discord isn't connected."""
        return self.latency if self.is_ready() and not self.is_closed() else None

    async def finish(self) -> None:
        """Take nothing new, stop a reindexing, finish the answers in hand, and close."""
        self.closing = True
        self.reindexing.cancel()
        await self.in_hand.finished(within=SECONDS_TO_FINISH)
        await self.close()
        log.info("disconnected")

    async def close(self) -> None:
        """Disconnect."""
        self._forget.cancel()
        await super().close()

    async def _sync_commands(self) -> None:
        """Register the commands with Discord if they differ from those registered last."""
        described = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()
        key = f"commands of {self.application_id}"
        if await self.memory.note(key) == digest:
            return
        try:
            synced = await self.tree.sync()
        except discord.HTTPException as error:
            log.error("commands not registered reason=%s", error.text)
            return
        await self.memory.write_note(key, digest)
        log.info("commands registered count=%d", len(synced))

    @tasks.loop(hours=1)
    async def _forget(self) -> None:
        try:
            await self.memory.forget_old()
        except StoreError as error:
            log.warning("old questions not deleted reason=%s", error)


async def run_bot(settings: Settings, service: NewsService) -> None:
    """Run the bot until it is cancelled; then finish what is in hand and disconnect.

    Raises SettingsError for a token that is missing or refused, ServiceError when Discord can't be
    reached at the start; later it reconnects by itself.
    """
    if settings.discord_token is None:
        raise SettingsError("CITEWIRE_DISCORD_TOKEN is not set: copy it from Discord's developer portal")
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        guilds = await stack.enter_async_context(open_guilds(settings.data_dir / FILE_NAME))
        bot = NewsBot(service, guilds, metrics)
        stack.push_async_callback(bot.close)
        if settings.http_port is not None:
            health = Health(service, metrics, bot.gateway_latency)
            serving = serving_health(health, host=settings.http_host, port=settings.http_port)
            await stack.enter_async_context(serving)
        await stack.enter_async_context(meanwhile(service.follow_store, "following"))
        await stack.enter_async_context(meanwhile(partial(refresh_feeds, bot), "feeds"))
        await stack.enter_async_context(meanwhile(partial(watch_pages, bot), "pages"))
        await stack.enter_async_context(meanwhile(Corrections(bot).keep, "corrections"))
        await stack.enter_async_context(meanwhile(partial(keep_within_time, service), "retention"))
        try:
            await bot.start(settings.discord_token.get_secret_value())
        except asyncio.CancelledError:
            await bot.finish()
            raise
        except discord.LoginFailure:
            raise SettingsError(
                "CITEWIRE_DISCORD_TOKEN=(hidden) was refused: copy it again from Discord's developer portal"
            ) from None
        except _UNREACHABLE as error:
            raise ServiceError(f"Discord can't be reached: {error}") from error
