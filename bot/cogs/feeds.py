"""`/admin feed`: the sources that are followed, for members who may manage the server."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cogs.options import followed_feeds
from bot.notices import set_notices
from bot.render.cards import Card, notice_card
from bot.render.feed_cards import (
    changed_card,
    confirm_unfollow_card,
    followed_card,
    preview_card,
    unfollowed_card,
)
from bot.render.feed_list import feeds_card
from bot.replies import Interaction, thinking, turning
from corpus.feed_types import Feed
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot
    from bot.cogs.admin import Admin

TOO_OLD = "this was shown too long ago to be followed: look again with /admin feed add"

log = logging.getLogger(__name__)


class FeedCommands(app_commands.Group):
    """Every command and button checks the permission again, as the rest of `/admin` does."""

    def __init__(self, bot: "NewsBot", admin: "Admin") -> None:
        super().__init__(name="feed", description="Follow feeds and sites.")
        self._bot = bot
        self._check = admin.interaction_check
        bot.presses |= {"follow": self.follow, "notnow": self.not_now}
        bot.presses |= {"unfollow": self.unfollow, "feeds": self.turn}

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let only members with Manage Server pass."""
        return await self._check(interaction)

    @app_commands.command(description="Follow a feed, a sitemap, or a site that has some.")
    @app_commands.describe(url="A site’s address, or that of its feed")
    async def add(self, interaction: Interaction, url: str) -> None:
        """Show what is found there and ask before anything is followed."""
        async with thinking(interaction, private=True) as reply:
            previews = await self._bot.feeds.discover(url)
            await reply.show(preview_card(previews, await self._bot.memory.keep_offer(previews)))

    async def follow(self, interaction: Interaction, offer: int, number: int) -> None:
        """Follow the feed whose button was pressed, today or after a restart."""
        await self.interaction_check(interaction)
        previews = await self._bot.memory.offer(offer)
        if number >= len(previews):
            raise QueryError(TOO_OLD)
        async with turning(interaction) as reply:
            feed = await self._bot.feeds.follow(previews[number])
            log.info("admin followed feed=%d user=%d", feed.id, interaction.user.id)
            await reply.show(followed_card(feed))

    async def not_now(self, interaction: Interaction) -> None:
        """Follow nothing."""
        async with turning(interaction) as reply:
            await reply.show(notice_card("Nothing was followed."))

    @app_commands.command(name="list", description="The feeds, when each was read, and what is wrong.")
    async def show(self, interaction: Interaction) -> None:
        """Show the first page."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(await self._page(0))

    async def turn(self, interaction: Interaction, page: int) -> None:
        """Turn the list to the page whose button was pressed."""
        await self.interaction_check(interaction)
        async with turning(interaction) as reply:
            await reply.show(await self._page(page))

    async def _page(self, page: int) -> Card:
        return feeds_card(await self._bot.feeds.states(), page=page, now=datetime.now(UTC))

    @app_commands.command(description="Follow a feed no more.")
    @app_commands.describe(feed="Type part of its name and pick it")
    @app_commands.autocomplete(feed=followed_feeds)
    async def remove(self, interaction: Interaction, feed: str) -> None:
        """Show the feed and ask whether its articles go too."""
        async with thinking(interaction, private=True) as reply:
            chosen = await self._bot.feeds.chosen(feed)
            articles = await self._bot.feeds.articles_of(chosen)
            await reply.show(confirm_unfollow_card(chosen, len(articles)))

    async def unfollow(self, interaction: Interaction, feed_id: int, with_articles: int) -> None:
        """Remove the feed whose button was pressed."""
        await self.interaction_check(interaction)
        async with turning(interaction) as reply:
            feed = await self._bot.feeds.chosen(str(feed_id))
            count = await self._bot.feeds.remove(feed, with_articles=bool(with_articles))
            log.info("admin removed feed=%d articles=%d user=%d", feed.id, count, interaction.user.id)
            await reply.show(unfollowed_card(feed, count, with_articles=bool(with_articles)))

    @app_commands.command(description="Ask a feed no more until it is resumed; its articles stay.")
    @app_commands.describe(feed="Type part of its name and pick it")
    @app_commands.autocomplete(feed=followed_feeds)
    async def pause(self, interaction: Interaction, feed: str) -> None:
        """Pause a feed."""
        await self._change(interaction, feed, self._bot.feeds.pause)

    @app_commands.command(description="Ask a paused feed again.")
    @app_commands.describe(feed="Type part of its name and pick it")
    @app_commands.autocomplete(feed=followed_feeds)
    async def resume(self, interaction: Interaction, feed: str) -> None:
        """Resume a feed."""
        await self._change(interaction, feed, self._bot.feeds.resume)

    @app_commands.command(description="Where to tell when a feed is gone for good.")
    @app_commands.describe(channel="A channel for admins; leave it out to be told nowhere")
    async def notices(self, interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        """Choose the server's channel for notices."""
        assert interaction.guild_id is not None
        async with thinking(interaction, private=True) as reply:
            await set_notices(self._bot, interaction.guild_id, channel.id if channel else None)
            where = (
                f"I’ll tell of feeds that are gone in {channel.mention}." if channel else "Notices are off."
            )
            await reply.show(notice_card(where))

    async def _change(
        self, interaction: Interaction, chosen: str, change: Callable[[Feed], Awaitable[Feed]]
    ) -> None:
        async with thinking(interaction, private=True) as reply:
            feed = await change(await self._bot.feeds.chosen(chosen))
            log.info("admin changed feed=%d paused=%s user=%d", feed.id, feed.paused, interaction.user.id)
            await reply.show(changed_card(feed))
