"""Days as people type them into options: `2024-03-15`, `2024-03`, `2024`, «yesterday», «last week» (pure)."""

import re
from datetime import UTC, date, datetime, time

from corpus.types import in_utc
from index.errors import QueryError
from index.periods import Period, days, months
from index.time_grammar import expression_at

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")


def first_day(text: str, today: date) -> date:
    """Return the first day that the words name; raise QueryError when they name none."""
    return _period(text, today).start


def last_day(text: str, today: date) -> date:
    """Return the last day that the words name; raise QueryError when they name none."""
    return date.fromordinal(_period(text, today).end.toordinal() - 1)


def moment(text: str) -> datetime:
    """Return an ISO date (at noon) or datetime, in UTC unless it says otherwise; or raise QueryError."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            return datetime.combine(date.fromisoformat(text.strip()), time(12), UTC)
        result = in_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise QueryError(
            f"«{text}» is no moment that can be read: give a date like 2024-03-15 or 2024-03-15T18:30"
        ) from None
    assert result is not None
    return result


def _period(text: str, today: date) -> Period:
    words = " ".join(text.split())
    try:
        if iso := _ISO.fullmatch(words):
            return _iso_period(*(int(part) if part else None for part in iso.groups()))
    except (ValueError, OverflowError):
        pass
    else:
        found = expression_at(words.casefold(), 0, today)
        if found and found.span == (0, len(words)):
            return found.period
    raise QueryError(
        f"«{text}» is no day that can be read: give a date like 2024-03-15, 2024-03 or yesterday"
    )


def _iso_period(year: int | None, month: int | None, day: int | None) -> Period:
    assert year is not None
    if month and day:
        return days(date(year, month, day))
    if month == 0 or day == 0:
        raise ValueError("months and days count from 1")
    if month and month > 12:
        raise ValueError(f"there is no month {month}")
    return months(year, month) if month else months(year, 1, 12)
