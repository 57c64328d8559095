"""The indexes that questions are answered from, held together so that they can be exchanged at once."""

import logging
import shutil
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.reading import StoreReader
from index.catalogue import Catalogue
from index.ports import Encoder
from index.vectors import VectorFileError, VectorIndex
from index.words import WordIndex

VECTORS = "vectors.faiss"
WORDS = "words"
NEXT = ".next"
"""Ends the name of a word index that is being built."""

ABANDONED_SECONDS = 86_400.0
"""After which an unfinished word index is that of a process that was killed."""

UNSAVED_SHARE = 0.02
"""Of the vectors may differ from the file: reading those from the store is quicker than writing it."""

_log = logging.getLogger(__name__)


class Indexes:
    """The encoder, the vectors, the words and the catalogue of one store.

    Attributes are exchanged between two steps of `sync`, never within one; read them anew for each
    question. `complete` is False when the last sync had to leave something for the next.
    """

    def __init__(
        self,
        encoder: Encoder,
        folder: Path,
        database: str,
        *,
        vectors: VectorIndex,
        words: WordIndex,
        catalogue: Catalogue,
    ) -> None:
        self.encoder = encoder
        self.vectors = vectors
        self.words = words
        self.catalogue = catalogue
        self.complete = True
        self._folder = folder
        self._database = database

    @classmethod
    def open(cls, store: StoreReader, encoder: Encoder, folder: Path) -> Self:
        """Open the indexes in a folder; what is missing, torn or of another store or model is empty.

        `sync` makes them equal to the store.
        """
        database = store.database_id
        _clear_abandoned(folder)
        try:
            vectors = VectorIndex.load(folder / VECTORS, encoder.dimension, _label(database, encoder))
        except VectorFileError:
            vectors = VectorIndex(encoder.dimension)
        words = WordIndex.open(folder / WORDS, database)
        return cls(
            encoder, folder, database, vectors=vectors, words=words, catalogue=Catalogue(store.catalogue())
        )

    def ids(self) -> NDArray[np.int64]:
        """Return the passages that are in both indexes, ascending."""
        return np.intersect1d(self.vectors.ids(), self.words.ids(), assume_unique=True)

    def is_stale(self, store: StoreReader) -> bool:
        """Whether the store has changed since the last sync, by whichever process. One short query."""
        return not self.complete or store.generation != self.catalogue.generation

    def refresh_words(self) -> None:
        """See what other processes did to the words; if they are no longer readable, begin them anew."""
        try:
            self.words.refresh()
        except (OSError, ValueError):
            self.words = WordIndex.open(self._folder / WORDS, self._database)

    @property
    def needs_saving(self) -> bool:
        """Whether the file of vectors has fallen too far behind."""
        unsaved, path = self.vectors.unsaved, self._folder / VECTORS
        return unsaved > UNSAVED_SHARE * len(self.vectors) or not path.exists()

    def save(self) -> None:
        """Write the vectors' file, if that can be done; the words are on disk with every commit."""
        try:
            self.vectors.save(self._folder / VECTORS, _label(self._database, self.encoder))
        except OSError as error:
            _log.warning("could not keep the vector index, the next start will build it again: %s", error)

    def emptied(self) -> "Indexes":
        """Return empty indexes beside these, to be filled and then given to `take_over`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f"{WORDS}.", suffix=NEXT, dir=self._folder))
        return Indexes(
            self.encoder,
            folder,
            self._database,
            vectors=VectorIndex(self.encoder.dimension),
            words=WordIndex.open(folder / WORDS, self._database),
            catalogue=self.catalogue,
        )

    def take_over(self, filled: "Indexes") -> None:
        """Answer from `filled` from now on, and put its files in the place of these."""
        current, old = self._folder / WORDS, filled._folder / f"old {WORDS}"
        if current.exists():
            current.rename(old)
        (filled._folder / WORDS).rename(current)
        self.words = WordIndex.open(current, self._database)
        self.vectors = filled.vectors
        self.catalogue = filled.catalogue
        self.complete = filled.complete
        filled.discard()

    def discard(self) -> None:
        """Delete the files of indexes that `emptied` returned."""
        if self._folder.name.endswith(NEXT):
            shutil.rmtree(self._folder, ignore_errors=True)


def _label(database: str, encoder: Encoder) -> str:
    return f"{database} {encoder.name}"


def _clear_abandoned(folder: Path) -> None:
    for path in folder.glob(f"{WORDS}.*{NEXT}"):
        if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
