"""Timelines and the newest events, for pipes, the terminal and programs (pure)."""

import textwrap
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.render.json import Document, article_document
from bot.render.links import passage_link
from bot.render.phrases import also_reported, counted, day
from bot.render.plain import LONGEST_LINK, quoted
from bot.render.terminal import WIDTH
from corpus.characters import one_line, plain_characters
from index.timeline import Step

NOTHING, EMPTY = "No article is about this.", "There are no articles yet."
_FAINT = Style(dim=True)


def steps_text(topic: str, steps: Sequence[Step], *, left_out: int = 0) -> str:
    """Return the steps as plain text: the day, the sentence, who published it and who else had it."""
    if not steps:
        return NOTHING if topic else EMPTY
    parts = [_step_text(step) for step in steps]
    return "\n\n".join(parts + ([_more(left_out)] if left_out else []))


def steps_table(topic: str, steps: Sequence[Step], *, left_out: int = 0) -> RenderableType:
    """Return the steps for a terminal, the days in a column of their own."""
    if not steps:
        return Text(NOTHING if topic else EMPTY)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for step in steps:
        url = passage_link(step.citation, LONGEST_LINK) or step.article.url
        link = Style(dim=True, link=plain_characters(url)) if url else _FAINT
        told = Text(_sentence(step))
        table.add_row(day(step.article.published) or "no date", Group(told, Text(_credit(step), link)))
    more = [Text(_more(left_out), _FAINT)] if left_out else []
    return Constrain(Group(table, *more), WIDTH)


def timeline_document(topic: str, steps: Sequence[Step], *, left_out: int = 0) -> Document:
    """Return what `timeline --json` and `latest --json` print."""
    return {
        "topic": topic or None,
        "steps": [
            {
                "date": step.article.published.date().isoformat() if step.article.published else None,
                "quote": step.citation.quote,
                "start": step.citation.start,
                "end": step.citation.end,
                "article": article_document(step.article),
                "link": passage_link(step.citation, LONGEST_LINK) or step.article.url,
                "also_in": list(step.outlets),
                "also": [article_document(article) for article in step.others],
            }
            for step in steps
        ],
        "left_out": left_out,
    }


def _step_text(step: Step) -> str:
    lines = [day(step.article.published) or "No date"]
    lines.append(textwrap.fill(_sentence(step), 94, initial_indent="  ", subsequent_indent="  "))
    lines.append(textwrap.fill(f"— {_credit(step)}", 94, initial_indent="  ", subsequent_indent="    "))
    if url := passage_link(step.citation, LONGEST_LINK) or step.article.url:
        lines.append(f"    {plain_characters(url)}")
    return "\n".join(lines)


def _sentence(step: Step) -> str:
    """Return the quoted sentence, or the headline of an article that may not be quoted."""
    quote = one_line(step.citation.quote)
    if not quote:
        return one_line(step.article.title)
    opening, closing = quoted(quote)
    return f"{opening}{quote}{closing}"


def _credit(step: Step) -> str:
    names = [one_line(step.article.source or "unknown source"), also_reported(step.outlets)]
    return ", ".join(name for name in names if name)


def _more(left_out: int) -> str:
    return (
        f"{counted(left_out, 'article')} less close to the topic left out: narrow it with --since or --until."
    )
