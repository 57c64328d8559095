"""Feeds as text and tables for the terminal (pure)."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.feed_states import FeedState
from bot.render.feed_words import (
    Condition,
    condition_of,
    distance,
    how_often,
    next_time,
    preview_facts,
    trouble_of,
)
from corpus.characters import one_line
from corpus.feed_types import FeedItem, FeedPreview

MOST_ITEMS = 5
MOST_FEEDS_IN_STATUS = 20

_STYLES = {
    Condition.GONE: "bold red",
    Condition.FAILING: "red",
    Condition.NEW: "cyan",
    Condition.PAUSED: "yellow",
    Condition.GOOD: "green",
}


def preview_text(preview: FeedPreview) -> str:
    """Return what following a feed would bring: its name, what it is, its newest stories."""
    lines = [one_line(preview.name), f"  {one_line(preview.url)}", f"  {preview_facts(preview)}"]
    lines += [f"  - {_item_line(item)}" for item in preview.items[:MOST_ITEMS]]
    return "\n".join(lines)


def choice_lines(previews: Sequence[FeedPreview]) -> list[str]:
    """Return the feeds to choose from, numbered from 1."""
    return [
        f"{number}. {one_line(preview.name)} ({preview_facts(preview)})\n   {one_line(preview.url)}"
        for number, preview in enumerate(previews, 1)
    ]


def feed_lines(states: Sequence[FeedState]) -> list[str]:
    """Return a line a feed for pipes, fields parted by tabs; the last is what is wrong, or empty."""
    return [
        "\t".join(
            (
                str(state.feed.id),
                condition_of(state.feed).value,
                _iso(state.feed.last_success),
                "-" if state.feed.paused else _iso(state.feed.due),
                "-" if state.per_day is None else f"{state.per_day:.1f}",
                one_line(state.feed.name),
                one_line(state.feed.url),
                trouble_of(state.feed),
            )
        )
        for state in states
    ]


def feeds_table(states: Sequence[FeedState], now: datetime) -> RenderableType:
    """Return the feeds as a table, what is wrong with one below its name."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ID", justify="right", style="cyan")
    table.add_column("Feed", overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("Last read", no_wrap=True)
    table.add_column("Next", no_wrap=True)
    table.add_column("Brings", no_wrap=True)
    for state in states:
        feed, condition = state.feed, condition_of(state.feed)
        name = [Text(one_line(feed.name)), Text(one_line(feed.url), "dim", overflow="fold")]
        if trouble := trouble_of(feed):
            name.append(Text(trouble, "red", overflow="fold"))
        table.add_row(
            str(feed.id),
            Group(*name),
            Text(condition.value, _STYLES[condition]),
            distance(feed.last_success, now),
            next_time(feed, now),
            how_often(state.per_day),
        )
    return table


def feeds_in_status(states: Sequence[FeedState]) -> RenderableType:
    """Return a line a feed for `status`: how it is doing and when it was last read."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(style="cyan", overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for state in states[:MOST_FEEDS_IN_STATUS]:
        feed, condition = state.feed, condition_of(state.feed)
        read = f"last read {feed.last_success:%Y-%m-%d %H:%M} UTC" if feed.last_success else "not read yet"
        told = " – ".join(part for part in (read, trouble_of(feed)) if part)
        table.add_row(one_line(feed.name), Text(condition.value, _STYLES[condition]), told)
    if len(states) > MOST_FEEDS_IN_STATUS:
        table.add_row(f"… and {len(states) - MOST_FEEDS_IN_STATUS} more: citewire feeds list", "", "")
    return table


def _item_line(item: FeedItem) -> str:
    title = one_line(item.title or item.url or item.key)
    return f"{title} ({item.published:%Y-%m-%d %H:%M} UTC)" if item.published else title


def _iso(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}" if moment else "-"
