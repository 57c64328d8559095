"""Answers and search results as Discord's components; every card keeps Discord's limits (pure).

A message may hold 4,000 characters of text and 40 components. The texts below are cut to lengths
that add up to less, whatever is in them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.cited import Cited
from bot.render.escape import inline
from bot.render.excerpt import quoted
from bot.render.links import passage_link
from bot.render.phrases import BY_A_MODEL, DIFFERENT, summary_in_words
from corpus.changes import changed_after_publication
from corpus.types import Article
from index.types import Answer, Citation, Claim, Corroboration, NoAnswer, Summary

LONGEST_LINK = 512
MOST_EXCERPTS = 3
RESULTS_ON_PAGE = 5
"""With their texts cut as below, what one message can hold."""

ANSWERED = discord.Colour(0x2E7D6B)
NOT_FOUND = discord.Colour(0x8A8F98)
FAULT = discord.Colour(0xC0563B)

QUOTE_ID, CREDITS_ID, SUMMARY_ID, VOICES_ID = 1_000, 2_000, 3_000, 4_000
"""Components' ids by which parts of a sent answer are found again; an excerpt's have its rank added."""

NOT_IN_MINE = "I didn’t find the answer in my articles."
NO_QUOTES = "Its publisher allows no quotes here."
FOLLOW_UP = "To ask further, reply to this and mention me."

Item: TypeAlias = ui.Item[Any]
Covered: TypeAlias = tuple[datetime | None, datetime | None]


class Card(ui.LayoutView):
    """Components to be sent.

    The client keeps no state for it: a press on one of its buttons is told by the button's
    `custom_id` alone (`bot.buttons`), today or after a restart. `cited` is what it quotes.
    """

    cited: tuple[Cited, ...] = ()

    def __init__(self, *items: Item, colour: discord.Colour | None = None) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(*items, accent_colour=colour))

    def is_finished(self) -> bool:
        """Say that nothing waits for this view, so that the client doesn't keep it."""
        return True


def answer_card(answer: Answer, *, asked: str | None = None, hint: str = "", why: str = "") -> Card:
    """Return the excerpts that answer, best first; `asked` repeats a question that nobody else can see.

    With `why`, a button's id, there is one that tells why this is the answer.
    """
    items = _question(asked, answer.understood)
    before: Article | None = None
    if answer.summary is not None:
        items += [*_identified(SUMMARY_ID, _summary(answer.summary)), ui.Separator()]
    voices = _voices(answer.corroboration)
    room = (570 if answer.summary is None else 350) - (90 if voices else 0)
    for rank, citation in enumerate(answer.citations[:MOST_EXCERPTS], start=1):
        text = quoted(citation, room) if answer.summary is None else f"\\[{rank}\\]\n{quoted(citation, room)}"
        items.append(ui.TextDisplay(text, id=QUOTE_ID + rank))
        items += [*_identified(CREDITS_ID + rank, _credits(citation, before)), ui.Separator()]
        before = citation.article
    items += [*_identified(VOICES_ID, voices), *_named(answer.headlines)]
    items.append(ui.TextDisplay(small(f"{confidence_in_words(answer.confidence)} {hint}")))
    card = Card(*items, *_why_button("Why this answer", why), colour=ANSWERED)
    card.cited = tuple(
        Cited.of(rank, one) for rank, one in enumerate(answer.citations[:MOST_EXCERPTS], start=1)
    )
    return card


def no_answer_card(
    answer: NoAnswer,
    *,
    asked: str | None = None,
    covered: Covered | None = None,
    why: str = "",
) -> Card:
    """Return why there is no answer, the articles that come nearest, and the dates that are covered."""
    items = _question(asked, answer.understood)
    found = "I may not quote what seems to answer." if answer.headlines else NOT_IN_MINE
    items.append(ui.TextDisplay(f"**{found}**\n{inline(answer.reason, 400)}"))
    if answer.nearest:
        nearest = "Read it there:" if answer.headlines else "The articles that come nearest:"
        items += [ui.Separator(), ui.TextDisplay(small(nearest))]
    for article in answer.nearest[:MOST_EXCERPTS]:
        items += with_link(headline(article), link_to(article))
    if covered is not None and (dates := dates_in_words(covered)):
        items += [ui.Separator(), ui.TextDisplay(small(f"My articles are from {dates}."))]
    return Card(*items, *_why_button("Why no answer", why), colour=NOT_FOUND)


def search_card(query: str, found: Sequence[Citation], *, page: int, search_id: int) -> Card:
    """Return one page of results, pages counted from 0, with buttons to the pages before and after."""
    if not found:
        text = f"**Nothing found for** «{inline(query, 400)}»\nTry other words, or fewer limits."
        return Card(ui.TextDisplay(text), colour=NOT_FOUND)
    pages = -(-len(found) // RESULTS_ON_PAGE)
    page = min(max(page, 0), pages - 1)
    first = page * RESULTS_ON_PAGE
    items: list[Item] = [ui.TextDisplay(f"**Results for** «{inline(query, 350)}»")]
    for number, citation in enumerate(found[first : first + RESULTS_ON_PAGE], start=first + 1):
        quote = quoted(citation, 300) if citation.quote else small(NO_QUOTES)
        text = f"{number}. {headline(citation.article)}\n{quote}"
        items += with_link(text, passage_link(citation, LONGEST_LINK))
    if pages > 1:
        items.append(turning(f"page:{search_id}", page, pages))
    return Card(*items, colour=ANSWERED)


def notice_card(text: str, *, colour: discord.Colour = NOT_FOUND) -> Card:
    """Return a message of the bot itself; what others wrote in it has to be escaped already."""
    return Card(ui.TextDisplay(text), colour=colour)


def headline(article: Article, limit: int = 120) -> str:
    """Return the title, and on a second line who published it and when, in at most `limit` + 190 units."""
    facts = [inline(name, 60) for name in (article.source, article.author) if name]
    if article.published is not None:
        facts.append(day(article.published))
    if (changed := changed_after_publication(article)) is not None:
        facts.append(f"updated {day(changed)}")
    title = f"**{inline(article.title, limit)}**"
    return f"{title}\n{' · '.join(facts)}" if facts else title


def day(moment: datetime) -> str:
    """Return Discord's mark for a day, which every reader sees in their own language and time zone.

    Midnight stands for a day without a time; noon keeps it the same day in nearly every time zone.
    """
    if moment.time() == time():
        moment += timedelta(hours=12)
    return f"<t:{int(moment.timestamp())}:D>"


def dates_in_words(covered: Covered) -> str:
    """Return the dates between which articles were published, empty when none is known."""
    return " to ".join(dict.fromkeys(day(moment) for moment in covered if moment is not None))


def confidence_in_words(confidence: float) -> str:
    """Return how sure the answer is, in words and per cent."""
    word = "Very likely" if confidence >= 0.9 else "Likely" if confidence >= 0.7 else "Possibly"
    return f"{word} the answer ({confidence:.0%})."


def small(text: str) -> str:
    """Return one line of small print."""
    return f"-# {text.strip()}"


def link_to(article: Article) -> str | None:
    """Return the article's address, unless a button can't hold it."""
    return article.url if article.url and len(article.url) <= LONGEST_LINK else None


def with_link(text: str, link: str | None) -> list[Item]:
    """Return the text with a button beside it that opens the link, or the text alone."""
    if link is None:
        return [ui.TextDisplay(text)]
    return [ui.Section(text, accessory=ui.Button(label="Read on", url=link))]


def in_words(names: Iterable[str], most: int = 3) -> str:
    """Return names as «A, B and C», or «A, B and 4 more», each escaped and cut."""
    shown = [inline(name, 40) for name in names]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def _why_button(label: str, custom_id: str) -> list[Item]:
    return [ui.ActionRow(ui.Button(label=label, custom_id=custom_id))] if custom_id else []


def _voices(found: Corroboration) -> list[Item]:
    """Return who else says what the first excerpt says, and figures that conflict, in at most 450 units."""
    lines = []
    if outlets := [citation.article.source or "" for citation in found.supported_by]:
        lines.append(small(f"Independently reported by {in_words(outlets)}"))
    if found.conflicting:
        lines.append(f"**{DIFFERENT}:**")
        lines += [f"- {_claim(claim)}" for claim in found.conflicting[:MOST_EXCERPTS]]
    return [ui.TextDisplay("\n".join(lines))] if lines else []


def _claim(claim: Claim) -> str:
    article = claim.citation.article
    facts = [inline(article.source, 30)] if article.source else []
    facts += [day(article.published)] if article.published else []
    return f"{inline(claim.figure, 30)} ({', '.join(facts)})"


def _question(asked: str | None, understood: str | None) -> list[Item]:
    lines = []
    if asked is not None:
        lines.append(f"**{inline(asked, 250)}**")
    if understood is not None:
        lines.append(small(f"Understood as: {inline(understood, 200)}"))
    return [ui.TextDisplay("\n".join(lines))] if lines else []


def _summary(summary: Summary) -> list[Item]:
    return [ui.TextDisplay(f"{inline(summary_in_words(summary), 620)}\n{small(BY_A_MODEL + '.')}")]


def _named(headlines: Sequence[Article]) -> list[Item]:
    """Return the titles of articles that bear on the question and may not be quoted, in at most 200 units."""
    if not headlines:
        return []
    told = "; ".join(
        f"{inline(one.title, 50)} ({inline(one.source or 'no outlet', 30)})" for one in headlines[:2]
    )
    return [ui.TextDisplay(small(f"Not to be quoted: {told}"))]


def _identified(number: int, items: list[Item]) -> list[Item]:
    """Give the first of the components an id by which it is found again in the message."""
    for item in items[:1]:
        item.id = number
    return items


def _credits(citation: Citation, before: Article | None) -> list[Item]:
    """Return who published the excerpt, in short when it is from the same article as the one before."""
    if before is not None and citation.article.id == before.id:
        return with_link(small("From the same article"), passage_link(citation, LONGEST_LINK))
    text = headline(citation.article)
    if citation.also_in:
        text += "\n" + small(f"Also reported by {in_words(citation.also_in)}")
    return with_link(text, passage_link(citation, LONGEST_LINK))


def turning(press: str, page: int, pages: int) -> Item:
    """Return the buttons to the pages before and after, pages counted from 0; `press` is what turns them."""
    return ui.ActionRow(
        _page_button("Previous", f"{press}:{page - 1}", disabled=page == 0),
        ui.Button(label=f"Page {page + 1} of {pages}", custom_id="citewire:here", disabled=True),
        _page_button("Next", f"{press}:{page + 1}", disabled=page == pages - 1),
    )


def _page_button(label: str, press: str, *, disabled: bool) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=f"citewire:{press}", disabled=disabled)
