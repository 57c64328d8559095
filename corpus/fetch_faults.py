"""Why a page could not be fetched, in words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from corpus.addresses import PrivateAddressError
from corpus.errors import FetchError, UrlError

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


class StatusError(FetchError):
    """The site answered with an error; `retry_after` is its header of that name."""

    def __init__(self, url: str, status: int, retry_after: str | None = None) -> None:
        reason = "the site has an error" if status >= 500 else "the site doesn't give the page"
        super().__init__(url, f"{STATUS_REASONS.get(status, reason)} ({status})")
        self.status = status
        self.retry_after = retry_after


class TooManyRedirectsError(FetchError):
    """The site sends the reader from address to address."""


class RobotsError(FetchError):
    """The site's robots.txt asks not to read the page."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "the site's robots.txt asks not to read this page")


@asynccontextmanager
async def translated(url: str, seconds: float) -> AsyncIterator[asyncio.Timeout]:
    """Turn what the network raises into FetchError, within the time allowed by the clock that is given."""
    try:
        async with asyncio.timeout(seconds) as clock:
            yield clock
    except UrlError as error:
        raise FetchError(error.url, error.reason) from error
    except TimeoutError as error:
        raise FetchError(url, f"the site took longer than {seconds:g} s") from error
    except aiohttp.ClientError as error:
        raise FetchError(url, _network_reason(error)) from error
    except (ValueError, OSError) as error:
        raise FetchError(url, f"the answer can't be read ({error})") from error


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
