"""What a single line of a copied page is: story, or one of the things that stand around stories (pure)."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from corpus.furniture import Furniture, phrase_in
from corpus.signatures import byline_author, is_dateline

FINAL = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]*]*$|[\"”»]$")
QUOTE = re.compile(r"[\"“„«‹「『‘–—]")
"""What a line of speech begins with."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
BULLET = re.compile(r"(?:[-*•‣▪●◦·+]\s+)(?=\S)")
CRUMB_SIGN = re.compile(r"\s+(?:>|›|»|→|/|\|)\s+|\s*[›»]\s*")
SHORTEST_SENTENCE = 8
LONG_LINE = 25
"""Words; so long a line is story even without a final mark."""


class Line(Enum):
    """What a line is that holds none of the phrases of page furniture."""

    STORY = auto()
    """A sentence, or speech."""
    OTHER = auto()
    """A headline, a heading, an item: it depends on where it stands."""
    CRUMBS = auto()
    BYLINE = auto()
    DATE = auto()


Kind: TypeAlias = Line | Furniture


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item on one line.

    `heading` is its level, 0 for none; `linked` is the share of its text that is a link.
    """

    text: str
    heading: int = 0
    item: bool = False
    linked: float = 0.0

    @property
    def is_link(self) -> bool:
        """Whether the line as a whole leads elsewhere."""
        return self.linked >= 0.8


def words_in(text: str) -> int:
    """Return how many words a line has; scripts without spaces count two signs as a word."""
    return len(text.split()) + len(CJK.findall(text)) // 2


def is_sentence(text: str) -> bool:
    """Return whether a line reads as at least one whole sentence: eight words and a final mark."""
    return bool(FINAL.search(text)) and words_in(text) >= SHORTEST_SENTENCE


def kind_of(line: str) -> Kind:
    """Return what a line is. Whole sentences are story, but for those in which a page speaks of itself."""
    text = line.strip(" *_|·•–—-\t") or line
    length = words_in(text)
    if (phrase := phrase_in(text, length)) is not None and not (
        phrase is Furniture.ABOUT and FINAL.search(text)
    ):
        return phrase
    if is_sentence(line) or length >= LONG_LINE or (QUOTE.match(line) and length >= 4):
        return Line.STORY
    if is_dateline(text):
        return Line.DATE
    if byline_author(text):
        return Line.BYLINE
    return Line.CRUMBS if is_crumbs(line) else Line.OTHER


def is_crumbs(line: str) -> bool:
    """Return whether a line is a path of sections: «Home > Business > Cars», «News | Sport | Weather»."""
    parts = [part for part in CRUMB_SIGN.split(line.strip()) if part.strip()]
    if len(parts) == 2:
        return re.match(r"(?:home|start(?:seite)?|news|accueil|inicio)\b", line, re.I) is not None
    return len(parts) >= 3 and all(words_in(part) <= 3 for part in parts[:-1])
