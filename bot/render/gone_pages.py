"""Articles whose pages are gone from their sites, by outlet: the notice and the list for admins (pure)."""

from collections.abc import Sequence

from discord import ui

from bot.render.cards import FAULT, Card, Item, notice_card, small, turning
from bot.render.escape import inline
from bot.render.feed_list import ago
from bot.reports import ArticleSummary
from corpus.known import outlet_of

ON_PAGE = 12
"""Of articles: at most 210 units of text each, and 60 for its outlet."""

WHAT_TO_DO = (
    "Answers may still quote {them}. Sites lose pages when they move, so nothing is removed by itself: if "
    "{they} withdrawn, take {them} out with /admin article remove, by number; «Remove and block» keeps "
    "copies out too."
)
NONE_GONE = "**No article’s page is known to be gone.**"


def gone_notice(stories: Sequence[ArticleSummary]) -> Card:
    """Tell of articles whose pages were found gone since the last notice."""
    shown = _by_outlet(stories)[:ON_PAGE]
    lines = [_heading(stories), *_lines(shown)]
    if (more := len(stories) - len(shown)) > 0:
        lines.append(f"and {more:,} more: /admin article gone lists all of them.")
    lines.append(small(_what_to_do(len(stories))))
    return notice_card("\n".join(lines), colour=FAULT)


def gone_card(stories: Sequence[ArticleSummary], *, page: int) -> Card:
    """Return one page of all articles whose pages are gone, pages counted from 0."""
    if not stories:
        return notice_card(NONE_GONE)
    pages = -(-len(stories) // ON_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = _by_outlet(stories)[page * ON_PAGE : (page + 1) * ON_PAGE]
    lines = [_heading(stories), *_lines(shown), small(_what_to_do(len(stories)))]
    items: list[Item] = [ui.TextDisplay("\n".join(lines))]
    if pages > 1:
        items.append(turning("gone", page, pages))
    return Card(*items, colour=FAULT)


def _heading(stories: Sequence[ArticleSummary]) -> str:
    if len(stories) == 1:
        return "**The page of 1 article is gone from its site.** It was looked for twice."
    return f"**The pages of {len(stories):,} articles are gone from their sites.** Each was looked for twice."


def _what_to_do(count: int) -> str:
    them, they = ("it", "it was") if count == 1 else ("them", "they were")
    return WHAT_TO_DO.format(them=them, they=they)


def _by_outlet(stories: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return the stories of each outlet together, outlets by name, the latest found first."""
    latest = sorted(stories, key=lambda one: one.gone.timestamp() if one.gone else 0.0, reverse=True)
    return sorted(latest, key=lambda one: _outlet(one).casefold())


def _lines(stories: Sequence[ArticleSummary]) -> list[str]:
    lines: list[str] = []
    outlet = None
    for one in stories:
        if _outlet(one) != outlet:
            outlet = _outlet(one)
            lines.append(f"**{inline(outlet, 50)}**")
        since = f", gone {ago(one.gone)}" if one.gone else ""
        lines.append(f"- {inline(one.article.title, 140)} (article {one.article.id}{since})")
    return lines


def _outlet(story: ArticleSummary) -> str:
    return outlet_of(story.article.source, story.article.url) or "Outlet unknown"
