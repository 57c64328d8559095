"""Where questions from Discord are taken: not too many from one person, answered in time, counted."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.errors import ServiceError
from bot.guilds import Limits
from bot.metrics import Metrics
from bot.render.cards import Card, Covered, answer_card, no_answer_card
from bot.render.why_card import why_id
from bot.service import NewsService
from corpus.errors import NewsError
from index.errors import QueryError
from index.types import Answer, NoAnswer

QUESTIONS, PER_SECONDS = 5, 30.0
"""What one person may ask; a conversation never reaches it."""
MOST_PEOPLE = 10_000
"""Of whom recent questions are counted before those who have stopped asking are dropped."""
SECONDS_COVERED = 60.0
LONGEST_ANSWER = 60.0
"""Seconds after which a question is given up."""

log = logging.getLogger(__name__)


class TooManyQuestions(ServiceError):  # noqa: N818 - it reads as what it is, like Busy
    """One person asks faster than anyone reads; asking again later will work."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"you have asked {QUESTIONS} questions in a short time: please give me {max(1, round(seconds))} s"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question from Discord; `path` is the way it came, `hint` what is said below the answer."""

    text: str
    path: str
    limits: Limits = field(default_factory=Limits)
    conversation: Sequence[str] = ()
    repeat: bool = False
    """Whether the question has to be shown with the answer, because nobody else can see it."""
    hint: str = ""
    kept: bool = False
    """Whether the question is remembered with the answer's message, so that it can be explained."""


class Desk:
    """Answers questions with cards."""

    def __init__(self, service: NewsService, metrics: Metrics) -> None:
        self._service = service
        self._metrics = metrics
        self._recent: dict[int, deque[float]] = {}
        self._covered: Covered | None = None
        self._covered_since = -SECONDS_COVERED

    def admit(self, user_id: int) -> None:
        """Count a question of this person; raise TooManyQuestions when it is one too many."""
        now = time.monotonic()
        if len(self._recent) > MOST_PEOPLE:
            self._recent = {user: asked for user, asked in self._recent.items() if _within(asked, now)}
        asked = self._recent.setdefault(user_id, deque())
        if len(_within(asked, now)) >= QUESTIONS:
            raise TooManyQuestions(asked[0] + PER_SECONDS - now)
        asked.append(now)

    async def known(self, limits: Limits) -> Limits:
        """Return the limits with the outlet's name as it is written; raise QueryError when there is none."""
        if limits.since and limits.until and limits.since > limits.until:
            raise QueryError("the day in «since» comes after the day in «until»: swap them")
        if limits.source is None:
            return limits
        for name in await self._service.sources():
            if name.casefold() == limits.source.strip().casefold():
                return Limits(since=limits.since, until=limits.until, source=name)
        raise QueryError(f"no outlet is called «{limits.source}»: /sources lists them")

    async def answer(self, asked: Asked) -> Card:
        """Answer a question. Raises QueryError, Busy, or TimeoutError after `LONGEST_ANSWER`."""
        question = asked.limits.request(asked.text, now=datetime.now(UTC), conversation=asked.conversation)
        began = time.monotonic()
        status = "failed"
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                outcome = await self._service.ask(question)
            status = "answered" if isinstance(outcome, Answer) else "no_answer"
        finally:
            seconds = time.monotonic() - began
            self._metrics.questions.labels(asked.path, status).inc()
            self._metrics.seconds.observe(seconds)
            log.info("asked path=%s status=%s seconds=%.2f", asked.path, status, seconds)
        log.debug("asked text=%r conversation=%d", asked.text, len(asked.conversation))
        repeated = asked.text if asked.repeat else None
        why = why_id(asked.limits) if asked.kept else ""
        match outcome:
            case Answer():
                return answer_card(outcome, asked=repeated, hint=asked.hint, why=why)
            case NoAnswer():
                covered = await self._dates_covered()
                return no_answer_card(outcome, asked=repeated, covered=covered, why=why)

    async def _dates_covered(self) -> Covered | None:
        """Return when the first and the last article was published; counted anew once a minute."""
        if time.monotonic() - self._covered_since >= SECONDS_COVERED:
            with suppress(NewsError):
                status = await self._service.status()
                self._covered = status.published_from, status.published_to
                self._covered_since = time.monotonic()
        return self._covered


def _within(asked: deque[float], now: float) -> deque[float]:
    """Drop the moments that are over and return the rest."""
    while asked and now - asked[0] >= PER_SECONDS:
        asked.popleft()
    return asked
