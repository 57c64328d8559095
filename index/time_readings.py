"""How the words of a time are read, as a period, on a given day (pure)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from index.periods import Period, calendar_unit, days, earlier, months, part, season
from index.time_words import COUNTS, FOLLOWED, MONTHS, ORDINALS, PARTS, SEASONS, UNITS, WEEKDAYS

_HALF_A_YEAR = 183
_PLURAL = re.compile("[a-qs-z]+s|years|wochen|tagen?|monaten?|stunden|jahren")

Reading: TypeAlias = tuple[Period, str]
"""A period and its sense: absolute, relative, guessed (the most recent one taken) or recent (both)."""
Read: TypeAlias = Callable[[re.Match[str], date], Reading | None]
"""Raises ValueError for what is no date: 31 February."""


def _word(match: re.Match[str], group: str) -> str:
    found = match.groupdict().get(group) or ""
    return "_".join(found.casefold().split())


def _unit(match: re.Match[str]) -> tuple[str, int]:
    word = _word(match, "unit")
    return next(unit for pattern, unit in UNITS.items() if re.fullmatch(pattern, word))


def _this(word: str) -> bool:
    return word.startswith("dies") or word == "this"


def _in_year(match: re.Match[str], today: date, period_in: Callable[[int], Period]) -> Reading:
    """Read a period of the year that is named, or else of the most recent one that has begun."""
    if year := _word(match, "year"):
        return period_in(int(year)), "absolute"
    if which := _word(match, "which"):
        return period_in(today.year - (which == "last")), "relative"
    possible = (_possible(period_in, today.year - back) for back in range(9))
    recent = next((period for period in possible if period and period.start <= today), None)
    if recent is None:
        raise ValueError(f"no year has {match[0]!r}")
    return recent, "guessed"


def _possible(period_in: Callable[[int], Period], year: int) -> Period | None:
    try:
        return period_in(year)
    except ValueError:  # 29 February
        return None


def _recent(match: re.Match[str], today: date, period_in: Callable[[int], Period]) -> Reading:
    """Read «last» as the most recent one that is over, «this» as this year's or the one just over."""
    begun = [p for back in range(4) if (p := period_in(today.year - back)).start <= today]
    if not _this(_word(match, "which")):
        return next(p for p in begun if p.end <= today), "relative"
    soon_after = (today - begun[0].end).days < _HALF_A_YEAR
    return begun[0] if soon_after or begun[0].start.year == today.year else period_in(today.year), "relative"


def read_date(match: re.Match[str], today: date) -> Reading | None:
    """Read «5 March 2024», «March 3rd», «from 5 to 10 March», with or without a year."""
    if (
        match["month"] in ("may", "march")
        and not match["year"]
        and not FOLLOWED.match(match.string, match.end())
    ):
        return None  # «5 march on Rome», «20 may strike»
    month = MONTHS[_word(match, "month")]
    first, last = int(match["day"]), int(_word(match, "last") or match["day"])
    return _in_year(match, today, lambda year: days(date(year, month, first), date(year, month, last)))


def read_iso_date(match: re.Match[str], today: date) -> Reading:
    """Read «2024-03-05»."""
    return days(date(int(match["year"]), int(match["number"]), int(match["day"]))), "absolute"


def read_iso_month(match: re.Match[str], today: date) -> Reading:
    """Read «2024-03»."""
    return months(int(match["year"]), int(match["number"])), "absolute"


def read_numeric_date(match: re.Match[str], today: date) -> Reading:
    """Read «03/05/2024»: the month first; «05.03.2024»: the day first; or the only way it can be."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    month, day = (one, two) if (match["mark"] == "/" and one <= 12) or two > 12 else (two, one)
    return days(date(year, month, day)), "absolute"


def read_month(match: re.Match[str], today: date) -> Reading:
    """Read «March», «early March 2024», «March last year»."""
    month = MONTHS[_word(match, "month")]
    period, sense = _in_year(match, today, lambda year: months(year, month))
    return _parted(match, period), sense


def read_recent_month(match: re.Match[str], today: date) -> Reading:
    """Read «last March», «this March»."""
    month = MONTHS[_word(match, "month")]
    return _recent(match, today, lambda year: months(year, month))


def read_quarter(match: re.Match[str], today: date) -> Reading:
    """Read «Q1 2024», «the first quarter»."""
    number = int(_word(match, "number") or ORDINALS[_word(match, "ordinal")])
    return _in_year(match, today, lambda year: months(year, 3 * number - 2, 3))


def read_half(match: re.Match[str], today: date) -> Reading:
    """Read «the first half of 2024»."""
    number = int(_word(match, "number") or ORDINALS[_word(match, "ordinal")])
    return _in_year(match, today, lambda year: months(year, 6 * number - 5, 6))


def read_season(match: re.Match[str], today: date) -> Reading:
    """Read «summer 2023», «last summer»."""
    number = SEASONS[_word(match, "season")]
    if _word(match, "year"):
        return season(int(match["year"]), number), "absolute"
    return _recent(match, today, lambda year: season(year, number))


def read_holiday(match: re.Match[str], today: date) -> Reading:
    """Christmas: 24 to 26 December."""

    def christmas(year: int) -> Period:
        return days(date(year, 12, 24), date(year, 12, 26))

    return _recent(match, today, christmas) if _word(match, "which") else _in_year(match, today, christmas)


def read_year(match: re.Match[str], today: date) -> Reading:
    """Read «2023», «late 2023»."""
    return _parted(match, months(int(match["year"]), 1, 12)), "absolute"


def read_two_years(match: re.Match[str], today: date) -> Reading | None:
    """Read «2023-24», a season of two years."""
    year, following = int(match["year"]), int(match["following"])
    return (months(year, 1, 24), "absolute") if (year + 1) % 100 == following else None


def named_day(back_from: int, back_to: int = 0) -> Read:
    """Return how a word for some days ago, or from some to others, is read."""

    def read(match: re.Match[str], today: date) -> Reading:
        return days(today - timedelta(days=back_from), today - timedelta(days=back_to)), "relative"

    return read


def read_unit_now(match: re.Match[str], today: date) -> Reading | None:
    """Read «this month» and «last month» as the calendar's, «the last month» and «past month» as rolling."""
    (unit, count), which = _unit(match), _word(match, "which")
    if _PLURAL.fullmatch(_word(match, "unit")) or (unit == "day" and (count == 0 or _this(which))):
        return None
    if _this(which):
        this = calendar_unit(unit, today)
        if this.start > today:  # «this weekend», asked on a weekday
            return calendar_unit(unit, earlier(today, unit, 1)), "recent"
        return _parted(match, this), "relative"
    rolling = "past" in which or count > 1 or (_word(match, "the") == "the" and not _word(match, "part"))
    if rolling and unit not in ("weekend", "quarter"):
        return days(earlier(today, unit, count), today), "relative"
    before = calendar_unit(unit, earlier(today, unit, 1))
    return (_parted(match, before), "relative") if unit != "day" else None


def read_start_of_unit(match: re.Match[str], today: date) -> Reading:
    """Read «The start of the year»: its first third."""
    return part(calendar_unit(_unit(match)[0], today), 0), "relative"


def read_last_units(match: re.Match[str], today: date) -> Reading:
    """Read «The last 3 days»: today and the three before; hours are rounded up to days."""
    unit, count = _unit_count(match)
    return days(earlier(today, unit, count), today), "relative"


def read_ago(match: re.Match[str], today: date) -> Reading:
    """Read «Two weeks ago» is a calendar week, «three days ago» a day, «a few days ago» two to five."""
    unit, count = _unit_count(match)
    newest = calendar_unit(
        unit, earlier(today, unit, 2 if re.search("few|several|paar|nigen", match[0]) else count)
    )
    if re.search("hour|minute|stunde", match[0], re.IGNORECASE):
        newest = days(earlier(today, unit, count - 1))
    return Period(calendar_unit(unit, earlier(today, unit, count)).start, newest.end), "relative"


def _unit_count(match: re.Match[str]) -> tuple[str, int]:
    word = _word(match, "count") or "few"
    count = int(word) if word.isdigit() else COUNTS[word]
    unit, times = _unit(match)
    return unit, count * times or -(-count // 24)


def read_weekday(match: re.Match[str], today: date) -> Reading:
    """Read «On Monday», «last Monday», «this Monday»; the most recent one, «last» never today."""
    back = (today.weekday() - WEEKDAYS[_word(match, "weekday")]) % 7
    which = _word(match, "which")
    if which and not _this(which) and back == 0:
        back = 7
    if _this(which) and back > today.weekday():
        back -= 7  # still to come
    return days(today - timedelta(days=back)), "relative" if which else "recent"


def read_day_of_month(match: re.Match[str], today: date) -> Reading | None:
    """Read «The 5th», of this month or the last that had one."""
    if not FOLLOWED.match(match.string, match.end()):
        return None  # «the 5th floor»
    number = int(match["day"])
    candidates = (earlier(today.replace(day=1), "month", back) for back in range(3))
    return days(next(d for m in candidates if (d := m.replace(day=number)) <= today)), "guessed"


def _parted(match: re.Match[str], period: Period) -> Period:
    word = _word(match, "part")
    return period if not word or word == "earlier" else part(period, PARTS[word])
