"""What a page states of itself, read plainly and apart from our own reading, to check titles and dates by."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import html as lxml_html

PUBLISHED = (
    "article:published_time og:published_time datepublished parsely-pub-date sailthru.date pubdate "
    "publishdate dc.date.issued date"
).split()
UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod")
ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")


@dataclass(slots=True)
class Stated:
    """Every title and moment that a page states, whichever is right."""

    titles: list[str] = field(default_factory=list)
    published: list[datetime] = field(default_factory=list)
    updated: list[datetime] = field(default_factory=list)


def stated_by(html: str) -> Stated:
    """Return what JSON-LD, meta tags, microdata, <time> and <h1> say, in this order."""
    tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    stated = Stated()
    published: list[str] = []
    updated: list[str] = []
    for node in _linked(tree):
        stated.titles.append(str(node.get("headline") or node.get("name") or ""))
        published.append(str(node.get("datePublished") or ""))
        updated.append(str(node.get("dateModified") or ""))
    metas = [
        (
            (node.get("property") or node.get("name") or node.get("itemprop") or "").lower(),
            node.get("content"),
        )
        for node in tree.xpath("//meta[@content]")
    ]
    published += [value for name in PUBLISHED for key, value in metas if key == name]
    updated += [value for name in UPDATED for key, value in metas if key == name]
    for name, moments in (("datePublished", published), ("dateModified", updated)):
        for node in tree.xpath("//*[@itemprop=$name]", name=name):
            moments.append(node.get("content") or node.get("datetime") or node.text_content())
    if not any(map(moment, published)):
        inside = "//header//time[@datetime] | //article//time[@datetime] | //time[@pubdate]"
        published += [node.get("datetime") for node in tree.xpath(inside)[:1]]
    stated.titles += [value for key, value in metas if key in ("og:title", "twitter:title")]
    stated.titles += [node.text_content() for node in tree.xpath("//h1")]
    stated.titles += [tree.findtext(".//title") or ""]
    stated.titles = [" ".join(title.split()) for title in stated.titles if title.strip()]
    stated.published = [found for text in published if (found := moment(text))]
    stated.updated = [found for text in updated if (found := moment(text))]
    return stated


def is_title(ours: str, stated: Stated) -> bool:
    """Return whether the page states a title so, but for case, marks and the outlet behind it."""
    own = _letters(ours)
    return bool(own) and any(
        own == _letters(title)
        or (_letters(title).startswith(own) and re.match(r"\W*[|–—:·•»-]", title[len(ours) :]) is not None)
        for title in stated.titles
    )


def is_moment(ours: datetime | None, stated: list[datetime]) -> bool:
    """Return whether a moment is stated: to the minute, or to the day where only the day is."""
    if ours is None:
        return False
    return any(
        abs(ours - other) < timedelta(minutes=1) or (_is_day(other) and abs(ours - other) < timedelta(days=1))
        for other in stated
    )


def is_update(ours: datetime | None, published: datetime | None, stated: list[datetime]) -> bool:
    """Return whether a change is stated, or rightly none is given: none after publication is stated."""
    if ours is not None:
        return is_moment(ours, stated) and not (published and ours <= published)
    return published is None or all(
        other - published < timedelta(days=1) if _is_day(other) else other <= published
        for other in stated[:1]
    )


def moment(text: str | None) -> datetime | None:
    text = re.sub(r"(\.\d+)(?=Z|[+-]|$)", "", (text or "").strip())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        if found.year >= 1800:
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            waiting = [json.loads(script.text_content(), strict=False)]
        except ValueError:
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                kinds = value.get("@type")
                if any(ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield value
                waiting += [item for key, item in value.items() if key in ("@graph", "mainEntity")]


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _is_day(value: datetime) -> bool:
    return (value.hour, value.minute, value.second) == (0, 0, 0)
