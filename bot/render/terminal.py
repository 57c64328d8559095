"""Values → coloured terminal output: excerpts with the answering words bold, links to click (pure).

Text from articles is never read as rich markup, and control characters never reach the terminal.
"""

from collections.abc import Sequence

from rich.box import ROUNDED
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.render.links import passage_link
from bot.render.phrases import (
    BY_A_MODEL,
    DIFFERENT,
    also_reported,
    author_of,
    changed_on,
    confidence_in_words,
    day,
    figures_side_by_side,
    independently_reported,
    not_quoted,
    summary_in_words,
)
from bot.render.plain import LONGEST_LINK, NO_QUOTES, quoted
from corpus.characters import one_line, plain_characters
from corpus.types import Article, Span
from index.types import Answer, Citation, Corroboration, NoAnswer, Summary

WIDTH = 100
_QUOTE, _ANSWER, _FAINT = Style(), Style(bold=True, color="yellow"), Style(dim=True)


def reply_card(reply: Answer | NoAnswer, *, covered: str = "") -> RenderableType:
    """Return an answer or why there is none; `covered` names the days that the articles cover."""
    parts: list[RenderableType] = []
    if reply.understood:
        parts.append(Text(f"  searched for: {one_line(reply.understood)}", _FAINT))
    if isinstance(reply, Answer):
        colour = "green" if reply.confidence >= 0.7 else "yellow"
        if reply.summary:
            parts.append(_summary(reply.summary))
        parts.append(excerpt_cards(reply.citations, first=colour))
        parts += _voices(reply.corroboration)
        if reply.headlines:
            parts.append(Text(f"  {not_quoted(reply.headlines)}", _FAINT))
        parts.append(Text.assemble("  ", ("●", colour), f" {confidence_in_words(reply.confidence)}"))
        return Group(*parts)
    found = "Not to be quoted" if reply.headlines else "Not found in the articles"
    lines: list[RenderableType] = [Text.assemble((found, "bold yellow"), "  ", one_line(reply.reason))]
    if reply.nearest:
        lines += [Text(), Text("The nearest articles", "bold")]
        lines += [_nearest(rank, article) for rank, article in enumerate(reply.nearest, 1)]
    if covered:
        lines += [Text(), Text(f"The articles cover {covered}.", _FAINT)]
    parts.append(Panel(Group(*lines), box=ROUNDED, border_style="yellow", width=WIDTH, padding=(0, 1)))
    return Group(*parts)


def _voices(found: Corroboration) -> list[RenderableType]:
    lines = [Text(f"  {said}", _FAINT)] if (said := independently_reported(found)) else []
    if figures := figures_side_by_side(found):
        lines.append(Text(f"  {DIFFERENT}:", "yellow"))
        lines += [Text(f"    {figure}") for figure in figures]
    return [Constrain(line, WIDTH) for line in lines]


def excerpt_cards(citations: Sequence[Citation], *, first: str = "cyan") -> RenderableType:
    """Return the excerpts as numbered cards; `first` colours the first one's frame."""
    return Group(*(excerpt_card(rank, one, first) for rank, one in enumerate(citations, 1)))


def excerpt_card(rank: int, citation: Citation, first: str = "cyan") -> RenderableType:
    """Return one excerpt: the quote, who published it, when and where to read on."""
    return Panel(
        Group(quote_text(citation), Text(), *_credits(citation)),
        box=ROUNDED,
        title=Text(f" {rank} ", "bold"),
        title_align="left",
        border_style=first if rank == 1 else "bright_black",
        width=WIDTH,
        padding=(0, 1),
    )


def quote_text(citation: Citation) -> Text:
    """Return the quote in quotation marks, its answering words marked."""
    if not citation.quote:
        return Text(NO_QUOTES, _FAINT)
    opening, closing = quoted(citation.quote)
    quote = marked_text(citation.quote, citation.highlights)
    return Text.assemble((opening, _FAINT), quote, (closing, _FAINT))


def marked_text(text: str, spans: Sequence[Span]) -> Text:
    """Return the text with the spans bold."""
    result, position = Text(style=_QUOTE), 0
    for start, end in spans:
        result.append(plain_characters(text[position:start]))
        result.append(plain_characters(text[start:end]), _ANSWER)
        position = end
    return result.append(plain_characters(text[position:]))


def article_page(
    article: Article, marks: Sequence[Span] = (), *, within: Span | None = None
) -> RenderableType:
    """Return an article's headline and text, or only the part `within`; `marks` are spans of its text."""
    start, end = within or (0, len(article.text))
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    head = [Text(one_line(article.title), "bold"), _who_and_when(article)]
    body = Padding(marked_text(article.text[start:end], inside), (1, 2))
    return Constrain(Group(*head, body, *_address(article.url, article.url)), WIDTH)


def _summary(summary: Summary) -> RenderableType:
    text = Text.assemble(summary_in_words(summary), "\n", (BY_A_MODEL, _FAINT))
    return Constrain(Padding(text, (0, 2)), WIDTH)


def _credits(citation: Citation) -> list[Text]:
    article = citation.article
    lines = [Text(one_line(article.title), "bold"), _who_and_when(article)]
    if also := also_reported(citation.also_in):
        lines.append(Text(also, _FAINT))
    return lines + _address(article.url, passage_link(citation, LONGEST_LINK))


def _who_and_when(article: Article) -> Text:
    outlet = (one_line(article.source or "unknown source"), "cyan")
    rest = (day(article.published) or "no date", author_of(article), changed_on(article))
    return Text.assemble(outlet, *(f" · {part}" for part in rest if part))


def _address(shown: str | None, target: str | None) -> list[Text]:
    if not shown or not target:
        return []
    style = Style(color="blue", underline=True, link=plain_characters(target))
    return [Text(plain_characters(shown), style, overflow="fold")]


def _nearest(rank: int, article: Article) -> RenderableType:
    title = Style(link=plain_characters(article.url)) if article.url else Style()
    lines = Group(Text(one_line(article.title), title), _who_and_when(article))
    row = Table.grid(padding=(0, 2, 0, 1))
    row.add_row(str(rank), lines)
    return row
