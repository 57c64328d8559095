"""Lists of feeds as other programs exchange them: OPML (pure)."""

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from corpus.characters import one_line
from corpus.errors import FeedError, ReadError, UrlError
from corpus.feed_types import Feed
from corpus.urls import checked_url
from corpus.xml_text import feed_markup, feed_text, unpacked


class Outline(NamedTuple):
    """A feed in an OPML list; `name` is None where the list gives none."""

    url: str
    name: str | None
    site: str | None


def read_opml(data: bytes, item: str = "the file") -> list[Outline]:
    """Return the feeds of an OPML list, each address once, folders opened. Raises ReadError for `item`.

    Outlines without a web address are passed over.
    """
    try:
        root, xml = feed_markup(feed_text(unpacked(data), item), item)
    except FeedError as error:
        raise ReadError(item, "it is no OPML list of feeds") from error
    if root != "opml":
        raise ReadError(item, "it is no OPML list of feeds, but a feed: add its address")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(xml.encode(), parser)
    found: dict[str, Outline] = {}
    for node in tree.iter() if tree is not None else ():
        said = {name.lower(): one_line(value) for name, value in node.attrib.items()}
        try:
            url = checked_url(said.get("xmlurl", ""))
        except UrlError:
            continue
        name = said.get("title") or said.get("text") or None
        found.setdefault(url, Outline(url, name, said.get("htmlurl") or None))
    if not found:
        raise ReadError(item, "the OPML list names no feeds")
    return list(found.values())


def write_opml(feeds: Iterable[Feed], title: str = "Citewire") -> str:
    """Return an OPML 2.0 list of feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        said = {"type": "rss", "text": feed.name, "title": feed.name, "xmlUrl": feed.url}
        etree.SubElement(body, "outline", {**said, **({"htmlUrl": feed.site} if feed.site else {})})
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written.decode()
