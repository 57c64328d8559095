"""A text taken apart to be compared with another: its terms, and what each clause does to them. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from index.meanings import (
    BEFORE_TO,
    CONDITIONS,
    COUPLINGS,
    DENIALS,
    FUTURE,
    HEDGES,
    HONORIFICS,
    JOINTS,
    MONTHS,
    NUMERALS,
    SCALES,
    SPEECH,
    UNITS,
)
from index.question import STOP_WORDS

Same = Callable[[str], str]
"""Maps a word in lower case to the form in which words are compared: its stem."""

_NUMERAL = "|".join(sorted(NUMERALS, key=len, reverse=True))
_SCALE = "|".join(sorted((scale for scale in SCALES if len(scale) > 2), key=len, reverse=True))
_TOKEN = re.compile(
    rf"""(?P<currency>US\$|[$€£¥])?\s?(?P<digits>\d+(?:[.,:]\d+)*)
        (?:[\s-]?(?P<scale>(?:{_SCALE})|(?:mn|bn|[mk])(?!\w)))?
        (?:[\s-]?(?P<unit>%|per\s?cent|Prozent|dollars?|euros?|pounds?|yen)(?!\w))?
    |(?<!\w)(?P<numeral>(?:{_NUMERAL})(?:-(?:{_NUMERAL}))?)(?!\w)
        (?:[\s-](?P<scale_after>{_SCALE}))?(?:[\s-]?(?P<unit_after>%|per\s?cent|dollars?|euros?|pounds?|yen)(?!\w))?
    |(?P<word>[^\W\d_]+(?:['’.&][^\W\d_]+)*)
    |(?P<border>[,;:()—–!?])
    |(?P<quote>[“”„«»"])""",
    re.VERBOSE | re.IGNORECASE,
)
_SKIPPED = frozenset({"the", "a", "an", "of", "&", *HONORIFICS})


class Part(StrEnum):
    """What a term is."""

    WORD = "word"
    NAME = "name"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word, name or number; `form` is compared, `unit` is a number's currency or «%».

    `at` counts all words of the text; `half` its parts that «;», «and», «while» and their like join.
    `opens` tells that it is the first word, where a capital says nothing; `by` that the name it
    belongs to stands after «by», `speaks` that it stands beside a word of speech; `quoted` that it
    stands in direct speech.
    """

    form: str
    part: Part
    clause: int
    half: int
    at: int
    unit: str = ""
    opens: bool = False
    quoted: bool = False
    by: bool = False
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Whether what is said is denied, only possible, or still to come."""

    denied: bool
    hedged: bool
    future: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence taken apart: its terms in order, its clauses, all its words in lower case.

    `has_quote` tells of quotation marks in it, `ends_quoted` that direct speech goes on after it.
    """

    terms: tuple[Term, ...]
    clauses: tuple[Clause, ...]
    words: tuple[str, ...]
    has_quote: bool
    ends_quoted: bool

    def of(self, part: Part) -> list[Term]:
        """Return the terms of one kind, in order."""
        return [term for term in self.terms if term.part is part]


def stated(text: str, same: Same, *, quoted: bool = False) -> Statement:
    """Take a sentence apart; `quoted` tells that it begins inside direct speech."""
    terms: list[Term] = []
    words: list[str] = []
    clauses: list[list[str]] = [[]]
    half = 0
    has_quote = quoted
    for match in _TOKEN.finditer(text):
        if match["border"]:
            clauses.append([])
            half += match["border"] in ";:"
            continue
        if match["quote"]:
            quoted, has_quote = not quoted if match["quote"] == '"' else match["quote"] in "“„«", True
            continue
        word = _plain(match.group())
        if word in JOINTS or (word == "that" and not _reaches_on(clauses[-1])):
            clauses.append([])
            half += word in COUPLINGS
        words.append(word)
        if match.group() != "May":
            clauses[-1].append(word)
        if (read := _read(match, same, opens=len(words) == 1)) is not None:
            form, part, unit = read
            place = len(clauses) - 1, half, len(words) - 1
            terms.append(Term(form, part, *place, unit, opens=len(words) == 1, quoted=quoted))
    read_clauses = tuple(_clause(one, after) for one, after in pairwise([*clauses, []]))
    return Statement(_with_roles(terms, words), read_clauses, tuple(words), has_quote, quoted)


def _read(match: re.Match[str], same: Same, *, opens: bool) -> tuple[str, Part, str] | None:
    """Return a term's form, kind and unit; None for a little word or one that only denies."""
    if not match["word"]:
        value = _value(match)
        return None if value is None else (value, Part.NUMBER, _unit(match))
    raw = match["word"]
    word = _plain(raw).removesuffix("'s").replace(".", "")
    if raw[0].isupper() and not (opens and word in STOP_WORDS) and _month(word):
        return same(_month(word)), Part.NAME, ""
    if word in HONORIFICS or word.endswith("n't") or word in DENIALS or (word in STOP_WORDS and raw != "US"):
        return None
    return same(word), Part.NAME if raw[0].isupper() and not opens else Part.WORD, ""


def _month(word: str) -> str:
    """Return the month that a word is or abbreviates, or nothing."""
    month = MONTHS.get(word[:3], "")
    return month if word in (month, month[:3], "sept") else ""


def _with_roles(terms: list[Term], words: list[str]) -> tuple[Term, ...]:
    """Mark the names that stand after «by» or beside a word of speech, with all their parts."""
    marked: list[Term] = []
    for run in _runs(terms, words):
        first, last = run[0].at, run[-1].at
        while first and words[first - 1] in _SKIPPED:
            first -= 1
        before, after = words[max(0, first - 2) : first], words[last + 1 : last + 2]
        speaks = bool(set(before[-1:] + after) & SPEECH) or before == ["according", "to"]
        marked += [replace(term, by=before[-1:] == ["by"], speaks=speaks) for term in run]
    return tuple(marked)


def _runs(terms: list[Term], words: list[str]) -> Iterator[list[Term]]:
    """Yield names of several words together, all else alone."""
    run: list[Term] = []
    for term in terms:
        follows = run and all(word in _SKIPPED for word in words[run[-1].at + 1 : term.at])
        if not (follows and run[-1].part is term.part is Part.NAME and run[-1].clause == term.clause) and run:
            yield run
            run = []
        run.append(term)
    if run:
        yield run


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("’", "'").strip(" .").split())


def _value(match: re.Match[str]) -> str | None:
    """Return a number in one form whatever way it was written; «one», which is often no number, is none."""
    if match["numeral"]:
        words = match["numeral"].casefold().split("-")
        if words == ["one"] and not match["scale_after"]:
            return None
        number = Decimal(sum(NUMERALS[word] for word in words))
        return _normal(number * SCALES.get((match["scale_after"] or "").casefold(), 1))
    digits = match["digits"]
    if ":" in digits:
        return digits
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", digits)
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return digits
    return _normal(Decimal(plain) * SCALES.get((match["scale"] or "").casefold(), 1))


def _normal(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit(match: re.Match[str]) -> str:
    unit = match["currency"] or match["unit"] or match["unit_after"] or ""
    return UNITS.get(" ".join(unit.casefold().split()), "") if unit else ""


def _denies(clause: list[str]) -> bool:
    """Tell whether a clause denies; what denies a denial affirms."""
    return sum(word in DENIALS or word.endswith("n't") for word in clause) % 2 == 1


def _reaches_on(clause: list[str]) -> bool:
    """Tell whether what «that» begins is denied or hedged by what stands before it."""
    return _denies(clause) or not HEDGES.isdisjoint(clause)


def _clause(words: list[str], after: list[str]) -> Clause:
    """Read a clause; `after` is the one that follows, which may be its condition."""
    to_come = any(before in BEFORE_TO and word == "to" for before, word in pairwise(words))
    to_come = to_come or any(word in FUTURE or word.endswith("'ll") or word == "won't" for word in words)
    hedged = not HEDGES.isdisjoint(words) or not CONDITIONS.isdisjoint(after[:1])
    return Clause(_denies(words), hedged, to_come)
