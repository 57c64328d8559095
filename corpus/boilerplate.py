"""The story in a copied page, without crumbs, bylines, tags, biographies and promos (pure).

A page has three zones. Above the story stand crumbs, the headline, byline and date; below it tags,
the author's biography and lists of other stories. Within it only lines are dropped in which the page
speaks of itself. A whole sentence in the middle of a story is never dropped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dates import written_date
from corpus.furniture import Furniture, is_correction
from corpus.headlines import headline_at, headline_in
from corpus.lines import Block, Kind, Line, kind_of, words_in
from corpus.link_lists import end_before_links, other_stories, own_links
from corpus.signatures import (
    byline_author,
    is_biography,
    is_contact,
    is_name,
    is_role,
    is_update,
    lone_name,
    parts_of_dateline,
)

HEAD_LINES = 14
"""Bylines and dates are looked for in so many lines at the top, even behind a standfirst."""
LONG_LINE = 60
"""Characters."""
_WRITTEN_BY = re.compile(r"(?:written|words|story) by\b", re.IGNORECASE)
TAIL_SHARE: dict[Kind, float] = {
    Furniture.AUTHOR_LABEL: 0.35,
    Furniture.TAGS: 0.35,
    Furniture.COMMENTS: 0.35,
    Furniture.ABOUT: 0.35,
    Furniture.RELATED: 0.12,
}
"""What follows such a line ends the story, when it holds at most this share of the page's sentences."""
STORY_KINDS = (Line.STORY, Line.OTHER)
DOUBTFUL_KINDS = (Line.BYLINE, Line.DATE, Line.CRUMBS, Furniture.ABOUT)


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

    The body comes out empty when nothing but furniture is there.
    """
    page = _Page(_once(blocks), Story(title=title, author=author))
    start = page.read_head()
    end = page.read_tail(start)
    page.story.paragraphs = page.standfirst(start) + page.body(start, end) + page.corrections(end)
    return page.story


def _once(blocks: Sequence[Block]) -> list[Block]:
    """Return the lines that hold any letter, without a second copy of the story.

    Pages set a story twice, for readers and for programs: where its first long line stands again,
    lines that were there before are dropped.
    """
    kept: list[Block] = []
    seen: set[str] = set()
    first, again = "", False
    for block in blocks:
        if not re.search(r"\w", block.text):
            continue
        again = again or (block.text == first and len(kept) > 3)
        if not (again and block.text in seen):
            kept.append(block)
        seen.add(block.text)
        if not first and len(block.text) >= LONG_LINE:
            first = block.text
    return kept


class _Page:
    """A page's lines with their kinds, read from the top and from the bottom towards the story."""

    def __init__(self, blocks: Sequence[Block], story: Story) -> None:
        self.blocks = blocks
        self.kinds: list[Kind] = [_kind(block) for block in blocks]
        self.story = story
        self.given_title = story.title

    def read_head(self) -> int:
        """Note title, author and dates above the story; return where the story begins."""
        sentences = [at for at, kind in enumerate(self.kinds) if kind is Line.STORY]
        first = sentences[0] if sentences else self._first_other()
        title_at = self._title_at(first)
        if title_at is not None:
            self.kinds[title_at] = Line.CRUMBS
            first = max(first, title_at + 1) if self.given_title is None or title_at == first else first
            if self.given_title is None:
                self.story.title = headline_in(self.blocks[title_at])
        self._read_signatures(first)
        return first

    def _first_other(self) -> int:
        """Return where a page without a single whole sentence has its body: after its first line."""
        others = [at for at, kind in enumerate(self.kinds) if kind is Line.OTHER and not self.blocks[at].item]
        if self.given_title is not None:
            return 0
        return others[0] + 1 if len(others) > 1 else 0

    def _title_at(self, first: int) -> int | None:
        if self.given_title is None:
            return headline_at(self.blocks, self.kinds, first)
        top = range(min(len(self.blocks), HEAD_LINES))
        return next((at for at in top if _same(self.blocks[at].text, self.given_title)), None)

    def _read_signatures(self, first: int) -> None:
        """Note bylines and dates at the top, also behind a standfirst, and mark them as such."""
        sentences = 0
        for at, block in enumerate(self.blocks[:HEAD_LINES]):
            kind = self.kinds[at]
            sentences += kind is Line.STORY
            if sentences > 2:
                break
            if kind is Line.BYLINE:
                self._note_author(byline_author(block.text))
            elif (
                kind is Furniture.AUTHOR_LABEL
                and at + 1 < len(self.blocks)
                and is_name(self.blocks[at + 1].text)
            ):
                self._note_author(self.blocks[at + 1].text)
                self.kinds[at + 1] = Line.BYLINE
            elif kind is Line.OTHER and at < first and (name := self._lone_author(at)):
                self._note_author(name)
                self.kinds[at] = Line.BYLINE
            if kind in (Line.DATE, Line.BYLINE):
                self._note_dates(block.text)

    def _lone_author(self, at: int) -> str | None:
        """Return the author whose name stands alone beside a date or above a role."""
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(self.kinds)]
        signed = any(self.kinds[other] is Line.DATE for other in near)
        signed = signed or (at + 1 < len(self.blocks) and is_role(self.blocks[at + 1].text))
        return lone_name(self.blocks[at].text) if at > 0 and signed else None

    def _note_author(self, name: str | None) -> None:
        self.story.author = self.story.author or name

    def _note_dates(self, line: str) -> None:
        for part in parts_of_dateline(line):
            if (dated := written_date(part)) is None:
                continue
            if is_update(part):
                self.story.updated = self.story.updated or dated.moment
            else:
                self.story.published = self.story.published or dated.moment

    def standfirst(self, start: int) -> list[str]:
        """Return what stands between the headline and the first sentence and belongs to the story."""
        title = self.story.title or ""
        after = max((at for at in range(start) if _same(headline_in(self.blocks[at]), title)), default=-1)
        if after < 0 and self.given_title is None:
            return []
        shortest = 8 if self.given_title is None else 4
        return [
            block.text
            for block, kind in zip(self.blocks[after + 1 : start], self.kinds[after + 1 : start], strict=True)
            if kind is Line.OTHER
            and not (block.is_link or block.heading == 1)
            and words_in(block.text) >= (min(shortest, 5) if block.item else shortest)
        ]

    def body(self, start: int, end: int) -> list[str]:
        """Return the story's lines without those in which the page speaks of itself."""
        kept: list[str] = []
        own = own_links(self.blocks, start, end)
        others = other_stories(self.blocks, self.kinds, start, end)
        in_list = False
        for at in range(start, end):
            block, kind = self.blocks[at], self.kinds[at]
            in_list = kind is Furniture.RELATED or (
                in_list and kind is not Line.STORY and (block.item or (block.is_link and not block.heading))
            )
            if in_list or at in others:
                continue
            if self._belongs(block, kind, inside=len(kept) > 2) or (kind is Line.OTHER and at in own):
                kept.append(block.text)
        return kept

    def corrections(self, end: int) -> list[str]:
        """Return the notes of what was corrected that stand below the story's end."""
        return [block.text for block in self.blocks[end:] if is_correction(block.text)]

    def _belongs(self, block: Block, kind: Kind, *, inside: bool) -> bool:
        """Return whether a line is the story's; deep inside it a date or a name is a heading of its own."""
        if _same(block.text, self.story.title or "") or (block.heading == 1 and not inside):
            return False
        if kind is Line.OTHER:
            return bool(block.heading) or not block.is_link
        return kind is Line.STORY or (inside and kind in DOUBTFUL_KINDS)

    def read_tail(self, start: int) -> int:
        """Note an author named below the story; return where the story ends."""
        end = end_before_links(self.blocks, self.kinds, start, self._first_marker(start))
        while end > start + 1 and self._is_tail(end - 1):
            end -= 1
        return end

    def _first_marker(self, start: int) -> int:
        sizes = [
            len(block.text) if kind is Line.STORY else 0
            for block, kind in zip(self.blocks, self.kinds, strict=True)
        ]
        total = sum(sizes[start:])
        for at in range(start + 1, len(self.blocks)):
            share = TAIL_SHARE.get(self._marker(at))
            if share is not None and sum(sizes[at + 1 :]) <= share * total and self._ends_story(at):
                self._note_author_below(at)
                return at
        return len(self.blocks)

    def _ends_story(self, at: int) -> bool:
        """Return whether a line is what it seems: tags and «About Acme» can stand within a story."""
        if self.kinds[at] is Furniture.ABOUT:
            return self._presents_itself(at)
        below = self.kinds[at + 1 :]
        return (
            self.kinds[at] is not Furniture.TAGS or Line.STORY not in below or Furniture.AUTHOR_LABEL in below
        )

    def _marker(self, at: int) -> Kind:
        """Return a line's kind; «Written by Ida Berg» below a story is as good as «Written by»."""
        kind = self.kinds[at]
        is_label = kind is Line.BYLINE and _WRITTEN_BY.match(self.blocks[at].text)
        return Furniture.AUTHOR_LABEL if is_label and self.kinds[:at].count(Line.STORY) > 1 else kind

    def _presents_itself(self, at: int) -> bool:
        """Return whether «About Acme» is followed by what Acme says of itself: «Acme is a maker of …».

        Under another heading the story would go on.
        """
        named = self.blocks[at].text.split()[1].strip(":")
        below = self.blocks[at + 1 :]
        follows = any(
            block.heading and kind is Line.OTHER
            for block, kind in zip(below, self.kinds[at + 1 :], strict=True)
        )
        return bool(below) and below[0].text.startswith(named) and not follows

    def _note_author_below(self, marker: int) -> None:
        for at in range(marker, len(self.blocks)):
            if self.kinds[at] is Line.BYLINE:
                self._note_author(byline_author(self.blocks[at].text))
            elif self.kinds[at] is Furniture.AUTHOR_LABEL and at + 1 < len(self.blocks):
                name = self.blocks[at + 1].text.strip()
                self._note_author(name if is_name(name) else byline_author("By " + name))

    def _is_tail(self, at: int) -> bool:
        """Return whether the last line left stands below the story; its author and dates are noted."""
        text, kind = self.blocks[at].text, self.kinds[at]
        if kind is Line.BYLINE:
            self._note_author(byline_author(text))
        elif kind is Line.DATE:
            self._note_dates(text)
        if kind not in STORY_KINDS or is_contact(text) or is_biography(text, self.story.author):
            return True
        return kind is Line.OTHER and (self.blocks[at].is_link or _same(text, self.story.author or ""))


def _kind(block: Block) -> Kind:
    kind = kind_of(block.text)
    return Line.OTHER if block.heading and kind in (Line.STORY, Line.BYLINE, Line.CRUMBS) else kind


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one.casefold()) == re.sub(r"\W+", "", other.casefold()) != ""
