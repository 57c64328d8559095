"""«Why this answer»: a button below answers that asks the same again and tells how it was answered."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.render.why_card import limits_of, why_card
from bot.replies import Interaction, thinking
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot

TOO_OLD = "this answer is too old to be explained: please ask again"


class Why(commands.Cog):
    """Explains answers, privately, today or after a restart."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        bot.presses["why"] = self.explain

    async def explain(self, interaction: Interaction, since: int, until: int, source: int) -> None:
        """Tell the one who pressed why the answer above the button is what it is."""
        self.bot.desk.admit(interaction.user.id)
        message = interaction.message
        asked = await self.bot.memory.questions_before(message.id) if message else ()
        limits = limits_of(since, until, source, await self.bot.service.sources())
        if message is None or not asked or limits is None:
            raise QueryError(TOO_OLD)
        *before, question = asked
        async with thinking(interaction, private=True) as reply:
            conversation = before or await self._conversation(message)
            asked_then = limits.request(question, now=message.created_at, conversation=conversation)
            await reply.show(why_card(await self.bot.service.telling.explain(asked_then)))

    async def _conversation(self, message: discord.Message) -> tuple[str, ...]:
        """Return what had been asked before in a thread or in direct messages."""
        if (
            not isinstance(message.channel, discord.DMChannel | discord.Thread)
            or message.interaction_metadata
        ):
            return ()
        return await self.bot.memory.questions_in(
            message.channel.id, before=message.id, now=message.created_at
        )
