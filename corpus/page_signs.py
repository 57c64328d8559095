"""What a page shows besides its text: walls, players, log-ins, lists of other stories (pure)."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.characters import one_line

LONGEST_SIGN = 300
"""Characters of a line that asks to subscribe; a longer one speaks about that."""
MOST_PARTS = 4
"""Elements within such a line."""
LEAST_WORDS = 3
"""Of a link that is another story's headline."""
LEAST_LOCKED = 20
"""Words of a part behind a paywall; fewer are what asks to subscribe."""
MOST_LINKS = 3_000
"""Headlines looked at; no page of one story has as many."""
_SUBSCRIBERS = r"(?:our |paying |paid |premium |registered )*(?:subscribers|members|subscription)\b"
WALL = re.compile(
    r"(?:subscribe|sign up|register|log ?in|sign ?in|become a (?:member|subscriber)|join)\b.{0,80}\bto "
    r"(?:continue|keep|finish|read(?:ing)?|unlock|access|view)\b|"
    r"to (?:continue|keep) reading\b.{0,60}\b(?:subscribe|sign|log|register|join)|"
    r"to read the (?:full|whole|rest|complete|entire)\b|"
    r"continue reading (?:with|for|by)\b.{0,60}(?:subscri|trial|account|member)|"
    r"(?:this|the (?:full|rest of (?:this|the))) (?:article|story|content|post|report|page)\b.{0,40}\bis "
    r"(?:(?:only|exclusively|reserved|exclusive|available|locked|restricted|for|to) )*" + _SUBSCRIBERS + "|"
    r"(?:exclusive(?:ly)?|only|reserved) (?:for|to) " + _SUBSCRIBERS + "|"
    r"(?:subscribers?|members?)[ -]only (?:article|content|story)|"
    r"you(?:['’]ve| have) (?:reached|hit|used|read) .{0,40}\b(?:limit|free (?:articles|stories))\b|"
    r"unlock (?:this|the full) (?:article|story)|(?:buy|get) (?:a )?(?:pass|access) to (?:read|this article)|"
    r"(?:dieser|der (?:ganze|vollständige)) (?:artikel|text|inhalt|beitrag)\b.{0,60}"
    r"\b(?:abonnent|abo\b|plus|mitglieder)|"
    r"(?:jetzt |sofort )?weiterlesen mit\b|um weiterzulesen|(?:nur |exklusiv )für abonnent|"
    r"article (?:est )?réservé aux? |réservé (?:à nos|aux) abonnés|"
    r"il vous reste .{0,12}de (?:cet article|la suite)|"
    r"abonnez-vous pour (?:lire|continuer)|pour lire la suite|"
    r"(?:contenido|artículo|noticia) (?:exclusiv\w|solo|reservad\w) (?:para|a) "
    r"(?:suscriptores|abonados|socios)|"
    r"(?:suscríbe\w*|regístra\w*|inicia sesión) para (?:seguir|continuar|leer)|"
    r"(?:contenuto|articolo) (?:riservato|esclusivo) (?:agli|per gli) abbonati|"
    r"abbonati per (?:continuare|leggere)|"
    r"(?:conteúdo|matéria) exclusiv\w para assinantes|assine para (?:continuar|ler)|"
    r"(?:exclusief|alleen) voor (?:abonnees|leden)|"
    r"artikeln är låst|för att läsa (?:vidare|hela)|for å lese (?:videre|hele)|for abonnenter",
    re.IGNORECASE,
)
"""What a line says that stands in place of the rest of a story."""
METER = re.compile(
    r"\b(?:articles?|stories|story) (?:left|remaining)\b|\b(?:newsletter|comment)s?\b", re.IGNORECASE
)
"""What such a line may speak of too that is no wall."""
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
UNSEEN = frozenset({"script", "style", "template", "noscript", "option", "textarea"})
PLAYERS = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|player\.vimeo|dailymotion\.com/embed|/player|jwplayer|brightcove", re.I
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = (
    UNSEEN
    | HEADINGS
    | frozenset("body p div section article aside main header footer nav ul ol li table form figure".split())
)


def has_wall(tree: Any) -> bool:
    """Return whether a line that can be seen asks to subscribe or log in for the rest of the story."""
    return any(WALL.search(line) and not METER.search(line) for line in _short_lines(tree))


def is_withheld(tree: Any, selectors: Iterable[str]) -> bool:
    """Return whether the parts of a page that its data call locked are there, and all of them empty."""
    found = [node for selector in selectors for node in _selected(tree, selector)]
    return bool(found) and all(len(node.text_content().split()) < LEAST_LOCKED for node in found)


def has_player(tree: Any) -> bool:
    """Return whether the page shows a video."""
    frames = tree.xpath("//iframe/@src | //embed/@src | //iframe/@data-src")
    return bool(tree.xpath("//video")) or any(map(PLAYERS.search, frames))


def has_log_in(tree: Any) -> bool:
    """Return whether the page asks for a password."""
    return bool(tree.xpath("//input[@type='password']"))


def shown_text(tree: Any) -> str:
    """Return all that a page shows between its header and its footer, on one line."""
    body = next(iter(deepcopy(tree).xpath("//body")), None)
    if body is None:
        return ""
    for node in list(body.iter(*UNSEEN, "nav", "footer", "header")):
        node.drop_tree()
    return one_line(" ".join(body.itertext()))


def teasers(tree: Any, url: str | None) -> list[str]:
    """Return the texts that stand with the headline of another story of the site, one a story.

    Each is the largest piece of the page around that headline and no other, perhaps the headline
    alone; `url` is the page's own.
    """
    links = [link for link in tree.xpath("//body//a[@href]") if _is_headline(link)][:MOST_LINKS]
    targets = {link: target for link in links if (target := _other_story(link, url))}
    within: dict[Any, set[str]] = {}
    for link, target in targets.items():
        for node in (link, *link.iterancestors()):
            within.setdefault(node, set()).add(target)
    found: dict[str, str] = {}
    for link, target in targets.items():
        card = link
        for node in link.iterancestors():
            if len(within[node]) > 1 or node.tag in ("body", "html"):
                break
            card = node
        found[target] = max(found.get(target, ""), one_line(card.text_content()), key=len)
    return list(found.values())


def _selected(tree: Any, selector: str) -> list[Any]:
    """Return the elements of the last class or id that a selector names."""
    named = re.findall(r"([.#])([\w-]+)", selector)
    if not named:
        return []
    sign, name = named[-1]
    if sign == "#":
        return list(tree.xpath("//*[@id=$name]", name=name))
    return list(tree.xpath("//*[contains(concat(' ', @class, ' '), $name)]", name=f" {name} "))


def _short_lines(tree: Any) -> Iterator[str]:
    """Yield the lines that a reader sees and that hold no other block: of prompts, buttons and headings."""
    for node in tree.iter():
        if (
            not isinstance(node.tag, str)
            or len(node) > MOST_PARTS
            or any(part.tag in BLOCKS for part in node)
        ):
            continue
        line = one_line(node.text_content())
        if 0 < len(line) <= LONGEST_SIGN and not _is_unseen(node):
            yield line


def _is_unseen(node: Any) -> bool:
    return any(_is_hidden(parent) for parent in (node, *node.iterancestors()))


def _is_hidden(node: Any) -> bool:
    return (
        node.tag in UNSEEN
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(HIDDEN.search(node.get("style") or ""))
    )


def _is_headline(link: Any) -> bool:
    """Return whether a link is a headline: in or around a heading, or a line of its own."""
    text = one_line(link.text_content())
    if len(text.split()) < LEAST_WORDS:
        return False
    parent = link.getparent()
    if parent.tag in HEADINGS or any(child.tag in HEADINGS for child in link):
        return True
    return any(node.tag in HEADINGS for node in list(link.iterancestors())[:3])


def _other_story(link: Any, url: str | None) -> str | None:
    """Return where a link leads, if that is another page of the same site."""
    try:
        target = urlsplit(urljoin(url or "", link.get("href").strip()))
        here = urlsplit(url or "")
    except ValueError:
        return None
    if target.scheme not in ("http", "https", "") or (url and target.netloc != here.netloc):
        return None
    path = target.path.rstrip("/")
    return None if not path or path == here.path.rstrip("/") else f"{path}?{target.query}"
