"""HTML → Draft: the story, its metadata, and why a page holds none; the only file that knows trafilatura."""

import html as html_lib
import re
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from corpus.article_json import draft_from_json, parsed_json
from corpus.boilerplate import Story, story_of
from corpus.copies import draft_from_text
from corpus.dates import date_in_address, stated_moment
from corpus.decoding import declared_charset, decoded
from corpus.errors import ExtractError
from corpus.headlines import title_from
from corpus.language import language_of
from corpus.lines import Block
from corpus.markdown import text_blocks
from corpus.markup import (
    article_blocks,
    body_blocks,
    correction_notes,
    fragment_blocks,
    is_split,
    join_split_story,
    with_links_marked,
)
from corpus.metadata import Metadata, author_name, page_metadata, visible_moments
from corpus.page_kinds import why_no_article
from corpus.page_signs import teasers
from corpus.types import Draft

if TYPE_CHECKING:
    from corpus.fetch import FetchedPage

NOT_THE_STORY = [
    *(f"//*[contains(@class, '{name}')]" for name in ("rollover", "hovercard", "tooltip", "popover")),
    *(
        f"//*[contains(concat(' ', translate(@class, '_-', '  '), ' '), ' {name} ')]"
        "[string-length(normalize-space(.)) < 100]"
        for name in ("credit", "credits")
    ),
    *(
        f"//*[self::div or self::section or self::aside or self::form][contains(@class, '{name}')]"
        "[string-length(normalize-space(.)) < 500]"
        for name in ("newsletter", "signup", "sign-up")
    ),
]
"""Notes that open over a word and would stand in the middle of the sentence, the names below pictures, forms
for newsletters."""
TOO_SHORT_TO_FIND = 300
"""Characters; with less text than this trafilatura takes the whole page for the story."""
MUCH_LONGER = 2
"""Times what stands on a page: so much more of the story its data must give to be taken instead."""
WELL_LONGER = 1.5
"""Times what is found first: so much more must be found with all parts joined, since that may mix them up."""
MOST_TAGS, MOST_ATTRIBUTES = 60_000, 10_000
"""In a page and in one tag: a story's page has some thousands, a tag a dozen. The time to read them grows
with the square of their number."""
NOON, NEAR = timedelta(hours=12), timedelta(hours=26)
"""A moment shown so near to noon of the address's day is of that day, in one zone or another."""
LONG_ENOUGH_TO_TELL = 500
"""Characters; what language a longer text is in is known better from the text than from its page."""


def draft_from_html(html: str, *, origin: str, url: str | None = None, source: str | None = None) -> Draft:
    """Return the article of an HTML page.

    `url` is where it was read; `source` is the outlet's name if the user gave one. Raises
    ExtractError with the reason for a page without an article: an error page, a list of stories,
    a consent wall, a paywall, a video, nothing at all. About 40 ms for an ordinary page.
    """
    if not html.strip():
        raise ExtractError("the page is empty")
    if _is_overgrown(html):
        raise ExtractError("the page has more tags or attributes than any story's")
    tree = _parsed(html)
    page = page_metadata(tree, url)
    others = [] if page.is_article else teasers(tree, url)
    story = story_of(_story_blocks(tree, page), title=page.title, author=page.author)
    if reason := why_no_article(story, page, tree, others):
        raise ExtractError(reason)
    story.paragraphs += [note for note in correction_notes(tree) if not _holds(story.text, note)]
    day = date_in_address(url or "")
    published, author = page.published or _if_near(story.published, day), story.author
    if published is None or author is None:
        guess = _guessed(tree, day, page.updated or story.updated, page.day_first)
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
        section=page.section,
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


def _is_overgrown(html: str) -> bool:
    """Return whether a page would take minutes to read."""
    if html.count("<") > MOST_TAGS:
        return True
    long = (tag for tag in re.findall(r"<[a-zA-Z][^<>]*", html) if len(tag) > 2 * MOST_ATTRIBUTES)
    return any(len(re.sub(r"\"[^\"]*\"|'[^']*'", "", tag).split()) > MOST_ATTRIBUTES for tag in long)


def _parsed(html: str) -> Any:
    from trafilatura import load_html

    tree = load_html(html)
    if tree is None:
        raise ExtractError("it is no HTML page")
    return tree


def _story_blocks(tree: Any, page: Metadata) -> list[Block]:
    join_split_story(tree)
    for script in tree.xpath(
        "//script[contains(@type, 'ld+json')]"
    ):  # it is read; what it says is not guessed
        script.drop_tree()
    blocks = _found_blocks(tree)
    if is_split(tree):
        joined = deepcopy(tree)
        join_split_story(joined, apart=True)
        together = _found_blocks(joined)
        blocks = together if _length(together) > WELL_LONGER * _length(blocks) else blocks
    if _length(blocks) < TOO_SHORT_TO_FIND:
        blocks = article_blocks(tree) or blocks
    stated = _stated_blocks(page)
    return stated if _length(stated) > MUCH_LONGER * _length(blocks) else blocks


def _found_blocks(tree: Any) -> list[Block]:
    from trafilatura import bare_extraction

    found = bare_extraction(with_links_marked(tree), include_comments=False, prune_xpath=NOT_THE_STORY)
    return body_blocks(found.body) if found is not None and found.body is not None else []


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _stated_blocks(page: Metadata) -> list[Block]:
    """Return the lines of the text in the page's data, for pages that show it by a program only."""
    if not page.body or page.is_free is False:
        return []
    body = html_lib.unescape(page.body) if "&lt;" in page.body else page.body
    return fragment_blocks(body) if re.search(r"<(?:p|br|div)\b", body) else text_blocks(body)


def _guessed(tree: Any, day: datetime | None, updated: datetime | None, day_first: bool | None) -> Story:
    """Return the author and the moment where the page doesn't state them: as shown, in its address, guessed.

    A guess that is the day of a stated change is one of that; one of New Year's Day is one of a year only.
    """
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree)
    shown = next(
        (moment for moment in visible_moments(tree, day_first=day_first) if _if_near(moment, day)), day
    )
    guessed = stated_moment(found.date) if found.date else None
    if guessed and ((guessed.month, guessed.day) == (1, 1) or (updated and guessed.date() == updated.date())):
        guessed = None
    return Story(author=author_name(found.author), published=shown or guessed)


def _holds(text: str, note: str) -> bool:
    """Return whether a text holds a note, or the sentence that it begins with."""
    return re.sub(r"\W+", "", note)[:60] in re.sub(r"\W+", "", text)


def _if_near(moment: datetime | None, day: datetime | None) -> datetime | None:
    """Return a moment if it is of the day, in one zone or another, or if no day is known."""
    return moment if moment and (day is None or abs(moment - day - NOON) <= NEAR) else None


def _later(updated: datetime | None, published: datetime | None) -> datetime | None:
    """Return the moment of the change, unless it is that of publication or a slip before it."""
    return None if updated and published and updated <= published else updated


def _language(stated: str | None, text: str) -> str | None:
    """Return the language that the text is in, where that is sure, else the one that the page states."""
    least_certain = 0.9 if stated and len(text) < LONG_ENOUGH_TO_TELL else 0.5
    return language_of(text, least_certain=least_certain) or stated
