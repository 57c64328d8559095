"""`/search`, its pages turned by buttons that outlive a restart."""

from datetime import date
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.cogs.options import FirstDay, LastDay, outlets
from bot.guilds import Limits, Search
from bot.render.cards import Card, search_card
from bot.replies import Interaction, thinking, turning
from index.errors import QueryError
from index.types import LONGEST_QUESTION

if TYPE_CHECKING:
    from bot.client import NewsBot

MOST_RESULTS = 25


class Searching(commands.Cog):
    """Articles by words and meaning."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        bot.presses["page"] = self.turn

    @app_commands.command(description="Search the articles; each result shows its best passage.")
    @app_commands.describe(
        query="Words or a description",
        since="Only articles from this day on: 2024-03-15, March 2024, last week …",
        until="Only articles up to this day",
        source="Only articles of this outlet",
    )
    @app_commands.autocomplete(source=outlets)
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, LONGEST_QUESTION],
        since: app_commands.Transform[date, FirstDay] | None = None,
        until: app_commands.Transform[date, LastDay] | None = None,
        source: str | None = None,
    ) -> None:
        """Show the first page in the channel."""
        self.bot.desk.admit(interaction.user.id)
        limits = await self.bot.desk.known(Limits(since=since, until=until, source=source))
        async with thinking(interaction) as reply:
            search = await self.bot.memory.keep_search(
                user_id=interaction.user.id, query=query, limits=limits
            )
            await reply.show(await self._page(search, 0))

    async def turn(self, interaction: Interaction, search_id: int, page: int) -> None:
        """Turn the page for the one who searched; anyone else gets a page of their own."""
        search = await self.bot.memory.search(search_id)
        if search is None:
            raise QueryError("this search is too old to be turned: please search again")
        message = interaction.message
        own = interaction.user.id == search.user_id or (message is not None and message.flags.ephemeral)
        async with turning(interaction) if own else thinking(interaction, private=True) as reply:
            await reply.show(await self._page(search, page))

    async def _page(self, search: Search, page: int) -> Card:
        found = await self.bot.service.search(search.request, limit=MOST_RESULTS)
        return search_card(search.query, found, page=page, search_id=search.id)
