"""Articles as JSON: `{"title", "text" or "html", "url"?, "source"?, …}` → drafts, each fault named."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from corpus.boilerplate import title_from
from corpus.characters import one_line
from corpus.dates import iso_moment
from corpus.errors import ExtractError, ReadError, UrlError
from corpus.markdown import text_blocks
from corpus.types import Draft
from corpus.urls import canonical_url

LONGEST_SHOWN = 60
"""So many characters of a wrong value are shown."""


def parsed_json(text: str, item: str) -> Any:
    """Return the value of a JSON text. Raises ReadError that says where the text is broken."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadError(item, _json_fault(text, error)) from error
    except RecursionError as error:
        raise ReadError(item, "the JSON is nested too deeply") from error
    except ValueError as error:
        raise ReadError(item, f"the JSON holds a value that can't be read: {error}") from error


def draft_from_json(
    article: object, *, origin: str, source: str | None = None, url: str | None = None
) -> Draft:
    """Return the draft of one article object.

    The text is the article's body and only made plain: nothing in it is taken for boilerplate.
    `source` and `url` name the outlet and the address where the object doesn't. Raises ReadError for `origin` that names the
    key, its value and what is expected.
    """
    if not isinstance(article, Mapping):
        raise ReadError(
            origin, f'an article is an object like {{"title": …, "text": …}}, this is {_shown(article)}'
        )
    fields = _Fields(article, origin)
    title, author, outlet = fields.line("title"), fields.line("author"), fields.line("source")
    language = fields.line("language")
    url = fields.url("url") or (canonical_url(url) if url else None)
    published, updated = fields.moment("published_at"), fields.moment("updated_at")
    text, html = fields.text("text"), fields.text("html")
    read: Draft | None = None
    if not text and html:
        read = _from_html(html, origin, url)
        text = read.text
    paragraphs = [block.text for block in text_blocks(text or "")] if read is None else [read.text]
    body = "\n\n".join(paragraphs)
    if not body.strip():
        raise ReadError(origin, 'there is no text: expected the article under "text" or "html"')
    return Draft(
        title=title or (read.title if read else title_from(body)),
        text=body,
        origin=origin,
        url=url or (read.url if read else None),
        source=outlet or source or (read.source if read else None),
        author=author or (read.author if read else None),
        published=published or (read.published if read else None),
        updated=updated or (read.updated if read else None),
        language=language.lower() if language else (read.language if read else None),
    )


def _from_html(html: str, origin: str, url: str | None) -> Draft:
    from corpus.extract import draft_from_html

    try:
        return draft_from_html(html, origin=origin, url=url)
    except ExtractError as error:
        raise ReadError(origin, f'"html" holds no article: {error.reason}') from error


class _Fields:
    """An object's values, read with the type that they must have."""

    def __init__(self, article: Mapping[str, object], origin: str) -> None:
        self._article = article
        self._origin = origin

    def text(self, key: str) -> str | None:
        value = self._article.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self._fault(key, value, "a text in quotes")

    def line(self, key: str) -> str | None:
        return one_line(self.text(key) or "") or None

    def url(self, key: str) -> str | None:
        if not (value := (self.text(key) or "").strip()):
            return None
        try:
            return canonical_url(value)
        except UrlError as error:
            raise self._fault(
                key, value, f"an address like https://news.example/story ({error.reason})"
            ) from error

    def moment(self, key: str) -> datetime | None:
        value = self._article.get(key)
        expected = "an ISO 8601 date or time like 2024-03-15 or 2024-03-15T09:30:00+01:00"
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self._fault(key, value, expected)
        try:
            return iso_moment(value)
        except (ValueError, OverflowError) as error:
            raise self._fault(key, value, expected) from error

    def _fault(self, key: str, value: object, expected: str) -> ReadError:
        return ReadError(self._origin, f'"{key}" is {_shown(value)}, expected {expected}')


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _json_fault(text: str, error: json.JSONDecodeError) -> str:
    where = f"line {error.lineno:,}, column {error.colno:,}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return (
            f"the JSON is cut off ({error.msg.lower()} at {where}, the end)"
            if error.pos >= len(text.rstrip())
            else f"the JSON is cut off or a quote is missing (a text that begins at {where} has no end)"
        )
    return f"the JSON is broken at {where}: {error.msg[:1].lower()}{error.msg[1:]}"
