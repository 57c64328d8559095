"""`/admin`: articles, reindexing and status, for members who may manage the server."""

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.additions import add_all
from bot.cogs.blocks import BlockCommands
from bot.cogs.feeds import FeedCommands
from bot.cogs.options import outlets
from bot.faults import NOT_ALLOWED
from bot.headlines import chosen_article, headlines
from bot.render.admin_cards import added_card, confirm_removal_card, removed_card, status_card
from bot.render.cards import notice_card
from bot.render.gone_pages import gone_card
from bot.replies import Interaction, thinking, turning
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot

File = discord.Attachment

log = logging.getLogger(__name__)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Admin(commands.GroupCog, group_name="admin", group_description="For those who run this server."):
    """Every command and button checks the permission again: a server can offer commands to anyone."""

    article = app_commands.Group(name="article", description="Add and remove articles.")

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        assert self.app_command is not None
        self.app_command.add_command(FeedCommands(bot, self))
        self.app_command.add_command(BlockCommands(bot, self))
        bot.presses |= {"remove": self.confirm_removal, "keep": self.keep, "cancel": self.cancel}
        bot.presses["gone"] = self.turn_gone

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let only members with Manage Server pass."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise app_commands.CheckFailure(NOT_ALLOWED)
        return True

    @article.command(description="Add articles by their web addresses or as attached files.")
    @app_commands.describe(
        url="One or more web addresses, separated by spaces",
        file="An HTML, text, Markdown or JSON file",
        source="The outlet, where the article doesn't name it",
    )
    @app_commands.autocomplete(source=outlets)
    async def add(
        self,
        interaction: Interaction,
        url: str = "",
        file: File | None = None,
        file2: File | None = None,
        file3: File | None = None,
        file4: File | None = None,
        file5: File | None = None,
        source: str | None = None,
    ) -> None:
        """Add them and show what became of each."""
        files = [one for one in (file, file2, file3, file4, file5) if one is not None]
        if not url.strip() and not files:
            raise QueryError("there is nothing to add: give a web address or attach a file")
        async with thinking(interaction, private=True) as reply:
            report = await add_all(self.bot.service, url, files, source=source)
            log.info("admin added new=%d user=%d", report.added, interaction.user.id)
            await reply.show(added_card(report))

    @article.command(description="Remove an article from the answers.")
    @app_commands.describe(article="Type words of its headline and pick it")
    @app_commands.autocomplete(article=headlines)
    async def remove(self, interaction: Interaction, article: str) -> None:
        """Show the article and ask before anything is removed."""
        async with thinking(interaction, private=True) as reply:
            chosen = await chosen_article(self.bot.service, article)
            gone = [one.article.id for one in await self.bot.service.articles(only_gone=True)]
            await reply.show(confirm_removal_card(chosen, is_gone=chosen.id in gone))

    async def confirm_removal(self, interaction: Interaction, article_id: int, block: int = 0) -> None:
        """Remove the article whose button was pressed, and refuse it from now on with `block`."""
        await self.interaction_check(interaction)
        async with turning(interaction) as reply:
            removed, _ = await self.bot.service.remove([article_id], block=bool(block))
            log.info("admin removed article=%d blocked=%d user=%d", article_id, block, interaction.user.id)
            gone = notice_card("That article is no longer here.")
            await reply.show(removed_card(removed[0], blocked=bool(block)) if removed else gone)

    async def keep(self, interaction: Interaction) -> None:
        """Leave the article where it is."""
        async with turning(interaction) as reply:
            await reply.show(notice_card("Nothing was removed."))

    @article.command(description="The articles whose pages their sites have removed.")
    async def gone(self, interaction: Interaction) -> None:
        """Show the first page."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(gone_card(await self.bot.service.articles(only_gone=True), page=0))

    async def turn_gone(self, interaction: Interaction, page: int) -> None:
        """Turn the list to the page whose button was pressed."""
        await self.interaction_check(interaction)
        async with turning(interaction) as reply:
            await reply.show(gone_card(await self.bot.service.articles(only_gone=True), page=page))

    @app_commands.command(description="Make the search index equal to the articles.")
    @app_commands.describe(full="Embed every article again, for a new model or a damaged index")
    async def reindex(self, interaction: Interaction, full: bool = False) -> None:
        """Reindex, showing how far it is."""
        self.bot.reindexing.check_free()
        async with thinking(interaction) as reply:
            log.info("admin reindexed full=%s user=%d", full, interaction.user.id)
            await self.bot.reindexing.run(reply, full=full)

    async def cancel(self, interaction: Interaction) -> None:
        """Cancel the reindexing whose button was pressed."""
        await self.interaction_check(interaction)
        await interaction.response.edit_message(view=self.bot.reindexing.card(cancelling=True))
        self.bot.reindexing.cancel()

    @app_commands.command(description="Counts, dates, index and disk.")
    async def status(self, interaction: Interaction) -> None:
        """Show the state of articles and index."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(status_card(await self.bot.service.status()))
