"""Which passages a filter lets through, and which article each belongs to: arrays, held in memory."""

import zlib

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import UNDATED, UNKNOWN
from corpus.catalogue import Catalogue as StoredCatalogue
from corpus.types import PassageId
from index.types import Filter

NO_ARTICLE = -1


class Catalogue:
    """The store's catalogue at one moment; `generation` tells whether the store has moved on."""

    def __init__(self, stored: StoredCatalogue) -> None:
        self._stored = stored

    def __len__(self) -> int:
        return len(self._stored.passage_ids)

    @property
    def passage_ids(self) -> NDArray[np.int64]:
        """All live passages, ascending."""
        return self._stored.passage_ids

    @property
    def generation(self) -> int:
        """The store's generation when this was read."""
        return self._stored.generation

    @property
    def source_names(self) -> tuple[str, ...]:
        """The names of all outlets, in order of the alphabet."""
        return self._stored.source_names

    def outlets(self) -> list[str]:
        """Return the names of all outlets, those with most articles first."""
        _, first = np.unique(self._stored.article_ids, return_index=True)
        codes = self._stored.sources[first]
        counts = np.bincount(codes[codes != UNKNOWN], minlength=len(self.source_names))
        return [self.source_names[code] for code in np.argsort(-counts, kind="stable")]

    def allowed(self, wanted: Filter) -> NDArray[np.int64] | None:
        """Return the ids of passages that the filter lets through, ascending; None when it lets all."""
        if not wanted:
            return None
        stored = self._stored
        mask = np.ones(len(self), bool)
        if wanted.sources:
            mask &= _named(stored.sources, stored.source_names, wanted.sources, folded=True)
        if wanted.languages:
            mask &= _named(stored.languages, stored.language_names, wanted.languages, folded=False)
        if wanted.since or wanted.until:
            mask &= stored.published != UNDATED
        if wanted.since:
            mask &= stored.published >= wanted.since.timestamp()
        if wanted.until:
            mask &= stored.published < wanted.until.timestamp()
        return stored.passage_ids[mask]

    def article_of(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return each passage's article; NO_ARTICLE for one that isn't here."""
        return self._of(passage_ids, self._stored.article_ids, NO_ARTICLE)

    def published_of(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return each passage's publication in seconds since 1970; UNDATED where it isn't known."""
        return self._of(passage_ids, self._stored.published, UNDATED)

    def described(self, passage_id: PassageId) -> tuple[str | None, int | None, str | None]:
        """Return a live passage's source, publication in seconds, and language."""
        stored = self._stored
        place = int(np.searchsorted(stored.passage_ids, passage_id))
        source, language = int(stored.sources[place]), int(stored.languages[place])
        published = int(stored.published[place])
        return (
            None if source == UNKNOWN else stored.source_names[source],
            None if published == UNDATED else published,
            None if language == UNKNOWN else stored.language_names[language],
        )

    def marks(self) -> NDArray[np.int64]:
        """Return a number for each passage that changes when its source, date or language does."""
        stored = self._stored
        names = _hashes(stored.source_names)[stored.sources], _hashes(stored.language_names)[stored.languages]
        mixed = stored.published.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= names[0] << np.uint64(32) ^ names[1]
        return (mixed >> np.uint64(1)).astype(np.int64)

    def _of(
        self, passage_ids: NDArray[np.int64], values: NDArray[np.int64], missing: int
    ) -> NDArray[np.int64]:
        if not len(self):
            return np.full(len(passage_ids), missing, np.int64)
        places = np.minimum(np.searchsorted(self.passage_ids, passage_ids), len(self) - 1)
        return np.where(self.passage_ids[places] == passage_ids, values[places], missing)


def _named(
    codes: NDArray[np.int32], names: tuple[str, ...], wanted: frozenset[str], *, folded: bool
) -> NDArray[np.bool_]:
    """Return where a code stands for a wanted name; several spellings of a name may be wanted."""
    fits = [code for code, name in enumerate(names) if (name.casefold() if folded else name) in wanted]
    return np.isin(codes, fits)


def _hashes(names: tuple[str, ...]) -> NDArray[np.uint64]:
    """Return a 32-bit hash a name; UNKNOWN, which is -1, finds the last entry: 0."""
    return np.array([zlib.crc32(name.encode()) for name in names] + [0], np.uint64)
