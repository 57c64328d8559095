"""JSON Feed, versions 1 and 1.1 → items (pure)."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urljoin

from corpus.article_json import parsed_json
from corpus.characters import one_line
from corpus.dates import stated_moment
from corpus.errors import FeedError, ReadError, UrlError
from corpus.feed_types import FeedDocument, FeedItem, FeedKind
from corpus.metadata import author_name
from corpus.urls import canonical_url


def json_feed(text: str, url: str) -> FeedDocument:
    """Return the items of a JSON Feed; values of a wrong type are as if missing. Raises FeedError."""
    try:
        value = parsed_json(text.lstrip("\ufeff"), url)
    except ReadError as error:
        raise FeedError(url, error.reason) from error
    if not isinstance(value, Mapping) or not isinstance(value.get("items"), list):
        raise FeedError(url, "it is JSON, but no JSON Feed: «items» is missing")
    language = _line(value, "language")[:2].lower() or None
    return FeedDocument(
        kind=FeedKind.JSON,
        title=_line(value, "title") or None,
        site=_address(_line(value, "home_page_url"), url),
        language=language,
        items=tuple(
            item
            for said in value["items"]
            if isinstance(said, Mapping) and (item := _item(said, url, language)) is not None
        ),
    )


def _item(said: Mapping[str, Any], url: str, language: str | None) -> FeedItem | None:
    address = _address(_line(said, "url") or _line(said, "external_url"), url)
    title = _line(said, "title") or None
    html = _html(said)
    key = _line(said, "id") or address or title
    if not key or not (address or title or html):
        return None
    return FeedItem(
        key=key,
        url=address,
        title=title,
        html=html,
        author=_authors(said),
        published=_moment(said, "date_published"),
        updated=_moment(said, "date_modified"),
        language=_line(said, "language")[:2].lower() or language,
    )


def _html(said: Mapping[str, Any]) -> str | None:
    for key in ("content_html", "content_text", "summary"):
        value = said.get(key)
        if isinstance(value, str) and value.strip():
            if key == "content_html":
                return value
            return "".join(f"<p>{escape(part)}</p>" for part in value.split("\n\n") if part.strip())
    return None


def _authors(said: Mapping[str, Any]) -> str | None:
    authors = said.get("authors") if isinstance(said.get("authors"), list) else [said.get("author")]
    names = [author_name(_line(author, "name")) for author in authors or () if isinstance(author, Mapping)]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _moment(said: Mapping[str, Any], key: str) -> datetime | None:
    written = _line(said, key)
    return stated_moment(written[:100]) if written else None


def _address(link: str, url: str) -> str | None:
    try:
        return canonical_url(urljoin(url, link)) if link else None
    except (UrlError, ValueError):
        return None


def _line(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return one_line(str(value)) if isinstance(value, (str, int, float)) else ""
