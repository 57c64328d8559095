"""What admins see: articles added and removed, the progress of reindexing, the state of things (pure)."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.render.cards import (
    ANSWERED,
    FAULT,
    NOT_FOUND,
    Card,
    dates_in_words,
    headline,
    notice_card,
    small,
    with_link,
)
from bot.render.cards import link_to as link
from bot.render.escape import inline
from bot.render.feed_list import feeds_line
from bot.reports import AddReport, Progress, ReindexReport, Status
from corpus.types import Article

MOST_LISTED = 8

BLOCKED_TOO = (
    "Blocked, it and its copies are refused from now on; otherwise it may be added again, by a feed that "
    "lists it anew too."
)
PAGE_GONE = "Its page is gone from its site, so it can’t be added again by its address."


def added_card(report: AddReport) -> Card:
    """Return what became of the articles that were given, each failure with its reason."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "already here from another outlet"),
        (len(report.failed), "not taken"),
    )
    lines = [
        "**" + (", ".join(f"{count} {word}" for count, word in counts if count) or "Nothing to add") + "**"
    ]
    lines += _listed([f"- {inline(article.title, 150)} {small_id(article)}" for article in report.articles])
    lines += _listed([f"- {inline(item.item, 80)}: {inline(item.reason, 160)}" for item in report.failed])
    taken = report.added + report.updated + report.unchanged + report.duplicates
    return notice_card("\n".join(lines), colour=ANSWERED if taken or not report.failed else FAULT)


def confirm_removal_card(article: Article, *, is_gone: bool = False) -> Card:
    """Return the article with a button to remove it, one to block it too, and one to keep it.

    One whose page is gone can't be added again by its address.
    """
    red, press = discord.ButtonStyle.danger, f"citewire:remove:{article.id}"
    return Card(
        ui.TextDisplay("**Remove this article?** Answers won’t quote it any more."),
        *with_link(headline(article, 200), link(article)),
        *([ui.TextDisplay(PAGE_GONE)] if is_gone else []),
        ui.TextDisplay(small(BLOCKED_TOO)),
        ui.ActionRow(
            ui.Button(label="Remove", style=red, custom_id=f"{press}:0"),
            ui.Button(label="Remove and block", style=red, custom_id=f"{press}:1"),
            ui.Button(label="Keep", custom_id="citewire:keep"),
        ),
        colour=FAULT,
    )


def removed_card(article: Article, *, blocked: bool = False) -> Card:
    """Return what was removed, how to undo it, and its link."""
    undo = (
        "It and its copies are refused from now on; /admin block lift undoes that."
        if blocked
        else "To undo this, add it again with /admin article add."
    )
    return Card(
        ui.TextDisplay(f"**Removed{' and blocked' if blocked else ''}:** {inline(article.title, 300)}"),
        ui.TextDisplay(small(undo)),
        *(with_link(small("Its page:"), link(article)) if link(article) else ()),
        colour=NOT_FOUND,
    )


def reindexing_card(progress: Progress, *, cancelling: bool = False) -> Card:
    """Return how far the reindexing is, with a button that cancels it."""
    total = f" of {progress.total:,}" if progress.total else ""
    bar = f"\n{_bar(progress.done / progress.total)}" if progress.total else ""
    text = f"**Reindexing: {inline(progress.stage, 60)}** {progress.done:,}{total}{bar}"
    label = "Cancelling …" if cancelling else "Cancel"
    button: ui.Button[Card] = ui.Button(
        label=label, style=discord.ButtonStyle.danger, custom_id="citewire:cancel", disabled=cancelling
    )
    return Card(ui.TextDisplay(text), ui.ActionRow(button), colour=NOT_FOUND)


def reindexed_card(report: ReindexReport) -> Card:
    """Return what reindexing changed."""
    changed = f"{report.added:,} added, {report.removed:,} removed, {report.encoded:,} embedded"
    equal = f"**The index equals the articles:** {counted(report.total, 'passage')}"
    return notice_card(f"{equal}\n{changed} in {report.seconds:,.1f} s", colour=ANSWERED)


def status_card(status: Status) -> Card:
    """Return counts, dates, sizes, and whether the index is up to date."""
    dates = dates_in_words((status.published_from, status.published_to)) or "no article has a date"
    stored = (
        f"**{counted(status.articles, 'article')}** from {counted(len(status.sources), 'outlet')}, {dates}"
    )
    if not status.articles:
        stored = "**No articles yet.** Add some with /admin article add, or a feed with /admin feed add."
    lag = f"{status.lag:,} still to be indexed" if status.lag else "up to date"
    size = (status.database_bytes + status.index_bytes) / 1_000_000
    feeds = feeds_line(status.feeds)
    gone = f"**Pages gone:** {status.gone_pages:,} (/admin article gone)" if status.gone_pages else ""
    return notice_card(
        f"{stored}\n"
        f"**Index:** {status.indexed:,} of {status.passages:,} passages, {lag}\n"
        f"**Model:** {inline(status.encoder, 100)}\n"
        f"**On disk:** {size:,.1f} MB" + "".join(f"\n{line}" for line in (feeds, gone) if line),
        colour=FAULT if status.lag else ANSWERED,
    )


def sources_card(status: Status) -> Card:
    """Return the outlets with their number of articles, and the dates that are covered."""
    if not status.articles:
        return notice_card("**There are no articles yet.** An admin can add some with /admin article add.")
    shown = [f"- {inline(name, 60)}: {count:,}" for name, count in status.sources[:30]]
    more = len(status.sources) - len(shown)
    lines = [
        f"**{counted(status.articles, 'article')}**",
        *shown,
        *([f"- and {more:,} more outlets"] if more else []),
    ]
    if dates := dates_in_words((status.published_from, status.published_to)):
        lines.append(small(f"Published from {dates}."))
    return notice_card("\n".join(lines), colour=ANSWERED)


def small_id(article: Article) -> str:
    """Return the number by which an admin names an article."""
    return f"(article {article.id})"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural but for one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_LISTED
    return [*lines[:MOST_LISTED], *([f"- and {more:,} more"] if more > 0 else [])]


def _bar(share: float) -> str:
    done = round(20 * min(max(share, 0.0), 1.0))
    return "▰" * done + "▱" * (20 - done) + f" {share:.0%}"
