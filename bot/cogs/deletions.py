"""Messages that are deleted: what the bot remembers of its answers in them goes too."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from bot.client import NewsBot


class Deletions(commands.Cog):
    """Discord tells of deleted messages without a privileged intent."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Forget an answer that was deleted; another's message is not known."""
        await self.bot.memory.forget_answer(event.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Forget answers that were deleted with many other messages."""
        for message_id in event.message_ids:
            await self.bot.memory.forget_answer(message_id)
