"""Replies to people: shown once, edited after, never left at «thinking…», and pinging nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias

import discord
from discord.abc import Messageable

from bot.render.cards import Card

Interaction: TypeAlias = discord.Interaction[Any]

NOBODY = discord.AllowedMentions.none()

_UNKNOWN_MESSAGE = 10008
_EXPIRED = frozenset({10015, 50027})
"""Discord's codes for an interaction whose fifteen minutes are over: unknown webhook, invalid token."""
_NO_HISTORY = 160002
_EDITABLE = discord.TextChannel | discord.VoiceChannel | discord.Thread | discord.PartialMessageable

log = logging.getLogger(__name__)


class InHand:
    """Counts what is being worked on, so that closing can wait for it."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one piece of work while it lasts."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def finished(self, *, within: float) -> None:
        """Return when nothing is in hand any more, or after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._none.wait(), within)


class Reply:
    """The reply to a command or button: first «thinking…», then one message, edited in place."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._message_id: int | None = None

    async def show(self, card: Card) -> int | None:
        """Put the card in the reply's place and return the message's id; None when it could not be shown.

        An interaction can be answered for fifteen minutes. After that the message is edited as the
        bot's own, or sent anew in the channel, where the bot may; private replies never are.
        """
        if not self._interaction.is_expired():
            try:
                message = await self._interaction.edit_original_response(view=card, allowed_mentions=NOBODY)
            except discord.HTTPException as error:
                if error.code == _UNKNOWN_MESSAGE:
                    log.info("reply deleted interaction=%s", self._interaction.id)
                    return None
                if error.code not in _EXPIRED:
                    raise
            else:
                self._message_id = message.id
                return message.id
        return await self._show_in_channel(card)

    async def _show_in_channel(self, card: Card) -> int | None:
        channel = self._interaction.channel
        if self._private or not isinstance(channel, Messageable):
            log.warning("reply expired interaction=%s", self._interaction.id)
            return None
        if self._message_id is not None and isinstance(channel, _EDITABLE):
            with suppress(discord.HTTPException):
                own = channel.get_partial_message(self._message_id)
                await own.edit(view=card, allowed_mentions=NOBODY)
                return self._message_id
        try:
            sent = await channel.send(view=card, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            log.warning("reply lost interaction=%s code=%s", self._interaction.id, error.code)
            return None
        self._message_id = sent.id
        return sent.id


@asynccontextmanager
async def thinking(interaction: Interaction, *, private: bool = False) -> AsyncIterator[Reply]:
    """Show «thinking…» at once, and count the work as in hand until the reply is complete.

    What is raised inside reaches the one error handler, which edits the same reply.
    """
    with interaction.client.in_hand.one():
        await interaction.response.defer(ephemeral=private, thinking=True)
        yield Reply(interaction, private=private)


@asynccontextmanager
async def turning(interaction: Interaction) -> AsyncIterator[Reply]:
    """Leave the message with the pressed button as it is until the reply replaces it."""
    with interaction.client.in_hand.one():
        await interaction.response.defer()
        yield Reply(interaction, private=True)


async def tell(interaction: Interaction, card: Card) -> None:
    """Show a card in place of «thinking…», or privately where that would overwrite a message."""
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(view=card, ephemeral=True, allowed_mentions=NOBODY)
    elif interaction.response.is_done():
        await interaction.edit_original_response(view=card, allowed_mentions=NOBODY)
    else:
        await interaction.response.send_message(view=card, ephemeral=True, allowed_mentions=NOBODY)


async def reply_to(message: discord.Message, card: Card) -> discord.Message:
    """Reply to a message without pinging its author; plainly, where the bot can't read the history."""
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        return await message.channel.send(view=card, reference=reference, allowed_mentions=NOBODY)
    except discord.HTTPException as error:
        if error.code != _NO_HISTORY:
            raise
        return await message.channel.send(view=card, allowed_mentions=NOBODY)
