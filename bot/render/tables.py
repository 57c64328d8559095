"""Counts and states as tables for the terminal (pure)."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.render.feed_tables import feeds_in_status
from bot.render.feed_words import worst_first
from bot.render.phrases import counted, days_covered
from bot.reports import Status
from corpus.characters import one_line

MOST_SOURCES = 12


def status_table(status: Status) -> RenderableType:
    """Return what is stored and indexed."""
    table = _two_columns()
    table.add_row("Articles", f"{status.articles:,}")
    table.add_row("Published", days_covered(status.published_from, status.published_to) or "–")
    table.add_row("Passages", f"{status.passages:,}")
    table.add_row("Index", _index_state(status))
    table.add_row("Encoder", one_line(status.encoder))
    table.add_row("On disk", f"{size(status.database_bytes)} articles, {size(status.index_bytes)} index")
    if status.gone_pages:
        table.add_row("Pages gone", f"{status.gone_pages:,} (citewire articles list --gone)")
    parts: list[RenderableType] = [table]
    if status.sources:
        parts += [Text(), Text("Outlets", "bold"), _outlets(status)]
    if status.feeds:
        parts += [Text(), Text("Feeds", "bold"), feeds_in_status(worst_first(status.feeds))]
    return Group(*parts)


def _outlets(status: Status) -> RenderableType:
    outlets = _two_columns()
    for name, count in status.sources[:MOST_SOURCES]:
        outlets.add_row(one_line(name), counted(count, "article"))
    if len(status.sources) > MOST_SOURCES:
        outlets.add_row(f"… and {len(status.sources) - MOST_SOURCES} more", "")
    return outlets


def size(count: int) -> str:
    """Return «3.4 MB»."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} bytes"


def _two_columns() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _index_state(status: Status) -> Text:
    if status.lag:
        return Text(f"{counted(status.lag, 'passage')} behind: citewire reindex", "yellow")
    return Text("up to date", "green")
