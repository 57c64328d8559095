"""Pages come out of web archives as their servers sent them; damage is named, what was before is kept."""

import gzip
import io
import zlib
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import Unreadable, read_bytes, read_file
from corpus.types import Draft
from corpus.warc import LARGEST_PAGE, archived_pages

STORY = "<p>The harbour office in Vessel Bay closes its northern pier on Monday, its director said. </p>" * 6
TITLE = "Pier closes in Vessel Bay"
HTML = f"<html><head><title>{TITLE}</title></head><body><article>{STORY}</article></body></html>"
URL = "https://bay.example/pier"
GZIP, BROTLI = "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n"


def record(
    body: bytes, *, url: str = URL, kind: str = "response", media: str = "application/http; msgtype=response"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-12T10:00:00Z\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def answer(
    body: bytes = HTML.encode(),
    *,
    status: str = "200 OK",
    media: str = "text/html; charset=utf-8",
    more: str = "",
) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n".encode() + body


def bodies(*records: bytes) -> list[bytes]:
    return [page.fetched().body for page in archived_pages(io.BytesIO(b"".join(records)), "a.warc")]


def test_an_archive_gives_its_html_answers_and_nothing_else() -> None:
    info = record(b"software: crawl/1.0\r\n", kind="warcinfo", media="application/warc-fields", url="")
    request = record(b"GET /pier HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request")
    moved = record(answer(b"", status="301 Moved", more="Location: /x\r\n"))
    missing = record(answer(b"<html>no</html>", status="404 Not Found"))
    picture = record(answer(b"\x89PNG", media="image/png"))
    again = record(answer(b""), kind="revisit")
    other = record(answer(b"<html>ftp</html>"), url="ftp://bay.example/pier")

    archive = b"".join([info, request, moved, missing, picture, again, other, record(answer())])
    pages = list(archived_pages(io.BytesIO(archive), "a.warc"))

    assert [page.url for page in pages] == [URL]
    fetched = pages[0].fetched()
    assert (fetched.body, fetched.content_type, fetched.charset) == (HTML.encode(), "text/html", "utf-8")


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(HTML.encode()), "Content-Encoding: gzip\r\n"),
        (zlib.compress(HTML.encode()), "Content-Encoding: deflate\r\n"),
        (zlib.compress(HTML.encode(), wbits=-15), "Content-Encoding: deflate\r\n"),
        (HTML.encode(), "Content-Encoding: gzip\r\n"),
        (b"5\r\n" + HTML.encode()[:5] + b"\r\n%x;a=b\r\n" % (len(HTML.encode()) - 5)
         + HTML.encode()[5:] + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
        (HTML.encode(), "Transfer-Encoding: chunked\r\n"),
        (HTML.encode(), "X-Folded: one\r\n two\r\n"),
    ],
    ids=["gzip", "zlib", "raw deflate", "gzip taken off", "chunked", "chunks joined", "folded header"],
)  # fmt: skip
def test_a_page_is_unpacked_and_put_together(body: bytes, more: str) -> None:
    assert bodies(record(answer(body, more=more))) == [HTML.encode()]


def test_a_page_kept_as_a_resource_is_read_too() -> None:
    assert bodies(record(HTML.encode(), kind="resource", media="text/html")) == [HTML.encode()]


def test_an_address_in_brackets_is_the_address() -> None:
    pages = archived_pages(io.BytesIO(record(answer(), url=f"<{URL}>")), "a.warc")

    assert [page.url for page in pages] == [URL]


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (b"no archive\n", "it is no web archive"),
        (b"", "the archive holds no records"),
        (record(answer())[:-200], "the archive is cut off within record 1"),
        (record(answer()) + b"WARC/1.0\r\nWARC-Type: res", "the archive is cut off within record 2"),
        (record(answer()) + b"rubbish\r\n\r\n", "record 2 does not begin as one; nothing after it is read"),
        (b"WARC/1.0\r\nWARC-Type: x\r\n\r\n", "record 1 does not say how long it is; the rest is not read"),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 2_000, "the headers of record 1 have no end; the rest is not read"),
    ],
    ids=["text", "empty", "cut in a body", "cut in headers", "rubbish", "no length", "endless headers"],
)  # fmt: skip
def test_damage_is_named(archive: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(archived_pages(io.BytesIO(archive), "a.warc"))

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("body", "more", "reason"),
    [
        (b"\x0b\x02\x80", BROTLI, "the page is packed as «br», and gzip and deflate can be unpacked"),
        (b"\x1f\x8brubbish", GZIP, "the page's packed data are damaged"),
        (gzip.compress(b" " * (LARGEST_PAGE + 1)), GZIP, "the page is too large: unpacked over 20 MB"),
        (b"a" * (LARGEST_PAGE + 1), "", "the page is too large: over 20 MB in the archive"),
    ],
    ids=["brotli", "damaged", "bomb", "large"],
)  # fmt: skip
def test_a_page_that_can_not_be_unpacked_is_named_and_the_next_is_read(
    body: bytes, more: str, reason: str
) -> None:
    archive = record(answer(body, more=more)) + record(answer(), url=URL + "/2")

    first, second = read_bytes("a.warc", archive)

    assert first == Unreadable(URL, reason)
    assert isinstance(second, Draft)


def test_an_article_of_an_archive_has_the_address_of_its_page(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(gzip.compress(record(answer())) + gzip.compress(record(answer(), url=URL + "?id=2")))

    first, second = read_file(file, source="Bay Post")

    assert isinstance(first, Draft)
    assert (first.title, first.url, first.origin, first.source) == (
        "Pier closes in Vessel Bay",
        URL,
        URL,
        "Bay Post",
    )
    assert isinstance(second, Draft)
    assert second.url == URL + "?id=2"


def test_reading_goes_on_behind_the_pages_that_are_done(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    file.write_bytes(b"".join(record(answer(), url=f"{URL}/{number}") for number in range(4)))
    shares: list[float] = []

    reads = list(read_file(file, skip=2, on_share=shares.append))

    assert [read.origin for read in reads if isinstance(read, Draft)] == [f"{URL}/2", f"{URL}/3"]
    assert 0.5 < shares[0] <= shares[1] <= 1


def test_an_archive_cut_off_in_its_packing_keeps_what_came_before() -> None:
    packed = gzip.compress(record(answer())) + gzip.compress(record(answer(), url=URL + "/2"))[:-40]

    first, second = read_bytes("a.warc.gz", packed)

    assert isinstance(first, Draft)
    assert second == Unreadable("a.warc.gz", "the gzip data are damaged or cut off")
