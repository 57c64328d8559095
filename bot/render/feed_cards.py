"""What admins see of feeds in Discord; every card keeps Discord's limits (pure)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.render.cards import ANSWERED, FAULT, NOT_FOUND, Card, Item, notice_card, small
from bot.render.escape import inline
from bot.render.feed_list import ago
from bot.render.feed_words import preview_facts, trouble_of
from bot.render.phrases import counted
from corpus.feed_types import Feed, FeedPreview

MOST_ITEMS = 5
MOST_OTHERS = 5


def preview_card(previews: Sequence[FeedPreview], offer: int, *, followed: Collection[str] = ()) -> Card:
    """Return what the best feed would bring, with a button to follow it, and others to choose from.

    `followed` are the addresses of feeds that are followed already.
    """
    best, others = previews[0], previews[1 : MOST_OTHERS + 1]
    name = inline(best.name, 100)
    title = f"**{name} is followed already.**" if best.url in followed else f"**Follow {name}?**"
    lines = [title, inline(preview_facts(best), 200)]
    lines += [_newest(item.title or item.url or item.key, item.published) for item in best.items[:MOST_ITEMS]]
    items: list[Item] = [
        ui.TextDisplay("\n".join(lines)),
        ui.TextDisplay(small(inline(best.url, 200))),
        ui.ActionRow(
            _follow_button(offer, 0, discord.ButtonStyle.success, known=best.url in followed),
            ui.Button(label="Not now", custom_id="citewire:notnow"),
        ),
    ]
    if others:
        items += [ui.Separator(), ui.TextDisplay(small("Also found there:"))]
    for number, other in enumerate(others, 1):
        text = f"**{inline(other.name, 80)}**\n{inline(preview_facts(other), 160)}\n{inline(other.url, 120)}"
        known = other.url in followed
        button = _follow_button(offer, number, discord.ButtonStyle.secondary, known=known)
        items.append(ui.Section(text, accessory=button))
    return Card(*items, colour=NOT_FOUND)


def followed_card(feed: Feed) -> Card:
    """Say that a feed is followed now."""
    return notice_card(
        f"**Following {inline(feed.name, 150)}.** Its first stories come in within minutes.\n"
        + small("/admin feed list shows how it is doing."),
        colour=ANSWERED,
    )


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


def _newest(title: str, published: datetime | None) -> str:
    return f"- {inline(title, 120)}" + (f" ({ago(published)})" if published else "")


def _follow_button(offer: int, number: int, style: discord.ButtonStyle, *, known: bool) -> ui.Button[Any]:
    label = "Followed" if known else "Follow"
    return ui.Button(label=label, style=style, custom_id=f"citewire:follow:{offer}:{number}", disabled=known)
