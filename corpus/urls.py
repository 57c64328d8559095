"""One spelling for a story's web address, and a name for its outlet when nothing else is known (pure)."""

import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit, urlunsplit

import idna

from corpus.errors import UrlError

LONGEST_URL = 4_096
DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "oly_", "at_medium", "at_campaign", "ns_", "vero_")
TRACKING = frozenset(
    "_ga _gl _hsenc _hsmi ai_ceid cmpid dclid fbclid fb_action_ids fb_action_types fb_source ftag gbraid "
    "gclid gclsrc guccounter guce_referrer guce_referrer_sig icid igshid igsh li_fat_id mbid mc_cid "
    "mc_eid mkt_tok "
    "msclkid ncid ocid outputtype s_kwcid share_id smid smtyp srnd sref taid tblci twclid ttclid wbraid "
    "wickedid xtor yclid __twitter_impression".split()
)
PATH_SIGNS = "/:@!$&'()*+,;=%"
QUERY_SIGNS = "/:@!$'()*+,;=?%"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """Return the address in one spelling, so that the same page is recognised as the same.

    Lower-case scheme and host (international names in ASCII), no default port, fragment, tracking
    parameters or AMP variant, and one way of percent-encoding. Everything that could name another
    page stays: the order of parameters, a trailing slash, «www.», http or https.
    Raises UrlError for anything but an http(s) address without user name and password.
    """
    parts = _split(url.strip())
    parts = _out_of_amp_cache(parts)
    path = _encoded(_without_dots(_without_amp(parts.path)), PATH_SIGNS) or "/"
    query = "&".join(_encoded(item, QUERY_SIGNS) for item in parts.query.split("&") if _means_something(item))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(
        (parts.scheme, _host_and_port(parts, url), path, query, _encoded(fragment, QUERY_SIGNS + "&"))
    )


def checked_url(url: str) -> str:
    """Return the address as a browser would ask for it: valid, encoded, without fragment, else unchanged.

    Raises UrlError as `canonical_url` does.
    """
    parts = _split(url)
    path = _encoded(_without_dots(parts.path), PATH_SIGNS) or "/"
    return urlunsplit(
        (parts.scheme, _host_and_port(parts, url), path, _encoded(parts.query, QUERY_SIGNS + "&"), "")
    )


def site_name(url: str) -> str:
    """Return a readable name for the outlet at an address: its host without «www.» and the like."""
    host = _split(url.strip()).hostname or ""
    name = re.sub(r"^(?:www\d?|m|mobile|amp|edition)\.(?=.+\.)", "", host.rstrip("."))
    try:
        return idna.decode(name) if "xn--" in name else name
    except idna.IDNAError:
        return name


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses belong to one site: equal hosts, or one within the other's domain."""
    first, second = site_name(one), site_name(other)
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _split(url: str) -> SplitResult:
    shown = url if len(url) <= 100 else url[:99] + "…"
    if len(url) > LONGEST_URL:
        raise UrlError(shown, f"it has {len(url):,} characters and at most {LONGEST_URL:,} are read")
    if re.search(r"[\x00-\x20\x7f]", url):
        raise UrlError(shown, "there is a space or a control character in it")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise UrlError(shown, f"{error}") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise UrlError(shown, "it must begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise UrlError(f"{parts.scheme}://…@{host}", "it holds a user name or password; leave that out")
    if not host or port == 0:
        raise UrlError(shown, "the host is missing" if not host else "port 0 is no port")
    return parts


def _host_and_port(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise UrlError(url, f"the host is no valid name ({error})") from error
    if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+(?:%[\w.-]+)?", host):
        raise UrlError(url, "the host is no valid name")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _means_something(parameter: str) -> bool:
    """Return whether a parameter may choose what the page shows, rather than say who sent the reader."""
    name, _, value = parameter.partition("=")
    name = name.lower()
    if name == "outputtype":
        return value.lower() != "amp"
    if name == "amp":
        return value not in ("", "1", "true")
    return bool(parameter) and name not in TRACKING and not name.startswith(TRACKING_PREFIXES)


def _without_amp(path: str) -> str:
    """Drop «/amp» at the end of a story's path; a page whose whole path is «/amp» is about something else."""
    path = re.sub(r"(?<=[^/])/amp(/?)$", lambda end: end[1], path)
    return re.sub(r"(?<=[^/])\.amp(\.html?)?$", lambda end: end[1] or "", path)


def _out_of_amp_cache(parts: SplitResult) -> SplitResult:
    host, path = parts.hostname or "", parts.path
    if re.fullmatch(r"www\.google\.[a-z.]+", host) and path.startswith("/amp/"):
        inner = path.removeprefix("/amp/")
    elif host.endswith(".cdn.ampproject.org") and re.match(r"/[a-z]/", path):
        inner = path[3:]
    else:
        return parts
    secure, rest = inner.startswith("s/"), inner.removeprefix("s/")
    if "." not in rest.split("/")[0]:
        return parts
    return _split(f"http{'s' if secure else ''}://{rest}" + (f"?{parts.query}" if parts.query else ""))


def _without_dots(path: str) -> str:
    """Resolve «.» and «..» as browsers do (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
        if last and segment in (".", ".."):
            kept.append("")
    return "/" + "/".join(kept)


def _encoded(text: str, safe: str) -> str:
    """Percent-encode in one way: what needs no encoding has none, the rest in upper-case digits."""
    text = re.sub(r"%([0-9A-Fa-f]{2})", _one_escape, re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text))
    return quote(text, safe=safe)


def _one_escape(found: re.Match[str]) -> str:
    byte = unquote_to_bytes(found[0])[0]
    return chr(byte) if byte in UNRESERVED else found[0].upper()
