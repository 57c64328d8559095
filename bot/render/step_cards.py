"""Timelines and the newest events as Discord's components (pure)."""

from datetime import timedelta

from discord import ui

from bot.render.cards import (
    ANSWERED,
    LONGEST_LINK,
    NOT_FOUND,
    Card,
    Item,
    day,
    in_words,
    link_to,
    small,
    turning,
    with_link,
)
from bot.render.escape import inline
from bot.render.links import passage_link
from index.chronicle import Timeline
from index.timeline import Step

STEPS_ON_PAGE = 6
"""With their texts cut as below, what one message can hold."""


def timeline_card(told: Timeline, *, page: int, search_id: int) -> Card:
    """Return one page of how a story developed, pages counted from 0."""
    if not told.steps:
        return _nothing(told.topic)
    first, last = told.steps[0].article.published, told.steps[-1].article.published
    days = f" · {day(first)} to {day(last)}" if first and last and last - first > timedelta(days=1) else ""
    title = f"**How it developed:** {inline(told.topic, 250)}{days}"
    if told.left_out:
        title += "\n" + small(
            f"{told.left_out:,} less close articles are left out: narrow it with since or until."
        )
    return _page(title, told, "timeline", page, search_id)


def latest_card(told: Timeline, *, page: int, search_id: int) -> Card:
    """Return one page of what happened last, pages counted from 0."""
    if not told.steps:
        return _nothing(told.topic)
    title = f"**The latest on** {inline(told.topic, 250)}" if told.topic else "**The latest**"
    return _page(title, told, "latest", page, search_id)


def _page(title: str, told: Timeline, verb: str, page: int, search_id: int) -> Card:
    pages = -(-len(told.steps) // STEPS_ON_PAGE)
    page = min(max(page, 0), pages - 1)
    items: list[Item] = [ui.TextDisplay(title)]
    for step in told.steps[page * STEPS_ON_PAGE :][:STEPS_ON_PAGE]:
        link = passage_link(step.citation, LONGEST_LINK) or link_to(step.article)
        items += with_link(_told(step), link)
    if pages > 1:
        items.append(turning(f"{verb}:{search_id}", page, pages))
    return Card(*items, colour=ANSWERED)


def _told(step: Step) -> str:
    """Return the day, the sentence and who published it, in at most 560 units."""
    published = f"**{day(step.article.published)}**\n" if step.article.published else ""
    sentence = f"> {inline(step.citation.quote or step.article.title, 330)}"
    credit = inline(step.article.source or "Unknown source", 40)
    if step.outlets:
        credit += f", also reported by {in_words(step.outlets)}"
    return f"{published}{sentence}\n{small(credit)}"


def _nothing(topic: str) -> Card:
    if not topic:
        return Card(ui.TextDisplay("**There are no articles yet.**"), colour=NOT_FOUND)
    text = f"**No article is about** «{inline(topic, 400)}»\nTry other words, or fewer limits."
    return Card(ui.TextDisplay(text), colour=NOT_FOUND)
