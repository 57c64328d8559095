"""Links that open an article at the quoted sentence.

Source: WICG, «URL Fragment Text Directives»: `#:~:text=[prefix-,]start[,end]`. A directive matches
whole words without case; `start` and `end` each lie in one paragraph; the first match on the page
wins, so words are added until the first match is the quote.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, urldefrag

from corpus.types import Span
from index.types import Citation

SHORT = 80
"""Characters; a quote up to this length is written out in full."""
FEWEST, MOST = 4, 10
"""Words that `start` and `end` are made of, before and after making them unambiguous."""
PREFIX = 4
"""Words before the quote that tell it from the same words further up."""

_EDGES = " \t\"“”„‟‘’‚‛'«»‹›()[]{}<>…—–-,;:.!?*_"
_CLAUSE = re.compile(r"[。！？；，、]")


def passage_link(citation: Citation, limit: int = 512) -> str | None:
    """Return the article's URL with a text fragment for the quote, at most `limit` characters.

    Falls back to a shorter fragment, then to the plain URL; None when there is no URL or the URL
    itself is too long.
    """
    url = citation.article.url
    if not url:
        return None
    for directive in _directives(citation):
        link = _with_directive(url, directive)
        if len(link) <= limit:
            return link
    return url if len(url) <= limit else None


def _with_directive(url: str, directive: str) -> str:
    base, fragment = urldefrag(url)
    return f"{base}#{fragment.partition(':~:')[0]}:~:text={directive}"


def _directives(citation: Citation) -> Iterator[str]:
    """Yield directives that match the quote first on the page, the most exact one first."""
    text, (begin, end) = citation.article.text, _answering_line(citation)
    line = text[begin:end]
    paragraph = line.strip(_EDGES)
    if not paragraph:
        return
    above = f"{citation.article.title}\n{text[:begin]}"
    words = paragraph.split()
    if len(paragraph) <= SHORT or len(words) <= 2 * FEWEST:
        yield _located(paragraph, line, above, text[:begin])
        yield _located(_CLAUSE.split(paragraph)[0], line, above, text[:begin])
        return
    start = _start_of(words, above)
    located = _located(start, line, above, text[:begin])
    if last := _end_of(words, paragraph, start):
        yield f"{located},{_encoded(last)}"
    yield located


def _answering_line(citation: Citation) -> Span:
    """Return where the quote's part of one paragraph lies: of the one that answers, else of its first."""
    wanted = citation.highlights[0][0] if citation.highlights else 0
    position, found = 0, (citation.start, citation.start)
    for line in citation.quote.splitlines(keepends=True):
        start = citation.start + position + len(line) - len(line.lstrip())
        if line.strip(_EDGES + "\r\n") and (position <= wanted or found[0] == found[1]):
            found = (start, start + len(line.strip()))
        position += len(line)
    return found


def _start_of(words: list[str], above: str) -> str:
    """Return the first words, enough of them that they don't occur above."""
    start = ""
    for count in range(FEWEST, min(MOST, len(words)) + 1):
        start = " ".join(words[:count]).strip(_EDGES)
        if not _occurs(start, above):
            break
    return start


def _end_of(words: list[str], paragraph: str, start: str) -> str:
    """Return the last words, enough of them that they end the paragraph; empty when `start` covers them."""
    room = len(words) - len(start.split())
    for count in range(min(FEWEST, room), min(MOST, room) + 1):
        end = " ".join(words[len(words) - count :]).strip(_EDGES)
        after_start = " ".join(words)[len(start) : -len(end) or None]
        if end and not _occurs(end, after_start):
            return end
    return ""


def _located(start: str, line: str, above: str, before: str) -> str:
    """Return `start` encoded, with the words before it as a prefix where it occurs above too.

    Nothing but spaces may stand between a prefix and the start, so both keep their punctuation there.
    """
    lines = before.rstrip().splitlines()
    if not lines or not _occurs(start, above):
        return _encoded(start)
    prefix = " ".join(lines[-1].split()[-PREFIX:])
    opening = line[: line.index(start)]
    return f"{_encoded(prefix)}-,{_encoded(opening + start)}"


def _occurs(phrase: str, text: str) -> bool:
    pattern = r"[^\S\n]+".join(re.escape(word) for word in phrase.split())
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None


def _encoded(text: str) -> str:
    """Percent-encode everything that a directive reads as syntax, the dash included."""
    return quote(" ".join(text.split()), safe="").replace("-", "%2D")
