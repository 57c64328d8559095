"""Articles as JSON: `{"title", "text" or "html", "url"?, "source"?, …}` → drafts, each fault named."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from corpus.characters import one_line
from corpus.dates import iso_moment
from corpus.errors import ExtractError, ReadError, UrlError
from corpus.headlines import title_from
from corpus.language import language_of
from corpus.lines import Block
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
    `source` and `url` are the outlet and the address where the object names none. Raises ReadError
    for `origin` that names the key, its value and what is expected.
    """
    if not isinstance(article, Mapping):
        raise ReadError(
            origin, f'an article is an object like {{"title": …, "text": …}}, this is {_shown(article)}'
        )
    fields = _Fields(article, origin)
    stated: dict[str, Any] = {
        "title": fields.line("title"),
        "url": fields.url("url") or (canonical_url(url) if url else None),
        "source": fields.line("source") or source,
        "author": fields.line("author"),
        "published": fields.moment("published_at"),
        "updated": fields.moment("updated_at"),
        "language": fields.language("language"),
        "section": fields.line("section") if isinstance(article.get("section"), str) else None,
    }
    text, html = fields.text("text"), fields.text("html")
    if text and text.strip():
        body = _from_blocks(text_blocks(text), origin)
    elif html and html.strip():
        body = _from_html(html, origin)
    else:
        raise ReadError(origin, 'there is no text: expected the article under "text" or "html"')
    return replace(body, **{key: value for key, value in stated.items() if value is not None})


def _from_blocks(blocks: Sequence[Block], origin: str) -> Draft:
    """Return a draft of lines that are all story; its title is its first heading or from its text."""
    text = "\n\n".join(block.text for block in blocks)
    if not re.search(r"\w", text):
        raise ReadError(origin, "there is no text in it")
    title = next((block.text for block in blocks if block.heading), None)
    return Draft(title=title or title_from(text), text=text, origin=origin, language=language_of(text))


def _from_html(html: str, origin: str) -> Draft:
    """Return the article of a whole page, or of a piece of HTML that is all story."""
    from corpus.extract import draft_from_html  # it reads JSON too
    from corpus.markup import fragment_blocks

    if not re.search(r"<(?:html|body)\b", html, re.IGNORECASE):
        return _from_blocks(fragment_blocks(html), origin)
    try:
        return draft_from_html(html, origin=origin)
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

    def language(self, key: str) -> str | None:
        if (value := self.line(key)) is None:
            return None
        if found := re.match(r"([A-Za-z]{2,3})(?:[-_]\w+)*$", value):
            return found[1].lower()
        raise self._fault(key, value, 'an ISO 639 code like "en" or "pt-BR"')

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
    if error.msg.startswith("Unterminated string"):
        return f"the JSON is cut off or a quote is missing: the text that begins at {where} has no end"
    if error.pos >= len(text.rstrip()):
        return f"the JSON is cut off at its end, {where}"
    if error.msg == "Extra data":
        return f"the JSON is broken at {where}: something follows its end (one article a line is .jsonl)"
    return f"the JSON is broken at {where}: {error.msg[:1].lower()}{error.msg[1:]}"
