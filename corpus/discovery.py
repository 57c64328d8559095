"""From an address that a person gives, a site's or a feed's, to the feeds that can be followed there."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from corpus.asking import children_to_read, read_document
from corpus.decoding import declared_charset, decoded
from corpus.errors import CorpusError, FeedError, ReadError, UrlError
from corpus.feed_types import Feed, FeedDocument, FeedKind, FeedPreview
from corpus.feeds import newest_first
from corpus.fetch import FetchedPage, Fetcher
from corpus.item_drafts import has_full_text
from corpus.language import language_of
from corpus.urls import checked_url, site_name

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
USUAL_PATHS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/feeds/posts/default",
    "/news-sitemap.xml",
    "/sitemap_news.xml",
    "/sitemap.xml",
)
MOST_CANDIDATES = 8
"""Addresses of one kind that are tried."""
SHOWN = 10
"""Items of a preview."""


async def discover(url: str, fetcher: Fetcher, *, now: datetime) -> list[FeedPreview]:
    """Return the feeds at an address, best first: that feed itself, or those that the site names.

    «https://» may be left out. A site's feeds are those its page links to, and the sitemaps of news
    that robots.txt names; without any, those of the usual paths and other sitemaps. Each was read,
    so each can be followed. Raises FetchError when the address can't be read, FeedError when no feed
    is found there (it says what was tried).
    """
    url = url.strip()
    url = url if "://" in url else f"https://{url}"
    page = await fetcher.fetch_feed(url)
    assert isinstance(page, FetchedPage)
    try:
        return [await _preview(url, page, fetcher, now)]
    except FeedError as error:
        if not _is_page(page):
            raise
        fault = error
    sitemaps = (await fetcher.robots(page.url)).sitemaps
    news = [address for address in sitemaps if "news" in address.lower()]
    found = await _previews([*linked_feeds(page), *news], fetcher, now)
    if not found:
        usual = [urljoin(page.url, path) for path in USUAL_PATHS]
        found = await _previews([*usual, *sitemaps], fetcher, now, enough=1)
    if not found:
        raise FeedError(
            url,
            "no feed was found: the page links to none that can be read, robots.txt names no sitemap of "
            f"stories, and at the usual addresses ({', '.join(USUAL_PATHS[:3])}…) there is none",
        ) from fault
    return found


def linked_feeds(page: FetchedPage) -> list[str]:
    """Return the feeds that a page links to as its own, in its order, those of comments last."""
    try:
        text = decoded(page.body, page.url, declared=page.charset or declared_charset(page.body))
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ReadError, etree.LxmlError, ValueError):
        return []
    base = urljoin(page.url, next(iter(tree.xpath("//base/@href")), ""))
    links: dict[str, bool] = {}
    for node in tree.xpath("//link[@href and @rel]"):
        rel, kind = node.get("rel").lower().split(), (node.get("type") or "").lower().split(";")[0].strip()
        if "feed" not in rel and not ("alternate" in rel and kind in FEED_TYPES):
            continue
        try:
            address = checked_url(urljoin(base, node.get("href").strip()))
        except (UrlError, ValueError):
            continue
        links.setdefault(address, bool(re.search(r"comment", f"{address} {node.get('title')}", re.I)))
    return sorted(links, key=lambda address: links[address])


async def _previews(
    addresses: Iterable[str], fetcher: Fetcher, now: datetime, *, enough: int = MOST_CANDIDATES
) -> list[FeedPreview]:
    """Return the feeds that can be read among some addresses, in their order."""
    found: dict[str, FeedPreview] = {}
    for address in list(dict.fromkeys(addresses)):
        if len(found) >= enough:
            break
        try:
            page = await fetcher.fetch_feed(address)
            assert isinstance(page, FetchedPage)
            preview = await _preview(address, page, fetcher, now)
        except CorpusError:
            continue
        if preview.total:
            found.setdefault(page.url, preview)
    return list(found.values())


async def _preview(address: str, page: FetchedPage, fetcher: Fetcher, now: datetime) -> FeedPreview:
    """Return a feed under the address that lasts: a passing redirect may lead elsewhere tomorrow."""
    parsing = asyncio.Semaphore(1)
    document = await read_document(page, now, parsing)
    if document.kind is FeedKind.SITEMAP_INDEX:
        document = await _with_newest_child(document, page.url, fetcher, now, parsing)
    return await asyncio.to_thread(preview_of, page.moved or checked_url(address), document, now)


async def _with_newest_child(
    index: FeedDocument, url: str, fetcher: Fetcher, now: datetime, parsing: asyncio.Semaphore
) -> FeedDocument:
    children = children_to_read(index, None)
    if not children:
        raise FeedError(url, "it is an index of sitemaps, and none of them lists stories")
    page = await fetcher.fetch_feed(children[0])
    assert isinstance(page, FetchedPage)
    child = await read_document(page, now, parsing)
    return FeedDocument(
        kind=index.kind, title=child.title, language=child.language, items=newest_first(child.items, now)
    )


def preview_of(url: str, document: FeedDocument, now: datetime) -> FeedPreview:
    """Return what is shown of a feed before it is followed."""
    items = document.items[:SHOWN]
    name = document.title or site_name(url)
    as_feed = Feed(id=0, url=url, name=name, kind=document.kind, due=now, added=now)
    said = " ".join(item.title for item in items if item.title)
    stated = document.language or next((item.language for item in items if item.language), None)
    parts = urlsplit(url)
    return FeedPreview(
        url=url,
        name=name,
        kind=document.kind,
        site=document.site or f"{parts.scheme}://{parts.netloc}/",
        language=stated or language_of(said),
        items=items,
        total=len(document.items),
        per_day=_per_day([item.published for item in document.items if item.published], now),
        full_text=bool(items) and sum(has_full_text(item, as_feed) for item in items) > len(items) / 2,
    )


def _per_day(published: Sequence[datetime], now: datetime) -> float | None:
    """Return how many items a day were published of late: those listed, or a week's if it lists more."""
    if not published:
        return None
    week = [moment for moment in published if moment >= now - timedelta(days=7)]
    if week and min(published) < now - timedelta(days=7):
        return len(week) / 7
    span = max(now - min(published), timedelta(days=1))
    return len(published) / (span / timedelta(days=1))


def _is_page(page: FetchedPage) -> bool:
    """Return whether what was read is a page with links, and not a broken feed."""
    return "html" in page.content_type or b"<html" in page.body[:2_000].lower()
