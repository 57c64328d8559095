"""What a few words say about time: «last week», «5 March 2024», «vor drei Tagen» (pure).

English, and the most common German forms. A day or a month without a year is the most recent one.
Of 03/05/2024 the month comes first, of 03.05.2024 the day, unless only the other way is a date.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.types import Span
from index.periods import Period
from index.time_readings import (
    Read,
    named_day,
    read_ago,
    read_date,
    read_day_of_month,
    read_half,
    read_holiday,
    read_iso_date,
    read_iso_month,
    read_last_units,
    read_month,
    read_numeric_date,
    read_quarter,
    read_recent_month,
    read_season,
    read_start_of_unit,
    read_two_years,
    read_unit_now,
    read_weekday,
    read_year,
)
from index.time_words import (
    COUNT,
    COUNTED,
    DAY,
    HOURS,
    LAST,
    LONG_MONTH,
    MONTH,
    OF_YEAR,
    ON,
    ORDINALS,
    PART,
    SEASONS,
    THE,
    TO_DAY,
    UNIT,
    WEEKDAY,
    YEAR,
    either,
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A period and where it is named.

    `kind` is «month», «quarter», «year», «weekday», «day» (of an unnamed month) or «holiday» where
    the same words mean something else without the right preposition («march», «the 5th»), else
    «clear». `relative`: counted from the asker's today. `guessed`: the words don't say which week or
    year is meant, so the most recent was taken.
    """

    period: Period
    span: Span
    kind: str
    relative: bool = False
    guessed: bool = False


def expression_at(text: str, position: int, today: date) -> Expression | None:
    """Return what is named from a position of a text on, as it is understood on a day."""
    for pattern, kind, read in _GRAMMAR:
        match = pattern.match(text, position)
        if match is None:
            continue
        try:
            reading = read(match, today)
        except (ValueError, OverflowError):  # 31 February
            continue
        if reading:
            period, sense = reading
            return Expression(
                period, match.span(), kind, sense in ("relative", "recent"), sense in ("guessed", "recent")
            )
    return None


def _grammar(*rows: tuple[str, str, Read]) -> tuple[tuple[re.Pattern[str], str, Read], ...]:
    return tuple(
        (re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE), kind, read) for pattern, kind, read in rows
    )


_GRAMMAR = _grammar(
    (
        r"(?P<year>\d{4})(?P<mark>[-/])(?P<number>\d\d?)(?P=mark)(?P<day>\d\d?)(?:T[\d:.Z+-]+)?",
        "clear",
        read_iso_date,
    ),
    (r"(?P<year>(?:19|20)\d\d)-(?P<number>0[1-9]|1[0-2])(?!-)", "clear", read_iso_month),
    (r"(?P<year>(?:19|20)\d\d)[/–-](?P<following>\d\d)", "year", read_two_years),
    (
        r"(?P<one>\d\d?)(?P<mark>[/.])\s?(?P<two>\d\d?)(?P=mark)\s?(?P<year>(?:19|20)\d\d)",
        "clear",
        read_numeric_date,
    ),
    (rf"{ON}{THE}{DAY}(?:st|nd|rd|th|\.)?{TO_DAY}\s+(?:of\s+)?{MONTH}(?:{OF_YEAR})?", "clear", read_date),
    (
        rf"{ON}{MONTH}\.?\s+{DAY}(?:st|nd|rd|th)?{TO_DAY}(?!\d|[.,:]\d|{COUNTED})(?:{OF_YEAR})?",
        "clear",
        read_date,
    ),
    (rf"(?:{THE}{PART})?{MONTH}\.?{OF_YEAR}", "clear", read_month),
    (rf"{THE}{PART}{LONG_MONTH}", "clear", read_month),
    (rf"{LAST}{LONG_MONTH}", "clear", read_recent_month),
    (LONG_MONTH, "month", read_month),
    (
        rf"{THE}(?:Q(?P<number>[1-4])|(?P<ordinal>{either(ORDINALS)})\s+quarter){OF_YEAR}",
        "clear",
        read_quarter,
    ),
    (rf"{YEAR}\s+Q(?P<number>[1-4])", "clear", read_quarter),
    (
        rf"{THE}(?:Q(?P<number>[1-4])|(?P<ordinal>{either(ORDINALS)})\s+quarter)(?!\s+of)",
        "quarter",
        read_quarter,
    ),
    (rf"{THE}(?:H(?P<number>[12])|(?P<ordinal>{either(ORDINALS)})\s+half){OF_YEAR}", "clear", read_half),
    (rf"{THE}{LAST}(?P<season>{either(SEASONS)})", "clear", read_season),
    (rf"{THE}(?P<season>{either(SEASONS)})\s+(?:of\s+)?{YEAR}", "clear", read_season),
    (rf"{LAST}(?:christmas|weihnachten)", "clear", read_holiday),
    (rf"(?:christmas|weihnachten)\s+(?:of\s+)?{YEAR}", "clear", read_holiday),
    (r"christmas|weihnachten", "holiday", read_holiday),
    (rf"(?:(?:the\s+)?year|jahre?)\s+{YEAR}", "clear", read_year),
    (rf"{THE}{PART}{YEAR}", "clear", read_year),
    (rf"(?<!the\s){YEAR}(?=['’]s\b)", "clear", read_year),
    (YEAR, "year", read_year),
    (r"(?:the\s+)?day\s+before\s+yesterday|vorgestern", "clear", named_day(2, 2)),
    (r"(?:yesterday|gestern)" + HOURS, "clear", named_day(1, 1)),
    (r"last\s+night", "clear", named_day(1)),
    (
        r"tonight|this\s+(?:morning|afternoon|evening)|(?:today(?!['’]s)|heute)" + HOURS,
        "clear",
        named_day(0),
    ),
    (
        rf"{THE}(?:(?:last|past|previous|letzten|vergangenen)\s+|(?:since|seit)\s+){COUNT}{UNIT}(?!\s+(?:of(?!\s+news)|ago)\b)",
        "clear",
        read_last_units,
    ),
    (
        r"(?:the\s+(?:last|past)|past|recent)\s+(?P<unit>days|weeks|months)(?!\s+of\b)",
        "clear",
        read_last_units,
    ),
    (rf"{COUNT}{UNIT}\s+ago", "clear", read_ago),
    (rf"vor\s+{COUNT}{UNIT}", "clear", read_ago),
    (rf"{THE}(?:start|beginning)\s+of\s+(?:the|this)\s+{UNIT}", "clear", read_start_of_unit),
    (rf"{THE}(?:{PART})?{LAST}{UNIT}(?!\s+of\b)", "clear", read_unit_now),
    (rf"(?:{LAST}){WEEKDAY}{HOURS}", "clear", read_weekday),
    (rf"{WEEKDAY}{HOURS}", "weekday", read_weekday),
    (r"(?:the\s+)(?P<day>\d\d?)(?:st|nd|rd|th)", "day", read_day_of_month),
)
