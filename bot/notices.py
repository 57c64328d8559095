"""What admins are told without asking, in the channel they chose: feeds and articles' pages that are gone."""

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.abc import Messageable

from bot.render.cards import Card
from bot.render.feed_cards import gone_card
from bot.render.gone_pages import gone_notice
from bot.replies import NOBODY
from corpus.feed_types import FeedStatus

if TYPE_CHECKING:
    from bot.client import NewsBot

SECONDS_BETWEEN = 1_800.0
"""From one notice of pages that are gone to the next, at least."""

log = logging.getLogger(__name__)


async def set_notices(bot: "NewsBot", guild_id: int, channel_id: int | None) -> int | None:
    """Choose a server's channel for notices, None for nowhere; return the one chosen before."""
    before = await bot.memory.note(_key(guild_id))
    await bot.memory.write_note(_key(guild_id), str(channel_id or ""))
    return int(before) if before else None


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


async def watch_pages(bot: "NewsBot") -> None:
    """Forever: tell the admins of articles whose pages are gone, each article once."""
    while True:
        await tell_of_pages(bot)
        await asyncio.sleep(SECONDS_BETWEEN)


async def tell_of_pages(bot: "NewsBot") -> None:
    """Send every server that chose a channel one notice of the articles it wasn't told of yet.

    What could not be sent is told the next time.
    """
    await bot.connected.wait()
    gone = await bot.service.articles(only_gone=True)
    await bot.memory.keep_told([story.article.id for story in gone])
    for guild in bot.guilds:
        told = await bot.memory.told_gone(guild.id)
        news = [story for story in gone if story.article.id not in told]
        if news and await _sent(bot, guild, gone_notice(news)):
            await bot.memory.note_told(guild.id, [story.article.id for story in news])
            log.info("pages told guild=%d articles=%d", guild.id, len(news))


async def _tell(bot: "NewsBot", card: Card) -> None:
    """Send a card to every server's channel for notices."""
    await bot.connected.wait()
    for guild in bot.guilds:
        await _sent(bot, guild, card)


async def _sent(bot: "NewsBot", guild: discord.Guild, card: Card) -> bool:
    """Send a card to a server's channel for notices; False where it has none, or that fails."""
    channel_id = await bot.memory.note(_key(guild.id))
    channel = guild.get_channel(int(channel_id)) if channel_id else None
    if not isinstance(channel, Messageable):
        return False
    try:
        await channel.send(view=card, allowed_mentions=NOBODY)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.warning("notice not sent guild=%d reason=%s", guild.id, error)
        return False
    return True


def _key(guild_id: int) -> str:
    return f"notices of {guild_id}"
