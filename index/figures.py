"""The figures in a sentence, each with its value and what it counts, so that two can be compared. Pure."""

import re
from dataclasses import dataclass

from corpus.types import Span
from index.question import STOP_WORDS

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "millionen": 1e6, "milliarden": 1e9, "tausend": 1e3,
}  # fmt: skip
_NO_NOUNS = frozenset("without per percent according".split())
_CURRENCIES = {"pound": "£", "dollar": "$", "euro": "€", "yen": "¥"}

MONEY = frozenset("£$€¥")
PERCENT = "%"
MEASURES = frozenset(
    """second minute hour day week month year decade mile kilometer kilometre km meter metre foot inch yard
    acre hectare tonne ton kilogram kg gram litre liter gallon degree knot megawatt kilowatt-hour""".split()
)
_NUMERAL = "|".join(sorted(_WORDS, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,:])(?P<before>(?:US|A|C)?[$£€¥]\s?)?"
    rf"(?:(?P<digits>\d+(?:,\d{{3}})*(?:[.,]\d+)?)(?:(?P<short>[mkb]|bn)\b)?|(?P<words>(?:{_NUMERAL})(?:-(?:{_NUMERAL}))?)\b)"
    r"(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion|dozen|Millionen|Milliarden|tausend)\b)?"
    r"(?P<percent>\s?%|\s(?:per\s?cent|percent|Prozent)\b)?"
    r"(?:(?P<gap>[\s-])(?P<noun>[^\W\d_]+))?",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(rf"(?:\b(?:{MONTHS})\.?|\bNo\.|\bage[d]?)\s*$", re.IGNORECASE)
_DATE_NOUN = re.compile(rf"(?:{MONTHS})$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:[:.]\d{2}(?!\d))|\s?(?:[ap]\.?m\b|o’clock|o'clock|Uhr\b)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence.

    `unit` is a currency's sign, PERCENT, a measure («year») or, of things counted, the word that
    follows, in the singular as far as an «s» tells; `span` is what people would read out: «£62
    million», «112 jobs», «Ninety-six employees».
    """

    value: float
    unit: str
    span: Span

    @property
    def sort(self) -> str:
        """What it can be compared with: money of one currency, shares, one measure, or counts."""
        return self.unit if self.unit in MONEY or self.unit in MEASURES or self.unit == PERCENT else "count"


def figures_in(text: str) -> list[Figure]:
    """Return the figures in order; dates, years, times of day and a bare «one» are none."""
    return [figure for match in _FIGURE.finditer(text) if (figure := _figure(text, match)) is not None]


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    value = _value(match)
    noun = (match["noun"] or "").casefold()
    noun = "" if noun in STOP_WORDS or noun in _NO_NOUNS else noun
    unit = _unit(match, noun)
    if unit not in MONEY and unit != PERCENT and _is_no_quantity(text, match, value):
        return None
    complete = unit == PERCENT or bool(match["before"])
    end = match.end("noun") if noun and not complete else match.start("gap") if match["gap"] else match.end()
    return Figure(value, unit, (match.start(), end))


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        value = float(_decimal(match["digits"]))
    else:
        value = float(sum(_WORDS[word] for word in match["words"].casefold().split("-")))
    scale = (match["scale"] or match["short"] or "").casefold()
    return value * _SCALES.get(scale, 1.0)


def _decimal(digits: str) -> str:
    """Read «7,8» as a fraction and «2,100» as thousands."""
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return digits.replace(",", ".")
    return digits.replace(",", "")


def _unit(match: re.Match[str], noun: str) -> str:
    if match["before"]:
        return match["before"].strip()[-1]
    if match["percent"]:
        return PERCENT
    single = noun[:-1] if noun.endswith("s") and len(noun) > 3 else noun
    single = {"feet": "foot", "inche": "inch"}.get(single, single)
    return _CURRENCIES.get(single, single)


def _is_no_quantity(text: str, match: re.Match[str], value: float) -> bool:
    digits = match["digits"] or ""
    if value == 1 or _DATE_BEFORE.search(text[: match.start()]):
        return True
    if _DATE_NOUN.match(match["noun"] or ""):
        return True
    after = match.end("digits") if digits else match.end("words")
    if _CLOCK.match(text, after):
        return True
    return len(digits) == 4 and digits.isdigit() and 1500 <= value < 2100 and not match["scale"]
