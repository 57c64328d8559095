"""Lists of links among a page's lines: a story's own, or of other stories (pure)."""

import re
from collections.abc import Iterator, Sequence

from corpus.lines import Block, Kind, Line

SHORTEST_AT_END = 3
"""Items of a list of other stories below a story."""
SHORTEST_WITHIN = 2
"""Items of one within a story."""
MOSTLY = 0.5
_ANNOUNCED = re.compile(
    r"(?!(?:read|see|more|also|related|mehr|lesen|lire|leer|leggi|ook|läs|les)\b).+:$", re.IGNORECASE
)


def end_before_links(blocks: Sequence[Block], kinds: Sequence[Kind], start: int, end: int) -> int:
    """Return where a list of links at the very end begins: other stories, not the story's own list.

    Of notes and sources most are whole sentences that aren't links as a whole.
    """
    at = end
    while at > start + 1 and blocks[at - 1].item and blocks[at - 1].linked > 0:
        at -= 1
    leading = sum(blocks[one].is_link or kinds[one] is not Line.STORY for one in range(at, end))
    return at if end - at >= SHORTEST_AT_END and leading > MOSTLY * (end - at) else end


def own_links(blocks: Sequence[Block], start: int, end: int) -> set[int]:
    """Return the items of lists that a line with a colon announces: «The banks that raised rates:»."""
    return {
        at
        for first, until in _lists(blocks, start, end)
        if first > 0 and _ANNOUNCED.match(blocks[first - 1].text)
        for at in range(first, until)
    }


def other_stories(blocks: Sequence[Block], kinds: Sequence[Kind], start: int, end: int) -> set[int]:
    """Return the items of lists, set between paragraphs, of which most are links as a whole."""
    found: set[int] = set()
    for first, until in _lists(blocks, start, end):
        run = [at for at in range(first, until) if blocks[at].linked > 0 and kinds[at] is not Line.STORY]
        whole = sum(blocks[at].is_link for at in run)
        if len(run) == until - first >= SHORTEST_WITHIN and whole > MOSTLY * len(run):
            found.update(run)
    return found - own_links(blocks, start, end)


def _lists(blocks: Sequence[Block], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each run of items begins and ends."""
    at = start
    while at < end:
        first = at
        while at < end and blocks[at].item:
            at += 1
        if at > first:
            yield first, at
        at += 1
