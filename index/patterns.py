"""What an answer of each kind looks like in a sentence: dates, money, measures, reasons, speech, places."""

import re

from corpus.types import Span
from index.question import Kind


def _either(words: str) -> str:
    """Return a group that matches any of the words; an underscore stands for a space."""
    return "(?:" + "|".join(word.replace("_", r"\s+") for word in words.split()) + ")"


_MONTH = _either(
    """January February March April May June July August September October November December Jan\\. Feb\\.
    Mar\\. Apr\\. Aug\\. Sept?\\. Oct\\. Nov\\. Dec\\. Januar Februar März Mai Juni Juli Oktober
    Dezember"""
)
_DAY = _either(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday Montag Dienstag Mittwoch Donnerstag Freitag
    Samstag Sonntag"""
)
_NUMERAL = _either(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
)
_NUMBER = (
    rf"(?:\d+(?:[.,]\d+)*|\b{_NUMERAL}(?:-{_NUMERAL})?\b"
    r"|\b(?:a|several|dozens?|hundreds|thousands)(?=[\s-]))"
)
_SCALE = rf"(?:\s+{_either('hundred thousand million billion trillion dozen Millionen Milliarden tausend')})?"
_ABOUT = _either(
    """about around nearly almost more_than less_than fewer_than at_least up_to over under some just only
    roughly rund etwa über mehr_als"""
)
_BEGINS = r"(?:\b|(?=\d))"
"""Before an alternation of many words, which is tried at each place: it can only begin a word or a number."""
_QUANTITY = rf"{_BEGINS}(?:{_ABOUT}\s+)?{_NUMBER}{_SCALE}"
_PERCENT = r"(?:%|per\s?cent\b|Prozent\b)"
_CURRENCY = _either("dollars? euros? pounds? yen yuan francs? crowns? kroner kronor cents? pence p Euro")
_TIME_UNIT = _either(
    """seconds? minutes? hours? days? weeks? months? years? decades? centuries nights? Stunden? Tagen?
    Wochen? Monaten? Jahren? Tage Jahre Monate Minuten"""
)
_LENGTH_UNIT = _either(
    """miles? kilomet(?:er|re)s? km met(?:er|re)s? centimet(?:er|re)s? millimet(?:er|re)s? cm mm m feet
    foot ft inch(?:es)? yards? stor(?:ey|ie|y)s? floors? Kilometern? Metern?"""
)
_WEIGHT_UNIT = _either("tonnes? tons? kilograms? kilos? kg pounds? lbs? grams? ounces? stone Tonnen")
_SPEED_UNIT = _either(
    "mph km/h knots? miles_an_hour kilomet(?:er|re)s_(?:an|per)_hour miles_per_hour Mbps Gbps"
)
_SIZE_UNIT = _either(
    """acres? hectares? square(?:_\\w+)? lit(?:er|re)s? gallons? cubic(?:_\\w+)? megawatts? gigawatts?
    kilowatts? kWh MWh? GWh? people members employees seats pages Hektar"""
)
_SEASON = _either("spring summer autumn fall winter")
_CLAUSE = r"[^.;!?]{8,}"
"""The rest of a clause, long enough to say something."""

_TIME = "|".join(
    (
        rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?",
        rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?",
        rf"(?:(?:early|late|mid|end\s+of)[\s-]+)?{_MONTH}(?:\s+(?:of\s+)?\d{{4}})?\b",
        rf"{_DAY}(?:\s+(?:morning|afternoon|evening|night))?",
        r"(?:1[5-9]|20)\d\d(?:s|[–-]\d{2,4})?\b",
        rf"(?:this|last|next|the\s+(?:following|previous))\s+(?:week|weekend|month|year|{_SEASON}|{_DAY})",
        rf"{_QUANTITY}\s+(?:minutes|hours|days|weeks|months|years|decades)\s+(?:ago|later|earlier|after|before)",
        r"\d{1,2}(?:[.:]\d\d)?\s*(?:a\.m\.|p\.m\.|am\b|pm\b|o'clock|Uhr)",
        r"\d{1,2}:\d\d",
        rf"(?:in|by|since|until|during|of)\s+(?:the\s+)?{_SEASON}\b",
        _either("noon midnight today yesterday tomorrow tonight gestern heute morgen"),
    )
)
_MONEY = "|".join(
    (
        rf"(?:US|A|C|HK|NZ)?[$€£¥]\s?\d+(?:[.,]\d+)*(?:[mbk]n?\b|{_SCALE})",
        rf"{_QUANTITY}(?:(?:-|\s+){_CURRENCY}\b|\s*{_PERCENT})",
        r"\bfree(?:\s+of\s+charge)?\b|\bkostenlos\b",
    )
)
_SHARE = "|".join(
    (
        rf"{_QUANTITY}\s*{_PERCENT}",
        r"\b(?:a|one|two|three)[ -](?:half|third|quarter|fifth|tenth)s?\b|\bhalf\b",
        rf"{_NUMBER}\s+(?:in|out\s+of|of)\s+(?:every\s+)?{_NUMBER}",
    )
)
_RANGE = rf"{_QUANTITY}(?:\s*[-–]\s*{_NUMBER})?(?:\s+and\s+a\s+half)?[\s-]*"
_AGE = "|".join(
    (
        rf"\baged?\s+{_NUMBER}|,\s{_NUMBER},|\b{_NUMBER}[\s-]years?[\s-]old",
        rf"{_QUANTITY}\s+years\b",
        r"\b(?:in|since|from)\s+(?:1\d|20)\d\d\b|\b\d+\s+B\.?C\b|\bwho\s+is\s+\d+\b",
    )
)
_FREQUENCY = "|".join(
    (
        r"\b(?:every|once|twice|daily|weekly|monthly|yearly|annually|hourly)\b(?:\s+\w+){0,3}",
        rf"{_QUANTITY}\s+(?:times\s+)?(?:a|an|per)\s+\w+",
    )
)

_BECAUSE = _either(
    """because(?:_of)? due_to so owing_to as_a_result(?:_of)? thanks_to so_that in_order_to
    in_an_(?:effort|attempt|bid)_to aimed_at caused_by blamed?(?:_on|_for)? cit(?:ed|ing) after
    following amid since forced_to given prompted_by driven_by reasons? the_cause
    to_(?:avoid|make|save|give|keep|help|protect|regain|win|let) weil wegen aufgrund nachdem da um"""
)
_SPOKE = _either(
    """said says told added warned argued insisted stated announced explained promised claimed called
    described admitted sagte"""
)

_NAME = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame)\.?\s+)?[A-Z][\w’'-]*\w"
    r"(?:\s+(?:(?:[A-Z]\.\s*)+|(?:de|van|von|der|la|al|bin|of|and|&)\s+)*[A-Z][\w’'.-]*\w)*"
)

CALENDAR = re.compile(
    rf"(?:(?:On|In|By|Since|Until|Last|This|Next)\s+)?(?:{_DAY}|{_MONTH})(?:\s+(?:{_DAY}|{_MONTH}|and|of))*"
)
"""Days and months, which are written like names."""

_AS_WRITTEN = {
    kind: re.compile(pattern)
    for kind, pattern in {
        Kind.WHEN: rf"{_BEGINS}(?:{_TIME})",
        Kind.SAID: rf"[“\"„«][^”\"“»]{{3,}}[”\"“»]|\b{_SPOKE}\b(?:\s+that)?{_CLAUSE}",
        Kind.WHERE: (
            r"\b(?:in|at|near|on|from|to|off|outside|across|along|into|between|above|beside|through|aus|bei|nach)"
            r"\s+(?:the\s+|der\s+|dem\s+)?(?:[a-z]+(?:ern)?\s+){0,2}"
            r"[A-Z][\w’'-]+(?:\s+(?:of\s+|and\s+|de\s+|the\s+)?[A-Z][\w’'-]+)*"
        ),
        Kind.WHO: _NAME,
        Kind.WHICH: _NAME,
    }.items()
}
_IN_LOWER_CASE = {
    kind: re.compile(pattern.lower())
    for kind, pattern in {
        Kind.MONEY: _MONEY,
        Kind.SHARE: _SHARE,
        Kind.DISTANCE: rf"{_RANGE}{_LENGTH_UNIT}\b",
        Kind.DURATION: rf"{_RANGE}(?:{_TIME_UNIT}|{_LENGTH_UNIT})\b",
        Kind.SPEED: rf"{_RANGE}{_SPEED_UNIT}\b",
        Kind.WEIGHT: rf"{_RANGE}{_WEIGHT_UNIT}\b",
        Kind.DEGREES: rf"{_RANGE}(?:degrees?\b|°|Grad\b)",
        Kind.SIZE: rf"{_RANGE}(?:(?:{_SIZE_UNIT}|{_LENGTH_UNIT}|{_WEIGHT_UNIT})\b|{_PERCENT})|{_MONEY}",
        Kind.AGE: _AGE,
        Kind.FREQUENCY: _FREQUENCY,
        Kind.SCORE: (
            rf"\b\d+\s?[-–]\s?\d+(?:,?\s\d+\s?[-–]\s?\d+)*\b|\b{_NUMERAL}(?:\s+(?:votes\s+)?to\s+|-)(?:{_NUMERAL}|nil)\b"
            rf"|\b(?:by|of)\s+{_QUANTITY}(?:\s+\w+)?"
        ),
        Kind.COUNT: rf"{_QUANTITY}(?:\s*{_PERCENT})?",
        Kind.WHY: rf"\b{_BECAUSE}\b{_CLAUSE}",
    }.items()
}
"""Searched in lower case, not with IGNORECASE: re then passes over the words of an alternation by their first
letters, several times as quickly."""

_NUMBER_ALONE = re.compile(
    rf"\d+(?:[.,]\d+)*|\b{_NUMERAL}(?:-{_NUMERAL})?\b|\b(?:dozen|hundred|thousand|million|billion)s?\b"
)


def like_answers(kind: Kind, text: str) -> list[Span]:
    """Return the spans that look like answers of a kind; none where whole sentences answer."""
    if kind in _AS_WRITTEN:
        return _spans(_AS_WRITTEN[kind], text)
    return _spans(_IN_LOWER_CASE[kind], _lower(text)) if kind in _IN_LOWER_CASE else []


def numbers(text: str) -> list[Span]:
    """Return the spans of numbers, in figures or in words."""
    return _spans(_NUMBER_ALONE, _lower(text))


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)]


def _lower(text: str) -> str:
    """Return the text in lower case, but for letters that would become longer: «İ»."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
