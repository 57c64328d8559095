"""Why an answer is what it is, as Discord's components; and the button that asks (pure)."""

import zlib
from collections.abc import Iterable
from datetime import date

from discord import ui

from bot.guilds import Limits
from bot.render.cards import ANSWERED, NOT_FOUND, Card, Item, day, small
from bot.render.escape import inline
from bot.render.why import facts_of, features_of
from index.explain import Considered, Explanation

MOST_SHOWN = 7


def why_id(limits: Limits) -> str:
    """Return the id of the button that asks why; the limits of the question are in it."""
    since, until = (day.toordinal() if day else 0 for day in (limits.since, limits.until))
    return f"citewire:why:{since}:{until}:{_number(limits.source) if limits.source else 0}"


def limits_of(since: int, until: int, source: int, names: Iterable[str]) -> Limits | None:
    """Return the limits in a button's id; None when the outlet isn't among these names any more."""
    name = next((name for name in names if _number(name) == source), None) if source else None
    if source and name is None:
        return None
    first, last = (date.fromordinal(number) if number else None for number in (since, until))
    return Limits(since=first, until=last, source=name)


def why_card(explanation: Explanation) -> Card:
    """Return how the question was understood, what made the confidence, and what was considered."""
    facts = [f"**{name}:** {inline(value, 220)}" for name, value in facts_of(explanation)]
    title = "Why this answer" if explanation.answered else "Why no answer"
    items: list[Item] = [ui.TextDisplay(f"### {title}\n" + "\n".join(facts))]
    if explanation.contributions:
        lines = [
            f"{one.amount:+.2f}  {inline(one.feature, 40)} ({one.weight:.2f} × {one.value:.2f})"
            for one in features_of(explanation)
        ]
        begin = f"{explanation.intercept:+.2f}  to begin with"
        head = "**What made the confidence** (log-odds: weight × value)"
        items += [ui.Separator(), ui.TextDisplay("\n".join([head, small(begin), *map(small, lines)]))]
    if explanation.considered:
        head = "**What was considered** (score: cosine, words, fused)"
        shown = _chosen(explanation)
        items += [ui.Separator(), ui.TextDisplay("\n".join([head, *map(_considered, shown)]))]
    return Card(*items, colour=ANSWERED if explanation.answered else NOT_FOUND)


def _chosen(explanation: Explanation) -> list[Considered]:
    """Return the first of those considered, with one at least that the limits kept out."""
    shown = list(explanation.considered[:MOST_SHOWN])
    kept_out = [one for one in explanation.considered[MOST_SHOWN:] if one.verdict.name == "FILTERED"]
    return [*shown[: MOST_SHOWN - 1], kept_out[0]] if kept_out else shown


def _considered(one: Considered) -> str:
    article = one.citation.article
    scores = f"{one.ranking:+.1f}: {one.cosine:.2f}, {one.bm25:.2f}, {one.fused:.2f}"
    facts = [inline(article.source, 30)] if article.source else []
    facts += [day(article.published)] if article.published else []
    excerpt = inline(one.citation.quote or article.title, 100)
    return f"- **{one.verdict.value}** ({scores})\n  {excerpt} · {' · '.join(facts)}"


def _number(name: str) -> int:
    return zlib.crc32(name.casefold().encode()) or 1
