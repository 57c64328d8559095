"""Web archives (WARC, ISO 28500): the HTML pages that a crawl stored, one at a time."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import ReadError

if TYPE_CHECKING:
    from corpus.fetch import FetchedPage

LARGEST_PAGE = 20_000_000
"""Bytes, as stored and unpacked; of a larger record only the headers are read."""
LONGEST_HEADER = 64_000
"""Bytes of a line of headers, and of all the headers of an answer."""
MOST_HEADERS = 1_000
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_STEP = 1_000_000
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n")


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An HTML page of an archive, as the server answered; nothing of it is unpacked yet."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    def fetched(self) -> "FetchedPage":
        """Return the page as if it had just been fetched. Raises ReadError when it can't be unpacked."""
        from corpus.fetch import FetchedPage

        if self.is_cut:
            raise ReadError(
                self.url, f"the page is too large: over {LARGEST_PAGE // 1_000_000} MB in the archive"
            )
        body = self.body
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = _joined_chunks(body)
        body = _unpacked(body, self.headers.get("content-encoding", "").strip().lower(), self.url)
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.I)
        return FetchedPage(self.url, body, _media_type(self.headers), charset[1] if charset else None)


def archived_pages(stream: BinaryIO, name: str) -> Iterator[ArchivedPage]:
    """Yield the HTML pages that the archive's servers answered with, in its order.

    Requests, redirects, errors, pictures and repeated visits are passed over. One record at a time
    is in memory. Raises ReadError for `name` where the archive is damaged; what was before is yielded.
    """
    number = 0
    while (headers := _record_headers(stream, name, number + 1)) is not None:
        number += 1
        length = headers.get("content-length", "")
        if not length.isdecimal():
            raise ReadError(name, f"record {number:,} does not say how long it is; the rest is not read")
        size = int(length)
        block = _exactly(stream, min(size, LARGEST_PAGE), name, number)
        _pass_over(stream, size - len(block), name, number)
        page = _page_of(headers, block, is_cut=size > len(block))
        if page is not None:
            yield page
    if number == 0:
        raise ReadError(name, "the archive holds no records")


def _page_of(record: Mapping[str, str], block: bytes, *, is_cut: bool) -> ArchivedPage | None:
    """Return the page that a record holds, if its server answered with one."""
    url = record.get("warc-target-uri", "").strip("<> ")
    kind = record.get("warc-type", "").lower()
    if not url.lower().startswith(("http://", "https://")):
        return None
    if kind == "resource":
        return ArchivedPage(url, record, block, is_cut) if _media_type(record) in PAGE_TYPES else None
    if kind != "response":
        return None
    head, _, body = block.partition(b"\r\n\r\n" if b"\r\n\r\n" in block[:LONGEST_HEADER] else b"\n\n")
    status, _, lines = head[:LONGEST_HEADER].decode("latin-1").partition("\n")
    if not re.match(r"HTTP/[\d.]+ 20[03]\b", status):
        return None
    headers = _fields(lines.splitlines())
    return ArchivedPage(url, headers, body, is_cut) if _media_type(headers) in PAGE_TYPES else None


def _record_headers(stream: BinaryIO, name: str, number: int) -> dict[str, str] | None:
    """Return the headers of the next record, None at the end."""
    line = stream.readline(LONGEST_HEADER)
    while line and not line.strip():
        line = stream.readline(LONGEST_HEADER)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        what = "it is no web archive" if number == 1 else f"record {number:,} does not begin as one"
        raise ReadError(name, f"{what}; nothing after it is read" if number > 1 else what)
    lines: list[str] = []
    while (line := stream.readline(LONGEST_HEADER)).strip():
        lines.append(line.decode("utf-8", "replace").rstrip("\r\n"))
        if len(lines) > MOST_HEADERS:
            raise ReadError(name, f"the headers of record {number:,} have no end; the rest is not read")
    if not line:
        raise _cut_off(name, number)
    return _fields(lines)


def _fields(lines: list[str]) -> dict[str, str]:
    """Return header lines as lower-case names with their values; indented lines go on with the last."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        if line[:1] in (" ", "\t") and last:
            fields[last] += " " + line.strip()
            continue
        last, _, value = line.partition(":")
        last = last.strip().lower()
        fields[last] = value.strip()
    return fields


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _exactly(stream: BinaryIO, size: int, name: str, number: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _cut_off(name, number)
    return data


def _pass_over(stream: BinaryIO, size: int, name: str, number: int) -> None:
    while size > 0:
        size -= len(_exactly(stream, min(size, _STEP), name, number))


def _cut_off(name: str, number: int) -> ReadError:
    return ReadError(name, f"the archive is cut off within record {number:,}")


def _joined_chunks(body: bytes) -> bytes:
    """Return a chunked body (RFC 9112, 7.1) in one piece; crawlers that joined it leave the header."""
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(body, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(parts) if parts and at >= len(body) else body


def _unpacked(body: bytes, encoding: str, url: str) -> bytes:
    """Return a body without its compression; crawlers that unpacked it already leave the header."""
    if encoding in ("", "identity") or body.lstrip()[:1] == b"<":
        return body
    windows = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(encoding)
    if windows is None:
        raise ReadError(url, f"the page is packed as «{encoding[:20]}», and gzip and deflate can be unpacked")
    for window in windows:
        unpacker = zlib.decompressobj(window)
        try:
            data = unpacker.decompress(body, LARGEST_PAGE + 1)
        except zlib.error:
            continue
        if len(data) > LARGEST_PAGE:
            raise ReadError(url, f"the page is too large: unpacked over {LARGEST_PAGE // 1_000_000} MB")
        return data
    raise ReadError(url, "the page's packed data are damaged")
