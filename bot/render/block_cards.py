"""What admins see of blocks: the takedown list page by page, an address blocked, a block lifted (pure)."""

from collections.abc import Sequence

from discord import ui

from bot.render.cards import ANSWERED, NOT_FOUND, Card, Item, notice_card, small, turning
from bot.render.escape import inline
from bot.render.phrases import counted, story_blocked
from corpus.takedown import Takedown
from corpus.types import Article

ON_PAGE = 12
"""Of entries, at most 245 units of text each."""
MOST_NAMED = 5

NOTHING_BLOCKED = (
    "**Nothing is blocked.** To withdraw a story, use /admin article remove and then «Remove and block»; "
    "/admin block add blocks an address that isn’t here yet."
)


def blocks_card(entries: Sequence[Takedown], *, page: int) -> Card:
    """Return one page of the list, pages counted from 0, the latest first."""
    if not entries:
        return notice_card(NOTHING_BLOCKED)
    pages = -(-len(entries) // ON_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = list(reversed(entries))[page * ON_PAGE : (page + 1) * ON_PAGE]
    lines = [f"**{counted(len(entries), 'block')}**", *(f"- {_told(entry)}" for entry in shown)]
    lines.append(
        small("Headlines and texts of blocked stories aren’t kept. /admin block lift takes one off.")
    )
    items: list[Item] = [ui.TextDisplay("\n".join(lines))]
    if pages > 1:
        items.append(turning("blocks", page, pages))
    return Card(*items, colour=NOT_FOUND)


def blocked_card(url: str, removed: Sequence[Article]) -> Card:
    """Say that an address is blocked, and which articles went with it."""
    lines = [f"**Blocked:** {inline(url, 300)}\nNothing is taken from this address any more."]
    lines += [f"- Removed: {inline(article.title, 150)}" for article in removed[:MOST_NAMED]]
    if len(removed) > MOST_NAMED:
        lines.append(f"- and {len(removed) - MOST_NAMED:,} more")
    if removed:
        lines.append("Copies of what was removed are refused too.")
    return notice_card("\n".join([*lines, small("/admin block lift undoes the block.")]))


def lifted_card(entry: Takedown, alike: Sequence[Takedown]) -> Card:
    """Say that a story may come in again, how, and which other blocks refuse its text all the same."""
    lines = [f"**Lifted:** {inline(story_blocked(entry), 300)}"]
    if alike:
        lines.append("Its text is still refused because of these; lift them too if it is to come back:")
        lines += [f"- {_told(one)}" for one in alike[:MOST_NAMED]]
    else:
        lines.append("Its story may come in again.")
    lines.append(small("It isn’t here again by itself: add it with /admin article add."))
    return notice_card("\n".join(lines), colour=NOT_FOUND if alike else ANSWERED)


def _told(entry: Takedown) -> str:
    outlet = f" ({inline(entry.source, 40)})" if entry.url and entry.source else ""
    what = "copies of its text too" if entry.by_text else "only this address"
    since = f"<t:{int(entry.blocked.timestamp())}:D>"
    return f"**{entry.id}** {inline(story_blocked(entry), 120)}{outlet}: since {since}, {what}"
