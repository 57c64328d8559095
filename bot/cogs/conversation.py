"""Questions in chat: mentions, replies to the bot, direct messages."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.desk import Asked
from bot.faults import fault_card, note
from bot.mentions import NOTHING_ASKED, asked_text
from bot.render.cards import notice_card
from bot.replies import reply_to

if TYPE_CHECKING:
    from bot.client import NewsBot


class Conversation(commands.Cog):
    """Without a privileged intent Discord hands over the words of just these messages."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot; whatever goes wrong is told in a reply."""
        if self.bot.closing or not self._is_asked(message):
            return
        with self.bot.in_hand.one():
            try:
                await self._answer(message)
            except Exception as error:  # noqa: BLE001 - the one who asked is told
                await self._tell(message, error)

    def _is_asked(self, message: discord.Message) -> bool:
        if message.author.bot or message.webhook_id is not None:
            return False
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return False
        return message.guild is None or self.bot.user in message.mentions

    async def _answer(self, message: discord.Message) -> None:
        question = asked_text(message.content)
        if not question:
            await reply_to(message, notice_card(NOTHING_ASKED))
            return
        self.bot.desk.admit(message.author.id)
        replied_to = message.reference.message_id if message.reference else None
        async with message.channel.typing():
            before = await self._conversation(message.channel, replied_to)
            asked = Asked(text=question, path="message", conversation=before, kept=True)
            card = await self.bot.desk.answer(asked)
            answer = await reply_to(message, card)
        await self.bot.remember(
            answer.id,
            channel_id=message.channel.id,
            user_id=message.author.id,
            question=question,
            after=replied_to,
            cited=card.cited,
        )

    async def _conversation(
        self, channel: discord.abc.Messageable, replied_to: int | None
    ) -> tuple[str, ...]:
        """Return the questions before: up the chain of replies, or in the direct messages or thread."""
        if replied_to is not None and (chain := await self.bot.memory.questions_before(replied_to)):
            return chain
        if isinstance(channel, discord.DMChannel | discord.Thread):
            return await self.bot.memory.questions_in(channel.id)
        return ()

    async def _tell(self, message: discord.Message, error: Exception) -> None:
        note(error, path="message", message=message.id)
        try:
            await reply_to(message, fault_card(error))
        except discord.HTTPException as failure:
            note(failure, path="message", message=message.id)
