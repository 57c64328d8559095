"""Sentence spans: sentencex finds the borders; what news text showed it to miss is put right here."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sentencex import get_sentence_boundaries

from corpus.types import Span

DEFAULT_LANGUAGE = "en"

NARROWEST_WRAP, WIDEST_WRAP = 40, 120
"""Characters; a paragraph with other lines was not wrapped by hand: each of its line breaks is meant."""

STRETCH = 20_000
"""Characters that sentencex is given at once: its time grows with their square."""

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BULLET = re.compile(r"\s*(?:[-*•‣▪●◦·+–—]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s)")
_FINISHED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\s*$")

_QUOTES = '"“”„«»‹›'
_HIDDEN = re.compile(rf"[{_QUOTES}()\[\]{{}}<>]|(?<!\w)['‘’]|['’](?!\w)")
"""Quotes and brackets, but no apostrophes: sentencex sees no border between two of a pair, however far."""
_BETWEEN = re.compile(rf"[\s{_QUOTES}‘’'()\[\]]*")
_CLOSING = re.compile(r"(?:[\"”’»“›)\]]+)(?=\s)")

_OPENING = _QUOTES + "‘’'([¿¡"
_MARKER = re.compile(r"[\W_]*(?:[A-Za-z]|\d{1,3})?[\W_]*$")
_WORD = re.compile(r"\w")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:M|MM|Mme|Mlle|Mr|Mrs|Ms|Mx|Dr|Profs?|Hr|Abg|Sra|Srta|Ft|Amb|Atty|Approx|Ald|Const|Dep|"
    r"Lieut|(?:Sen|Rep|Gov|Gen|Col|Capt|Maj|Rev|Supt|Insp|Det)s?|Pty|Tel)\.$"
)
"""Those that sentencex doesn't know, and that hardly ever end a sentence."""
_TITLE = re.compile(
    r"(?:^|[\s(])(?!(?:Ltd|Plc|Jr|Sr|St|Rd|Blvd|Bldg|Bros|Hwy|Mt|Psst|Shh|Hmm|Hm)\.)"
    r"[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{1,6}\.$"
)
"""A capital and small letters without a vowel, «Cllr.»: no word of its own, so short for one."""
_INITIALS = re.compile(
    r"(?:^|[\s(])(?!(?:U\.[SKN]|E\.U|D\.C|L\.A|N\.[A-Z]|[AP]\.M|B\.[AC]|A\.D|M\.[ADP]|Ph\.D|[KQ]\.C)\.)"
    r"[A-Z]\. ?[A-Z]\.$"
)
_BEGINS = re.compile(
    r"(?:The|An?|This|That|These|Those|He|She|It|They|We|You|I|His|Her|Their|Its|Our|My|In|On|At|By|For|From|"
    r"With|As|If|When|While|But|And|Or|So|Yet|After|Before|There|Then|No|Not|What|Who|How|Why)\b"
)
"""Words that no name begins with."""
_HALF_OF_DAY = re.compile(r"\d\s?[ap]\.\s?m\.$", re.IGNORECASE)
_OF_TIME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Mountain|Pacific|Greenwich|local time|"
    r"[ECMP][SD]?T|GMT|BST|UTC|CES?T)\b"
)
_GERMAN_ORDINAL = re.compile(
    r"(?:^|\s)(?:der|die|das|den|dem|des|im|am|vom|zum|zur|beim|ins|seit|bis|ab)\s+\d{1,3}\.$", re.IGNORECASE
)
_DOTTED_NAME = re.compile(r"[A-Z]\.[A-Z]{2,}\b")
"""As in «ASP.NET»."""
_ELLIPSIS = re.compile(r"…(?=[\s\"”’»)\]]*\s[\"“„«(]?[A-ZÀ-Þ])")
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(])(?:Nos?|Nr|Vol|Art|Sec|Fig|Ch|pp?|est|c|ca|approx|al)\.$", re.IGNORECASE
)
_ASKED = re.compile(r"[?!][\"”’»]+$")
_WHO_ASKED = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,4}(?:said|says|asked|asks|told|added|wrote|writes|shouted|replied|tweeted)"
    r"(?:[.,;:]|\s+(?:in|on|at|during|after|before|as|when)\b)"
)


def sentence_spans(text: str, language: str | None = DEFAULT_LANGUAGE) -> list[Span]:
    """Return the sentences' spans, in order, trimmed; every character but white space is in one.

    A sentence keeps its closing quotes. A blank line always ends one, and so do headings and list
    items on lines of their own; lines wrapped by hand are joined. `language` is a code such as "en".
    """
    code = (language or DEFAULT_LANGUAGE).partition("-")[0].lower()
    spans: list[Span] = []
    for start, end in _blocks(text):
        spans += _sentences(text, start, end, code)
    return spans


def _sentences(text: str, start: int, end: int, language: str) -> list[Span]:
    hidden = _LINE_BREAK.sub(lambda found: " " * len(found[0]), text[start:end])
    hidden = _ELLIPSIS.sub(".", hidden)  # it takes three dots for an end, but not the sign for them
    hidden = _HIDDEN.sub(" ", hidden).replace("@", "a")  # it loses its way at mail addresses
    spans: list[Span] = []
    first = start
    for border in _borders(text, start, end, hidden, language):
        span = _trimmed(text, first, border)
        if span is None:
            continue
        first = border
        one, other = text[slice(*spans[-1])] if spans else "", text[slice(*span)]
        is_name = (
            bool(spans) and spans[-1][1] == span[0] and _DOTTED_NAME.match(f"{one[-2:]}{other}") is not None
        )
        if spans and (is_name or _belongs_together(one, other, language)):
            span = (spans.pop()[0], span[1])
        spans.append(span)
    return spans


def _borders(text: str, start: int, end: int, hidden: str, language: str) -> Iterator[int]:
    """Yield the places in the text where sentencex ends a sentence, ascending; `end` is the last."""
    begin = 0
    while begin < len(hidden):
        stretch = hidden[begin : begin + STRETCH]
        ends = [begin + sentence["end_index"] for sentence in get_sentence_boundaries(language, stretch)]
        if begin + STRETCH < len(hidden) and len(ends) > 1:
            del ends[-1]  # its sentence may go on
        for until in ends:
            found = _trimmed(hidden, begin, until)
            if found:
                yield _border(text, start + found[1], end)
            begin = until
    yield end


def _border(text: str, position: int, end: int) -> int:
    """Return where the sentence whose last word or stop ends at `position` ends with its closing marks."""
    between = _BETWEEN.match(text, position, end)
    assert between is not None
    if between.end() == end:
        return end
    place = position
    while place < between.end() and not text[place].isspace():
        place += 1
    if place == between.end():
        return next((at for at in range(position, place) if text[at] in "“„«‘(["), place)
    while place < between.end():
        after = place
        while after < between.end() and text[after].isspace():
            after += 1
        closing = _CLOSING.match(text, after, end)
        if closing is None or closing.end() > between.end():
            break
        place = closing.end()
    return place


def _belongs_together(one: str, other: str, language: str) -> bool:
    """Tell whether a border between two pieces is wrong."""
    if _MARKER.match(one) or _ABBREVIATION.search(one) or _TITLE.search(one):
        return True
    if other[0].isdigit() and _BEFORE_NUMBER.search(one):
        return True
    if _INITIALS.search(one) and other[0].isupper() and not _BEGINS.match(other):
        return True
    if _HALF_OF_DAY.search(one) and _OF_TIME.match(other):
        return True
    if language == "de" and _GERMAN_ORDINAL.search(one):
        return True
    if one[-1] in "」』" and other[0] == "と":
        return True
    if _goes_on(other) or not _WORD.search(other):
        return True
    return bool(_ASKED.search(one) and _WHO_ASKED.match(other))


def _goes_on(piece: str) -> bool:
    """Tell whether a piece begins in the middle of a sentence: with a small letter, unless as in «iPhone»."""
    words = piece.lstrip(_OPENING)
    return words[:1].islower() and not words[1:2].isupper()


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _blocks(text: str) -> Iterator[Span]:
    """Yield what no sentence crosses: paragraphs, headings, list items."""
    lines = _lines(text)
    begin = 0
    while begin < len(lines):
        if lines[begin] is None:
            begin += 1
            continue
        until = begin
        while until < len(lines) and lines[until] is not None:
            until += 1
        paragraph = [line for line in lines[begin:until] if line is not None]
        yield from _unwrapped(text, paragraph)
        begin = until


def _lines(text: str) -> list[Span | None]:
    """Return each line's span without white space around it; None for a blank line."""
    borders = [0, *(place for found in _LINE_BREAK.finditer(text) for place in found.span()), len(text)]
    return [_trimmed(text, *pair) for pair in zip(borders[::2], borders[1::2], strict=True)]


def _unwrapped(text: str, lines: list[Span]) -> Iterator[Span]:
    """Join the lines of one paragraph where it was wrapped by hand."""
    width = max(end - start for start, end in lines)
    begin = lines[0][0]
    for before, line in pairwise(lines):
        if not _goes_on_in(text[slice(*before)], text[slice(*line)], width, len(lines)):
            yield begin, before[1]
            begin = line[0]
    yield begin, lines[-1][1]


def _goes_on_in(before: str, line: str, width: int, lines: int) -> bool:
    """Tell whether a line goes on in the next, in a paragraph of so many lines wrapped at `width`.

    It does with a small letter, and where the next line's first word would not have fitted any more.
    Two lines of which the first has no final stop are a heading and its text.
    """
    if _BULLET.match(line):
        return False
    finished = bool(_FINISHED.search(before))
    if not finished and _goes_on(line):
        return True
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP or (lines == 2 and not finished):
        return False
    return len(before) + 1 + len(line.split(maxsplit=1)[0]) > width
