"""What an HTML page says about its article: JSON-LD first, then meta tags, microdata and headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.characters import one_line
from corpus.date_order import day_comes_first
from corpus.dates import stated_moment, written_date
from corpus.errors import UrlError
from corpus.headlines import shared_words, without_site
from corpus.linked_data import LinkedArticle, linked_article, linked_crumbs, linked_page
from corpus.sections import section_of
from corpus.signatures import byline_author, is_update, parts_of_dateline
from corpus.urls import canonical_url, same_site, site_name

PUBLISHED_NAMES = (
    "article:published_time og:article:published_time article:published og:published_time pubdate "
    "publishdate publish-date publish_date publication_date parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime dc.date.issued dc.date.created dcterms.created dcterms.issued dc.date "
    "dcterms.date date originalpublicationdate article_date_original citation_publication_date"
).split()
UPDATED_NAMES = (
    "article:modified_time og:updated_time article:modified lastmod last-modified dcterms.modified "
    "dc.date.modified revised article_date_updated"
).split()
AUTHOR_NAMES = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator byl citation_author"
).split()
NO_AUTHOR = re.compile(
    r"https?:|www\.|@|/|(?:admin|administrator|webmaster|root|user|editor)$", re.IGNORECASE
)
BESIDE = re.compile(
    r"tweet|twitter|comment|related|sidebar|widget|recommend|popular|footer|trending|teaser|promo",
    re.IGNORECASE,
)
"""Classes of what shows dates of its own."""
LONGEST_DATELINE = 120
"""Characters."""
SERVICES = frozenset({"blogger", "wordpress", "wordpress.com", "medium", "tumblr", "squarespace", "wix"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page states; nothing is guessed. `is_article` and `is_free` are None when it doesn't say.

    `body` is the story's text as its data give it, `words` how many words it has. `day_first` tells how
    it writes dates in numbers; None when that isn't sure. `locked` selects the parts before which it
    has a paywall.
    """

    title: str | None
    author: str | None
    source: str | None
    published: datetime | None
    updated: datetime | None
    url: str | None
    language: str | None
    is_article: bool | None
    is_free: bool | None = None
    is_video: bool = False
    words: int | None = None
    body: str | None = None
    section: str | None = None
    day_first: bool | None = None
    locked: tuple[str, ...] = ()


def page_metadata(tree: Any, url: str | None) -> Metadata:
    """Return the metadata of a parsed page that was read at `url` (None for a file)."""
    meta = _meta_tags(tree)
    scripts = [node.text_content() for node in tree.xpath("//script[contains(@type, 'ld+json')]")]
    linked = linked_article(
        scripts,
        [meta.get("og:title", ""), *(one_line(node.text_content()) for node in tree.xpath("//title | //h1"))],
    )
    said, of_page = linked or LinkedArticle(), linked_page(scripts) or LinkedArticle()
    address = _address(tree, meta, said.url, url)
    source = _outlet(said.publisher, meta.get("og:site_name"), meta.get("application-name"))
    tags = (tree.get("lang"), said.language, meta.get("content-language"), meta.get("og:locale"))
    day_first = day_comes_first(_shown(tree), tags, url or address)
    published = _earliest_exact(
        said.published,
        *(meta.get(name) for name in PUBLISHED_NAMES),
        *_microdata(tree, "datePublished"),
        of_page.published,
        *_time_tags(tree),
        day_first=day_first,
    )
    updated = _earliest_exact(
        said.updated,
        *(meta.get(name) for name in UPDATED_NAMES),
        *_microdata(tree, "dateModified"),
        of_page.updated,
        day_first=day_first,
    )
    kind = meta.get("og:type", "").lower()
    title = _title(tree, meta, said.headline, source)
    return Metadata(
        title=title,
        author=_author(said.author, meta, tree),
        source=source or (site_name(address) if address else None),
        published=published,
        updated=updated,
        url=address,
        language=_language(tree, meta, said.language),
        is_article=True
        if linked or "article" in kind
        else (False if kind in ("website", "profile") else None),
        is_free=False if meta.get("article:content_tier") == "locked" else said.is_free,
        is_video=linked is None and (kind.startswith("video") or _is_of_video(tree)),
        words=said.words,
        body=said.body,
        section=section_of(
            tree,
            linked=said.sections,
            crumbs=linked_crumbs(scripts),
            meta=meta,
            title=title,
            source=source,
        ),
        day_first=day_first,
        locked=said.locked,
    )


def _shown(tree: Any) -> str:
    """Return what a page shows, in no certain order; XPath would sort its pieces, in quadratic time."""
    body = tree.find("body")
    nodes = () if body is None else body.iter()
    return " ".join(
        piece
        for node in nodes
        for piece in (node.text if _shows_text(node.tag) else None, node.tail)
        if piece
    )


def _shows_text(tag: object) -> bool:
    return isinstance(tag, str) and tag not in ("script", "style")


def _is_of_video(tree: Any) -> bool:
    """Return whether the page's data describe a video."""
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]")
    return any(re.search(r'"@type"\s*:\s*"VideoObject"', node.text_content()) for node in scripts)


def _meta_tags(tree: Any) -> dict[str, str]:
    tags: dict[str, str] = {}
    for node in tree.xpath("//meta[@content and (@name or @property or @itemprop or @http-equiv)]"):
        value = one_line(node.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and node.get(attribute):
                tags.setdefault(node.get(attribute).strip().lower(), value)
    return tags


def _microdata(tree: Any, name: str) -> Iterator[str]:
    for node in tree.xpath("//*[@itemprop=$name and not(ancestor::aside)]", name=name)[:3]:
        yield node.get("content") or node.get("datetime") or node.text_content()


def _time_tags(tree: Any) -> Iterator[str]:
    """Yield the moments of <time> where the article's own stand: in its header, or marked as publication."""
    for node in tree.xpath(
        "//time[@datetime and (@pubdate or contains(concat(' ', @class, ' '), ' published ') "
        "or ancestor::header or ancestor::article) and not(ancestor::aside)]"
    )[:2]:
        yield node.get("datetime")


def _earliest_exact(*stated: str | None, day_first: bool | None) -> datetime | None:
    """Return the first moment stated; if that is only a day, the first that adds the time of that day."""
    moments = [
        moment for text in stated if text and (moment := stated_moment(text[:100], day_first=day_first))
    ]
    if not moments:
        return None
    day = moments[0]
    if (day.hour, day.minute, day.second) != (0, 0, 0):
        return day
    return next((moment for moment in moments[1:] if timedelta() < moment - day < timedelta(days=1)), day)


def _title(tree: Any, meta: dict[str, str], headline: str | None, source: str | None) -> str | None:
    """Return the headline as printed: the page's one <h1> when it says what the metadata says, else those."""
    document = one_line(tree.findtext(".//head/title") or "")
    stated = headline or meta.get("og:title") or meta.get("twitter:title") or document
    stated = without_site(one_line(stated), source)
    printed = [
        text for node in tree.xpath("//h1") if len((text := one_line(node.text_content())).split()) >= 2
    ]
    for text in printed:
        if len(text) <= 300 and shared_words(text, stated or document) >= 0.6:
            return text
    return stated or (printed[0] if printed else None)


def visible_moments(tree: Any, *, day_first: bool | None = None) -> Iterator[datetime]:
    """Yield the moments that the page shows in lines of their own, changes left out, in order."""
    names = "publish", "pubdate", "post-date", "postdate", "date", "time", "byline", "meta", "posted"
    lower = "translate(concat(@class, ' ', @id), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    named = " or ".join(f"contains({lower}, '{name}')" for name in names)
    for node in tree.xpath(f"//body//*[self::time or {named}][not(ancestor::aside or ancestor::footer)]"):
        line = one_line(node.text_content())
        if len(line) > LONGEST_DATELINE:
            continue
        said = next((part for part in parts_of_dateline(line) if not is_update(part)), "")
        if (dated := written_date(said, day_first=day_first)) is None:
            continue
        if not any(BESIDE.search(parent.get("class") or "") for parent in node.iterancestors()):
            yield dated.moment


def _author(linked: str | None, meta: dict[str, str], tree: Any) -> str | None:
    nodes = tree.xpath("//*[@itemprop='author']//*[@itemprop='name'] | //a[@rel='author']")[:3]
    marked = ", ".join(dict.fromkeys(filter(None, (one_line(node.text_content()) for node in nodes))))
    stated = (linked, *(meta.get(name) for name in AUTHOR_NAMES), marked)
    return next(filter(None, map(author_name, stated)), None)


def author_name(stated: str | None) -> str | None:
    """Return the author as people write it: without «By», and no address, handle or account name."""
    name = re.sub(r"^by\s*:?\s+", "", one_line(stated or "").replace("; ", ", "), flags=re.IGNORECASE)
    name = byline_author(f"By {name}") or name
    return None if not name or len(name) > 200 or NO_AUTHOR.match(name) else name


def _outlet(*stated: str | None) -> str | None:
    """Return the first name that is an outlet's: not the software or the service that it runs on."""
    for name in map(one_line, filter(None, stated)):
        name = re.sub(r"^(?:@|https?://(?:www\.)?)", "", name).strip("/")
        name = re.split(r"\s+[|·•–—]\s+", name)[0]
        if name and name.casefold() not in SERVICES:
            return name[:100]
    return None


def _address(tree: Any, meta: dict[str, str], linked: str | None, url: str | None) -> str | None:
    """Return the page's own address for itself where that is believable, else where it was read."""
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    for stated in (canonical, meta.get("og:url"), linked):
        if not stated:
            continue
        try:
            address = canonical_url(urljoin(url or "", stated.strip()))
        except (UrlError, ValueError):
            continue
        is_home = urlsplit(address).path == "/" and not urlsplit(address).query
        if not is_home and (url is None or same_site(address, url)):
            return address
    return canonical_url(url) if url else None


def _language(tree: Any, meta: dict[str, str], linked: str | None) -> str | None:
    for stated in (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        linked,
        meta.get("content-language"),
        meta.get("og:locale"),
    ):
        if found := re.match(r"([a-zA-Z]{2,3})(?:[-_]|$)", (stated or "").strip()):
            return found[1].lower()
    return None
