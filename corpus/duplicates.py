"""The same story again: identical and near-identical texts, found without comparing all pairs."""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.furniture import phrase_in

Figures: TypeAlias = Iterable[tuple[tuple[str, ...], str]]
"""Numbers, each with where in its sentence it stands."""
Shingles: TypeAlias = NDArray[np.uint64]
"""Hashes of every run of SHINGLE words in a text, distinct and sorted."""

SHINGLE = 3
"""Words. Three survive light editing; one changed word spoils three shingles, not five."""

BANDS = 32
ROWS = 3
"""Texts of resemblance r share a band with probability 1 - (1 - r**ROWS)**BANDS: .986 at .5, .10 at .15."""

LEAD = 60
"""Words; a story that was cut from its end, as wire stories are, begins as the whole one does."""
LEAD_BANDS = 12
"""Of the lead alone: leads of resemblance .6 share one with probability .95, whatever follows."""

SHORT = 25
"""Words. Texts below this say too little («Subscribe to read on») to be one story without their titles."""

MOST_NEW = 0.4
"""Share of a copy's shingles that the original may lack: light editing, a dateline, what a site adds."""

LEAST_COVERED = 0.3
"""Share of the original's shingles that a copy has: less is an excerpt, with a story of its own."""

HARDLY_NEW, LEAST_CUT = 0.2, 0.15
"""A copy lacking so few of its shingles in the original is a shortened one, and needs to have only such a
share of the original's."""

LONGEST_NEW = 30
"""Words together that a copy may have of its own before its end: more is news. At its end sites praise
themselves."""

FEW_NAMES, MOST_NAMES = 5, 0.25
"""Names and numbers of its own that a copy may have, or share of all of its: more tell another story."""

SAME_STORY = 0.1
"""Resemblance from which one text is a revision of another that ran under the same headline."""

_WORD = re.compile(r"\w+")
_STOPS = frozenset(".!?\n")
_WORD_NUMBER_OR_STOP = re.compile(r"\d+(?:[.,:]\d+)*|\w+|[.!?\n]")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a story is recognised by.

    `digest` is the SHA-256 of title and text, `text_digest` of the text alone with case, spaces and
    punctuation folded (a short text includes its title). `bands` are int32 numbers; near-identical
    texts, and those of which one is the beginning of the other, have one in common, almost surely.
    """

    digest: str
    text_digest: str
    bands: tuple[int, ...]


def fingerprint_of(title: str, text: str) -> Fingerprint:
    """Return the fingerprint of a story."""
    words = _words(text)
    told = words if len(words) >= SHORT else [*_words(title), "\n", *words]
    bands = _bands(_shingles(words)) + _bands(_shingles(words[:LEAD]), BANDS, LEAD_BANDS)
    return Fingerprint(digest_of(title, text), _sha256(" ".join(told)), bands)


def digest_of(title: str, text: str) -> str:
    """Return the hexadecimal SHA-256 of title and text, as in `Article.digest`."""
    return _sha256(f"{title}\n{text}")


def runs_of(text: str) -> Shingles:
    """Return the hashes of all runs of SHINGLE words in a text, distinct and sorted: not its words."""
    return _shingles(_words(text))


def is_near_duplicate(text: str, original: str) -> bool:
    """Tell whether a text says nothing that the original doesn't; see `repeated_by`."""
    return repeated_by(text)(original)


def repeated_by(text: str) -> Callable[[str], bool]:
    """Return a function that tells whether the text repeats an original: edited lightly, framed or shortened.

    Two outlets' own stories of one event do not: they share names and quotes, not sentences. Neither
    does a text with another figure in the same place, be it a correction, a newer count or the next
    report made from a template, nor one that goes on about others. Lines in which the text's site
    speaks of itself don't count. About 0.1 ms an original of 200 words.
    """
    text = "\n".join(line for line in text.split("\n") if phrase_in(line, len(line.split())) is None)
    words = _words(text)
    runs = _runs(words)
    new, names, figures = np.unique(runs), _names(text), list(_figures(text))

    def repeats(original: str) -> bool:
        if len(words) < SHORT:
            return False
        old = _shingles(_words(original))
        shared = len(np.intersect1d(new, old, assume_unique=True))
        least = LEAST_CUT if shared >= (1 - HARDLY_NEW) * len(new) else LEAST_COVERED
        if shared < max(1, (1 - MOST_NEW) * len(new), least * len(old)):
            return False
        if _longest_new(runs, old) > LONGEST_NEW:
            return False
        if len(names - _names(original)) > max(FEW_NAMES, MOST_NAMES * len(names)):
            return False
        return not _figures_differ(figures, original)

    return repeats


def is_same_story(text: str, other: str) -> bool:
    """Tell whether of two texts under the same headline, outlet and date one can be the other revised."""
    new, old = _shingles(_words(text)), _shingles(_words(other))
    shared = len(np.intersect1d(new, old, assume_unique=True))
    return shared >= SAME_STORY * (len(new) + len(old) - shared)


def _names(text: str) -> set[str]:
    """Return the words that tell one story from another: capitalised ones and numbers."""
    return {word.casefold() for word in _WORD.findall(text) if word[0].isupper() or word[0].isdigit()}


def _longest_new(runs: Shingles, old: Shingles) -> int:
    """Return how many words in a row are new, at most, up to the last that are not."""
    known = np.flatnonzero(np.isin(runs, old))
    return int(np.diff(known, prepend=-SHINGLE).max() - SHINGLE)


def _figures_differ(figures: Figures, original: str) -> bool:
    """Tell whether, next to the same two words, there is another number."""
    told: dict[tuple[str, ...], set[str]] = {}
    for place, number in _figures(original):
        told.setdefault(place, set()).add(number)
    return any(place in told and number not in told[place] for place, number in figures)


def _figures(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each number with two words next to it in its sentence: before, behind and around it."""
    words = _WORD_NUMBER_OR_STOP.findall(text.casefold())
    for at, word in enumerate(words):
        if word[0].isdigit():
            before, behind = words[max(0, at - 2) : at], words[at + 1 : at + 3]
            around = [*before[-1:], *behind[:1]]
            for side, place in (("before", before), ("behind", behind), ("around", around)):
                if len(place) == 2 and not _STOPS.intersection(place):
                    yield (side, *place), word


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _shingles(words: list[str]) -> Shingles:
    return np.unique(_runs(words))


def _runs(words: list[str]) -> Shingles:
    """Return the hash of every run of SHINGLE words, in the text's order; of fewer words, of each."""
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    if len(hashes) < SHINGLE:
        return hashes
    runs = len(hashes) - SHINGLE + 1
    combined = np.zeros(runs, dtype=np.uint64)
    for place in range(SHINGLE):
        combined = _mixed(combined + hashes[place : place + runs])
    return combined


def _bands(shingles: Shingles, first: int = 0, count: int = BANDS) -> tuple[int, ...]:
    """Return one number a band of the MinHash signature (Broder 1997); no shingles, no bands.

    `first` is the number of the first band: bands of other numbers have nothing in common.
    """
    if not len(shingles):
        return ()
    seeds = np.arange(1 + first * ROWS, 1 + (first + count) * ROWS, dtype=np.uint64) * np.uint64(
        0x9E3779B97F4A7C15
    )
    signature = _mixed(shingles[None, :] ^ _mixed(seeds)[:, None]).min(axis=1).reshape(count, ROWS)
    keys = np.arange(first, first + count, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mixed(keys ^ signature[:, row])
    return tuple((keys >> np.uint64(32)).astype(np.uint32).view(np.int32).tolist())


def _mixed(numbers: Shingles) -> Shingles:
    """Return SplitMix64's finalizer of each number: a fast hash, the same on every machine."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
