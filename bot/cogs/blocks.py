"""`/admin block`: stories that were withdrawn and stay out, for members who may manage the server."""

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from discord import app_commands

from bot.cogs.options import LONGEST_CHOICE, MOST_CHOICES
from bot.render.block_cards import blocked_card, blocks_card, lifted_card
from bot.render.escape import shortened, visible
from bot.render.phrases import story_blocked
from bot.replies import Interaction, thinking, turning
from bot.takedowns import block, blocked, unblock
from corpus.errors import NewsError
from corpus.takedown import Takedown
from corpus.urls import canonical_url
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot
    from bot.cogs.admin import Admin

log = logging.getLogger(__name__)


async def blocked_stories(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer the blocks whose address, outlet or number holds what is typed, the latest first."""
    if not interaction.permissions.manage_guild:
        return []
    typed, entries = current.strip().casefold(), list[Takedown]()
    with suppress(NewsError):
        entries = await blocked(interaction.client.service)
    labels = {entry.id: _label(entry) for entry in reversed(entries)}
    found = [(number, label) for number, label in labels.items() if typed in label.casefold()]
    return [
        app_commands.Choice(name=shortened(label, LONGEST_CHOICE), value=str(number))
        for number, label in found[:MOST_CHOICES]
    ]


class BlockCommands(app_commands.Group):
    """Every command and button checks the permission again, as the rest of `/admin` does."""

    def __init__(self, bot: "NewsBot", admin: "Admin") -> None:
        super().__init__(name="block", description="Stories that were withdrawn and stay out.")
        self._bot = bot
        self._check = admin.interaction_check
        bot.presses |= {"blocks": self.turn}

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let only members with Manage Server pass."""
        return await self._check(interaction)

    @app_commands.command(description="Refuse whatever comes from an address; remove what is here from it.")
    @app_commands.describe(url="The story’s address")
    async def add(self, interaction: Interaction, url: str) -> None:
        """Block an address."""
        async with thinking(interaction, private=True) as reply:
            removed = await block(self._bot.service, url)
            log.info("admin blocked articles=%d user=%d", len(removed), interaction.user.id)
            await reply.show(blocked_card(canonical_url(url), removed))

    @app_commands.command(name="list", description="The stories that are refused when they come again.")
    async def show(self, interaction: Interaction) -> None:
        """Show the first page."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(blocks_card(await blocked(self._bot.service), page=0))

    @app_commands.command(description="Let a blocked story come in again.")
    @app_commands.describe(story="Type part of its address or outlet and pick it")
    @app_commands.autocomplete(story=blocked_stories)
    async def lift(self, interaction: Interaction, story: str) -> None:
        """Strike an entry off the list, by its number or address."""
        async with thinking(interaction, private=True) as reply:
            struck = await unblock(self._bot.service, story)
            if struck is None:
                raise QueryError(
                    f"«{shortened(story.strip(), 80)}» is not blocked: /admin block list shows what is"
                )
            entry, alike = struck
            log.info("admin lifted block=%d user=%d", entry.id, interaction.user.id)
            await reply.show(lifted_card(entry, alike))

    async def turn(self, interaction: Interaction, page: int) -> None:
        """Turn the list to the page whose button was pressed."""
        await self._check(interaction)
        async with turning(interaction) as reply:
            await reply.show(blocks_card(await blocked(self._bot.service), page=page))


def _label(entry: Takedown) -> str:
    outlet = f"{entry.source}, " if entry.url and entry.source else ""
    address = story_blocked(entry).removeprefix("https://")
    return " ".join(visible(f"{entry.id}: {address} ({outlet}{entry.blocked:%Y-%m-%d})").split())
