"""Why an answer is what it is, in words: for pipes, the terminal and programs (pure)."""

import textwrap
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.render.json import Document, article_document
from bot.render.phrases import day, outlet_and_day
from corpus.characters import one_line
from index.explain import Considered, Contribution, Explanation
from index.types import Filter

SHOWN = 90
"""Characters of an excerpt."""
MOST_FEATURES = 8
MOST_WORDS = 12


def facts_of(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """Yield what was understood and searched, each with its name."""
    if explanation.understood:
        yield "Understood as", one_line(explanation.understood)
    yield "Searched for", one_line(explanation.searched)
    yield "Kind of question", explanation.kind
    words = [f"{word} ({weight:.1f})" for word, weight in explanation.words[:MOST_WORDS]]
    yield "Words and weights", one_line(", ".join(words)) or "none"
    if explanation.time:
        yield "Time named", one_line(explanation.time)
    yield "Searched within", limits_in_words(explanation.filter)
    verdict = "answered" if explanation.answered else "not answered"
    yield "Confidence", f"{explanation.confidence:.0%}: {verdict} (from {explanation.threshold:.0%} on)"
    if explanation.reason:
        yield "Reason", one_line(explanation.reason)


def limits_in_words(limits: Filter) -> str:
    """Return «all articles», or the days and outlets that were searched."""
    parts = []
    if limits.since:
        parts.append(f"published from {day(limits.since)}")
    if limits.until:
        parts.append(f"published before {day(limits.until)}")
    if limits.sources:
        parts.append("outlets: " + ", ".join(sorted(one_line(name) for name in limits.sources)))
    return ", ".join(parts) or "all articles"


def features_of(explanation: Explanation) -> list[Contribution]:
    """Return the features that counted most, of those that counted at all."""
    return [one for one in explanation.contributions if abs(one.amount) >= 0.005][:MOST_FEATURES]


def explanation_text(explanation: Explanation) -> str:
    """Return the whole explanation as plain text."""
    lines = ["Why this answer" if explanation.answered else "Why no answer", ""]
    for name, value in facts_of(explanation):
        lines.append(textwrap.fill(f"{name}: {value}", 96, initial_indent="  ", subsequent_indent="    "))
    if explanation.contributions:
        lines += ["", "What made the confidence (log-odds; weight × value)"]
        lines.append(f"  {explanation.intercept:+6.2f}  to begin with")
        lines += [
            f"  {one.amount:+6.2f}  {one.feature}: {one.weight:.2f} × {one.value:.2f}"
            for one in features_of(explanation)
        ]
    if explanation.considered:
        lines += ["", "What was considered (score: cosine, words, fused)"]
    for one in explanation.considered:
        lines.append(f"  {scores_in_words(one)}  {one.verdict.value}")
        shown = f"{excerpt_of(one)} ({outlet_and_day(one.citation.article)})"
        lines.append(textwrap.fill(shown, 96, initial_indent="      ", subsequent_indent="      "))
    return "\n".join(lines)


def explanation_tables(explanation: Explanation) -> RenderableType:
    """Return the whole explanation for a terminal."""
    facts = _grid("cyan")
    for name, value in facts_of(explanation):
        facts.add_row(name, Text(value))
    parts: list[RenderableType] = [
        Text("Why this answer" if explanation.answered else "Why no answer", "bold"),
        facts,
    ]
    if explanation.contributions:
        counted = _grid()
        counted.add_row(f"{explanation.intercept:+.2f}", Text("to begin with", "dim"), "")
        for part in features_of(explanation):
            counted.add_row(
                f"{part.amount:+.2f}", Text(part.feature), f"{part.weight:.2f} × {part.value:.2f}"
            )
        parts += [Text(), Text("What made the confidence (log-odds; weight × value)", "bold"), counted]
    if explanation.considered:
        considered = _grid()
        for one in explanation.considered:
            words = Text.assemble(excerpt_of(one), (f" ({outlet_and_day(one.citation.article)})", "dim"))
            considered.add_row(scores_in_words(one), Group(Text(one.verdict.value, "cyan"), words))
        title = "What was considered (score: cosine, words, fused)"
        parts += [Text(), Text(title, "bold"), considered]
    return Group(*parts)


def scores_in_words(one: Considered) -> str:
    """Return «+2.41: .62, .80, .72»."""
    return f"{one.ranking:+5.2f}: {one.cosine:.2f}, {one.bm25:.2f}, {one.fused:.2f}"


def excerpt_of(one: Considered) -> str:
    """Return the beginning of the excerpt, or the headline of an article that may not be quoted."""
    return textwrap.shorten(
        one_line(one.citation.quote or one.citation.article.title), SHOWN, placeholder="…"
    )


def explanation_document(explanation: Explanation) -> Document:
    """Return what `ask --explain --json` adds under "explanation"."""
    limits = explanation.filter
    return {
        "searched": explanation.searched,
        "kind": explanation.kind,
        "words": dict(explanation.words),
        "time": explanation.time,
        "filter": {
            "since": limits.since.isoformat() if limits.since else None,
            "until": limits.until.isoformat() if limits.until else None,
            "sources": sorted(limits.sources),
        },
        "threshold": explanation.threshold,
        "intercept": explanation.intercept,
        "features": [
            {"name": one.feature, "value": one.value, "weight": one.weight, "amount": one.amount}
            for one in explanation.contributions
        ],
        "considered": [
            {
                "verdict": one.verdict.name.casefold(),
                "why": one.verdict.value,
                "cosine": one.cosine,
                "bm25": one.bm25,
                "fused": one.fused,
                "ranking": one.ranking,
                "quote": one.citation.quote,
                "start": one.citation.start,
                "end": one.citation.end,
                "article": article_document(one.citation.article),
            }
            for one in explanation.considered
        ],
    }


def _grid(style: str = "") -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 2))
    table.add_column(style=style, no_wrap=True)
    table.add_column(overflow="fold")
    return table
