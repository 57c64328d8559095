"""Moments as publishers write them: machine-readable, or in words beside a byline (pure)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from corpus.types import Span

EARLIEST, LATEST = 1800, 2100
"""Years outside are slips, not dates of publication."""

_MONTH_NAMES = (
    "january jan januar janvier enero gennaio januari janeiro",
    "february feb februar février febrero febbraio februari fevereiro",
    "march mar märz maerz mars marzo maart março",
    "april apr avril abril aprile",
    "may mai mayo maggio mei maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre diciembre dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "mez", "ist", "west"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "sast"), 120),
    **dict.fromkeys(("eest", "msk"), 180),
    **dict.fromkeys(("jst", "kst"), 540),
    **dict.fromkeys(("est", "cdt"), -300),
    **dict.fromkeys(("edt",), -240),
    **dict.fromkeys(("cst", "mdt"), -360),
    **dict.fromkeys(("mst", "pdt"), -420),
    **dict.fromkeys(("pst",), -480),
    "et": -300,
    "ct": -360,
    "mt": -420,
    "pt": -480,
}
"""Minutes from UTC; those of «ET», «CT», «MT» and «PT» are of winter."""
NORTH_AMERICAN = frozenset(("et", "ct", "mt", "pt"))
"""An hour ahead from the second Sunday of March to the first of November (since 2007)."""

_NAMED_MONTH = re.compile(r"[a-z]{3}", re.IGNORECASE)
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>[01]?\d)[-/.](?P<day>[0-3]?\d)\b"),
    re.compile(rf"\b{_DAY}\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(r"\b(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])[/-](?P<month>0?\d|1[0-2])[/-](?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<month>0?\d|1[0-2])[/-](?P<day>1[3-9]|2\d|3[01])[/-](?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b0?(?P<month>\d|1[0-2])[/-]0?(?P<day>(?P=month))[/-](?P<year>(?:19|20)\d\d)\b"),
)
_EITHER_WAY = {
    True: re.compile(r"\b(?P<day>0?\d|1[0-2])[/-](?P<month>0?\d|1[0-2])[/-](?P<year>(?:19|20)\d\d)\b"),
    False: re.compile(r"\b(?P<month>0?\d|1[0-2])[/-](?P<day>0?\d|1[0-2])[/-](?P<year>(?:19|20)\d\d)\b"),
}
_IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>[01]\d|[a-z]{3})[/-]?(?P<day>[0-3]\d)(?:[/_-]|$)|"
    r"-(?P<year2>20\d\d)-(?P<month2>[01]\d)-(?P<day2>[0-3]\d)(?:[/._-]|$)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[\s,;|T–—-]*(?:at\s+|um\s+|à\s+)?(?P<hour>[0-2]?\d)[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*\(?(?P<zone>[A-Z]{1,4}\b|[+-]\d\d:?\d\d)\)?)?",
    re.IGNORECASE,
)


_TIME_BEFORE = re.compile(
    r"\b(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?:\s*(?P<half>(?i:[ap]))\.?\s?(?i:m)\b\.?)?"
    r"(?:\s*\(?(?P<zone>[A-Z]{2,4})\)?)?[\s,|–—-]*(?:on\s+)?$"
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date found in words: the moment (midnight UTC when no time is given) and the span it takes."""

    moment: datetime
    span: Span


def iso_moment(text: str) -> datetime:
    """Return the moment of an ISO 8601 text, aware; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"the year {moment.year} is no year of publication")
    return moment.astimezone(UTC)


def stated_moment(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Return the moment that metadata states: ISO 8601, as in mails, in words, or as seconds since 1970.

    For `day_first` see `written_date`.
    """
    text = text.strip()
    try:
        return iso_moment(text)
    except ValueError:
        pass
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if written := written_date(text, day_first=day_first):
        return written.moment
    if not _NAMED_MONTH.search(text):  # of «03-09-2026» the mails' reader would make one of two days
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if EARLIEST <= moment.year <= LATEST else None


def date_in_address(url: str) -> datetime | None:
    """Return the day that a web address holds, as midnight UTC: «/2024/05/12/», «/2024/may/12/»."""
    for found in _IN_ADDRESS.finditer(url):
        year, month, day = (found[name] or found[name + "2"] for name in ("year", "month", "day"))
        try:
            return datetime(int(year), MONTHS.get(month.lower()) or int(month), int(day), tzinfo=UTC)
        except ValueError:
            continue
    return None


def written_date(text: str, *, day_first: bool | None = None) -> WrittenDate | None:
    """Return the first date with a year in a line: «12 May 2024, 10:15 am EST», «March 3, 2024», «3.5.2024».

    Numbers that could be read both ways («03/04/2024») are no date, unless it is known (`day_first`)
    whether their first one is the day.
    """
    patterns = _DATES if day_first is None else (*_DATES, _EITHER_WAY[day_first])
    found = [match for pattern in patterns if (match := pattern.search(text))]
    for match in sorted(found, key=lambda match: match.start()):
        month = match["month"].lower()
        try:
            day = datetime(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"]), tzinfo=UTC)
        except ValueError:
            continue
        return _with_time(day, match, text)
    return None


def _with_time(day: datetime, date: re.Match[str], text: str) -> WrittenDate:
    time = _TIME.match(text, date.end())
    if time is None:
        before = _TIME_BEFORE.search(text[: date.start()])
        hour = _hour(before["hour"], before["half"]) if before else 24
        if before is None or hour > 23:
            return WrittenDate(day, date.span())
        zone = _zone(before["zone"] or "", day) or UTC
        moment = day.replace(hour=hour, minute=int(before["minute"]), tzinfo=zone).astimezone(UTC)
        return WrittenDate(moment, (before.start(), date.end()))
    hour = _hour(time["hour"], time["half"])
    if hour > 23:
        return WrittenDate(day, date.span())
    moment = day.replace(hour=hour, minute=int(time["minute"]), second=int(time["second"] or 0))
    named, end = _zone(time["zone"] or "", day), time.end()
    if named is None:
        end = time.start("zone")
    return WrittenDate(moment.replace(tzinfo=named or UTC).astimezone(UTC), (date.start(), end))


def _hour(hour: str, half: str | None) -> int:
    """Return the hour of the day, with «a.m.» and «p.m.» understood."""
    if half and 1 <= int(hour) <= 12:
        return int(hour) % 12 + (12 if half.lower() == "p" else 0)
    return int(hour)


def _zone(name: str, day: datetime) -> timezone | None:
    """Return the zone of a name or offset on a day; UTC without one, None for an unknown name."""
    if not name:
        return UTC
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[-2:])
        return (
            timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
            if minutes < 24 * 60
            else None
        )
    minutes_of_name = ZONES.get(name.lower())
    if minutes_of_name is None:
        return None
    ahead = 60 if name.lower() in NORTH_AMERICAN and _is_summer(day) else 0
    return timezone(timedelta(minutes=minutes_of_name + ahead))


def _is_summer(day: datetime) -> bool:
    """Return whether North America's clocks are an hour ahead on a day."""
    begins, ends = (
        first + timedelta(days=(6 - first.weekday()) % 7)
        for first in (day.replace(month=3, day=8), day.replace(month=11, day=1))
    )
    return begins <= day < ends
