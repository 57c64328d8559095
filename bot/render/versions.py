"""The versions of a story and what changed from one to the next, as text and as a document (pure)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from bot.render.json import article_document
from bot.render.phrases import day
from bot.render.plain import paragraphs
from bot.render.terminal import WIDTH
from corpus.changes import Change, differences
from corpus.characters import one_line, plain_characters
from corpus.types import Article

SAME = "Only details about it changed, not its words."


def versions_document(versions: Sequence[Article]) -> dict[str, Any]:
    """Return what `articles show --versions --json` prints: each version, and what it changed."""
    return {
        "article": article_document(versions[-1]),
        "versions": [
            {
                "version": version.version,
                "title": version.title,
                "updated_at": _iso(version.updated),
                "fetched_at": _iso(version.fetched),
                "text": version.text,
                "changes": [{"was": change.was, "now": change.now} for change in changes],
            }
            for version, changes in _with_changes(versions)
        ],
    }


def versions_text(versions: Sequence[Article]) -> str:
    """Return every version as plain text: the first whole, of the others what they took out and put in."""
    parts = []
    for version, changes in _with_changes(versions):
        parts.append(_heading(version))
        if version is versions[0]:
            parts += [one_line(version.title), paragraphs(version.text)]
        else:
            parts += [
                "\n".join(f"{sign} {one_line(said)}" for sign, said in _signed(change)) for change in changes
            ] or [SAME]
    return "\n\n".join(parts)


def versions_page(versions: Sequence[Article]) -> RenderableType:
    """Return every version in colour: what was taken out red, what was put in green."""
    parts: list[RenderableType] = []
    for version, changes in _with_changes(versions):
        parts.append(Text(_heading(version), "bold cyan"))
        if version is versions[0]:
            whole = Text.assemble((f"{one_line(version.title)}\n\n", "bold"), plain_characters(version.text))
            parts.append(Padding(whole, (0, 2, 1, 2)))
            continue
        for change in changes:
            lines = [
                Text(f"{sign} {one_line(said)}", "red" if sign == "-" else "green")
                for sign, said in _signed(change)
            ]
            parts.append(Padding(Group(*lines), (0, 2, 1, 2)))
        if not changes:
            parts.append(Padding(Text(SAME, "dim"), (0, 2, 1, 2)))
    return Constrain(Group(*parts), WIDTH)


def _with_changes(versions: Sequence[Article]) -> Iterator[tuple[Article, list[Change]]]:
    yield versions[0], []
    for old, new in pairwise(versions):
        title = [Change(old.title, new.title)] if old.title != new.title else []
        yield new, title + differences(old.text, new.text, new.language)


def _signed(change: Change) -> list[tuple[str, str]]:
    return [(sign, said) for sign, said in (("-", change.was), ("+", change.now)) if said is not None]


def _heading(version: Article) -> str:
    updated = f", updated {day(version.updated)}" if version.updated else ""
    return f"Version {version.version}, read {day(version.fetched)}{updated}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
