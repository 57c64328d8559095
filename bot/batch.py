"""What becomes of the articles of one batch, counted while they are stored."""

import logging
from collections import Counter
from collections.abc import Mapping

from bot.reports import AddReport, Failure
from corpus.ingest import Outcome, Result
from corpus.readers import Unreadable
from corpus.types import Article, ArticleId

MOST_ARTICLES_NAMED = 100
"""In an AddReport; its counts are complete."""

log = logging.getLogger(__name__)


class Batch:
    """Counts outcomes, keeps what failed, and remembers the first articles that were added or updated."""

    def __init__(self) -> None:
        self.named: list[ArticleId] = []
        self._results: Counter[Result] = Counter()
        self._failed: list[Failure] = []

    def unreadable(self, read: Unreadable) -> None:
        """Take note of what could not be read."""
        self._failed.append(Failure(read.item, read.reason))

    def known(self, stories: int) -> None:
        """Count stories that are known to be in, unread."""
        self._results[Result.UNCHANGED] += stories

    def count(self, origin: str, outcome: Outcome) -> None:
        """Count what became of an article; one that is refused has failed, with its reason."""
        self._results[outcome.result] += 1
        if outcome.result is Result.REFUSED:
            self._failed.append(Failure(origin, outcome.reason))
        elif outcome.result in (Result.ADDED, Result.UPDATED) and len(self.named) < MOST_ARTICLES_NAMED:
            self.named.append(outcome.article_id)

    def report(self, articles: Mapping[ArticleId, Article]) -> AddReport:
        """Return the report, naming those of the articles that are still there, and log it."""
        log.info(
            "ingested new=%d updated=%d unchanged=%d duplicate=%d refused=%d failed=%d",
            *(self._results[result] for result in Result),
            len(self._failed),
        )
        return AddReport(
            added=self._results[Result.ADDED],
            updated=self._results[Result.UPDATED],
            unchanged=self._results[Result.UNCHANGED],
            duplicates=self._results[Result.DUPLICATE],
            failed=tuple(self._failed),
            articles=tuple(articles[number] for number in self.named if number in articles),
        )
