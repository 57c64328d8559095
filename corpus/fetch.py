"""Polite, guarded HTTP for pages and feeds: public addresses, limits on size and time, robots.txt."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from corpus.addresses import public_socket
from corpus.errors import FetchError, UrlError
from corpus.fetch_faults import RobotsError, StatusError, TooManyRedirectsError, translated
from corpus.robots import LARGEST as LARGEST_ROBOTS
from corpus.robots import Robots
from corpus.sites import Site, Sites
from corpus.urls import checked_url

PRODUCT = "Citewire"
VERSION = "0.1"
REDIRECTS = (301, 302, 303, 307, 308)
FOR_GOOD = (301, 308)
READABLE = ("text/", "application/json", "application/xml", "application/ld+json")
FEED_SIZE = 10_000_000
"""Bytes of a feed; of a larger one the items up to there are read."""
REMEMBERED = ("ETag", "Last-Modified", "Cache-Control", "Expires", "Date", "Age")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take; sizes are in bytes, unpacked, and times in seconds."""

    size: int = 10_000_000
    seconds: float = 30.0
    connect_seconds: float = 10.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: `url` is the last one redirected to, `content_type` without parameters.

    `moved` is where the site says that the page is now for good; None while it is where it was asked.
    `headers` are those that say how long the answer is fresh and how to ask for the next one.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None
    moved: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotModified:
    """A feed or a page says the same as when it was read last."""

    url: str
    moved: str | None
    headers: Mapping[str, str]


class Fetcher:
    """Fetches pages over one pool of connections; open it with `async with`.

    `contact` is told to publishers in the User-Agent. Private and loopback addresses are refused
    unless `allow_private`. Neither cookies nor proxies of the environment are used.
    """

    def __init__(self, *, contact: str = "", allow_private: bool = False, limits: Limits = Limits()) -> None:
        self._user_agent = f"{PRODUCT}/{VERSION}" + (f" (+{_header_safe(contact)})" if contact else "")
        self._allow_private = allow_private
        self._limits = limits
        self._sites = Sites()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=100, socket_factory=None if self._allow_private else public_socket
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect_seconds),
            headers={"User-Agent": self._user_agent, "Accept-Language": "en, *;q=0.5"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str) -> FetchedPage:
        """Return the page at an address. Raises FetchError, which says in words why not."""
        page = await self._asked(url, _PAGE)
        assert isinstance(page, FetchedPage)
        return page

    async def fetch_again(
        self, url: str, *, etag: str | None, modified: str | None
    ) -> FetchedPage | NotModified:
        """Return the page at an address, or that it is as it was when these headers came with it.

        Raises FetchError.
        """
        return await self._asked(url, replace(_PAGE, headers=_conditions(etag, modified)))

    async def fetch_feed(
        self, url: str, *, etag: str | None = None, modified: str | None = None
    ) -> FetchedPage | NotModified:
        """Return the feed at an address, of whatever content type, cut off at 10 MB.

        `etag` and `modified` are the headers of the answer before. Raises FetchError.
        """
        return await self._asked(url, replace(_FEED, headers=_conditions(etag, modified)))

    async def robots(self, url: str) -> Robots:
        """Return the rules of the site at an address; without any when they can't be read."""
        try:
            async with translated(url, self._limits.seconds) as clock:
                return await self._robots(self._sites.of(checked_url(url)), clock)
        except FetchError:
            return Robots()

    async def _asked(self, url: str, want: "_Want") -> FetchedPage | NotModified:
        async with translated(url, self._limits.seconds) as clock:
            return await self._followed(checked_url(url.strip()), want, clock)

    async def _followed(self, url: str, want: "_Want", clock: asyncio.Timeout) -> FetchedPage | NotModified:
        """Follow redirects by hand, so that each address is checked like the first."""
        start, moved = url, url
        for _ in range(self._limits.redirects + 1):
            site = self._sites.of(url)
            if want.robots and not (await self._robots(site, clock)).allows(url, PRODUCT):
                raise RobotsError(url)
            async with (
                site.turn(clock),
                self._opened.get(
                    URL(url, encoded=True),
                    allow_redirects=False,
                    headers={"Accept": want.accept, **want.headers},
                ) as response,
            ):
                target = response.headers.get("Location")
                if response.status in REDIRECTS and target:
                    following = _redirected(url, target)
                    if response.status in FOR_GOOD and moved == url:
                        moved = following
                    url = following
                    continue
                kept = {name: response.headers[name] for name in REMEMBERED if name in response.headers}
                moved_to = moved if moved != start else None
                if response.status == 304 and want.headers:
                    return NotModified(url, moved_to, kept)
                if response.status != 200:
                    raise StatusError(url, response.status, response.headers.get("Retry-After"))
                kind = response.content_type.lower()
                if not want.any_kind and not (kind.startswith(READABLE) or kind.endswith(("+xml", "+json"))):
                    raise FetchError(url, f"it is no page but {kind}")
                body = await _body(url, response, want.size or self._limits.size, cut=want.any_kind)
                return FetchedPage(url, body, kind, response.charset, moved_to, kept)
        raise TooManyRedirectsError(start, f"it redirects more than {self._limits.redirects} times")

    async def _robots(self, site: Site, clock: asyncio.Timeout) -> Robots:
        """Return a site's rules, read once an hour; one without any allows all.

        One that can't say now forbids all (RFC 9309): that raises FetchError.
        """
        async with site.lock:
            if not site.is_known:
                site.learn(await self._read_robots(site.robots_url, clock), PRODUCT)
            assert site.robots is not None
            return site.robots

    async def _read_robots(self, url: str, clock: asyncio.Timeout) -> Robots:
        try:
            page = await self._followed(url, _ROBOTS, clock)
        except StatusError as error:
            if error.status < 500 and error.status != 429:
                return Robots()
            raise FetchError(
                url, f"the site's robots.txt can't be read now ({error.status}), so no page is"
            ) from error
        except TooManyRedirectsError:
            return Robots()
        assert isinstance(page, FetchedPage)
        return Robots(page.body.decode("utf-8", "replace"))

    @property
    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("open the Fetcher with «async with»")
        return self._session


@dataclass(frozen=True, slots=True)
class _Want:
    """How a page, a feed and a robots.txt differ; `size` 0 is the fetcher's limit."""

    accept: str
    robots: bool
    any_kind: bool
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


_PAGE = _Want(
    "text/html, application/xhtml+xml, application/json;q=0.8, text/*;q=0.5", robots=True, any_kind=False
)
_FEED = _Want(
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
    robots=True,
    any_kind=True,
    size=FEED_SIZE,
)
_ROBOTS = _Want("text/plain, */*;q=0.5", robots=False, any_kind=True, size=LARGEST_ROBOTS)


async def _body(url: str, response: aiohttp.ClientResponse, most: int, *, cut: bool) -> bytes:
    """Return the unpacked body, read piece by piece so that an endless or packed one is stopped in time.

    A larger one is cut off there, or raises FetchError.
    """
    too_large = FetchError(url, f"the page is larger than {most / 1_000_000:g} MB")
    if (response.content_length or 0) > most and not cut:
        raise too_large
    body = bytearray()
    async for piece in response.content.iter_chunked(65_536):
        body += piece
        if len(body) > most and not cut:
            raise too_large
        if len(body) > most:
            break
    return bytes(body[:most])


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """Return the headers that ask only for what isn't known already."""
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in known.items() if value}


def _redirected(url: str, target: str) -> str:
    try:
        return checked_url(urljoin(url, target.strip()))
    except (UrlError, ValueError) as error:
        reason = error.reason if isinstance(error, UrlError) else str(error)
        raise FetchError(url, f"it redirects to an address that can't be used: {reason}") from error


def _header_safe(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign.isascii() and sign not in "()")[:200]
