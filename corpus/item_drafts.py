"""A feed's item, alone or with its page → Draft (pure)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from lxml.etree import LxmlError

from corpus.boilerplate import story_of
from corpus.errors import UrlError
from corpus.feed_types import Feed, FeedItem, FeedKind, WaitingItem
from corpus.headlines import title_from
from corpus.language import language_of
from corpus.lines import is_sentence
from corpus.markup import fragment_blocks
from corpus.types import Draft
from corpus.urls import same_site, site_name

FULL_TEXT = 1_000
"""Characters of whole sentences from which a feed's text can be the whole story."""
FULL_PARAGRAPHS = 3
LEAST_TEXT = 100
"""Characters of whole sentences that an item without an address must have."""
_CUT_SHORT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|(?:read|see|view) (?:the )?(?:more|full \w+|whole \w+|rest)\b.{0,80}|"
    r"continue reading\b.{0,120}|weiterlesen\b.{0,80}|lire la suite\b.{0,80}|seguir leyendo\b.{0,80}|"
    r"leggi (?:tutto|di più)\b.{0,80}|(?:subscribe|sign in|log in) to (?:read|continue)\b.{0,80})\W*$",
    re.IGNORECASE,
)
_SYNDICATION = re.compile(
    r"(?:The post|Der Beitrag|L’article|L'article|La entrada) .+ (?:appeared first on|"
    r"erschien zuerst auf|est apparu en premier sur|se publicó primero en) .+",
    re.I,
)


def draft_from_item(waiting: WaitingItem, feed: Feed) -> Draft | None:
    """Return the story that the feed itself holds; None when it only announces it, or has no text."""
    item = waiting.item
    if not item.html:
        return None
    try:
        blocks = fragment_blocks(item.html)
    except (LxmlError, ValueError):
        return None
    while blocks and _SYNDICATION.fullmatch(blocks[-1].text):
        del blocks[-1]
    cut_short = bool(blocks) and bool(_CUT_SHORT.search(blocks[-1].text))
    story = story_of(blocks, title=item.title, author=item.author)
    sentences = [len(line) for line in story.paragraphs if is_sentence(line)]
    is_full = sum(sentences) >= FULL_TEXT and len(sentences) >= FULL_PARAGRAPHS and not cut_short
    if not is_full and (item.url or sum(sentences) < LEAST_TEXT):
        return None
    if item.url and "\ufffd" in story.text:
        return None
    draft = Draft(
        title=item.title or story.title or title_from(story.text),
        text=story.text,
        origin=item.url or f"{feed.url}#{item.key}",
        url=item.url,
        author=item.author or story.author,
        language=language_of(story.text) or item.language,
    )
    return with_item(draft, waiting, feed)


def with_item(draft: Draft, waiting: WaitingItem, feed: Feed) -> Draft:
    """Return the draft with what the feed adds: its outlet's name, the date and the author that it lacks.

    A time of day that the feed knows goes before a page's mere day. A sitemap's moment of change is
    that of the page and says nothing of the story. The moment of change stands in for an unknown
    publication only when the story is new, so that it never moves an older date.
    """
    item = waiting.item
    changed = None if feed.kind in (FeedKind.SITEMAP, FeedKind.SITEMAP_INDEX) else item.updated
    published = _finer(draft.published, item.published)
    if published is None and waiting.article_id is None:
        published = changed
    updated = draft.updated or changed
    if updated and published and updated - published < timedelta(minutes=1):
        updated = None
    return replace(
        draft,
        source=feed.source or _outlet(draft, item, feed),
        author=draft.author or item.author,
        published=published,
        updated=updated,
        language=draft.language or item.language or feed.language,
    )


def has_full_text(item: FeedItem, feed: Feed) -> bool:
    """Return whether a feed holds the whole story of an item."""
    return draft_from_item(WaitingItem(0, feed.id, item, 0), feed) is not None


def _outlet(draft: Draft, item: FeedItem, feed: Feed) -> str | None:
    """Return the outlet that the page or the feed names; the feed's own name only for its own site."""
    host = site_name(draft.url) if draft.url else None
    if draft.source and draft.source != host:
        return draft.source
    is_own = draft.url is None or any(_same_site(draft.url, url) for url in (feed.url, feed.site) if url)
    return item.source or (feed.name if is_own else host)


def _same_site(one: str, other: str) -> bool:
    try:
        return same_site(one, other)
    except UrlError:  # what a list of feeds gives for a site may be anything
        return False


def _finer(page: datetime | None, feed: datetime | None) -> datetime | None:
    if page is None or feed is None:
        return page or feed
    only_day = (page.hour, page.minute, page.second) == (0, 0, 0)
    return feed if only_day and timedelta(hours=-14) < feed - page < timedelta(hours=38) else page
