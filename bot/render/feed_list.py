"""The list of feeds that admins see in Discord, page by page, and its line in the status (pure)."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import ui

from bot.feed_states import FeedState
from bot.render.cards import ANSWERED, FAULT, Card, Item, notice_card, turning
from bot.render.escape import inline
from bot.render.feed_words import (
    Condition,
    advice_of,
    condition_of,
    how_often,
    last_refresh,
    reason_of,
    summary,
    worst_first,
)

ROOM, WELL, ILL = 30, 2, 5
"""Of a page, of a feed's line, and of one with what is wrong below it: 115 units of text or less each."""

_WORDS = {
    Condition.GONE: "gone for good",
    Condition.FAILING: "failing",
    Condition.NEW: "not read yet",
    Condition.PAUSED: "paused",
    Condition.GOOD: "well",
}


def feeds_card(states: Sequence[FeedState], *, page: int, now: datetime) -> Card:
    """Return one page of the feeds, pages counted from 0, those that need a look first."""
    if not states:
        return notice_card("**No feed is followed.** Add one with /admin feed add.")
    pages = _pages(worst_first(states))
    page = min(max(page, 0), len(pages) - 1)
    lines = [f"**{summary(states)}**", *(_told(state, now) for state in pages[page])]
    items: list[Item] = [ui.TextDisplay("\n".join(lines))]
    if len(pages) > 1:
        items.append(turning("feeds", page, len(pages)))
    return Card(*items, colour=_colour_of(states))


def feeds_line(states: Sequence[FeedState]) -> str:
    """Return a line for the status, with the feeds that are gone named; empty without feeds."""
    if not states:
        return ""
    read = last_refresh(states)
    line = f"**Feeds:** {summary(states)}" + (f", last read {ago(read)}" if read else "")
    gone = [state.feed for state in states if condition_of(state.feed) is Condition.GONE]
    return line + (
        f"\n-# Gone for good: {', '.join(inline(feed.name, 60) for feed in gone[:5])}" if gone else ""
    )


def ago(moment: datetime) -> str:
    """Return Discord's mark for «5 minutes ago», which every reader sees in their own language."""
    return f"<t:{int(moment.timestamp())}:R>"


def _pages(states: Sequence[FeedState]) -> list[list[FeedState]]:
    """Return the feeds parted so that each part fits into a message."""
    pages: list[list[FeedState]] = [[]]
    room = ROOM
    for state in states:
        needed = ILL if reason_of(state.feed) else WELL
        if needed > room:
            pages.append([])
            room = ROOM
        pages[-1].append(state)
        room -= needed
    return pages


def _told(state: FeedState, now: datetime) -> str:
    """Return how a feed is doing, and below it what is wrong and what to do, in at most 570 units."""
    feed, condition = state.feed, condition_of(state.feed)
    facts = [_WORDS[condition]]
    facts += [f"last read {ago(feed.last_success)}"] if feed.last_success else []
    facts += [] if feed.paused else ["next now" if feed.due <= now else f"next {ago(feed.due)}"]
    facts.append(how_often(state.per_day))
    line = f"- **{inline(feed.name, 80)}** ({feed.id}): {', '.join(facts)}"
    trouble = [inline(part, 180) for part in (reason_of(feed), advice_of(feed)) if part]
    return f"{line}\n  {' '.join(trouble)}" if trouble else line


def _colour_of(states: Sequence[FeedState]) -> discord.Colour:
    """Return red when a feed is gone or failing."""
    bad = any(condition_of(state.feed) in (Condition.GONE, Condition.FAILING) for state in states)
    return FAULT if bad else ANSWERED
