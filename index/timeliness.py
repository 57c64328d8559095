"""How well an article's date fits the time that a question names. Pure."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import UNDATED
from index.time import TimeNamed

LONGEST_SLACK = timedelta(days=7)
HALF_LIFE_DAYS = 3.0
"""An article this far outside the time named fits it half as well."""
LATEST_HALF_LIFE_DAYS = 14.0
"""Of two articles, one this much older is half as much «the latest»."""
NEWER_HALF_LIFE_DAYS = 180.0
"""Of two articles that answer as well, one this much older is half as much to be preferred."""
_DAY = 86_400.0


def published_within(named: TimeNamed, now: datetime) -> tuple[datetime | None, datetime | None] | None:
    """Return since when and until when news of the time named is published; None when it has no range.

    People say «this week» on a Monday and mean the last seven days, and what happened on Sunday,
    «last week», is printed on Monday. So a range up to now reaches back its whole length from now, and
    one that is over reaches on by its length, a week at most.
    """
    if named.since is None and named.until is None:
        return None
    since, until = named.since, named.until
    if until is not None:
        length = named.length or LONGEST_SLACK
        if until > now:
            since = min(since, now - length) if since else None
        else:
            until = min(until + min(length, LONGEST_SLACK), _next_day(now))
    return since, until


def timeliness(named: TimeNamed | None, published: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each publication, in seconds since 1970, how well it fits, in [0, 1].

    1 for all when no time is named; else 1 within it, less the farther outside; 0 for what is
    undated. When the latest is asked for, age counts from the newest of these.
    """
    fits = np.ones(len(published))
    if named is None or not len(published):
        return fits
    dated = published != UNDATED
    if named.since or named.until:
        since = named.since.timestamp() if named.since else -math.inf
        until = named.until.timestamp() if named.until else math.inf
        outside = np.maximum(0.0, np.maximum(since - published, published - until)) / _DAY
        fits = 0.5 ** (outside / HALF_LIFE_DAYS)
    if named.latest and dated.any():
        fits = fits * 0.5 ** ((published[dated].max() - published) / _DAY / LATEST_HALF_LIFE_DAYS)
    return np.where(dated, fits, 0.0)


def recency(published: Sequence[datetime | None]) -> NDArray[np.float64]:
    """Return how new each publication is beside the newest, in [0, 1]; 0 for what is undated."""
    moments = [moment.timestamp() for moment in published if moment is not None]
    newest = max(moments, default=0.0)
    return np.array(
        [
            0.0 if moment is None else 0.5 ** ((newest - moment.timestamp()) / _DAY / NEWER_HALF_LIFE_DAYS)
            for moment in published
        ]
    )


def _next_day(now: datetime) -> datetime:
    return now.astimezone(UTC) + timedelta(days=1)
