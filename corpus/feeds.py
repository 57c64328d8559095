"""What is read at a feed's address → its items: RSS, Atom, RDF, JSON Feed, sitemaps (pure).

The only file that knows feedparser.
"""

import io
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urljoin

from corpus.characters import one_line
from corpus.dates import stated_moment
from corpus.errors import FeedError, UrlError
from corpus.feed_types import FeedDocument, FeedItem, FeedKind, Hints
from corpus.json_feed import json_feed
from corpus.metadata import author_name
from corpus.sitemaps import sitemap
from corpus.urls import canonical_url
from corpus.xml_text import feed_markup, feed_text, unpacked

MOST_ITEMS = 1_000
"""Items of a document that are taken, the newest."""
LONGEST_HTML = 500_000
"""Characters; a longer text is no story, and its page is read instead."""
MOST_TAGS = 200_000
"""Of a feed's XML, which take some seconds to read."""
SLIP = timedelta(days=1)
"""A date so far in the future is a slip with the time zone and means now; a later one says nothing."""
EARLIEST_YEAR = 1971
"""Earlier dates are an unset clock."""
PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}
"""Hours."""


_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


def parse_feed(body: bytes, url: str, *, now: datetime, charset: str | None = None) -> FeedDocument:
    """Return what a feed lists, newest first.

    `url` is where it was read, `charset` what its server says. Packed, wrongly encoded, broken and
    cut-off feeds give the items that are whole. Raises FeedError, which says in words what the bytes
    are when they are no feed. About 20 ms for 100 KB, at most a few seconds.
    """
    text = feed_text(unpacked(body), url, charset)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        document = json_feed(text, url)
    else:
        root, xml = feed_markup(text, url)
        if root == "opml":
            raise FeedError(url, "it is a list of feeds (OPML): import it")
        document = sitemap(root, xml, url) if root in ("urlset", "sitemapindex") else _feed(xml, url)
    return replace(document, items=newest_first(document.items, now))


def _feed(xml: str, url: str) -> FeedDocument:
    import feedparser  # not at import: it takes a while

    if _CDATA.sub("", xml).count("<") > MOST_TAGS:
        raise FeedError(url, f"it has more than {MOST_TAGS:,} tags, as no feed needs")
    try:
        parsed = feedparser.parse(
            io.BytesIO(xml.encode()),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        )
    except Exception as error:  # a broken feed makes it raise whatever its parsers raise
        raise FeedError(url, f"its XML is too broken to read ({type(error).__name__})") from error
    feed, entries = parsed["feed"], parsed["entries"]
    if not parsed["version"] and not entries:
        raise FeedError(url, "it is XML, but no feed that is known")
    if not entries and parsed["bozo"] and re.search(r"<(?:\w+:)?(?:item|entry)[\s>]", xml):
        raise FeedError(url, f"its XML is too broken to read ({one_line(str(parsed['bozo_exception']))})")
    is_atom = parsed["version"].startswith("atom")
    language = _language(feed.get("language"))
    return FeedDocument(
        kind=FeedKind.ATOM if is_atom else FeedKind.RSS,
        title=_plain(feed.get("title")),
        site=_address(feed.get("link"), url),
        language=language,
        items=tuple(
            item for entry in entries if (item := _item(entry, url, language, is_atom=is_atom)) is not None
        ),
        hints=Hints(ttl=_minutes(feed.get("ttl")), period=_period(feed)),
    )


def _item(entry: Any, url: str, language: str | None, *, is_atom: bool) -> FeedItem | None:
    address = _address(entry.get("feedburner_origlink") or entry.get("link"), url)
    title, html = _plain(entry.get("title")), _longest(entry)
    published, updated = _moment(entry, "published"), _moment(entry, "updated")
    if published is None and not is_atom:
        published, updated = updated, None  # there `dc:date` is the only date
    key = one_line(str(entry.get("id") or "")) or address or " ".join(filter(None, (title, html)))[:500]
    if not key or not (address or title or html):
        return None
    source = entry.get("source") or {}
    return FeedItem(
        key=key,
        url=address,
        title=title,
        html=html,
        author=_author(entry),
        source=_plain(source.get("title")),
        published=published,
        updated=updated,
        language=_language((entry.get("title_detail") or {}).get("language")) or language,
    )


def _longest(entry: Any) -> str | None:
    """Return the longest text of an item, as HTML."""
    parts = [*entry.get("content", ())]
    if entry.get("summary"):
        parts.append(entry.get("summary_detail") or {"value": entry["summary"]})
    texts = [
        _as_html(part["value"]) if part.get("type") == "text/plain" else part["value"]
        for part in parts
        if part.get("value")
        and part.get("type", "text/html") in ("text/plain", "text/html", "application/xhtml+xml")
    ]
    longest = max(texts, key=len, default="")
    return longest if longest.strip() and len(longest) <= LONGEST_HTML else None


def _as_html(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _moment(entry: Any, name: str) -> datetime | None:
    """Return a date of an item; `dict.get`, because an entry invents dates that it doesn't have."""
    parsed: time.struct_time | None = dict.get(entry, f"{name}_parsed")
    if parsed is not None:
        try:
            return datetime(*parsed[:6], tzinfo=UTC)
        except ValueError:
            return None
    written = dict.get(entry, name)
    return stated_moment(written[:100]) if isinstance(written, str) else None


def _author(entry: Any) -> str | None:
    said = str(entry.get("author") or "")
    if "@" in said:  # «desk@post.example (Ann Lee)», «Ann Lee <desk@post.example>»
        named = re.search(r"\(([^()@]+)\)", said) or re.match(r"([^<@]+)<", said)
        return author_name(named[1]) if named else None
    names = [author_name(one_line(author.get("name") or "")) for author in entry.get("authors") or ()]
    return ", ".join(dict.fromkeys(filter(None, names))) or author_name(said)


def _address(link: object, url: str) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return canonical_url(urljoin(url, link.strip().replace(" ", "%20")))
    except (UrlError, ValueError):
        return None


def _plain(text: Any) -> str | None:
    """Return a title without the HTML that some feeds put into it."""
    if not isinstance(text, str):
        return None
    if re.search(r"</?[a-zA-Z][^<>]*>|&#?\w+;", text):
        from lxml.html import fragment_fromstring

        text = fragment_fromstring(
            re.sub(r"<(?![a-zA-Z/])", "&lt;", text), create_parent="div"
        ).text_content()
    return one_line(text) or None


def _language(stated: object) -> str | None:
    found = re.match(r"([a-zA-Z]{2,3})(?:[-_]|$)", stated.strip()) if isinstance(stated, str) else None
    return found[1].lower() if found else None


def _minutes(stated: object) -> timedelta | None:
    number = str(stated or "").strip()
    return timedelta(minutes=int(number)) if re.fullmatch(r"[1-9]\d{0,5}", number) else None


def _period(feed: Any) -> timedelta | None:
    hours = PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    if hours is None or not re.fullmatch(r"[1-9]\d{0,3}", often):
        return None
    return timedelta(hours=hours) / int(often)


def newest_first(items: Iterable[FeedItem], now: datetime) -> tuple[FeedItem, ...]:
    """Return the newest of the items, newest first, each key once, with the dates that can be believed.

    A key that stands for several addresses is told apart by them; of several with one address the
    newest counts. A moment of change that all items share is that of the feed's making and none.
    """
    found = [
        replace(item, published=_believed(item.published, now), updated=_believed(item.updated, now))
        for item in items
    ]
    if len(found) >= 3 and len({item.updated for item in found}) == 1:
        found = [replace(item, updated=None) for item in found]
    addresses = Counter(key for key, _ in {(item.key, item.url) for item in found})
    found = [
        replace(item, key=f"{item.key} {item.url or item.title}") if addresses[item.key] > 1 else item
        for item in found
    ]
    oldest = datetime.min.replace(tzinfo=UTC)
    found.sort(key=lambda item: item.published or item.updated or oldest, reverse=True)
    newest: dict[str, FeedItem] = {}
    for item in found:
        newest.setdefault(item.key, item)
    return tuple(newest.values())[:MOST_ITEMS]


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None or moment.year < EARLIEST_YEAR or moment > now + SLIP:
        return None
    return min(moment, now.replace(microsecond=0))
