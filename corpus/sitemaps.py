"""Sitemaps, with and without news, and indexes of sitemaps → items (pure)."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from corpus.characters import one_line
from corpus.dates import stated_moment
from corpus.errors import FeedError, UrlError
from corpus.feed_types import FeedDocument, FeedItem, FeedKind
from corpus.urls import canonical_url, checked_url


def sitemap(root: str, xml: str, url: str) -> FeedDocument:
    """Return the pages of a `urlset` or the sitemaps of a `sitemapindex`. Raises FeedError.

    No entity is expanded and nothing is loaded; namespaces may be wrong or missing.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        tree = etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise FeedError(url, f"its XML is too broken to read ({error.msg})") from error
    if tree is None:
        raise FeedError(url, "its XML is too broken to read")
    if root == "sitemapindex":
        return FeedDocument(kind=FeedKind.SITEMAP_INDEX, children=tuple(_children(tree)))
    items = tuple(item for node in _named(tree, "url") if (item := _item(node)) is not None)
    language = next((item.language for item in items if item.language), None)
    title = next((item.source for item in items if item.source), None)
    return FeedDocument(kind=FeedKind.SITEMAP, title=title, language=language, items=items)


def _children(tree: Any) -> Iterator[tuple[str, Any]]:
    for node in _named(tree, "sitemap"):
        said = _fields(node)
        try:
            yield checked_url(said.get("loc", "")), stated_moment(said.get("lastmod", "")[:100])
        except UrlError:
            continue


def _item(node: Any) -> FeedItem | None:
    said = _fields(node)
    try:
        url = canonical_url(said.get("loc", ""))
    except UrlError:
        return None
    published = stated_moment(said.get("publication_date", "")[:100])
    return FeedItem(
        key=url,
        url=url,
        title=said.get("title") or None,
        source=said.get("name") or None,
        published=published,
        updated=stated_moment(said.get("lastmod", "")[:100]),
        language=said.get("language", "")[:2].lower() or None,
    )


def _fields(node: Any) -> dict[str, str]:
    """Return the texts below an element by their names; pictures and videos have titles of their own."""
    found: dict[str, str] = {}
    for child in node.iter():
        name = _name(child)
        if not any(_name(parent) in ("image", "video") for parent in child.iterancestors()):
            found.setdefault(name, one_line(child.text or ""))
    return found


def _named(tree: Any, name: str) -> Iterator[Any]:
    return (node for node in tree if _name(node) == name)


def _name(node: Any) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""
