"""A text or Markdown file, as people copy it from a page → Draft."""

import re
from collections.abc import Mapping
from datetime import datetime

from corpus.boilerplate import story_of
from corpus.characters import one_line
from corpus.dates import stated_moment
from corpus.errors import ExtractError, UrlError
from corpus.front_matter import front_matter
from corpus.headlines import title_from
from corpus.language import language_of
from corpus.lines import Block
from corpus.markdown import markdown_blocks, text_blocks
from corpus.markup import fragment_blocks
from corpus.types import Draft
from corpus.urls import canonical_url

LEAST_TAGS = 2
"""So many closing tags make a text a piece of HTML."""


def draft_from_text(
    text: str, *, origin: str, url: str | None = None, source: str | None = None, markdown: bool = False
) -> Draft:
    """Return the story in a copied text, without what stood around it on its page.

    Fields above the text (front matter, «Title: …» lines) go before what the text itself says.
    Raises ExtractError when no story is left.
    """
    fields, rest = front_matter(text)
    fields = {name: one_line(value) for name, value in fields.items()}
    blocks = _blocks(rest, markdown=markdown)
    story = story_of(
        blocks,
        title=_first(fields, "title", "headline"),
        author=_first(fields, "author", "authors", "by", "byline"),
    )
    if not story.text:
        raise ExtractError(
            "there is no text" if not blocks else "there is no story, only what stands around one"
        )
    return Draft(
        title=story.title or title_from(story.text),
        text=story.text,
        origin=origin,
        url=_url(fields) or (canonical_url(url) if url else None),
        source=_first(fields, "source", "publication", "publisher", "outlet", "site") or source,
        author=story.author,
        published=_moment(fields, "date", "published", "published_at", "publishdate") or story.published,
        updated=_moment(fields, "updated", "updated_at", "lastmod", "modified") or story.updated,
        language=_first(fields, "language", "lang") or language_of(story.text),
        section=_first(fields, "section"),
    )


def _blocks(text: str, *, markdown: bool) -> list[Block]:
    if len(re.findall(r"</(?:p|div|h[1-6]|li)>", text, re.IGNORECASE)) >= LEAST_TAGS:
        return fragment_blocks(text)
    return markdown_blocks(text) if markdown else text_blocks(text)


def _first(fields: Mapping[str, str], *names: str) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _moment(fields: Mapping[str, str], *names: str) -> datetime | None:
    value = _first(fields, *names)
    return stated_moment(value) if value else None


def _url(fields: Mapping[str, str]) -> str | None:
    try:
        return canonical_url(_first(fields, "url", "link", "canonical", "canonical_url") or "")
    except UrlError:
        return None
