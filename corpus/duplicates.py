"""The same story again: identical and near-identical texts, found without comparing all pairs."""

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Shingles: TypeAlias = NDArray[np.uint64]
"""Hashes of every run of SHINGLE words in a text, distinct and sorted."""

SHINGLE = 3
"""Words. Three survive light editing; one changed word spoils three shingles, not five."""

BANDS = 32
ROWS = 3
"""Texts of resemblance r share a band with probability 1 - (1 - r**ROWS)**BANDS: .986 at .5, .10 at .15."""

SHORT = 25
"""Words. Texts below this say too little («Subscribe to read on») to be one story without their titles."""

_WORD = re.compile(r"\w+")
_NOTHING = np.uint64(0)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a story is recognised by.

    `digest` is the SHA-256 of title and text, `text_digest` of the text alone with case, spaces and
    punctuation folded (a short text includes its title). `bands` are int32 numbers; near-identical
    texts have one in common, almost surely.
    """

    digest: str
    text_digest: str
    bands: tuple[int, ...]


def fingerprint_of(title: str, text: str) -> Fingerprint:
    """Return the fingerprint of a story."""
    words = _words(text)
    told = words if len(words) >= SHORT else [*_words(title), "\n", *words]
    return Fingerprint(digest_of(title, text), _sha256(" ".join(told)), _bands(_shingles(words)))


def digest_of(title: str, text: str) -> str:
    """Return the hexadecimal SHA-256 of title and text, as in `Article.digest`."""
    return _sha256(f"{title}\n{text}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _shingles(words: list[str]) -> Shingles:
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    if len(hashes) < SHINGLE:
        return np.unique(hashes)
    runs = len(hashes) - SHINGLE + 1
    combined = np.zeros(runs, dtype=np.uint64)
    for place in range(SHINGLE):
        combined = _mixed(combined + hashes[place : place + runs])
    return np.unique(combined)


def _bands(shingles: Shingles) -> tuple[int, ...]:
    """Return one number a band of the MinHash signature (Broder 1997); no shingles, no bands."""
    if not len(shingles):
        return ()
    seeds = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    signature = _mixed(shingles[None, :] ^ _mixed(seeds)[:, None]).min(axis=1).reshape(BANDS, ROWS)
    keys = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mixed(keys ^ signature[:, row])
    return tuple((keys >> np.uint64(32)).astype(np.uint32).view(np.int32).tolist())


def _mixed(numbers: Shingles) -> Shingles:
    """Return SplitMix64's finalizer of each number: a fast hash, the same on every machine."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
