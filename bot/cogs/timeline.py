"""`/timeline` and `/latest`, their pages turned by buttons that outlive a restart."""

from datetime import date
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.cogs.options import FirstDay, LastDay, outlets
from bot.guilds import Limits, Search
from bot.render.cards import Card
from bot.render.step_cards import latest_card, timeline_card
from bot.replies import Interaction, thinking, turning
from index.errors import QueryError
from index.types import LONGEST_QUESTION

if TYPE_CHECKING:
    from bot.client import NewsBot

MOST_LATEST = 24


class Telling(commands.Cog):
    """Stories as they developed, and what is newest."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        bot.presses["timeline"] = self.turn_timeline
        bot.presses["latest"] = self.turn_latest

    @app_commands.command(description="Tell how a story developed, one dated sentence a step.")
    @app_commands.describe(
        topic="A name, a place, a few words",
        since="Only articles from this day on: 2024-03-15, March 2024, last week …",
        until="Only articles up to this day",
        source="Only articles of this outlet",
    )
    @app_commands.autocomplete(source=outlets)
    async def timeline(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 1, LONGEST_QUESTION],
        since: app_commands.Transform[date, FirstDay] | None = None,
        until: app_commands.Transform[date, LastDay] | None = None,
        source: str | None = None,
    ) -> None:
        """Show the first page in the channel."""
        await self._begin(interaction, topic, Limits(since=since, until=until, source=source), newest=False)

    @app_commands.command(description="What happened last, of a topic or of all.")
    @app_commands.describe(topic="A name, a place, a few words", source="Only articles of this outlet")
    @app_commands.autocomplete(source=outlets)
    async def latest(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 1, LONGEST_QUESTION] | None = None,
        source: str | None = None,
    ) -> None:
        """Show the first page in the channel."""
        await self._begin(interaction, topic or "", Limits(source=source), newest=True)

    async def turn_timeline(self, interaction: Interaction, search_id: int, page: int) -> None:
        """Turn the page of a timeline."""
        await self._turn(interaction, search_id, page, newest=False)

    async def turn_latest(self, interaction: Interaction, search_id: int, page: int) -> None:
        """Turn the page of what happened last."""
        await self._turn(interaction, search_id, page, newest=True)

    async def _begin(self, interaction: Interaction, topic: str, limits: Limits, *, newest: bool) -> None:
        self.bot.desk.admit(interaction.user.id)
        limits = await self.bot.desk.known(limits)
        async with thinking(interaction) as reply:
            search = await self.bot.memory.keep_search(
                user_id=interaction.user.id, query=topic, limits=limits
            )
            await reply.show(await self._page(search, 0, newest=newest))

    async def _turn(self, interaction: Interaction, search_id: int, page: int, *, newest: bool) -> None:
        """Turn it for the one who asked; anyone else gets a page of their own."""
        search = await self.bot.memory.search(search_id)
        if search is None:
            raise QueryError("this is too old to be turned: please ask again")
        message = interaction.message
        own = interaction.user.id == search.user_id or (message is not None and message.flags.ephemeral)
        async with turning(interaction) if own else thinking(interaction, private=True) as reply:
            await reply.show(await self._page(search, page, newest=newest))

    async def _page(self, search: Search, page: int, *, newest: bool) -> Card:
        telling = self.bot.service.telling
        if newest:
            told = await telling.latest(search.request, limit=MOST_LATEST)
            return latest_card(told, page=page, search_id=search.id)
        return timeline_card(await telling.timeline(search.request), page=page, search_id=search.id)
