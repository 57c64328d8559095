"""Stretches of whole days: weeks, months, quarters, seasons, and the steps between them (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
DAYS_IN = {"day": 1, "week": 7, "weekend": 7}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to the day before `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period can't run from {self.start} to {self.end}")


def days(first: date, last: date | None = None) -> Period:
    """Return one day, or the days from `first` to `last`, both included."""
    return Period(first, (last or first) + timedelta(days=1))


def months(year: int, month: int, count: int = 1) -> Period:
    """Return `count` whole months; `month` may lie outside 1–12 and then counts into other years."""
    return Period(_month_start(year, month), _month_start(year, month + count))


def calendar_unit(unit: str, day: date) -> Period:
    """Return the day, week, weekend, month, quarter or year that holds a day.

    Weeks start on Monday; the weekend of a week is its Saturday and Sunday.
    """
    monday = day - timedelta(days=day.weekday())
    if unit == "weekend":
        return Period(monday + timedelta(days=5), monday + timedelta(days=7))
    if unit == "week":
        return Period(monday, monday + timedelta(days=7))
    if unit in MONTHS_IN:
        count = MONTHS_IN[unit]
        first = (day.year * 12 + day.month - 1) // count * count
        return months(0, first + 1, count)
    return days(day)


def earlier(day: date, unit: str, count: int) -> date:
    """Return the same day `count` units before: a month before 31 March is the last of February."""
    if unit in MONTHS_IN:
        month = months(day.year, day.month - count * MONTHS_IN[unit])
        return min(month.start + timedelta(days=day.day - 1), month.end - timedelta(days=1))
    return day - timedelta(days=count * DAYS_IN[unit])


def season(year: int, number: int) -> Period:
    """Return spring (0), summer, autumn or winter (3) of the northern half, by whole months.

    The winter of a year begins in its December: winter 2023 is December 2023 to February 2024.
    """
    return months(year, 3 + 3 * number, 3)


def part(period: Period, which: int) -> Period:
    """Return the early (0), middle (1) or late (2) part.

    A month is parted after its 10th and 20th day, anything longer into thirds by whole months
    (a quarter's are its months), anything shorter not at all.
    """
    length = (period.end - period.start).days
    if length < 28:
        return period
    start = period.start
    if length <= 31:
        cuts = [start, start + timedelta(days=10), start + timedelta(days=20), period.end]
        return Period(cuts[which], cuts[which + 1])
    third = round(length / 30.4) // 3
    return months(start.year, start.month + which * third, third)


def _month_start(year: int, month: int) -> date:
    index = year * 12 + month - 1
    return date(index // 12, index % 12 + 1, 1)
