"""Buttons that work after a restart: what a press means is in the button's id, not in the client."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.faults import OutdatedError, answer_fault
from bot.replies import Interaction

Press: TypeAlias = Callable[..., Awaitable[None]]
"""Called with the interaction and the numbers in the button's id."""


class Pressed(ui.DynamicItem[ui.Button[Any]], template=r"citewire:(?P<verb>[a-z]+)(?P<numbers>(?::\d+)*)"):
    """A button with the id `citewire:VERB:NUMBER:…`; the client knows a function for each verb."""

    def __init__(self, button: ui.Button[Any], verb: str, numbers: list[int]) -> None:
        super().__init__(button)
        self.verb = verb
        self.numbers = numbers

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "Pressed":
        """Read the verb and the numbers."""
        assert isinstance(item, ui.Button)
        return cls(item, match["verb"], [int(number) for number in match["numbers"].split(":") if number])

    async def callback(self, interaction: Interaction) -> None:
        """Do what the verb means; errors reach the one error handler."""
        try:
            press = interaction.client.presses.get(self.verb)
            if press is None:
                raise OutdatedError(self.verb)
            await press(interaction, *self.numbers)
        except Exception as error:  # noqa: BLE001 - discord.py would only log it
            await answer_fault(interaction, error)
