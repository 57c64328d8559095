"""The part of the outlet that a page's article stands in, as the page states it (pure)."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from corpus.characters import one_line
from corpus.headlines import shared_words
from corpus.linked_data import Crumb

SECTION_NAMES = (
    "article:section og:article:section og:section parsely-section section sectionname article.section "
    "page_section page-section content-section cxenseparse:articlesection prism.section citation_section"
).split()
LONGEST = 50
"""Characters; what is longer is a sentence or a list of keywords."""
MOST_WORDS = 6
NO_SECTION = frozenset(
    "home homepage startseite start accueil inicio início index front frontpage front-page all article "
    "articles artikel post posts page story stories blog uncategorized uncategorised general allgemein "
    "sin-categoría none null undefined default other misc unknown".split()
)
"""What stands where a section belongs when the outlet has none."""
VAGUE = frozenset("news nachrichten nouvelles actualités noticias notizie nieuws latest top-stories".split())
"""Names that say hardly anything, taken when the page names no other."""
HEADLINE = 0.6
"""Share of a title's words in a crumb, or of a long crumb's in the title, from which it is the page."""
_PARTS = re.compile(r"\s*[|>;›»]\s*|\s+[-–—/]\s+")


def section_of(
    tree: Any,
    *,
    linked: Iterable[str],
    crumbs: Sequence[Crumb],
    meta: Mapping[str, str],
    title: str | None,
    source: str | None,
) -> str | None:
    """Return the section that a page states for its article; None when it doesn't.

    Its data go first (`linked`, in JSON-LD), then its meta tags, its microdata and its path of
    crumbs (in JSON-LD or as shown), of which the first that is more than «Home» or «News» is the section.
    """
    stated = chain(
        linked,
        (meta[name] for name in SECTION_NAMES if name in meta),
        _marked(tree),
        _within(crumbs, title),
        _within(_shown_crumbs(tree), title),
    )
    vague = None
    for name in (name for text in stated for name in _names(text)):
        if name.casefold() == (source or "").casefold():
            continue
        if not _is_vague(name):
            return name
        vague = vague or name
    return vague


def _names(stated: str) -> Iterator[str]:
    """Yield the sections in a text that states one or a path of them; addresses and lists are none."""
    text = one_line(html.unescape(stated))
    if text.startswith("/"):
        text = text.replace("/", ">")
    if "://" in text or text.count(",") > 1:
        return
    for part in _PARTS.split(text):
        name = part.strip(" :#•·")
        if not re.search(r"[^\W\d_]", name) or len(name) > LONGEST or len(name.split()) > MOST_WORDS:
            continue
        if name.casefold().replace(" ", "-") not in NO_SECTION:
            yield name


def _is_vague(name: str) -> bool:
    return name.casefold().replace(" ", "-") in VAGUE


def _marked(tree: Any) -> Iterator[str]:
    """Yield what microdata mark as the section, but for that of other stories."""
    for node in tree.xpath("//*[@itemprop='articleSection' and not(ancestor::aside or ancestor::li)]")[:3]:
        yield node.get("content") or node.text_content()


def _within(crumbs: Sequence[Crumb], title: str | None) -> Iterator[str]:
    """Yield the names on a path from the outlet's front page to the page, without both.

    A path that begins elsewhere may be of tags and is not believed.
    """
    if not crumbs or not (_is_front(crumbs[0][1]) or crumbs[0][0].casefold() in NO_SECTION):
        return
    for name, _ in crumbs[1:]:
        if shared_words(title or "", name) < HEADLINE and not (
            len(name.split()) > 3 and shared_words(name, title or "") >= HEADLINE
        ):
            yield name


def _shown_crumbs(tree: Any) -> list[Crumb]:
    """Return the links of the page's marked path of crumbs."""
    lower = "translate(concat(@class, ' ', @id, ' ', @aria-label), 'BCDEMRU', 'bcdemru')"
    path = next(
        iter(
            tree.xpath(
                f"//*[self::nav or self::ol or self::ul or self::div][contains({lower}, 'breadcrumb')"
                " or contains(@itemtype, 'BreadcrumbList')]"
            )
        ),
        None,
    )
    if path is None:
        return []
    links = path.xpath(".//a[@href]")
    return [(name, link.get("href")) for link in links if (name := one_line(link.text_content()))]


def _is_front(address: str) -> bool:
    return re.fullmatch(r"\s*(?:https?://[^/\s]+)?/?(?:[a-z]{2}/)?(?:index\.\w+)?\s*", address) is not None
