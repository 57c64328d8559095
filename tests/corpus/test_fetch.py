"""Fetching pages from a real server on loopback."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from corpus.addresses import is_public
from corpus.errors import FetchError
from corpus.extract import read_page
from corpus.fetch import Fetcher, Limits

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[TestServer]]
SENTENCE = "What the mayor said about the bridge, its cost and its traffic, in a sentence of ordinary length."
STORY = (
    "<html lang='en'><head><title>Harbour bridge opens</title></head><body><article>"
    "<h1>Harbour bridge opens</h1>"
    + "".join(f"<p>Part {n} of the story tells the town this. {SENTENCE}</p>" for n in range(5))
    + "</article></body></html>"
)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start servers on loopback from routes given by path; each counts the paths asked for in `asked`."""
    servers: list[TestServer] = []

    async def start(**routes: Handler) -> TestServer:
        app = web.Application()
        asked: list[str] = []

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            asked.append(request.path)
            return await handler(request)

        app.middlewares.append(note)
        for name, handler in routes.items():
            app.router.add_get("/robots.txt" if name == "robots" else f"/{name}", handler)
        server = TestServer(app)
        server.asked = asked  # type: ignore[attr-defined]
        await server.start_server()
        servers.append(server)
        return server

    yield start
    for server in servers:
        await server.close()


def page(text: str = STORY, **options: object) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=text, **{"content_type": "text/html", **options})  # type: ignore[arg-type]

    return handler


def redirect(to: str, status: int = 302) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": to})

    return handler


def on_loopback(**limits: float) -> Fetcher:
    return Fetcher(contact="desk@news.example", allow_private=True, limits=Limits(**limits))  # type: ignore[arg-type]


async def reason_of(fetcher: Fetcher, url: object) -> str:
    async with fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(str(url))
    return caught.value.reason


async def test_a_page_comes_with_its_final_address_kind_and_charset(serve: Serve) -> None:
    server = await serve(story=page(), moved=redirect("/story"))
    async with on_loopback() as fetcher:
        fetched = await fetcher.fetch(str(server.make_url("/moved#part")))

    assert fetched.url == str(server.make_url("/story"))
    assert (fetched.content_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.body.decode() == STORY


async def test_a_fetched_page_reads_as_a_draft(serve: Serve) -> None:
    server = await serve(story=page())
    async with on_loopback() as fetcher:
        draft = read_page(await fetcher.fetch(str(server.make_url("/story"))), source="The Harbour Post")

    assert (draft.title, draft.source, draft.url) == (
        "Harbour bridge opens",
        "The Harbour Post",
        str(server.make_url("/story")),
    )


async def test_the_user_agent_says_who_asks_and_whom_to_contact(serve: Serve) -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=request.headers["User-Agent"])

    server = await serve(echo=echo)
    async with on_loopback() as fetcher:
        fetched = await fetcher.fetch(str(server.make_url("/echo")))

    assert fetched.body == b"Citewire/0.1 (+desk@news.example)"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "the site refuses to show the page (403)"),
        (404, "the page does not exist (404)"),
        (410, "the page was removed for good (410)"),
        (418, "the site doesn't give the page (418)"),
        (503, "the site is overloaded or under maintenance; try again later (503)"),
    ],
)
async def test_an_error_status_is_told_in_words(serve: Serve, status: int, reason: str) -> None:
    server = await serve(gone=page("gone", status=status))

    assert await reason_of(on_loopback(), server.make_url("/gone")) == reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/a", "it must begin with http:// or https://"),
        ("file:///etc/passwd", "it must begin with http:// or https://"),
        ("https://me:secret@news.example/a", "it holds a user name or password; leave that out"),
        ("http://", "the host is missing"),
    ],
)
async def test_only_plain_web_addresses_are_fetched(url: str, reason: str) -> None:
    assert await reason_of(Fetcher(), url) == reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
async def test_loopback_is_refused_however_it_is_spelled(serve: Serve, host: str) -> None:
    server = await serve(story=page())

    reason = await reason_of(Fetcher(), f"http://{host}:{server.port}/story")

    assert reason.startswith("it leads to a private address")
    assert server.asked == []  # type: ignore[attr-defined]


async def test_a_number_is_no_host() -> None:
    assert await reason_of(Fetcher(), "http://2130706433/") == "its host is no valid name"


async def test_a_redirect_to_a_private_address_is_refused(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = await serve(secret=page("secret"))
    outer = await serve(hop=redirect(f"http://127.0.0.2:{inner.port}/secret"))
    monkeypatch.setattr("corpus.addresses.is_public", lambda address: address == "127.0.0.1")

    reason = await reason_of(Fetcher(), outer.make_url("/hop"))

    assert reason.startswith("it leads to a private address")
    assert (outer.asked, inner.asked) == (["/robots.txt", "/hop"], [])  # type: ignore[attr-defined]


async def test_a_redirect_to_another_scheme_is_refused(serve: Serve) -> None:
    server = await serve(hop=redirect("file:///etc/passwd"))

    assert await reason_of(on_loopback(), server.make_url("/hop")) == (
        "it redirects to an address that can't be used: it must begin with http:// or https://"
    )


async def test_endless_redirects_end_after_five(serve: Serve) -> None:
    server = await serve(round=redirect("/round"))

    assert await reason_of(on_loopback(), server.make_url("/round")) == "it redirects more than 5 times"
    assert server.asked.count("/round") == 6  # type: ignore[attr-defined]


async def test_an_endless_body_is_stopped_at_the_limit(serve: Serve) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        try:
            while True:
                await response.write(b"<p>more and more</p>" * 1_000)
        except ConnectionError:
            return response

    server = await serve(endless=endless)

    assert (
        await reason_of(on_loopback(size=100_000), server.make_url("/endless"))
        == "the page is larger than 0.1 MB"
    )


async def test_a_page_that_unpacks_to_too_much_is_stopped_at_the_limit(serve: Serve) -> None:
    async def bomb(request: web.Request) -> web.Response:
        packed = gzip.compress(b"0" * 20_000_000)
        return web.Response(body=packed, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})

    server = await serve(bomb=bomb)

    assert await reason_of(on_loopback(), server.make_url("/bomb")) == "the page is larger than 10 MB"


async def test_a_site_that_does_not_answer_in_time_is_given_up(serve: Serve) -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    server = await serve(never=never, robots=page("", content_type="text/plain"))

    assert (
        await reason_of(on_loopback(seconds=0.2), server.make_url("/never"))
        == "the site took longer than 0.2 s"
    )


async def test_a_picture_is_no_page(serve: Serve) -> None:
    server = await serve(picture=page("GIF", content_type="image/gif"))

    assert await reason_of(on_loopback(), server.make_url("/picture")) == "it is no page but image/gif"


async def test_a_closed_port_is_told_in_words(serve: Serve) -> None:
    server = await serve()
    url = server.make_url("/story")
    await server.close()

    assert (await reason_of(on_loopback(), url)).startswith("the site can't be reached (")


async def test_a_page_that_breaks_off_is_not_taken(serve: Serve) -> None:
    async def torn(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "5000"})
        await response.prepare(request)
        await response.write(b"<p>half a")
        assert request.transport is not None
        request.transport.close()
        return response

    server = await serve(torn=torn)

    assert (
        await reason_of(on_loopback(), server.make_url("/torn"))
        == "the site broke off in the middle of the page"
    )


async def test_robots_txt_is_honoured_and_read_once(serve: Serve) -> None:
    rules = page("User-agent: *\nDisallow: /private/*.html$", content_type="text/plain")
    server = await serve(robots=rules, story=page(), **{"private/a.html": page()})
    async with on_loopback() as fetcher:
        await fetcher.fetch(str(server.make_url("/story")))
        with pytest.raises(FetchError, match=r"robots\.txt asks not to read this page"):
            await fetcher.fetch(str(server.make_url("/private/a.html")))

    assert server.asked == ["/robots.txt", "/story"]  # type: ignore[attr-defined]


async def test_robots_txt_can_name_us(serve: Serve) -> None:
    rules = page("User-agent: citewire\nDisallow: /\n\nUser-agent: *\nAllow: /", content_type="text/plain")
    server = await serve(robots=rules, story=page())

    assert (
        await reason_of(on_loopback(), server.make_url("/story"))
        == "the site's robots.txt asks not to read this page"
    )


async def test_a_site_whose_robots_txt_fails_is_left_alone(serve: Serve) -> None:
    server = await serve(robots=page("oops", status=500), story=page())

    assert await reason_of(on_loopback(), server.make_url("/story")) == (
        "the site's robots.txt can't be read now (500), so no page is"
    )


async def test_pages_fetched_at_once_read_robots_txt_once(serve: Serve) -> None:
    server = await serve(story=page(), robots=page("", content_type="text/plain"))
    async with on_loopback() as fetcher:
        await asyncio.gather(*(fetcher.fetch(str(server.make_url("/story"))) for _ in range(5)))

    assert server.asked.count("/robots.txt") == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", True),
    ],
)
def test_public_addresses_are_told_from_private_ones(address: str, public: bool) -> None:
    assert is_public(address) is public
