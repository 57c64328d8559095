"""`/ask`, and «Ask the news about this» on a message."""

from datetime import date
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.options import FirstDay, LastDay, outlets
from bot.desk import Asked
from bot.guilds import Limits
from bot.mentions import question_about
from bot.render.cards import FOLLOW_UP
from bot.replies import Interaction, thinking
from index.types import LONGEST_QUESTION

if TYPE_CHECKING:
    from bot.client import NewsBot


class Ask(commands.Cog):
    """Questions by command."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        self.about_this = app_commands.ContextMenu(name="Ask the news about this", callback=self.ask_about)

    async def cog_load(self) -> None:
        """Offer the context menu."""
        self.bot.tree.add_command(self.about_this)

    @app_commands.command(description="Ask the news; the answer quotes the articles that say it.")
    @app_commands.describe(
        question="What do you want to know?",
        since="Only articles from this day on: 2024-03-15, March 2024, last week …",
        until="Only articles up to this day",
        source="Only articles of this outlet",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(source=outlets)
    async def ask(
        self,
        interaction: Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        since: app_commands.Transform[date, FirstDay] | None = None,
        until: app_commands.Transform[date, LastDay] | None = None,
        source: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer in the channel, or privately."""
        self.bot.desk.admit(interaction.user.id)
        limits = await self.bot.desk.known(Limits(since=since, until=until, source=source))
        async with thinking(interaction, private=private) as reply:
            hint = "" if private else FOLLOW_UP
            asked = Asked(
                text=question, path="command", limits=limits, repeat=True, hint=hint, kept=not private
            )
            card = await self.bot.desk.answer(asked)
            message_id = await reply.show(card)
            if message_id is not None and not private and interaction.channel_id is not None:
                await self.bot.remember(
                    message_id,
                    channel_id=interaction.channel_id,
                    user_id=interaction.user.id,
                    question=question,
                    cited=card.cited,
                )

    async def ask_about(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer privately what a message says or asks."""
        self.bot.desk.admit(interaction.user.id)
        question = question_about(message)
        async with thinking(interaction, private=True) as reply:
            await reply.show(
                await self.bot.desk.answer(Asked(text=question, path="context_menu", repeat=True))
            )
