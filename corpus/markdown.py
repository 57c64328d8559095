"""Text and Markdown → paragraphs, headings and list items, each on one line of plain text (pure)."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.characters import lines_of, one_line
from corpus.lines import BULLET, FINAL, Block, Line, kind_of

if TYPE_CHECKING:
    from markdown_it.token import Token


def text_blocks(text: str) -> list[Block]:
    """Return a text file's paragraphs: hard-wrapped lines joined, bullets taken off and remembered."""
    lines = lines_of(text)
    wrapped = _is_wrapped(lines)
    width = max(map(len, lines), default=0)
    paragraphs: list[list[str]] = []
    items: list[bool] = []
    open_line = False
    for line in lines:
        bullet = BULLET.match(line)
        if not line or re.fullmatch(r"[\W_]{3,}", line):
            open_line = False
            continue
        if wrapped and open_line and not bullet:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line[bullet.end() :] if bullet else line])
            items.append(bool(bullet))
        open_line = len(line) >= 0.6 * width
    return [Block(" ".join(parts), item=item) for parts, item in zip(paragraphs, items, strict=True)]


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines were broken at a fixed width, in the middle of sentences."""
    inner = [line for line, following in pairwise(lines) if line and following]
    if len(inner) < 3 or max(map(len, lines)) > 110:
        return False
    broken = [line for line in inner if len(line) >= 45 and not FINAL.search(line)]
    return len(broken) >= 0.5 * len(inner)


def markdown_blocks(text: str) -> list[Block]:
    """Return what a Markdown file shows: links and emphasis as their text, images and raw HTML left out."""
    from markdown_it import MarkdownIt  # not at import: only Markdown files need it

    blocks: list[Block] = []
    heading, depth, cells = 0, 0, list[str]()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "tr_close":
            blocks.append(Block(" | ".join(filter(None, cells)), item=True))
            cells.clear()
        elif token.type in ("td_open", "th_open"):
            cells.append("")
        elif token.type == "inline" and cells:
            cells[-1] = one_line(_shown(token.children or []))
        elif token.type == "inline":
            shown = _shown(token.children or [])
            lines = [one_line(shown)] if heading else [block.text for block in _paragraph(shown)]
            blocks.extend(Block(line, heading=heading, item=depth > 0) for line in lines if line)
            heading = 0
        elif token.type in ("fence", "code_block"):
            blocks.extend(block for block in text_blocks(token.content))
    return blocks


def _paragraph(shown: str) -> list[Block]:
    """Join a paragraph's lines, as Markdown does, unless one is a byline, a date or other furniture."""
    lines = [line for line in lines_of(shown) if line]
    if len(lines) > 1 and all(kind_of(line) in (Line.STORY, Line.OTHER) for line in lines):
        return [Block(" ".join(lines))]
    return [Block(line) for line in lines]


def _shown(children: Sequence["Token"]) -> str:
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)
