"""HTML → Draft: the story, its metadata, and why a page holds none; the only file that knows trafilatura."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from corpus.article_json import draft_from_json, parsed_json
from corpus.boilerplate import Story, story_of
from corpus.copies import draft_from_text
from corpus.dates import stated_moment
from corpus.decoding import declared_charset, decoded
from corpus.errors import ExtractError
from corpus.headlines import title_from
from corpus.language import language_of
from corpus.lines import Block, is_sentence
from corpus.markup import article_blocks, body_blocks, join_split_story
from corpus.metadata import CONSENT_TITLE, ERROR_TITLE, Metadata, author_name, page_metadata
from corpus.types import Draft

if TYPE_CHECKING:
    from corpus.fetch import FetchedPage

HOVER_CARDS = [f"//*[contains(@class, '{name}')]" for name in ("rollover", "hovercard", "tooltip", "popover")]
"""Notes that open over a word; their text would stand in the middle of the sentence."""
TOO_SHORT_TO_FIND = 300
"""Characters; with less text than this trafilatura takes the whole page for the story."""
SHORT_PAGE = 1_200
"""Characters; a longer text is a story whatever its title says."""
LONG_ENOUGH_TO_TELL = 500
"""Characters; what language a longer text is in is known better from the text than from its page."""
LEAST_PROSE = 200
"""Characters of whole sentences that a page must have unless it calls itself an article."""


def draft_from_html(html: str, *, origin: str, url: str | None = None, source: str | None = None) -> Draft:
    """Return the article of an HTML page.

    `url` is where it was read; `source` is the outlet's name if the user gave one. Raises
    ExtractError with the reason for a page without an article: an error page, a list of stories,
    a consent wall, nothing at all. About 40 ms for an ordinary page.
    """
    if not html.strip():
        raise ExtractError("the page is empty")
    tree = _parsed(html)
    page = page_metadata(tree, url)
    blocks = _story_blocks(tree)
    story = story_of(blocks, title=page.title, author=page.author)
    _refuse_what_is_no_article(story, page)
    published, author = page.published or story.published, story.author
    if published is None or author is None:
        guess = _guessed(tree, url)
        published, author = published or guess.published, author or guess.author
    return Draft(
        title=story.title or title_from(story.text),
        text=story.text,
        origin=origin,
        url=page.url,
        source=source or page.source,
        author=author,
        published=published,
        updated=_later(page.updated or story.updated, published),
        language=_language(page.language, story.text),
    )


def read_page(page: "FetchedPage", *, source: str | None = None) -> Draft:
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


def _story_blocks(tree: Any) -> list[Block]:
    from trafilatura import bare_extraction

    join_split_story(tree)
    found = bare_extraction(tree, include_comments=False, include_links=True, prune_xpath=HOVER_CARDS)
    blocks = body_blocks(found.body) if found is not None and found.body is not None else []
    if sum(len(block.text) for block in blocks) < TOO_SHORT_TO_FIND:
        blocks = article_blocks(tree) or blocks
    if not blocks:
        raise ExtractError("no article was found on the page")
    return blocks


def _guessed(tree: Any, url: str | None) -> Story:
    """Return what trafilatura finds of author and day where the page doesn't state them."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree, url)
    return Story(
        author=author_name(found.author), published=stated_moment(found.date) if found.date else None
    )


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


def _later(updated: datetime | None, published: datetime | None) -> datetime | None:
    """Return the moment of the change, unless it is that of publication or a slip before it."""
    return None if updated and published and updated <= published else updated


def _language(stated: str | None, text: str) -> str | None:
    """Return the language that the text is in, where that is sure, else the one that the page states."""
    least_certain = 0.9 if stated and len(text) < LONG_ENOUGH_TO_TELL else 0.5
    return language_of(text, least_certain=least_certain) or stated
