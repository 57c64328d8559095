"""The dates that a question names: «last week», «since March», «between 2019 and 2021» (pure).

A bare year inside a question is part of a name («the 2024 election», «Euro 2024», «Agenda 2030») unless
a preposition, «the year» or «2023's» says otherwise; only a search in key words («election results
2023») may begin or end with one. What lies ahead («next week», «in 2030») is no time of publication.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from corpus.types import Span
from index.periods import Period
from index.time_grammar import Expression, expression_at
from index.time_words import FOLLOWED


@dataclass(frozen=True, slots=True)
class TimeNamed:
    """When something was published or happened, in the question's words.

    `since` is inclusive and `until` exclusive, both in UTC; they are whole days of the asker's, and
    none lies after today. `span` are the words to cut out of what is searched. `relative` («last
    week») is surely about when it was published or happened; an absolute date may be a date inside
    the story. `guessed`: the words don't say which week or year («on Monday»), so the most recent one
    was taken. `latest` asks for the newest, with or without a range.
    """

    since: datetime | None
    until: datetime | None
    span: Span
    relative: bool
    guessed: bool = False
    latest: bool = False
    length: timedelta | None = None


def time_named(question: str, now: datetime) -> TimeNamed | None:
    """Return what a question says about time, None when nothing.

    `now` is the asker's, aware; days are those of its time zone. Weeks start on Monday. «Last week» is
    the calendar's, «the last week» and «past week» the seven days up to now; «yesterday» is yesterday,
    though its news may be printed today. Of several times the first relative one counts, else the first.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware: a day begins somewhere")
    today = now.date()
    ranges = _ranges(question, today)
    latest = _LATEST.search(question)
    if not ranges:
        return TimeNamed(None, None, latest.span(), relative=True, latest=True) if latest else None
    named = next((found for found in ranges if found.relative), ranges[0])
    return TimeNamed(
        since=_midnight(named.start, now) if named.start else None,
        until=_midnight(min(named.end, today + timedelta(days=1)), now) if named.end else None,
        span=named.span,
        relative=named.relative,
        guessed=named.guessed,
        latest=latest is not None,
        length=named.end - named.start if named.start and named.end else None,
    )


@dataclass(frozen=True, slots=True)
class _Range:
    start: date | None
    end: date | None
    span: Span
    relative: bool
    guessed: bool = False


_WORD_START = re.compile(r"(?<![\w$€£#@'’])(?<!\d[.,/:-])(?<!\w-)\w")
_AHEAD = re.compile(
    r"(?:the\s+)?(?:next|coming|upcoming|following|every|each|nächste[mnrs]?|kommende[mnrs]?|jede[mnrs]?)\s+"
    r"(?:\w+\s+(?=days?|weeks?|months?|years?|tage|wochen|monate|jahre))?\w+(?:\s+(?:19|20)\d\d)?"
    r"|(?:the\s+)?day\s+after\s+tomorrow|tomorrow|übermorgen|(?<!heute\s)(?<!gestern\s)\bmorgen"
    r"|later\s+(?:today|(?:this|in\s+the)\s+\w+)|(?:the\s+)?(?:rest|remainder)\s+of\s+(?:the|this)\s+\w+"
    r"|(?:by|at|before|until)\s+the\s+end\s+of\s+(?:the|this)\s+(?:day|week|month|quarter|year|decade)"
    r"|(?:with)?in\s+(?:the\s+)?(?!the|last|past|recent|previous)\w+\s+(?:days?|weeks?|months?|years?)(?!\s+ago)"
    r"|(?:usa|russia|psychology|history)\s+today|24/7|9/11",
    re.IGNORECASE,
)
"""What looks like a time and is none of publication."""
_LATEST = re.compile(
    r"(?<!at the )\b(?:latest|newest|most\s+recent(?:ly)?|recently|breaking\s+news"
    r"|recent(?!\s+(?:years?|decades?|history|memory|times?|past|centur))|"
    r"today['’]s(?!\s+(?:world|society|age|generation|youth|terms|money|standards))"
    r"|neue?ste[mnrs]?|aktuelle[mnrs]?|jüngste[mnr]?\s+(?:nachricht|meldung|entwicklung|bericht)\w*|kürzlich|neulich)\b",
    re.IGNORECASE,
)
_ROLES = {
    "since": "since|starting|seit|ab",
    "until": "until|till|til|(?<!been )(?<!got )(?<!is )(?<!are )up\\s+to|through|by|bis",
    "before": "before|prior\\s+to|vor",
    "after": "after|nach",
    "from": "from|von",
    "between": "between|zwischen",
    "in": "in|during|throughout|within|im|während",
    "on": "on|am",
    "of": "of|for",
    "over": "over|at|around|across|über|an|zu",
}
_PREPOSITION = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items()) + r")\s+", re.IGNORECASE
)
_AND = re.compile(r"(?:\s+(?:and|und|or|oder)\s+|\s*[–-]\s*)(?:the\s+)?", re.IGNORECASE)
_TO = re.compile(r"(?:\s+(?:to|until|till|through|and|bis)\s+|\s*[–-]\s*)", re.IGNORECASE)
_LINKS = {"between": _AND, "in": _AND, "from": _TO, "since": _TO}
_ENDING = re.compile(
    r"(?P<possessive>['’]s?)(?!\w)|(?P<onwards>\s+(?:onwards?|on)\b(?!\s+\w))", re.IGNORECASE
)
_DIRECTED = {"since", "until", "before", "after", "from"}
_NEEDED = {
    "month": _DIRECTED | {"in", "between"},
    "quarter": _DIRECTED | {"in", "between"},
    "year": _DIRECTED | {"in", "of", "between"},
    "day": _DIRECTED | {"on", "between"},
    "holiday": _DIRECTED | {"in", "over"},
}
"""The prepositions without which an expression of this kind isn't one of time."""
_TITLE = re.compile(r"Today|Yesterday|Tonight|Last|This|Past|The\b")
"""How a book, a film or a programme begins: «Last Week Tonight»."""
_ALSO_NAMES = {"may", "april", "june", "august"}
_NOT_BEFORE_WEEKDAY = {
    "the",
    "a",
    "an",
    "any",
    "that",
    "black",
    "good",
    "cyber",
    "super",
    "bloody",
    "ash",
    "palm",
}
_AHEAD_TENSE = re.compile(
    r"(?:(?!\b(?:did|do|does|was|were|has|have|had|say|said)\b).)*\b(?:[wW]ill|won['’]t|wird)\b"
)
_QUESTION = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|wer|was|wann|wo|warum|wie|welche[mnrs]?)\b",
    re.IGNORECASE,
)
_FOREIGN_DATE = re.compile(r"\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?(?:19|20)\d\d\b")
_EDGE_YEAR = re.compile(
    r"^\W*(?P<first>(?:199|20\d)\d)(?=\s+[^\W\d_A-ZÄÖÜ])|(?<=[^\W\d_])\s+(?P<last>(?:199|20\d)\d)\W*$"
)
_NAMED_WITH_YEAR = re.compile(
    r"\b(?:agenda|vision|windows|office|cop|route|area|room|flight|model|mission|fifa|(?-i:[A-Z]\w*))\s+(?:19|20)\d\d"
    r"|\beuro\s+20\d\d|\b(?:expo|olympics|games|cup)\s+(?:19|20)\d\d",
    re.IGNORECASE,
)


def _ranges(question: str, today: date) -> list[_Range]:
    found: list[_Range] = []
    position = 0
    while start := _WORD_START.search(question, position):
        position = start.end()
        if ahead := _AHEAD.match(question, start.start()):
            position = ahead.end()
            continue
        if read := _read(question, start.start(), today):
            position, named = read
            found += [named] if named else []
    return found or _foreign_date(question, today) or _bare_year(question, today)


def _read(question: str, start: int, today: date) -> tuple[int, _Range | None] | None:
    """Read a time with its preposition: where it ends, and its range unless it lies ahead."""
    preposition = _PREPOSITION.match(question, start)
    role = (preposition.lastgroup or "") if preposition else ""
    expression = expression_at(question, preposition.end(), today) if preposition else None
    if expression is None or not _fits(question, expression, role):
        role, expression = "", expression_at(question, start, today)
    if expression is None or not _fits(question, expression, role):
        return None
    first, expression = _joined(question, expression, role, today)
    if role == "between" and first is expression:
        return None
    ending = _ENDING.match(question, expression.span[1])
    begins, ends = _bounds(role, first.period, expression.period, ending.lastgroup if ending else None)
    span = (start, ending.end() if ending else expression.span[1])
    ahead = (begins or today) > today or (
        role in ("until", "before") and ends and ends > today + timedelta(days=1)
    )
    empty = begins and ends and begins >= ends
    if ahead or empty or (_open_ended(expression, today) and _AHEAD_TENSE.match(question)):
        return span[1], None
    relative = first.relative or expression.relative
    guessed = first.guessed and expression.guessed and None not in (begins, ends)
    return span[1], _Range(begins, ends, span, relative, guessed)


def _open_ended(expression: Expression, today: date) -> bool:
    """Whether it may as well mean days to come: «on Friday», «this week»."""
    return expression.guessed or (expression.relative and expression.period.end > today)


def _joined(question: str, first: Expression, role: str, today: date) -> tuple[Expression, Expression]:
    """Read on after «between Monday» or «from March»; the first of the two comes before the second."""
    link = _LINKS.get(role)
    joint = link.match(question, first.span[1]) if link else None
    second = expression_at(question, joint.end(), today) if joint else None
    if second is None or second.relative != first.relative or not _fits(question, second, role):
        return first, first
    if first.period.start >= second.period.end:
        first = expression_at(question, first.span[0], second.period.start) or first
    return first, second


def _bounds(role: str, first: Period, last: Period, ending: str | None) -> tuple[date | None, date | None]:
    if role == "since" or ending == "onwards":
        return first.start, None if first is last else last.end
    if role == "until":
        return None, last.end
    if role == "before":
        return None, last.start
    if role == "after":
        return last.start if ending == "possessive" else last.end, None
    return first.start, last.end


def _fits(question: str, expression: Expression, role: str) -> bool:
    """Whether the words are about time in this place: «in March», not «the March of Progress»."""
    start, end = expression.span
    words = question[start:end]
    if expression.kind == "weekday":
        return _is_weekday(question, start, end, role)
    if expression.kind != "clear":
        name = words.casefold() in _ALSO_NAMES and role not in ("in", "between")
        return role in _NEEDED[expression.kind] and not (name and not FOLLOWED.match(question, end))
    inside = question[:start].rstrip()[-1:] not in ("", ".", "?", "!", ":", ";")
    return not (inside and _TITLE.match(words) and not question.istitle())


def _is_weekday(question: str, start: int, end: int, role: str) -> bool:
    possessive = _ENDING.match(question, end)
    if role:
        return role in _DIRECTED | {"on", "between"} or possessive is not None
    before = question[:start].split()
    named = bool(before) and (
        before[-1].casefold() in _NOT_BEFORE_WEEKDAY or (len(before) > 1 and before[-1][0].isupper())
    )
    return not named and (possessive or FOLLOWED.match(question, end)) is not None


def _foreign_date(question: str, today: date) -> list[_Range]:
    """Read a whole date in another language: «5 mars 2024», «5 de marzo de 2024»."""
    match = _FOREIGN_DATE.search(question)
    if not match:
        return []
    import dateparser  # takes a second to load, for few questions

    found = dateparser.parse(match.group(), settings={"REQUIRE_PARTS": ["day", "month", "year"]})
    if found is None or found.date() > today:
        return []
    return [_Range(found.date(), found.date() + timedelta(days=1), match.span(), relative=False)]


def _bare_year(question: str, today: date) -> list[_Range]:
    if "?" in question or _QUESTION.match(question):
        return []
    match = _EDGE_YEAR.search(question)
    if not match or _NAMED_WITH_YEAR.search(question):
        return []
    year = int(match["first"] or match["last"])
    if year > today.year:
        return []
    group = "first" if match["first"] else "last"
    return [_Range(date(year, 1, 1), date(year + 1, 1, 1), match.span(group), relative=False)]


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time.min, tzinfo=now.tzinfo).astimezone(UTC)
