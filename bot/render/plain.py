"""Values → plain text for pipes, files and terminals without colour (pure)."""

import textwrap
from collections.abc import Sequence

from bot.render.links import passage_link
from bot.render.phrases import (
    BY_A_MODEL,
    DIFFERENT,
    also_reported,
    author_of,
    changed_on,
    confidence_in_words,
    figures_side_by_side,
    independently_reported,
    not_quoted,
    outlet_and_day,
    summary_in_words,
)
from corpus.characters import one_line, plain_characters
from corpus.types import Article
from index.types import Answer, Citation, Corroboration, NoAnswer

WIDTH = 96
LONGEST_LINK = 2_000
NO_QUOTES = "(its publisher allows no quotes here)"


def reply_text(reply: Answer | NoAnswer, *, covered: str = "") -> str:
    """Return an answer or why there is none; `covered` names the days that the articles cover."""
    understood = [_wrapped(f"Searched for: {one_line(reply.understood)}")] if reply.understood else []
    if isinstance(reply, Answer):
        voices = _voices_text(reply.corroboration)
        sure = f"Confidence: {confidence_in_words(reply.confidence)}"
        named = [_wrapped(f"{one[:1].upper()}{one[1:]}.") for one in [not_quoted(reply.headlines)] if one]
        body = [excerpts_text(reply.citations), *voices, *named, sure]
        return "\n\n".join(understood + _summary_text(reply) + body)
    found = "Not to be quoted" if reply.headlines else "Not found in the articles"
    parts = [*understood, _wrapped(f"{found}: {one_line(reply.reason)}")]
    if reply.nearest:
        nearest = [_nearest_text(rank, article) for rank, article in enumerate(reply.nearest, 1)]
        parts.append("\n".join(["The nearest articles:", *nearest]))
    if covered:
        parts.append(f"The articles cover {covered}.")
    return "\n\n".join(parts)


def excerpts_text(citations: Sequence[Citation]) -> str:
    """Return the excerpts, numbered, each with who published it, when and where to read on."""
    return "\n\n".join(_excerpt_text(rank, citation) for rank, citation in enumerate(citations, 1))


def article_text(article: Article) -> str:
    """Return a whole article: headline, who and when, its text, its address."""
    parts = [_wrapped(one_line(article.title)), _wrapped(_credit(article)), paragraphs(article.text)]
    return "\n\n".join(parts + ([plain_characters(article.url)] if article.url else []))


def paragraphs(text: str, *, indent: str = "") -> str:
    """Return a text's paragraphs, wrapped, an empty line between them."""
    lines = [one_line(line) for line in text.splitlines()]
    return "\n\n".join(_wrapped(line, first=indent, rest=indent) for line in lines if line)


def quoted(text: str) -> tuple[str, str]:
    """Return the quotation marks that suit a text: other ones than it holds itself."""
    return ("«", "»") if any(mark in text for mark in "“”„") else ("“", "”")


def _summary_text(answer: Answer) -> list[str]:
    if answer.summary is None:
        return []
    return [f"{BY_A_MODEL}:\n{_wrapped(summary_in_words(answer.summary), first='  ')}"]


def _voices_text(found: Corroboration) -> list[str]:
    """Return who else says what the first excerpt says, and figures that conflict with it."""
    said = independently_reported(found)
    lines = [_wrapped(f"{said[:1].upper()}{said[1:]}.")] if said else []
    if figures := figures_side_by_side(found):
        lines.append("\n".join([f"{DIFFERENT}:", *(_wrapped(one, first="  ") for one in figures)]))
    return lines


def _excerpt_text(rank: int, citation: Citation) -> str:
    opening, closing = quoted(citation.quote)
    number = f"{rank}. "
    indent = " " * len(number)
    said = f"{opening}{citation.quote.strip()}{closing}" if citation.quote else NO_QUOTES
    quote = paragraphs(said, indent=indent)
    lines = [number + quote[len(indent) :]]
    lines.append(_wrapped(f"— {one_line(citation.article.title)}", first=indent, rest=indent + "  "))
    lines.append(_wrapped(_credit(citation.article), first=indent + "  "))
    if also := also_reported(citation.also_in):
        lines.append(_wrapped(also, first=indent + "  "))
    if link := passage_link(citation, LONGEST_LINK):
        lines.append(f"{indent}  {plain_characters(link)}")
    return "\n".join(lines)


def _nearest_text(rank: int, article: Article) -> str:
    title = f"{rank}. {one_line(article.title)} ({outlet_and_day(article)})"
    return _wrapped(title, first="  ", rest="     ") + (
        f"\n     {plain_characters(article.url)}" if article.url else ""
    )


def _credit(article: Article) -> str:
    facts = (outlet_and_day(article), author_of(article), changed_on(article))
    return ", ".join(part for part in facts if part)


def _wrapped(text: str, *, first: str = "", rest: str | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
