"""Options that several commands share: days in people's words, and outlets offered while typing."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import discord
from discord import app_commands

from bot.days import first_day, last_day
from bot.render.escape import shortened, visible
from bot.replies import Interaction
from corpus.errors import NewsError

MOST_CHOICES = 25
LONGEST_CHOICE = 100


class FirstDay(app_commands.Transformer):
    """Reads the first day that the words name: «last week» is its Monday."""

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> date:
        """Return the day; raise QueryError when the words name none."""
        return first_day(value, datetime.now(UTC).date())


class LastDay(app_commands.Transformer):
    """Reads the last day that the words name: «March 2024» is the 31st."""

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> date:
        """Return the day; raise QueryError when the words name none."""
        return last_day(value, datetime.now(UTC).date())


async def outlets(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer the outlets whose names hold what is typed, those that begin with it first."""
    typed = current.strip().casefold()
    names = [
        name
        for name in await interaction.client.service.sources()
        if typed in name.casefold() and len(name) <= LONGEST_CHOICE
    ]
    names.sort(key=lambda name: not name.casefold().startswith(typed))
    return [app_commands.Choice(name=name, value=name) for name in names[:MOST_CHOICES]]


async def followed_feeds(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer the feeds whose name or address holds what is typed; the value is the feed's number."""
    if not interaction.permissions.manage_guild:
        return []
    typed, choices = current.strip().casefold(), []
    with suppress(NewsError):
        for state in await interaction.client.feeds.states():
            if typed in state.feed.name.casefold() or typed in state.feed.url.casefold():
                name = " ".join(visible(f"{state.feed.name} ({state.feed.url})").split())
                choice = app_commands.Choice(name=shortened(name, LONGEST_CHOICE), value=str(state.feed.id))
                choices.append(choice)
    return choices[:MOST_CHOICES]
