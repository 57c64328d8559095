"""The markup around and within a story: its containers joined, links marked, a body read line by line."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml.html import fragment_fromstring

from corpus.characters import one_line
from corpus.furniture import is_correction
from corpus.lines import FINAL, Block, is_sentence

BESIDE_THE_STORY = re.compile(
    r"comment|reply|related|teaser|card|promo|footer|sidebar|widget|recommend|popular|author|bio\b|newsletter|caption",
    re.I,
)
LONGEST_CELL = 300
"""Characters; a table with longer cells sets out a page, not figures."""
MOST_PARTS, MOST_NOTES = 6, 3
"""Elements within a note of correction; notes of one story."""
LEAST_PARAGRAPHS = 2
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
TELLING = (*HEADINGS, "p", "li")
"""Elements that tell a story or head a part of it."""
NOT_SHOWN = (
    "script",
    "style",
    "noscript",
    "template",
    "figure",
    "iframe",
    "svg",
    "form",
    "button",
    etree.Comment,
)
BLOCK_TAGS = frozenset({"p", "div", "pre", "item", "list", "quote", "table", "row", "cell"})
TAGS = {
    **{f"h{level}": "head" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("article", "section", "header", "main", "tbody", "thead", "body", "html"), "div"),
    "blockquote": "quote",
    "br": "lb",
    "a": "ref",
    "tr": "row",
    "td": "cell",
    "th": "cell",
}
"""HTML elements in the names that an extracted body has for them."""
LINK, LINK_END = "\U000e01ee", "\U000e01ef"
"""Around what is a link, in a text whose markup is lost: signs for variants of letters that no font has."""
INLINE = frozenset({"ref", "hi", "del", "lb", "code", "span", "graphic"})
CONTAINERS = frozenset({"list", "item", "quote", "table", "div", "body", "main"})


def join_split_story(tree: Any, *, apart: bool = False) -> None:
    """Move the parts of a story that a page sets in several containers of one class into the first.

    Pages put advertisements between such parts; extraction would take one part for the whole story.
    Parts with sentences or headings between them stay, since moving them mixes up the order, unless
    `apart` asks for those as well.
    """
    for first, *others in _split_stories(tree, apart=apart):
        for node in others:
            first.extend(list(node))


def is_split(tree: Any) -> bool:
    """Return whether the page sets a story in parts that `join_split_story` could still move."""
    return any(_split_stories(tree, apart=True))


def _split_stories(tree: Any, *, apart: bool) -> Iterator[list[Any]]:
    parts: dict[tuple[str, str], list[Any]] = {}
    for node in tree.iter("div", "section"):
        name = node.get("class")
        if name and not BESIDE_THE_STORY.search(name) and _paragraphs(node) >= LEAST_PARAGRAPHS:
            parts.setdefault((node.tag, name), []).append(node)
    for nodes in parts.values():
        first, *others = nodes
        article = _article_of(first)
        of_one_story = all(
            _article_of(node) is article and first not in node.iterancestors() for node in others
        )
        if others and of_one_story and not _is_beside(first) and (apart or not _tells_between(tree, nodes)):
            yield nodes


def _paragraphs(node: Any) -> int:
    return sum(is_sentence(one_line(child.text_content())) for child in node.iterchildren("p"))


def _tells_between(tree: Any, parts: list[Any]) -> bool:
    """Return whether there are sentences or headings between some elements, given in order."""
    within = {node for part in parts for node in part.iter()}
    begun = False
    for node in tree.iter("div", "section", *TELLING):
        if node is parts[-1]:
            return False
        begun = begun or node is parts[0]
        if begun and node.tag in TELLING and node not in within:
            text = one_line(node.text_content())
            if text and (node.tag in HEADINGS or is_sentence(text)):
                return True
    return False


def _article_of(node: Any) -> Any:
    return next(node.iterancestors("article", "li", "aside"), None)


def _is_beside(node: Any) -> bool:
    names = (f"{parent.get('class') or ''} {parent.get('id') or ''}" for parent in node.iterancestors())
    return any(re.search(r"comment|related|sidebar|footer", name, re.I) for name in names)


def with_links_marked(tree: Any) -> Any:
    """Return a copy of a page in which signs stand around the text of every link.

    Extraction loses sentences where it is asked to keep links as elements, and tells nothing of them
    where it isn't. `body_blocks` reads the signs and takes them out.
    """
    marked = deepcopy(tree)
    for link in marked.iter("a"):
        if first := link.xpath(".//text()[normalize-space()]"):
            _replace(first[0], LINK + first[0])
            last = link.xpath(".//text()[normalize-space()]")[-1]
            _replace(last, last + LINK_END)
    return marked


def _replace(text: Any, other: str) -> None:
    """Put another text where one stands in its tree."""
    setattr(text.getparent(), "tail" if text.is_tail else "text", other)


def fragment_blocks(html: str) -> list[Block]:
    """Return the lines of a piece of HTML that is all story, as feeds and programs hand it over."""
    return _element_blocks(fragment_fromstring(html, create_parent="div"))


def article_blocks(tree: Any) -> list[Block]:
    """Return the lines of a page's marked article, for stories too short to be told from their page."""
    for path in ("//*[@itemprop='articleBody']", "//article", "//main", "//*[@role='main']"):
        if (found := tree.xpath(path)) and (blocks := _element_blocks(deepcopy(found[0]))):
            return blocks
    return []


def correction_notes(tree: Any) -> list[str]:
    """Return the lines of a page that say what was corrected in its story, wherever they stand."""
    notes: dict[str, None] = {}
    for node in tree.iter("p", "div", "aside", "section", "footer", "li", "em", "i", "span"):
        if len(node) > MOST_PARTS or any(part.tag in BLOCK_TAGS for part in node):
            continue
        line = one_line(node.text_content())
        linked = sum(len(link.text_content()) for link in node.iter("a"))
        if is_correction(line) and linked < len(line) / 2 and not _is_beside(node):
            notes.setdefault(line.lstrip("•*·– "))
    return list(notes)[:MOST_NOTES]


def _element_blocks(root: Any) -> list[Block]:
    root.tail = None
    for node in list(root.iter(*NOT_SHOWN)):
        if node is not root:
            node.drop_tree()
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = TAGS.get(node.tag, node.tag if node.tag in BLOCK_TAGS else "span")
    return body_blocks(root)


def body_blocks(body: Any) -> list[Block]:
    """Return the lines of an extracted body in order: paragraphs, headings, list items, table rows."""
    blocks: list[Block] = []
    _collect(body, blocks, item=False)
    return blocks


def _collect(node: Any, blocks: list[Block], *, item: bool) -> None:
    """Read a container: text and inline elements between its blocks make paragraphs of their own."""
    loose = _Paragraph(item=item)
    loose.add(node.text)
    for child in node:
        if child.tag in INLINE:
            loose.add_element(child)
        else:
            loose.flush(blocks)
            _read_block(child, blocks, item=item)
        loose.add(child.tail)
    loose.flush(blocks)


def _read_block(node: Any, blocks: list[Block], *, item: bool) -> None:
    if node.tag == "row" and not any(len("".join(cell.itertext())) > LONGEST_CELL for cell in node):
        cells = ["".join(cell.itertext()) for cell in node]
        text = " | ".join(filter(None, map(one_line, map(_unmarked, cells))))
        blocks.extend([Block(text, item=True, linked=_linked_share(" ".join(cells)))] if text else [])
    elif node.tag in ("row", "cell"):
        _collect(node, blocks, item=item)
    elif node.tag in CONTAINERS and (node.tag != "item" or any(child.tag not in INLINE for child in node)):
        _collect(node, blocks, item=item or node.tag in ("list", "item"))
    else:
        level = (node.get("rend") or "h3")[-1] if node.tag == "head" else "0"
        paragraph = _Paragraph(heading=int(level) if level.isdigit() else 3, item=item or node.tag == "item")
        paragraph.add(node.text)
        for child in node:
            paragraph.add_element(child)
            paragraph.add(child.tail)
        paragraph.flush(blocks)


class _Paragraph:
    """Text that is being put together, cut at line breaks; how much of it is link is counted."""

    def __init__(self, *, heading: int = 0, item: bool = False) -> None:
        self._heading = heading
        self._item = item
        self._parts = [""]

    def add(self, text: str | None) -> None:
        self._parts[-1] += text or ""

    def add_element(self, node: Any) -> None:
        if node.tag == "lb":
            self._parts.append("")
            return
        if node.tag == "ref":
            self.add(LINK)
        self.add(node.text)
        for child in node:
            self.add_element(child)
            self.add(child.tail)
        if node.tag == "ref":
            self.add(LINK_END)

    def flush(self, blocks: list[Block]) -> None:
        linked = _linked_share("".join(self._parts))
        blocks.extend(
            Block(line, heading=self._heading, item=self._item, linked=linked)
            for line in _joined(list(map(_unmarked, self._parts)))
        )
        self._parts = [""]


def _unmarked(text: str) -> str:
    return text.replace(LINK, "").replace(LINK_END, "")


def _linked_share(marked: str) -> float:
    """Return how much of a paragraph is link; a link around several paragraphs has one sign in each."""
    if LINK not in marked and LINK_END not in marked:
        return 0.0
    length = linked = 0
    inside = marked.find(LINK_END) >= 0 and not 0 <= marked.find(LINK) < marked.find(LINK_END)
    for piece in re.split(f"([{LINK}{LINK_END}])", marked):
        if piece in (LINK, LINK_END):
            inside = piece == LINK
        else:
            length += len(piece.strip())
            linked += len(piece.strip()) if inside else 0
    return linked / max(length, 1)


def _joined(parts: list[str]) -> list[str]:
    """Return a paragraph's lines: a line break within a sentence is a space, else a new line."""
    lines: list[str] = []
    for line in map(one_line, parts):
        if lines and line and not FINAL.search(lines[-1]) and line[0].islower():
            lines[-1] += " " + line
        elif line:
            lines.append(line)
    return lines
