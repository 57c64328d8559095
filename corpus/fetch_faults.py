"""Why a page could not be fetched, in words."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from corpus.addresses import PrivateAddressError
from corpus.errors import FetchError, UrlError

STATUS_REASONS = {
    204: "the answer is empty",
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


NO_HOST = "its host is no valid name"


class StatusError(FetchError):
    """The site answered with an error; `retry_after` is its header of that name."""

    def __init__(self, url: str, status: int, retry_after: str | None = None) -> None:
        reason = "the site has an error" if status >= 500 else "the site doesn't give the page"
        if status in (300, 301, 302, 303, 307, 308):
            reason = "the site points elsewhere and doesn't say where"
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
    except UnicodeError as error:
        raise FetchError(url, NO_HOST) from error
    except (ValueError, OSError) as error:
        raise FetchError(url, f"the answer can't be read ({error})") from error


def _network_reason(error: aiohttp.ClientError) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, PrivateAddressError) or "is a private address" in str(cause):
        return (
            "it leads to a private address, which isn't read (CITEWIRE_ALLOW_PRIVATE_ADDRESSES=1 allows it)"
        )
    if isinstance(error, aiohttp.InvalidURL):
        return NO_HOST
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"there is no site of the name {error.host}"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "the site's certificate is not valid"
    if isinstance(error, aiohttp.ClientSSLError):
        return "no secure connection to the site could be made: its address may have to begin with http://"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"the site can't be reached ({_why_unreachable(error.os_error)})"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the site hung up without an answer"
    if isinstance(error, aiohttp.ClientPayloadError):
        if "content-encoding" in str(error):
            return "the page isn't packed in the way that the site says"
        return "the site broke off in the middle of the page"
    if isinstance(error, aiohttp.ClientResponseError):
        return _fault_in_answer(error.message)
    return f"the site's answer can't be read ({type(error).__name__})"


def _why_unreachable(error: OSError) -> str:
    """Return what the system says, in its own words: asyncio's hold the address instead."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno).lower()
    return (error.strerror or str(error)).lower() or "it broke off the connection"


def _fault_in_answer(message: str) -> str:
    if "content-encoding" in message:
        return "the page is packed in a way that isn't read here and wasn't asked for"
    if "Got more than" in message or "Too many headers" in message:
        return "the headers of the site's answer are too long"
    if "status line" in message:
        return "what answers there is no web site"
    return "the site's answer breaks the rules of HTTP"
