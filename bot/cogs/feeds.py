"""`/admin feed`: the sources that are followed, for members who may manage the server."""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cogs.feed_buttons import FeedButtons, feed_list
from bot.cogs.options import followed_feeds
from bot.notices import can_send, set_notices
from bot.render.cards import notice_card
from bot.render.feed_cards import changed_card, confirm_unfollow_card, preview_card
from bot.replies import Interaction, thinking
from corpus.feed_types import Feed
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot
    from bot.cogs.admin import Admin

NOTICES_OFF = "Notices are off."

log = logging.getLogger(__name__)


class FeedCommands(app_commands.Group):
    """Every command and button checks the permission again, as the rest of `/admin` does."""

    def __init__(self, bot: "NewsBot", admin: "Admin") -> None:
        super().__init__(name="feed", description="Follow feeds and sites.")
        self._bot = bot
        self._check = admin.interaction_check
        FeedButtons(bot, admin.interaction_check)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let only members with Manage Server pass."""
        return await self._check(interaction)

    @app_commands.command(description="Follow a feed, a sitemap, or a site that has some.")
    @app_commands.describe(url="A site’s address, or that of its feed")
    async def add(self, interaction: Interaction, url: str) -> None:
        """Show what is found there and ask before anything is followed."""
        async with thinking(interaction, private=True) as reply:
            previews = await self._bot.feeds.discover(url)
            followed = {state.feed.url for state in await self._bot.feeds.states()}
            offer = await self._bot.memory.keep_offer(previews)
            await reply.show(preview_card(previews, offer, followed=followed))

    @app_commands.command(name="list", description="The feeds, when each was read, and what is wrong.")
    async def show(self, interaction: Interaction) -> None:
        """Show the first page."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(await feed_list(self._bot.feeds, 0))

    @app_commands.command(description="Follow a feed no more.")
    @app_commands.describe(feed="Type part of its name and pick it")
    @app_commands.autocomplete(feed=followed_feeds)
    async def remove(self, interaction: Interaction, feed: str) -> None:
        """Show the feed and ask whether its articles go too."""
        async with thinking(interaction, private=True) as reply:
            chosen = await self._bot.feeds.chosen(feed)
            articles = await self._bot.feeds.articles_of(chosen)
            await reply.show(confirm_unfollow_card(chosen, len(articles)))

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

    @app_commands.command(
        description="Where to tell when a feed, or the page of an article, is gone for good."
    )
    @app_commands.describe(channel="A channel for admins; leave it out to be told nowhere")
    async def notices(self, interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        """Choose the server's channel for notices."""
        assert interaction.guild_id is not None
        async with thinking(interaction, private=True) as reply:
            if channel and not can_send(channel):
                raise QueryError(f"I may not write in «{channel.name}»: let me view it and send messages")
            before = await set_notices(self._bot, interaction.guild_id, channel.id if channel else None)
            told = NOTICES_OFF + (
                f" They were sent to <#{before}>; choose it again to go on." if before else ""
            )
            if channel:
                told = f"I’ll tell of feeds and pages that are gone in {channel.mention}."
            await reply.show(notice_card(told))

    async def _change(
        self, interaction: Interaction, chosen: str, change: Callable[[Feed], Awaitable[Feed]]
    ) -> None:
        async with thinking(interaction, private=True) as reply:
            feed = await change(await self._bot.feeds.chosen(chosen))
            log.info("admin changed feed=%d paused=%s user=%d", feed.id, feed.paused, interaction.user.id)
            await reply.show(changed_card(feed))
