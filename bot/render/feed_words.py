"""What is said about a feed, in words, for the terminal and for Discord alike (pure)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.feed_states import FeedState
from bot.render.phrases import counted
from corpus.characters import one_line
from corpus.feed_types import Feed, FeedPreview, FeedReport, FeedStatus


class Condition(StrEnum):
    """How a feed is doing, worst first."""

    GONE = "gone"
    FAILING = "failing"
    NEW = "new"
    PAUSED = "paused"
    GOOD = "good"


def condition_of(feed: Feed) -> Condition:
    """Return how a feed is doing."""
    if feed.paused:
        return Condition.GONE if feed.pause_reason else Condition.PAUSED
    if _is_failing(feed):
        return Condition.FAILING
    return Condition.GOOD if feed.last_success else Condition.NEW


def worst_first(states: Sequence[FeedState]) -> list[FeedState]:
    """Return the feeds in need of a look first, else in the order given."""
    order = list(Condition)
    return sorted(states, key=lambda state: order.index(condition_of(state.feed)))


def trouble_of(feed: Feed) -> str:
    """Return what is wrong with a feed and what to do about it, or nothing."""
    return " ".join(part for part in (reason_of(feed), advice_of(feed)) if part)


def reason_of(feed: Feed) -> str:
    """Return in a sentence what is wrong with a feed, or nothing."""
    return _sentence(feed.pause_reason or (feed.last_error if _is_failing(feed) else "") or "")


def advice_of(feed: Feed) -> str:
    """Return in a sentence what can be done about what is wrong with a feed, or nothing."""
    return _sentence(feed.advice or "") if reason_of(feed) else ""


def how_often(per_day: float | None) -> str:
    """Return «about 12 a day», «about 3 a week»; None is «how often isn't known»."""
    if per_day is None:
        return "how often isn’t known"
    if per_day >= 1:
        return f"about {per_day:,.0f} a day"
    if per_day * 7 >= 0.95:
        return f"about {per_day * 7:.0f} a week"
    return "less than one a week"


def preview_facts(preview: FeedPreview) -> str:
    """Return a feed's form, language and rhythm on one line."""
    facts = [
        preview.kind.value,
        f"language {one_line(preview.language)}" if preview.language else "",
        how_often(preview.per_day),
        "1 story listed now" if preview.total == 1 else f"{preview.total:,} stories listed now",
        "whole stories in the feed" if preview.full_text else "stories are read from their pages",
    ]
    return ", ".join(fact for fact in facts if fact)


def report_in_words(report: FeedReport) -> str:
    """Return what asking a feed came to: «3 new, 1 changed», «nothing new», or why it failed."""
    if report.error:
        return trouble_of(report.feed) or f"{one_line(report.error).rstrip('.')}."
    counts = (
        (report.added, "new"),
        (report.updated, "changed"),
        (report.duplicates, "known from another outlet"),
        (len(report.failed), "not readable"),
        (report.waiting, "left for the next time"),
    )
    told = ", ".join(f"{count:,} {words}" for count, words in counts if count)
    moved = f"; the feed has moved to {one_line(report.feed.url)}" if report.moved_from else ""
    return (told or "nothing new") + moved


def is_failure(report: FeedReport) -> bool:
    """Return whether a feed or some of its stories could not be read."""
    return report.status in (FeedStatus.FAILED, FeedStatus.GONE) or bool(report.failed)


def next_time(feed: Feed, now: datetime) -> str:
    """Return when a feed is asked next: «in 2 h», «now» when it is due, «–» for a paused one."""
    return "–" if feed.paused else distance(max(feed.due, now), now)


def distance(moment: datetime | None, now: datetime) -> str:
    """Return «5 min ago», «in 2 h», «never» for None."""
    if moment is None:
        return "never"
    apart = abs(moment - now)
    if apart < timedelta(minutes=1):
        return "now"
    for unit, scale in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if apart >= scale:
            words = f"{round(apart / scale)} {unit}"
            break
    return f"{words} ago" if moment < now else f"in {words}"


def summary(states: Sequence[FeedState]) -> str:
    """Return «12 feeds: 1 gone, 2 failing, 1 paused», or nothing without feeds."""
    if not states:
        return ""
    conditions = [condition_of(state.feed) for state in states]
    told = [
        f"{conditions.count(one):,} {word}"
        for one, word in (
            (Condition.GONE, "gone for good"),
            (Condition.FAILING, "failing"),
            (Condition.NEW, "not read yet"),
            (Condition.PAUSED, "paused"),
        )
        if one in conditions
    ]
    return f"{counted(len(states), 'feed')}: {', '.join(told) or 'all well'}"


def last_refresh(states: Sequence[FeedState]) -> datetime | None:
    """Return when any feed was last read."""
    return max((state.feed.last_success for state in states if state.feed.last_success), default=None)


def _is_failing(feed: Feed) -> bool:
    """Whether the last request failed; what went wrong before a feed was resumed is forgiven."""
    return bool(feed.last_error and feed.failures)


def _sentence(text: str) -> str:
    words = one_line(text).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
