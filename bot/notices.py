"""What admins are told without asking: a feed that is gone for good, in the channel they chose."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.abc import Messageable

from bot.render.cards import Card
from bot.render.feed_cards import gone_card
from bot.replies import NOBODY
from corpus.feed_types import FeedStatus

if TYPE_CHECKING:
    from bot.client import NewsBot

log = logging.getLogger(__name__)


async def set_notices(bot: "NewsBot", guild_id: int, channel_id: int | None) -> None:
    """Choose a server's channel for notices; None for nowhere."""
    await bot.memory.write_note(_key(guild_id), str(channel_id or ""))


def can_send(channel: discord.TextChannel) -> bool:
    """Return whether the bot may send notices there."""
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages


async def refresh_feeds(bot: "NewsBot") -> None:
    """Forever: refresh feeds as they come due, and tell the admins of those that are gone."""
    async with asyncio.TaskGroup() as telling:
        async for report in bot.feeds.watch():
            if report.status is FeedStatus.GONE:
                log.warning("feed gone feed=%d url=%s", report.feed.id, report.feed.url)
                telling.create_task(_tell(bot, gone_card(report.feed)))


async def _tell(bot: "NewsBot", card: Card) -> None:
    """Send a card to every server's channel for notices; where that fails, the log says so."""
    await bot.connected.wait()
    for guild in bot.guilds:
        channel_id = await bot.memory.note(_key(guild.id))
        channel = guild.get_channel(int(channel_id)) if channel_id else None
        if not isinstance(channel, Messageable):
            continue
        try:
            await channel.send(view=card, allowed_mentions=NOBODY)
        except discord.DiscordException as error:
            log.warning("notice not sent guild=%d reason=%s", guild.id, error)


def _key(guild_id: int) -> str:
    return f"notices of {guild_id}"
