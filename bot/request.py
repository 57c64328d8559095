"""What people ask, from wherever they ask it, before it is a query of the index."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from index.types import Filter, Query


@dataclass(frozen=True, slots=True)
class Request:
    """A question, a search or a topic, and what it is limited to.

    Both days are inclusive, and in UTC. `now` is the moment that «last week» counts from; None is the
    present one. `conversation` holds the questions asked before, oldest first.
    """

    text: str
    now: datetime | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    conversation: tuple[str, ...] = ()

    @property
    def filter(self) -> Filter:
        """What lets through the articles of these days and outlets."""
        return Filter(
            sources=frozenset(self.sources),
            since=datetime.combine(self.since, time.min, UTC) if self.since else None,
            until=datetime.combine(self.until, time.min, UTC) + timedelta(days=1) if self.until else None,
        )

    def query(self, k: int = 3) -> Query:
        """Return it as a query for so many results. Raises QueryError."""
        return Query(
            text=self.text,
            now=self.now or datetime.now(UTC).astimezone(),
            filter=self.filter,
            k=k,
            conversation=self.conversation,
        )
