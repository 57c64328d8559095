"""Feeds' XML as it really comes: unpacked, decoded, the broken mended, the dangerous dropped (pure)."""

import re
import zlib
from html import entities
from typing import NamedTuple

from corpus.decoding import declared_charset, decoded
from corpus.errors import FeedError, ReadError

LARGEST = 20_000_000
"""Bytes of a feed, unpacked; of a larger one the items up to there are read."""
MOST_ITEMS = 5_000
"""Items of a document that are parsed; of more, the first and the last half of so many."""
SEVEN_BITS = ("iso-2022", "iso2022", "utf-7", "hz", "cp037", "ebcdic")
"""Encodings whose bytes are valid UTF-8 too, or none of ASCII's; there the declaration decides."""

_ROOT = re.compile(r"<((?:[\w.-]+:)?)(rss|feed|rdf|urlset|sitemapindex|opml)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_XML_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEMS = {"rss": "item", "feed": "entry", "rdf": "item", "urlset": "url", "sitemapindex": "sitemap"}


class Markup(NamedTuple):
    """A document from its root element on; `root` is its name in lower case, without a prefix."""

    root: str
    text: str


def unpacked(body: bytes) -> bytes:
    """Return the bytes of a gzip file, as far as they go; others as they are. At most LARGEST."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:LARGEST]
    stream = zlib.decompressobj(wbits=31)
    try:
        return stream.decompress(body, LARGEST)
    except zlib.error:
        return b""


def feed_text(body: bytes, url: str, charset: str | None = None) -> str:
    """Return a feed's text in the encoding that it is really in. Raises FeedError when it is no text."""
    declared = declared_charset(body) or charset
    if declared and declared.lower().startswith(SEVEN_BITS):
        try:
            return body.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decoded(body, url, declared=declared)
    except ReadError as error:
        if b"<rss" in body[:2_000] or b"<feed" in body[:2_000] or b"<urlset" in body[:2_000]:
            return body.decode("utf-8", "replace")
        raise FeedError(url, error.reason) from error


def feed_markup(text: str, url: str) -> Markup:
    """Return a feed's XML that a strict parser can read wherever its faults are the usual ones.

    What stands before the root goes, and with it every entity that the document declares, so nothing
    expands. HTML's named characters become themselves, what XML forbids is dropped, and a document
    that is cut off ends behind its last whole item. Raises FeedError for what is no feed.
    """
    head = _COMMENT.sub(lambda found: " " * len(found[0]), text[:100_000])
    root, page = _ROOT.search(head), _PAGE.search(head)
    if page and (root is None or page.start() < root.start()):
        raise FeedError(url, "it is a web page, not a feed; give the site's address to find its feeds")
    if root is None:
        reason = "it is XML, but no feed that is known" if head.lstrip().startswith("<") else _no_feed(text)
        raise FeedError(url, reason)
    name = root[2].lower()
    text = _NO_XML_REFERENCE.sub("", _NO_XML.sub("", text[root.start() :]))
    text = _NAMED.sub(_character, text)
    if name in _ITEMS:
        text = _whole(text, root[1], root[2], url)
    return Markup(name, text)


def _no_feed(text: str) -> str:
    return "it is empty" if not text.strip() else "it is no feed: neither XML nor JSON"


def _character(found: re.Match[str]) -> str:
    if found[1] in _XML_NAMES or found[1] not in entities.name2codepoint:
        return found[0]
    return chr(entities.name2codepoint[found[1]])


def _whole(text: str, prefix: str, root: str, url: str) -> str:
    """Return the document with an end, and with no more items than are parsed."""
    item = _ITEMS[root.lower()]
    ends = [found.end() for found in re.finditer(rf"</(?:[\w.-]+:)?{item}\s*>", text, re.IGNORECASE)]
    closing = f"</{prefix}{root}>"
    in_channel = root.lower() == "rss" and "<channel" in text[:100_000].lower()
    cut_off = closing.lower() not in text[-2_000:].lower()
    if cut_off and not ends:
        if re.search(rf"<(?:[\w.-]+:)?{item}[\s>]", text, re.IGNORECASE):
            raise FeedError(url, "it is cut off before the end of its first story")
        return text
    if cut_off:
        text = text[: ends[-1]] + ("</channel>" if in_channel else "") + closing
    if len(ends) > MOST_ITEMS:
        half = MOST_ITEMS // 2
        text = text[: ends[half - 1]] + text[ends[-half - 1] :]
    return text
