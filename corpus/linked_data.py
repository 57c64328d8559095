"""What a page says of its article in JSON-LD (schema.org), however untidily (pure)."""

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from corpus.headlines import shared_words

Crumb: TypeAlias = tuple[str, str]
"""A step on the path from a site's front page to a page: its name and its address, or ""."""

ARTICLE_TYPES = re.compile(r"(?:^|[/:])(?:\w*Article|\w*Posting|Report|Review|ClaimReview|Blog)$")
PAGE_TYPES = ("WebPage", "ItemPage")
MOST_ARTICLES = 3
"""A page whose data describe so many articles, none as its main one, is a list."""
SAME_TITLE = 0.6
"""Share of a headline's words that a title of the same article has."""
DEEPEST = 12
"""Nesting beyond which nothing of interest is found."""


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article's description; every field may be missing, texts are as written.

    `is_free` is False where the publisher says that not everyone may read all of it; `body` is the
    whole text, in lines, and `words` is how many it has. `locked` are the selectors of its parts that
    not everyone may read.
    """

    headline: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None
    words: int | None = None
    is_free: bool | None = None
    sections: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()


def linked_article(scripts: Iterable[str], titles: Collection[str] = ()) -> LinkedArticle | None:
    """Return the description of the page's article from its `application/ld+json` scripts, in order.

    Of several the one that says most wins, then the first: lists of other stories say little. Where
    many are described only one whose headline is among the page's `titles` is the page's own. A
    script that is no JSON even after the usual repairs still gives its dates and headline.
    """
    nodes = [node for script in scripts for node in _article_nodes(_loaded(script))]
    articles = _with_ids_resolved(nodes)
    if len(articles) >= MOST_ARTICLES:
        articles = [article for article in articles if _is_among(article.headline, titles)]
    return max(
        articles,
        key=lambda article: sum(
            value is not None
            for value in (article.headline, article.published, article.author, article.publisher)
        ),
        default=None,
    )


def linked_page(scripts: Iterable[str]) -> LinkedArticle | None:
    """Return the description of the page that an article is on (`WebPage`), if just one is described.

    Much blog software tells the times of a story there only.
    """
    pages: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = [
        (node, {})
        for script in scripts
        for node in _objects(_loaded(script), 0)
        if node.get("@type") in PAGE_TYPES and "datePublished" in node
    ]
    return _with_ids_resolved(pages)[0] if len(pages) == 1 else None


def linked_crumbs(scripts: Iterable[str]) -> list[Crumb]:
    """Return the first path of crumbs that the scripts describe (BreadcrumbList), in its order."""
    for node in (node for script in scripts for node in _objects(_loaded(script), 0)):
        steps = node.get("itemListElement")
        if node.get("@type") == "BreadcrumbList" and isinstance(steps, list):
            found = [step for step in steps if isinstance(step, dict)]
            found.sort(key=lambda step: _count(step.get("position")) or 0)
            crumbs = [
                (_text(step.get("name") or _named(step.get("item"))), step.get("item")) for step in found
            ]
            return [(name, str(_id(item) or "")) for name, item in crumbs if name]
    return []


def _is_among(headline: str | None, titles: Collection[str]) -> bool:
    return bool(headline) and any(shared_words(headline or "", title) >= SAME_TITLE for title in titles)


def _with_ids_resolved(nodes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[LinkedArticle]:
    return [
        LinkedArticle(
            headline=_text(node.get("headline") or node.get("name")),
            author=_names(node.get("author") or node.get("creator"), known),
            publisher=_names(node.get("publisher") or node.get("sourceOrganization"), known),
            published=_text(node.get("datePublished") or node.get("dateCreated")),
            updated=_text(node.get("dateModified")),
            language=_text(_named(node.get("inLanguage"))),
            url=_text(node.get("url") or _id(node.get("mainEntityOfPage"))),
            body=node["articleBody"] if isinstance(node.get("articleBody"), str) else None,
            words=_count(node.get("wordCount")),
            is_free=_is_free(node),
            sections=_texts(node.get("articleSection")),
            locked=tuple(_locked(node.get("hasPart"))),
        )
        for node, known in nodes
    ]


def _loaded(script: str) -> Any:
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$", "", script)
        .strip()
        .rstrip(";")
    )
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    fields = dict(
        re.findall(r'"(headline|datePublished|dateModified|@type)"\s*:\s*"((?:[^"\\\n]|\\.)*)"', text)[::-1]
    )
    return (
        {"@type": "Article", **{name: value for name, value in fields.items() if name != "@type"}}
        if "datePublished" in fields
        else None
    )


def _article_nodes(value: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each object that describes an article, with the script's objects by their `@id`."""
    objects = list(_objects(value, 0))
    known = {node["@id"]: node for node in objects if isinstance(node.get("@id"), str) and len(node) > 1}
    for node in objects:
        kinds = node.get("@type")
        if any(
            isinstance(kind, str) and ARTICLE_TYPES.search(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield node, known


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _objects(item, depth + 1)


def _names(value: Any, known: Mapping[str, Any]) -> str | None:
    """Return the name or names that a text, an object, a reference or a list of these gives."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "name" not in item and item.get("@id") in known:
            item = known[item["@id"]]
        name = _text(_named(item))
        if name and not re.match(r"https?://|www\.|@|/", name) and name not in names:
            names.append(name)
    return ", ".join(names) or None


def _texts(value: Any) -> tuple[str, ...]:
    """Return the text, or the texts of a list or the names of its objects."""
    found = (_text(_named(item)) for item in (value if isinstance(value, list) else [value]))
    return tuple(filter(None, found))


def _named(value: Any) -> Any:
    if isinstance(value, list) and value:
        value = value[0]
    return value.get("name") if isinstance(value, dict) else value


def _count(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() and len(str(value)) < 7 else None


def _is_free(node: Mapping[str, Any]) -> bool | None:
    """Return what «isAccessibleForFree» says, in whatever way true and false are written; None without it."""
    said = str(node.get("isAccessibleForFree", "")).strip().lower().rpartition("/")[2]
    return {"false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}.get(said)


def _locked(parts: Any) -> Iterator[str]:
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict) and _is_free(part) is False:
            yield from _texts(part.get("cssSelector"))


def _id(value: Any) -> Any:
    return value.get("@id") or value.get("url") if isinstance(value, dict) else value


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    text = " ".join(html.unescape(re.sub(r"<[^<>]{1,200}>", "", value)).split())
    return text or None
