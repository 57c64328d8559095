"""A sent answer again, saying what its sources have since changed or withdrawn (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.render.cards import CREDITS_ID, MOST_EXCERPTS, QUOTE_ID, SUMMARY_ID, VOICES_ID, Card, small
from bot.render.escape import inline, units
from bot.render.excerpt import quoted
from corpus.changes import Change
from index.types import Citation

MOST_UNITS = 4_000
LONGEST_NOTE = 600
MOST_CHANGES = 2

CHANGED = "The source has since changed this:"
GONE = "*It no longer says this.*"
REMOVED = "Withdrawn: the article quoted here is no longer among mine."


@dataclass(frozen=True, slots=True)
class Still:
    """The source still says what was quoted."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Changed:
    """The source says something else now."""

    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The source is there no more, so nothing of it is shown any longer."""


Finding: TypeAlias = Still | Changed | Withdrawn


def amended_card(components: ui.LayoutView, findings: Mapping[int, Finding]) -> Card | None:
    """Return the card that was sent with what was found of its excerpts, by rank; None for another message.

    Only parts that the card's own excerpts have are exchanged; everything else stays as it was sent.
    """
    container = next((part for part in components.children if isinstance(part, ui.Container)), None)
    if container is None:
        return None
    items, room = list(container.children), _room(container, findings)
    if any(isinstance(finding, Withdrawn) for finding in findings.values()):
        items = [item for item in items if item.id not in (SUMMARY_ID, VOICES_ID)]
    for rank, finding in findings.items():
        items = _exchanged(items, rank, finding, room)
    for item in items:
        container.remove_item(item)
    return Card(*items, colour=_colour(container))


def note_of(finding: Finding, limit: int) -> str:
    """Return what is shown in an excerpt's place, in at most `limit` UTF-16 units."""
    match finding:
        case Still(citation):
            return quoted(citation, limit)
        case Withdrawn():
            return small(REMOVED)
        case Changed(changes):
            return _note(changes, limit)


def _note(changes: Sequence[Change], limit: int) -> str:
    shown, more = changes[:MOST_CHANGES], len(changes) - MOST_CHANGES
    room = (limit - 90) // (2 * len(shown)) - 8
    lines = [small(CHANGED)]
    for change in shown:
        lines.append(f"> ~~{inline(change.was or '', room)}~~")
        lines.append(f"> {GONE if change.now is None else inline(change.now, room)}")
    return "\n".join(lines + ([small(f"and {more} more sentences")] if more > 0 else []))


def _exchanged(items: Sequence[Any], rank: int, finding: Finding, room: int) -> list[Any]:
    exchanged: list[Any] = []
    for item in items:
        if item.id == QUOTE_ID + rank and not (isinstance(finding, Still) and _stands(item)):
            exchanged.append(ui.TextDisplay(note_of(finding, room), id=item.id))
        elif item.id != CREDITS_ID + rank or not isinstance(finding, Withdrawn):
            exchanged.append(item)
    return exchanged


def _stands(item: ui.TextDisplay[Any]) -> bool:
    return not item.content.startswith(small(CHANGED))


def _room(container: ui.Container[Any], findings: Mapping[int, Finding]) -> int:
    """Return how long each of the new texts may be."""
    quotes = {QUOTE_ID + rank for rank in findings}
    displays = [part for part in container.walk_children() if isinstance(part, ui.TextDisplay)]
    others = sum(units(part.content) for part in displays if part.id not in quotes)
    return max(200, min(LONGEST_NOTE, (MOST_UNITS - others) // max(1, min(len(findings), MOST_EXCERPTS))))


def _colour(container: ui.Container[Any]) -> discord.Colour | None:
    colour = container.accent_colour
    return discord.Colour(colour) if isinstance(colour, int) else colour
