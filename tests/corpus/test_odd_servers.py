"""Servers that break every rule: each fault is told in words, and a good feed beside them comes in."""

import asyncio
import zlib

import pytest

from corpus.feed_types import FeedStatus

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
ANSWERS = {
    "long headers": (HEAD + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n<rss/>", "headers too long"),
    "many headers": (HEAD + b"X-Many: a\r\n" * 9_000 + b"\r\n<rss/>", "headers too long"),
    "too short a length": (HEAD + b"Content-Length: 3\r\n\r\n<rss></rss>", "no HTTP"),
    "too great a length": (HEAD + b"Content-Length: 300\r\n\r\n<rss></rss>", "broke off"),
    "no length": (HEAD + b"Content-Length: many\r\n\r\n<rss></rss>", "no HTTP"),
    "torn chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n", "no HTTP"),
    "gzip in name": (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\n<rss/>", "not packed"),
    "unasked brotli": (HEAD + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc", "packed otherwise"),
    "another protocol": (b"SSH-2.0-OpenSSH_9.6\r\n", "no web site"),
    "nowhere": (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "points nowhere"),
    "nothing": (b"HTTP/1.1 204 No Content\r\n\r\n", "empty"),
    "a page now": (HEAD + b"Content-Length: 27\r\n\r\n<html><body>Sale</body></ht", "web page"),
}
WORDS = {
    "headers too long": "the headers of the site's answer are too long",
    "no HTTP": "the site's answer breaks the rules of HTTP",
    "broke off": "the site broke off in the middle of the page",
    "not packed": "the page isn't packed in the way that the site says",
    "packed otherwise": "the page is packed in a way that isn't read here and wasn't asked for",
    "no web site": "what answers there is no web site",
    "points nowhere": "the site points elsewhere and doesn't say where (302)",
    "empty": "the answer is empty (204)",
    "web page": "it is a web page, not a feed; give the site's address to find its feeds",
}


@pytest.fixture
async def odd_server():
    """Answer `/N` with the bytes of the N-th answer, whatever they are."""

    async def handle(reader, writer):
        path = (await reader.readline()).split()[1].decode()[1:]
        while (await reader.readline()).strip():
            pass
        writer.write(list(ANSWERS.values())[int(path)][0] if path.isdecimal() else NOT_FOUND)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_each_odd_answer_is_told_in_words_and_delays_no_good_feed(desk, newsstand, odd_server):
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()
    for number, name in enumerate(ANSWERS):
        desk.follow(url=f"{odd_server}/{number}", name=name)
    reports = {report.feed.name: report for report in await desk.refresh()}

    assert reports.pop("The Post").added == 1
    assert {name: report.error for name, report in reports.items()} == {
        name: WORDS[words] for name, (_, words) in ANSWERS.items()
    }
    assert {report.status for report in reports.values()} == {FeedStatus.FAILED}


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 70}.example"])
async def test_a_host_that_can_be_no_name_is_told(desk, host):
    desk.follow(url=f"http://{host}/feed")

    assert (await desk.refresh_one()).error == "its host is no valid name"


async def test_a_site_that_speaks_no_tls_is_told(desk, newsstand):
    desk.follow(url=newsstand.url("/feed").replace("http://", "https://"))

    assert (await desk.refresh_one()).error == (
        "no secure connection to the site could be made: its address may have to begin with http://"
    )


async def test_a_chain_through_ever_other_hosts_ends(desk, newsstand):
    await newsstand.open(7)
    for number in range(7):
        place = newsstand.url(f"/hop{number + 1}", (number + 1) % 7)
        newsstand.put(f"/hop{number}", "", status=302, Location=place)
    desk.follow("/hop0")
    report = await desk.refresh_one()

    assert report.error == "it redirects more than 5 times"
    assert newsstand.asked["/hop6"] == 0


async def test_a_packed_feed_that_is_endless_is_cut_off(desk, odd_server, monkeypatch):
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(b"<" + b"a" * 999_999) for _ in range(100)) + packer.flush()
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    monkeypatch.setitem(ANSWERS, "long headers", (head + body, ""))
    desk.follow(url=f"{odd_server}/0")

    assert (await desk.refresh_one()).error == "it is XML, but no feed that is known"


async def test_a_feed_that_would_take_minutes_to_read_is_refused(desk, newsstand):
    newsstand.put("/feed", f"<rss><channel>{'<a>' * 200_001}</channel></rss>")
    desk.follow()

    assert (await desk.refresh_one()).error == "it has more than 200,000 tags, as no feed needs"


@pytest.mark.parametrize("rest", ["<p>" + "<span>word </span>" * 40_000, f"<p {'a=1 ' * 10_001}>"])
async def test_a_page_that_would_take_minutes_to_read_is_refused(desk, newsstand, rest):
    newsstand.put_page("/story/Alba", newsstand.story("Alba").replace("</article>", f"{rest}</article>"))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    desk.follow()

    assert [item.reason for item in (await desk.refresh_one()).failed] == [
        "the page has more tags or attributes than any story's"
    ]
