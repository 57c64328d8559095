"""What admins see of feeds in Discord; every card keeps Discord's limits (pure)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.feed_states import FeedState
from bot.render.cards import ANSWERED, FAULT, NOT_FOUND, Card, Item, notice_card, small
from bot.render.escape import inline, units
from bot.render.feed_words import (
    Condition,
    condition_of,
    how_often,
    last_refresh,
    preview_facts,
    summary,
    trouble_of,
    worst_first,
)
from bot.render.phrases import counted
from corpus.feed_types import Feed, FeedPreview

MOST_ITEMS = 5
MOST_OTHERS = 5
MOST_TEXT = 3_500
"""Of a list, in a message that holds 4,000."""

_WORDS = {
    Condition.GONE: "gone for good",
    Condition.FAILING: "failing",
    Condition.NEW: "not read yet",
    Condition.PAUSED: "paused",
    Condition.GOOD: "well",
}


def preview_card(previews: Sequence[FeedPreview], offer: int) -> Card:
    """Return what the best feed would bring, with a button to follow it, and others to choose from."""
    best, others = previews[0], previews[1 : MOST_OTHERS + 1]
    lines = [f"**Follow {inline(best.name, 100)}?**", inline(preview_facts(best), 200)]
    lines += [_newest(item.title or item.url or item.key, item.published) for item in best.items[:MOST_ITEMS]]
    items: list[Item] = [
        ui.TextDisplay("\n".join(lines)),
        ui.TextDisplay(small(inline(best.url, 200))),
        ui.ActionRow(
            _follow_button(offer, 0, discord.ButtonStyle.success),
            ui.Button(label="Not now", custom_id="citewire:notnow"),
        ),
    ]
    if others:
        items += [ui.Separator(), ui.TextDisplay(small("Also found there:"))]
    for number, other in enumerate(others, 1):
        text = f"**{inline(other.name, 80)}**\n{inline(preview_facts(other), 160)}\n{inline(other.url, 120)}"
        button = _follow_button(offer, number, discord.ButtonStyle.secondary)
        items.append(ui.Section(text, accessory=button))
    return Card(*items, colour=NOT_FOUND)


def followed_card(feed: Feed) -> Card:
    """Say that a feed is followed now."""
    return notice_card(
        f"**Following {inline(feed.name, 150)}.** Its first stories come in within minutes.\n"
        + small("/admin feed list shows how it is doing."),
        colour=ANSWERED,
    )


def feeds_card(states: Sequence[FeedState]) -> Card:
    """Return the feeds, those that need a look first, as many as one message holds."""
    if not states:
        return notice_card("**No feed is followed.** Add one with /admin feed add.")
    shown = [f"**{summary(states)}**"]
    for number, state in enumerate(ordered := worst_first(states)):
        line = _feed_line(state)
        if units("\n".join([*shown, line])) > MOST_TEXT:
            shown.append(small(f"and {len(ordered) - number:,} more: citewire feeds list shows all"))
            break
        shown.append(line)
    return notice_card("\n".join(shown), colour=colour_of(states))


def feeds_line(states: Sequence[FeedState]) -> str:
    """Return a line for the status, with the feeds that are gone named; empty without feeds."""
    if not states:
        return ""
    read = last_refresh(states)
    line = f"**Feeds:** {summary(states)}" + (f", last read {_ago(read)}" if read else "")
    gone = [state.feed for state in states if condition_of(state.feed) is Condition.GONE]
    return line + (
        f"\n-# Gone for good: {', '.join(inline(feed.name, 60) for feed in gone[:5])}" if gone else ""
    )


def colour_of(states: Sequence[FeedState]) -> discord.Colour:
    """Return red when a feed is gone or failing."""
    bad = any(condition_of(state.feed) in (Condition.GONE, Condition.FAILING) for state in states)
    return FAULT if bad else ANSWERED


def confirm_unfollow_card(feed: Feed, articles: int) -> Card:
    """Return the feed with a button to remove it alone, one with its articles, and one to keep it."""
    buttons: list[ui.Button[Any]] = [
        ui.Button(
            label="Remove, keep its articles" if articles else "Remove",
            style=discord.ButtonStyle.danger,
            custom_id=f"citewire:unfollow:{feed.id}:0",
        )
    ]
    if articles:
        label = f"Remove with {counted(articles, 'article')}"
        style = discord.ButtonStyle.danger
        buttons.append(ui.Button(label=label, style=style, custom_id=f"citewire:unfollow:{feed.id}:1"))
    buttons.append(ui.Button(label="Keep", custom_id="citewire:keep"))
    return Card(
        ui.TextDisplay(f"**Remove the feed {inline(feed.name, 150)}?**\n{small(inline(feed.url, 200))}"),
        ui.ActionRow(*buttons),
        colour=FAULT,
    )


def unfollowed_card(feed: Feed, articles: int, *, with_articles: bool) -> Card:
    """Say that a feed was removed, and what became of its articles."""
    if with_articles:
        rest = f"{counted(articles, 'article')} went with it."
    else:
        rest = "Its articles are still here."
    return notice_card(
        f"**Removed the feed {inline(feed.name, 150)}.** {rest}\n"
        + small(f"To undo this, add it again: {inline(feed.url, 200)}")
    )


def changed_card(feed: Feed) -> Card:
    """Say that a feed was paused or resumed."""
    if feed.paused:
        return notice_card(f"**Paused {inline(feed.name, 150)}.** /admin feed resume asks it again.")
    return notice_card(f"**Resumed {inline(feed.name, 150)}.** It is asked within minutes.", colour=ANSWERED)


def gone_card(feed: Feed) -> Card:
    """Tell the admins that a feed is gone for good."""
    return notice_card(
        f"**The feed {inline(feed.name, 150)} is gone for good.** {inline(trouble_of(feed), 400)}\n"
        + small(f"It is paused: {inline(feed.url, 200)}. /admin feed remove takes it off the list."),
        colour=FAULT,
    )


def _feed_line(state: FeedState) -> str:
    feed, condition = state.feed, condition_of(state.feed)
    facts = [_WORDS[condition]]
    facts += [f"read {_ago(feed.last_success)}"] if feed.last_success else []
    facts += [] if feed.paused else [f"next {_ago(feed.due)}"]
    facts.append(how_often(state.per_day))
    line = f"- **{inline(feed.name, 80)}** ({feed.id}): {', '.join(facts)}"
    trouble = trouble_of(feed)
    return f"{line}\n  {inline(trouble, 250)}" if trouble else line


def _newest(title: str, published: datetime | None) -> str:
    return f"- {inline(title, 120)}" + (f" ({_ago(published)})" if published else "")


def _ago(moment: datetime) -> str:
    """Return Discord's mark for «5 minutes ago», which every reader sees in their own language."""
    return f"<t:{int(moment.timestamp())}:R>"


def _follow_button(offer: int, number: int, style: discord.ButtonStyle) -> ui.Button[Any]:
    return ui.Button(label="Follow", style=style, custom_id=f"citewire:follow:{offer}:{number}")
