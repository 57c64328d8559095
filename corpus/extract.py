"""HTML → Draft: the story, its metadata, and why a page holds none; the only file that knows trafilatura."""

import re
from typing import Any

from corpus.article_json import draft_from_json, parsed_json
from corpus.boilerplate import Story, story_of, title_from
from corpus.characters import one_line
from corpus.copies import draft_from_text
from corpus.decoding import declared_charset, decoded
from corpus.errors import ExtractError
from corpus.fetch import FetchedPage
from corpus.language import language_of
from corpus.lines import FINAL, Block, is_sentence
from corpus.metadata import CONSENT_TITLE, ERROR_TITLE, Metadata, page_metadata
from corpus.types import Draft

SHORT_PAGE = 1_200
"""Characters; a longer text is a story whatever its title says."""
LEAST_PROSE = 200
"""Characters of whole sentences that a page must have unless it calls itself an article."""


def draft_from_html(html: str, *, origin: str, url: str | None = None, source: str | None = None) -> Draft:
    """Return the article of an HTML page or fragment.

    `url` is where it was read; `source` names the outlet where the page doesn't. Raises
    ExtractError with the reason for a page without an article: an error page, a list of stories,
    a consent wall, nothing at all. About 40 ms for an ordinary page.
    """
    if not html.strip():
        raise ExtractError("the page is empty")
    tree = _parsed(html)
    page = page_metadata(tree, url)
    blocks = _story_blocks(tree, html)
    story = story_of(blocks, title=page.title, author=page.author)
    _refuse_what_is_no_article(story, page)
    published, author = page.published or story.published, story.author
    if published is None or author is None or story.title is None:
        guess = _guessed(tree, url)
        published = published or _day(guess.date)
        author = author or (one_line(guess.author.replace("; ", ", ")) if guess.author else None)
    return Draft(
        title=story.title or title_from(story.text),
        text=story.text,
        origin=origin,
        url=page.url,
        source=source or page.source,
        author=author,
        published=published,
        updated=page.updated or story.updated,
        language=_language(page.language, story.text),
    )


def read_page(page: FetchedPage, *, source: str | None = None) -> Draft:
    """Return the article of a fetched page: HTML, plain text, Markdown or article JSON.

    Raises ExtractError when the page holds none, ReadError when its bytes are no text.
    """
    if page.content_type.endswith("json"):
        text = decoded(page.body, page.url, declared=page.charset)
        return draft_from_json(parsed_json(text, page.url), origin=page.url, source=source, url=page.url)
    is_html = page.content_type not in ("text/plain", "text/markdown") or is_html_text(page.body)
    charset = page.charset or (declared_charset(page.body) if is_html else None)
    text = decoded(page.body, page.url, declared=charset)
    if is_html:
        return draft_from_html(text, origin=page.url, url=page.url, source=source)
    markdown = page.content_type == "text/markdown" or page.url.lower().endswith(".md")
    return draft_from_text(text, origin=page.url, url=page.url, source=source, markdown=markdown)


def is_html_text(data: bytes) -> bool:
    """Return whether bytes begin as an HTML document does."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html"))


def _parsed(html: str) -> Any:
    from trafilatura import load_html

    tree = load_html(html)
    if tree is None:
        raise ExtractError("it is no HTML page")
    return tree


def _story_blocks(tree: Any, html: str) -> list[Block]:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False, with_metadata=False)
    body = None if found is None else found.body
    if body is None:
        raise ExtractError("no article was found on the page")
    return _blocks(body)


def _guessed(tree: Any, url: str | None) -> Any:
    from trafilatura.metadata import extract_metadata

    return extract_metadata(tree, url)


def _day(text: str | None) -> Any:
    from corpus.dates import stated_moment

    return stated_moment(text) if text else None


def _blocks(body: Any) -> list[Block]:
    blocks: list[Block] = []
    _collect(body, blocks, item=False)
    return blocks


def _collect(node: Any, blocks: list[Block], *, item: bool) -> None:
    for child in node:
        if child.tag == "head":
            heading = int((child.get("rend") or "h3")[-1]) if (child.get("rend") or "h3")[-1].isdigit() else 3
            _append(child, blocks, heading=heading, item=False)
        elif child.tag == "row":
            cells = [one_line("".join(cell.itertext())) for cell in child]
            if text := " | ".join(filter(None, cells)):
                blocks.append(Block(text, item=True))
        elif child.tag in ("list", "quote", "table", "div", "body", "main") or (
            child.tag == "item" and child.find("p") is not None
        ):
            if child.text and child.text.strip():
                blocks.extend(Block(line, item=item) for line in _joined([child.text]))
            _collect(child, blocks, item=item or child.tag in ("list", "item"))
        else:
            _append(child, blocks, heading=0, item=item or child.tag == "item")
        if child.tail and child.tail.strip():
            blocks.extend(Block(line, item=item) for line in _joined([child.tail]))


def _append(node: Any, blocks: list[Block], *, heading: int, item: bool) -> None:
    parts = [""]
    for piece in _pieces(node):
        if piece is None:
            parts.append("")
        else:
            parts[-1] += piece
    blocks.extend(Block(line, heading=heading, item=item) for line in _joined(parts))


def _pieces(node: Any) -> Any:
    """Yield the text below a node in order, and None for each line break."""
    yield node.text or ""
    for child in node:
        if child.tag == "lb":
            yield None
        else:
            yield from _pieces(child)
        yield child.tail or ""


def _joined(parts: list[str]) -> list[str]:
    """Return a paragraph's lines: a line break within a sentence is a space, else a new line."""
    lines: list[str] = []
    for line in map(one_line, parts):
        if lines and line and not FINAL.search(lines[-1]) and line[0].islower():
            lines[-1] += " " + line
        elif line:
            lines.append(line)
    return lines


def _refuse_what_is_no_article(story: Story, page: Metadata) -> None:
    text = story.text
    title = story.title or ""
    if len(text) < SHORT_PAGE and ERROR_TITLE.match(title):
        raise ExtractError(f"it is an error page («{title}»)")
    if len(text) < SHORT_PAGE and (CONSENT_TITLE.match(title) or _is_about_consent(text)):
        raise ExtractError("it is a page that asks for consent, not the article")
    if not text:
        raise ExtractError("no article was found on the page")
    prose = sum(len(line) for line in story.paragraphs if is_sentence(line))
    if page.is_article:
        return
    if prose < LEAST_PROSE and prose < 0.5 * len(text):
        raise ExtractError("the page lists stories or has too little text to be one")


def _is_about_consent(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    about = sum(
        word in ("cookies", "cookie", "consent", "privacy", "partners", "advertising", "gdpr")
        for word in words
    )
    return bool(words) and about >= 4 and about >= 0.04 * len(words)


def _language(stated: str | None, text: str) -> str | None:
    return stated or language_of(text)
