"""The words that name times, English and German, and the patterns made of them (pure)."""

import re
from collections.abc import Iterable


def numbered(names: str, first: int) -> dict[str, int]:
    """Number words in order; those with a slash between them mean the same, _ is a space."""
    return {name: n for n, group in enumerate(names.split(), first) for name in group.split("/")}


SHORT_MONTHS = numbered("jan feb mar apr may jun jul aug sep/sept oct/okt nov dec/dez", 1)
LONG_MONTHS = numbered(
    "january/januar february/februar march/märz april may/mai june/juni july/juli august september "
    "october/oktober november december/dezember",
    1,
)
MONTHS = SHORT_MONTHS | LONG_MONTHS
WEEKDAYS = numbered(
    "monday/montag tuesday/dienstag wednesday/mittwoch thursday/donnerstag friday/freitag "
    "saturday/samstag/sonnabend sunday/sonntag",
    0,
)
SEASONS = numbered("spring/frühling/frühjahr summer/sommer autumn/fall/herbst winter", 0)
ORDINALS = numbered("first/1st second/2nd third/3rd fourth/4th", 1)
COUNTS = numbered(
    "a/an/one/ein/eine/einem/einer two/zwei/couple_of/a_couple_of three/drei four/vier "
    "five/fünf/few/a_few/several/paar/ein_paar/einigen/wenigen six/sechs seven/sieben eight/acht nine/neun "
    "ten/zehn eleven/elf twelve/zwölf",
    1,
)
PARTS = numbered("early/earlier/beginning/start/anfang mid/middle/mitte late/end/ende", 0)
UNITS = {
    "hours?|minutes?|stunden?|minuten?": ("day", 0),
    "days?|tag(?:e|en|es)?": ("day", 1),
    "weeks?|wochen?": ("week", 1),
    "weekends?|wochenendes?": ("weekend", 1),
    "fortnights?": ("week", 2),
    "months?|monat(?:e|en|s)?": ("month", 1),
    "quarters?|quartale?n?": ("quarter", 1),
    "years?|jahr(?:e|en|es|s)?": ("year", 1),
    "decades?|jahrzehnte?n?": ("year", 10),
}


def either(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(word.replace("_", r"\s") for word in ordered) + ")"


COUNTED = (
    r"\s*(?:%|(?:people|persons?|jobs|workers|employees|staff|cars|vehicles|units|homes|dollars|euros|pounds|"
    r"million|billion|thousand|per|percent|miles|km|kilomet\w+|stores|shops|countries|cities|soldiers|troops|"
    r"children|women|men|students|deaths|cases|votes|seats|shares|points|goals|games|flights|schools|"
    r"companies|tons|tonnes|hours|days|weeks|months|years|menschen|stellen)\b)"
)
"""What follows a number that counts something and is no date."""
FOLLOWED = re.compile(
    r"(?=\s*(?:$|[?.!,;:)»”\"'’]|(?:in|on|at|about|with|by|for|to|and|or|until|through|from|near|when|before)\b))",
    re.IGNORECASE,
)
BARE_YEAR = rf"(?:19|20)\d\d(?!\w|[.,/–-]\d|{COUNTED}|\s*(?:-|–|to|and|or)\s*\d[\d.,]*{COUNTED})"
YEAR = rf"(?P<year>{BARE_YEAR})"
OF_YEAR = rf",?\s+(?:of\s+)?(?:{YEAR}|(?P<which>last|this)\s+year)"
MONTH = rf"(?P<month>{either(MONTHS)})\b\.?"
LONG_MONTH = rf"(?P<month>{either(LONG_MONTHS)})\b"
WEEKDAY = rf"(?P<weekday>{either(WEEKDAYS)})\b"
DAY = r"(?P<day>\d{1,2})"
THE = r"(?:(?P<the>the|der|dem|den|die|das)\s+)?"
TO_DAY = r"(?:\s?(?:-|–|to|and|until|through|bis|und)\s?(?P<last>\d{1,2})(?:st|nd|rd|th|\.)?)?"
ON = rf"(?:{either(WEEKDAYS)}(?:,\s*|\s+)(?:(?:the|den|dem)\s+)?)?"
PART = rf"(?P<part>{either(PARTS)})[\s-]+(?:(?:of|in)\s+)?(?:the\s+)?"
COUNT = rf"(?P<count>{either(COUNTS)}|[1-9]\d{{0,2}})\s+"
UNIT = rf"(?P<unit>{either(UNITS)})\b"
HOURS = r"(?:\s+(?:morning|afternoon|evening|night|morgen|vormittag|nachmittag|abend|früh))?"
LAST = r"(?P<which>this\s+past|last|past|this|letzte[mnrs]?|vergangene[mnrs]?|vorige[mnrs]?|diese[mnrs]?)\s+"
