"""Which of the lines above a story is its headline (pure)."""

import re
from collections.abc import Sequence

from corpus.lines import Block, Kind, Line, is_sentence, kind_of, words_in

LONGEST_TITLE = 250
LONGEST_CUT = 100
"""Characters."""


def headline_at(blocks: Sequence[Block], kinds: Sequence[Kind], first: int) -> int | None:
    """Return which line is the headline; the first whole sentence is line `first`.

    In this order: a top heading, a plain line of four words or more, the last crumb of three, a
    first sentence that stands as a headline, the end of a path of crumbs, the only short line.
    """
    top = range(min(len(blocks), max(first, 1) + 1))
    for level in (1, 2):
        headings = [at for at in top if blocks[at].heading == level]
        if headings and (level == 1 or headings[0] < first):
            return headings[0]
    lines = [at for at in range(first) if kinds[at] is Line.OTHER and len(blocks[at].text) <= LONGEST_TITLE]
    plain = [at for at in lines if not blocks[at].item and words_in(blocks[at].text) >= 4]
    crumbs = [at for at in lines if words_in(blocks[at].text) >= 3]
    trails = [
        at for at in range(first) if kinds[at] is Line.CRUMBS and words_in(headline_in(blocks[at])) >= 4
    ]
    if plain:
        return plain[0]
    if crumbs:
        return crumbs[-1] if blocks[crumbs[0]].item else crumbs[0]
    if first + 1 < len(blocks) and _stands_as_headline(blocks[first].text, kinds[first + 1 :]):
        return first
    if trails:
        return trails[-1]
    return lines[-1] if lines and not blocks[lines[-1]].item else None


def headline_in(block: Block) -> str:
    """Return the headline that a line holds: the last part of a path of crumbs, else all of it."""
    if kind_of(block.text) is Line.CRUMBS:
        return re.split(r"\s+[>›»→|/]\s+|\s*[›»]\s*", block.text)[-1].strip()
    return without_site(block.text.strip("*_ "))


def without_site(title: str, source: str | None = None) -> str:
    """Take « | The Example Times» off a title; behind a dash it goes only if it is the outlet's name."""
    found = re.match(r"(.{10,})\s+(?:([|·•»])|[-–—])\s+([^|·•»]{2,40})$", title)
    if found and (found[2] or (source and shared_words(found[3], source) >= 0.5)):
        return found[1]
    return title


def shared_words(one: str, other: str) -> float:
    """Return the share of one text's words that the other has too."""
    words, others = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(words & others) / len(words) if words else 0.0


def title_from(text: str) -> str:
    """Return a title for a text that has none: its first sentence, cut to 100 characters."""
    line = text.strip().split("\n", 1)[0]
    sentence = re.match(r".{20,}?[.!?](?=\s+[\"“«A-ZÀ-Þ])", line)
    line = sentence[0] if sentence else line
    if len(line) <= LONGEST_CUT:
        return line
    return line[:LONGEST_CUT].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _stands_as_headline(line: str, following: Sequence[Kind]) -> bool:
    """Return whether a first line that is a sentence is a headline: a question, or signed right below."""
    if len(line) > 160 or re.search(r"[.!?]\s", line) or not is_sentence(line):
        return False
    return following[0] in (Line.BYLINE, Line.DATE) or (line.endswith("?") and Line.STORY in following)
