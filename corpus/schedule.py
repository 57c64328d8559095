"""When a feed is asked next: from its own rhythm, what it and its server say, and its failures (pure)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median

from corpus.feed_types import Hints
from corpus.types import in_utc

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=1)
UNKNOWN = timedelta(hours=1)
"""For a feed whose items have no dates, and that says nothing itself."""
MOST_ADVICE = timedelta(hours=1)
"""A feed's own TTL and period are kept up to so long; software writes them, and they outlive a busy day."""
MOST_FRESH = timedelta(hours=12)
"""An answer that is fresh for longer was cached by mistake."""
MOST_RETRY_AFTER = timedelta(days=7)
FIRST_BACK_OFF = timedelta(minutes=10)
OBSERVED = 10
"""So many of the newest items tell a feed's rhythm."""
LOOKS_A_STORY = 3
"""A feed is asked so many times between two stories, so that one waits a third of that at most."""
LOOKS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""So long after its publication an article is looked at again."""
SOONEST_LOOK = timedelta(minutes=30)
"""After it was read: a look that would come before is left out."""
LATEST_LOOK = timedelta(days=8)
"""After its publication: what was missed until then is not made up for."""
SPREAD = 0.1
"""Feeds added together are spread by up to this share of their interval."""


def rhythm_of(hints: Hints, published: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long to wait between two requests of a feed that answers.

    A third of the usual gap between its newest stories (`published`, in any order), and of the time
    since the last one: a feed that has gone quiet is asked less and less, at least daily. What the
    feed advises and how long its answer stays fresh are lower bounds.
    """
    usual = _usual_gap(published, now)
    advised = max(filter(None, (hints.ttl, hints.period)), default=None)
    interval = usual / LOOKS_A_STORY if usual else (advised or UNKNOWN)
    if advised:
        interval = max(interval, min(advised, MOST_ADVICE))
    if hints.fresh_for:
        interval = max(interval, min(hints.fresh_for, MOST_FRESH))
    return min(max(interval, SHORTEST), LONGEST)


def due_after_success(now: datetime, rhythm: timedelta, jitter: float) -> datetime:
    """Return when a feed that answered is asked again; `jitter` is a random number from 0 to 1."""
    return now + rhythm * (1 + SPREAD * jitter)


def due_after_failure(
    now: datetime, failures: int, rhythm: timedelta | None, retry_after: timedelta | None, jitter: float
) -> datetime:
    """Return when a feed is asked again that has failed `failures` times in a row (1: for the first time).

    The wait doubles with each failure, up to a day; `retry_after`, what the site asks for, is kept
    up to a week.
    """
    first = max(rhythm or FIRST_BACK_OFF, FIRST_BACK_OFF)
    wait = min(first * 2.0 ** min(max(failures, 1) - 1, 16), LONGEST)
    return now + max(wait * (1 + SPREAD * jitter), min(retry_after or timedelta(), MOST_RETRY_AFTER))


def next_look(begun: datetime, now: datetime) -> datetime | None:
    """Return when an article published at `begun` and read now is looked at again; None: never."""
    return next((begun + age for age in LOOKS if begun + age >= now + SOONEST_LOOK), None)


def look_after_fault(begun: datetime, now: datetime, wait: timedelta | None = None) -> datetime:
    """Return when to look again at a page that wasn't given: in an hour at first, later for ever longer.

    `wait` is what the site asks for.
    """
    return now + max(LOOKS[0], (now - begun) / 4, min(wait or timedelta(), MOST_RETRY_AFTER))


def retry_after(stated: str | None, now: datetime) -> timedelta | None:
    """Return what a `Retry-After` header asks for: seconds or a date; None when it says nothing."""
    stated = (stated or "").strip()
    if stated.isdecimal():
        return min(timedelta(seconds=int(stated[:9])), MOST_RETRY_AFTER)
    moment = _http_date(stated)
    return moment - now if moment and moment > now else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer stays the same by its `Cache-Control` or `Expires`; None: not said."""
    control = [part.strip().lower() for part in headers.get("Cache-Control", "").split(",")]
    if "no-cache" in control or "no-store" in control:
        return None
    for part in control:
        name, _, value = part.partition("=")
        if name == "max-age" and value.strip('"').isdecimal():
            age = headers.get("Age", "").strip()
            left = int(value.strip('"')[:9]) - (int(age[:9]) if age.isdecimal() else 0)
            return timedelta(seconds=left) if left > 0 else None
    expires = _http_date(headers.get("Expires", ""))
    sent = _http_date(headers.get("Date", "")) or now
    return expires - sent if expires and expires > sent else None


def _usual_gap(published: Sequence[datetime], now: datetime) -> timedelta | None:
    newest = sorted(published, reverse=True)[:OBSERVED]
    if len(newest) < 2:
        return None
    gaps = [(one - other).total_seconds() for one, other in pairwise(newest)]
    return max(timedelta(seconds=median(gaps)), (now - newest[0]) / 4, SHORTEST)


def _http_date(text: str) -> datetime | None:
    try:
        return in_utc(parsedate_to_datetime(text.strip()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
