"""The story in a copied page, without crumbs, bylines, tags, biographies and promos (pure).

A page has three zones. Above the story stand crumbs, the headline, byline and date; below it tags,
the author's biography and lists of other stories. Within it only lines are dropped that speak of the
page itself. A whole sentence in the middle of a story is never dropped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dates import written_date
from corpus.lines import (
    Block,
    Kind,
    byline_author,
    is_biography,
    is_name,
    is_sentence,
    kind_of,
    stated_role,
    words_in,
)

HEAD_LINES = 14
"""Bylines and dates are looked for in so many lines at the top, even behind a standfirst."""
LONGEST_TITLE = 250
TAIL_SHARE = 0.35
"""What follows «Written by» or «Related stories» is dropped when it is at most this share of the page."""

STORY_KINDS = frozenset({Kind.STORY, Kind.OTHER})


@dataclass(slots=True)
class Story:
    """The story's paragraphs, and what the lines around it say."""

    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The body as it is stored: paragraphs separated by an empty line."""
        return "\n\n".join(self.paragraphs)


def story_of(blocks: Sequence[Block], *, title: str | None = None, author: str | None = None) -> Story:
    """Return the story among a page's lines, given in order; a known title or author is kept.

    The body may come out empty, when nothing but furniture is there.
    """
    story = Story(title=title, author=author)
    blocks = [block for block in blocks if re.search(r"\w", block.text)]
    kinds = [_kind(block) for block in blocks]
    start = _read_head(blocks, kinds, story)
    end = _read_tail(blocks, kinds, start, story)
    story.paragraphs = _head_remains(blocks[:start], kinds[:start], story) + _body(
        blocks[start:end], kinds[start:end], story
    )
    return story


def title_from(text: str) -> str:
    """Return a title for a text that has none: its first line, or its first sentence cut to 100 characters."""
    line = text.strip().split("\n", 1)[0]
    sentence = re.match(r".{20,}?[.!?](?=\s+[\"“«A-ZÀ-Þ])", line)
    line = sentence[0] if sentence else line
    if len(line) <= 100:
        return line
    return line[:100].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _kind(block: Block) -> Kind:
    kind = kind_of(block.text)
    return Kind.OTHER if block.heading and kind in (Kind.STORY, Kind.BYLINE, Kind.CRUMBS) else kind


def _read_head(blocks: Sequence[Block], kinds: list[Kind], story: Story) -> int:
    """Note title, author and dates above the story; return where the story begins."""
    first = next((at for at, kind in enumerate(kinds) if kind is Kind.STORY), len(blocks))
    if first == len(blocks):
        first = _without_sentences(blocks, kinds)
    given = story.title
    at_title = _title_at(blocks, kinds, first)
    if given is not None:
        at_title = next(
            (at for at in range(min(len(blocks), HEAD_LINES)) if _same(blocks[at].text, given)), None
        )
    elif at_title is not None:
        story.title = _as_title(blocks[at_title])
        first = max(first, at_title + 1)
    _read_signatures(blocks[:HEAD_LINES], kinds, first, story)
    if at_title is not None:
        kinds[at_title] = Kind.CRUMBS
        first = max(first, at_title + 1) if given is None else first
    return first


def _without_sentences(blocks: Sequence[Block], kinds: Sequence[Kind]) -> int:
    """Return where a page without a single whole sentence has its body: after its first line."""
    others = [at for at, kind in enumerate(kinds) if kind is Kind.OTHER and not blocks[at].item]
    return others[0] + 1 if len(others) > 1 else 0


def _title_at(blocks: Sequence[Block], kinds: Sequence[Kind], first: int) -> int | None:
    """Return which line is the headline: a level-1 heading, a line that reads as one, the last crumb."""
    top = range(min(len(blocks), max(first, 1) + 1))
    for level in (1, 2):
        headings = [at for at in top if blocks[at].heading == level]
        if headings and (level == 1 or headings[0] < first):
            return headings[0]
    lines = [at for at in range(first) if kinds[at] is Kind.OTHER and len(blocks[at].text) <= LONGEST_TITLE]
    plain = [at for at in lines if not blocks[at].item and words_in(blocks[at].text) >= 4]
    if plain:
        return plain[0]
    crumbs = [at for at in lines if words_in(blocks[at].text) >= 3]
    if crumbs:
        return crumbs[0] if not blocks[crumbs[0]].item else crumbs[-1]
    if first < len(blocks) - 1 and _stands_as_title(blocks[first].text, kinds[first + 1 :]):
        return first
    if trail := [
        at for at in range(first) if kinds[at] is Kind.CRUMBS and words_in(_last_crumb(blocks[at].text)) >= 4
    ]:
        return trail[-1]
    return lines[-1] if lines and not blocks[lines[-1]].item else None


def _stands_as_title(line: str, following: Sequence[Kind]) -> bool:
    """Return whether a first line that is a sentence is a headline: a question, or signed right below."""
    if len(line) > 160 or re.search(r"[.!?]\s", line) or not is_sentence(line):
        return False
    return following[0] in (Kind.BYLINE, Kind.DATE) or (line.endswith("?") and Kind.STORY in following)


def _last_crumb(line: str) -> str:
    return re.split(r"\s+[>›»→|/]\s+", line)[-1].strip()


def _as_title(block: Block) -> str:
    return _last_crumb(block.text) if kind_of(block.text) is Kind.CRUMBS else block.text.strip("*_ ")


def _read_signatures(blocks: Sequence[Block], kinds: list[Kind], first: int, story: Story) -> None:
    """Note bylines and dates at the top, also behind a standfirst, and mark them as such."""
    seen_story = 0
    for at, block in enumerate(blocks):
        kind = kinds[at]
        seen_story += kind is Kind.STORY
        if seen_story > 2:
            break
        if kind is Kind.BYLINE:
            story.author = story.author or byline_author(block.text)
        elif kind is Kind.AUTHOR_LABEL and at + 1 < len(blocks) and is_name(blocks[at + 1].text):
            story.author = story.author or blocks[at + 1].text
            kinds[at + 1] = Kind.BYLINE
        elif kind is Kind.OTHER and at < first and _signs(blocks, kinds, at):
            story.author = story.author or block.text
            kinds[at] = Kind.BYLINE
        if kind in (Kind.DATE, Kind.BYLINE):
            _note_dates(block.text, story)


def _signs(blocks: Sequence[Block], kinds: Sequence[Kind], at: int) -> bool:
    """Return whether a line is an author's name that stands alone beside a date."""
    beside = [kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(blocks)]
    return (
        at > 0 and len(blocks[at].text.split()) in (2, 3) and is_name(blocks[at].text) and Kind.DATE in beside
    )


def _note_dates(line: str, story: Story) -> None:
    for part in re.split(r"(?=\b(?:updated|modified|published|aktualisiert|mis à jour)\b)", line, flags=re.I):
        if (dated := written_date(part)) is None:
            continue
        if stated_role(part) == "updated":
            story.updated = story.updated or dated.moment
        else:
            story.published = story.published or dated.moment


def _head_remains(blocks: Sequence[Block], kinds: Sequence[Kind], story: Story) -> list[str]:
    """Return what above the first sentence belongs to the story: a standfirst without a final mark."""
    after = next(
        (at for at in range(len(blocks) - 1, -1, -1) if _same(blocks[at].text, story.title or "")), -1
    )
    return [
        block.text
        for block, kind in zip(blocks[after + 1 :], kinds[after + 1 :], strict=True)
        if after >= 0 and kind is Kind.OTHER and not block.item and words_in(block.text) >= 8
    ]


def _body(blocks: Sequence[Block], kinds: Sequence[Kind], story: Story) -> list[str]:
    kept: list[str] = []
    in_list = False
    for block, kind in zip(blocks, kinds, strict=True):
        in_list = kind is Kind.RELATED or (
            in_list and kind is not Kind.STORY and (block.item or block.heading > 3)
        )
        if (
            kind in STORY_KINDS
            and not in_list
            and not (len(kept) < 2 and _same(block.text, story.title or ""))
        ):
            kept.append(block.text)
        elif kind in (Kind.BYLINE, Kind.DATE, Kind.CRUMBS) and len(kept) > 2 and not in_list:
            kept.append(block.text)
    return kept


def _read_tail(blocks: Sequence[Block], kinds: list[Kind], start: int, story: Story) -> int:
    """Note an author named below the story; return where the story ends."""
    end = _cut_at_marker(blocks, kinds, start, story)
    while end > start + 1 and _is_tail(blocks, kinds, start, end - 1, story):
        end -= 1
    return end


def _cut_at_marker(blocks: Sequence[Block], kinds: Sequence[Kind], start: int, story: Story) -> int:
    sizes = [len(block.text) if kind is Kind.STORY else 0 for block, kind in zip(blocks, kinds, strict=True)]
    total = sum(sizes[start:])
    for at in range(start + 1, len(blocks)):
        rest = sum(sizes[at + 1 :])
        share = TAIL_SHARE if kinds[at] is not Kind.COMMENTS else 0.6
        if (
            kinds[at] not in (Kind.AUTHOR_LABEL, Kind.RELATED, Kind.COMMENTS, Kind.TAGS)
            or rest > share * total
        ):
            continue
        if kinds[at] is Kind.TAGS and any(kind is Kind.STORY for kind in kinds[at + 1 :]):
            if not any(kind is Kind.AUTHOR_LABEL for kind in kinds[at + 1 :]):
                continue
        _note_author_below(blocks[at:], kinds[at:], story)
        return at
    return len(blocks)


def _note_author_below(blocks: Sequence[Block], kinds: Sequence[Kind], story: Story) -> None:
    for at, kind in enumerate(kinds):
        if story.author is None and kind is Kind.AUTHOR_LABEL and at + 1 < len(blocks):
            name = blocks[at + 1].text.strip()
            story.author = name if is_name(name) else byline_author("By " + name)
        elif story.author is None and kind is Kind.BYLINE:
            story.author = byline_author(blocks[at].text)


def _is_tail(blocks: Sequence[Block], kinds: Sequence[Kind], start: int, at: int, story: Story) -> bool:
    """Return whether the last line left stands below the story; notes the author and dates that it names."""
    text, kind = blocks[at].text, kinds[at]
    if kind is Kind.BYLINE:
        story.author = story.author or byline_author(text)
    elif kind is Kind.DATE:
        _note_dates(text, story)
    if kind not in STORY_KINDS:
        return True
    if is_biography(text, story.author):
        return True
    if kind is Kind.STORY:
        return False
    if story.author is not None and _same(text, story.author):
        return True
    return bool(
        re.match(
            r"(?:contact|e-?mail|write to|reach)\b.{0,60}@|[\w.+-]+@[\w-]+\.\w+$|@\w+$|https?://\S+$",
            text,
            re.I,
        )
    )


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one.casefold()) == re.sub(r"\W+", "", other.casefold())
