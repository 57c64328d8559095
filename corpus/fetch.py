"""Polite, guarded HTTP for single pages: public addresses, limits on size and time, robots.txt."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from corpus.addresses import PrivateAddressError, public_socket
from corpus.errors import FetchError, UrlError
from corpus.robots import LARGEST as LARGEST_ROBOTS
from corpus.robots import Robots
from corpus.urls import checked_url

PRODUCT = "Citewire"
VERSION = "0.1"
MOST_SITES = 1_000
"""So many sites' robots.txt are remembered."""
ROBOTS_SECONDS = 3_600
REDIRECTS = (301, 302, 303, 307, 308)
READABLE = ("text/", "application/json", "application/xml", "application/ld+json")
STATUS_REASONS = {
    400: "the site doesn't understand the request",
    401: "the page needs a login",
    402: "the page must be paid for",
    403: "the site refuses to show the page",
    404: "the page does not exist",
    408: "the site gave up waiting",
    410: "the page was removed for good",
    429: "the site asks for fewer requests; try again later",
    451: "the page may not be shown for legal reasons",
    500: "the site has an internal error; try again later",
    502: "the site is not working; try again later",
    503: "the site is overloaded or under maintenance; try again later",
    504: "the site is not working; try again later",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take; sizes are in bytes, unpacked, and times in seconds."""

    size: int = 10_000_000
    seconds: float = 30.0
    connect_seconds: float = 10.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: `url` is the last one redirected to, `content_type` without parameters."""

    url: str
    body: bytes
    content_type: str
    charset: str | None


class Fetcher:
    """Fetches pages over one pool of connections; open it with `async with`.

    `contact` is told to publishers in the User-Agent. Private and loopback addresses are refused
    unless `allow_private`. Neither cookies nor proxies of the environment are used.
    """

    def __init__(self, *, contact: str = "", allow_private: bool = False, limits: Limits = Limits()) -> None:
        self._user_agent = f"{PRODUCT}/{VERSION}" + (f" (+{_header_safe(contact)})" if contact else "")
        self._allow_private = allow_private
        self._limits = limits
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=20, limit_per_host=2, socket_factory=None if self._allow_private else public_socket
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
        async with _translated(url, self._limits.seconds):
            return await self._followed(checked_url(url.strip()), _PAGE)

    async def _followed(self, url: str, want: "_Want") -> FetchedPage:
        """Follow redirects by hand, so that each address is checked like the first."""
        start = url
        for _ in range(self._limits.redirects + 1):
            if want.robots:
                await self._refuse_by_robots(url)
            async with self._opened.get(
                URL(url, encoded=True), allow_redirects=False, headers={"Accept": want.accept}
            ) as response:
                target = response.headers.get("Location")
                if response.status in REDIRECTS and target:
                    url = _redirected(url, target)
                    continue
                if response.status != 200:
                    raise StatusError(url, response.status)
                kind = response.content_type.lower()
                if not want.any_kind and not (kind.startswith(READABLE) or kind.endswith(("+xml", "+json"))):
                    raise FetchError(url, f"it is no page but {kind}")
                body = await _body(url, response, want.size or self._limits.size, cut=want.any_kind)
                return FetchedPage(url, body, kind, response.charset)
        raise TooManyRedirectsError(start, f"it redirects more than {self._limits.redirects} times")

    async def _refuse_by_robots(self, url: str) -> None:
        """Raise FetchError when the site's rules forbid the page; they are read once an hour."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        site = self._sites.setdefault(address, _Site())
        if len(self._sites) > MOST_SITES:
            self._sites.popitem(last=False)
        async with site.lock:
            if site.robots is None or time.monotonic() - site.read > ROBOTS_SECONDS:
                try:
                    site.robots = await self._read_robots(address)
                except FetchError as error:
                    raise FetchError(url, error.reason) from error
                site.read = time.monotonic()
        if not site.robots.allows(url, PRODUCT):
            raise FetchError(url, "the site's robots.txt asks not to read this page")

    async def _read_robots(self, url: str) -> Robots:
        """Return the rules; a site without any allows all, one that can't say now forbids all (RFC 9309)."""
        try:
            page = await self._followed(url, _ROBOTS)
        except StatusError as error:
            if error.status < 500 and error.status != 429:
                return Robots()
            raise FetchError(
                url, f"the site's robots.txt can't be read now ({error.status}), so no page is"
            ) from error
        except TooManyRedirectsError:
            return Robots()
        return Robots(page.body.decode("utf-8", "replace"))

    @property
    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("open the Fetcher with «async with»")
        return self._session


class StatusError(FetchError):
    """The site answered with an error."""

    def __init__(self, url: str, status: int) -> None:
        reason = "the site has an error" if status >= 500 else "the site doesn't give the page"
        super().__init__(url, f"{STATUS_REASONS.get(status, reason)} ({status})")
        self.status = status


class TooManyRedirectsError(FetchError):
    """The site sends the reader from address to address."""


@dataclass(slots=True)
class _Site:
    """A site's robots.txt and when it was read; the lock makes those who ask at once wait for one reading."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Robots | None = None
    read: float = 0.0


@dataclass(frozen=True, slots=True)
class _Want:
    """How a page and a robots.txt differ; `size` 0 is the fetcher's limit."""

    accept: str
    robots: bool
    any_kind: bool
    size: int = 0


_PAGE = _Want(
    "text/html, application/xhtml+xml, application/json;q=0.8, text/*;q=0.5", robots=True, any_kind=False
)
_ROBOTS = _Want("text/plain, */*;q=0.5", robots=False, any_kind=True, size=LARGEST_ROBOTS)


@asynccontextmanager
async def _translated(url: str, seconds: float) -> AsyncIterator[None]:
    """Turn what the network raises into FetchError, within the time allowed."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except UrlError as error:
        raise FetchError(error.url, error.reason) from error
    except TimeoutError as error:
        raise FetchError(url, f"the site took longer than {seconds:g} s") from error
    except aiohttp.ClientError as error:
        raise FetchError(url, _network_reason(error)) from error
    except (ValueError, OSError) as error:
        raise FetchError(url, f"the answer can't be read ({error})") from error


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


def _redirected(url: str, target: str) -> str:
    try:
        return checked_url(urljoin(url, target.strip()))
    except (UrlError, ValueError) as error:
        reason = error.reason if isinstance(error, UrlError) else str(error)
        raise FetchError(url, f"it redirects to an address that can't be used: {reason}") from error


def _network_reason(error: aiohttp.ClientError) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, PrivateAddressError) or "is a private address" in str(cause):
        return (
            "it leads to a private address, which isn't read (CITEWIRE_ALLOW_PRIVATE_ADDRESSES=1 allows it)"
        )
    if isinstance(error, aiohttp.InvalidURL):
        return "its host is no valid name"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"there is no site of the name {error.host}"
    if isinstance(error, aiohttp.ClientSSLError):
        return "the site's certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"the site can't be reached ({(error.os_error.strerror or str(error.os_error)).lower()})"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the site hung up without an answer"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the site broke off in the middle of the page"
    return f"the site's answer can't be read ({type(error).__name__})"


def _header_safe(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign.isascii() and sign not in "()")[:200]
