"""Makes the indexes equal to the store: after ingesting, reindexing, a crash or a change of model alike."""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from corpus.types import PassageId
from index.catalogue import Catalogue
from index.errors import SearchError
from index.indexes import Indexes
from index.ports import PassageText
from index.stepping import SyncProgress, Working, beside
from index.vectors import ADDED_AT_ONCE, SAMPLES_A_LIST, VectorIndex, lists_for
from index.words import WordDocument, WordsBusy

__all__ = ["Indexes", "SyncPlan", "SyncProgress", "SyncReport", "plan", "sync", "sync_steps", "words_anew"]

BATCH = 1
"""Passages encoded in a step: some 30 ms, for which a question may have to wait; more are no quicker."""

WORDS_AT_ONCE = 256
"""Passages added to the word index in one commit, whose texts take about 10 ms to read."""

ROUNDS = 3
"""After which changes that keep coming are left to the next sync."""

BUSY_TRIES = 50
BUSY_SECONDS = 0.1
"""How often and how long another process's writing to the word index is waited for."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What was done: passages encoded, brought into the indexes, taken out of them, and now in."""

    encoded: int
    added: int
    removed: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncPlan(SyncReport):
    """What a sync would do."""


_COMPARING = [SyncProgress("comparing", done, 3) for done in range(4)]
"""Reading what the store and the indexes hold takes a step each, as it takes longer the more there is."""

_SAVING = SyncProgress("saving", 0, None)

Steps: TypeAlias = Generator[SyncProgress, None, SyncReport]


def sync(
    store: Store,
    indexes: Indexes,
    *,
    full: bool = False,
    batch: int = BATCH,
    on_progress: Callable[[SyncProgress], None] | None = None,
) -> SyncReport:
    """Make the indexes equal to the store; see `sync_steps`."""
    steps = sync_steps(store, indexes, full=full, batch=batch)
    while True:
        try:
            progress = next(steps)
        except StopIteration as done:
            report: SyncReport = done.value
            return report
        if on_progress:
            on_progress(progress)


def sync_steps(store: Store, indexes: Indexes, *, full: bool = False, batch: int = BATCH) -> Steps:
    """Make the indexes equal to the store, a short step at a time; questions may be asked in between.

    New passages are found by their words first, then, as they are encoded, by their meaning.
    `full` encodes all passages again and builds both indexes anew, beside those that answer
    meanwhile. Stopping or dying after any step loses nothing: the next sync goes on from there.
    """
    planned = plan(store, indexes, full=full)
    yield _COMPARING[1]
    encoded = yield from _rebuilt(store, indexes, batch) if full else _made_equal(store, indexes, batch)
    for _ in range(ROUNDS):
        if not indexes.is_stale(store):
            break
        encoded += yield from _made_equal(store, indexes, batch)
    if indexes.needs_saving:
        yield from beside(indexes.save, _SAVING)
    return SyncReport(encoded, planned.added, planned.removed, len(indexes.catalogue))


def words_anew(store: Store, indexes: Indexes) -> Working:
    """Build the word index anew beside the running one and put it in its place, a short step at a time.

    A passage that was removed leaves counts of its words behind until its part of the index is merged
    with others; after this nothing is left of it.
    """
    filled = indexes.emptied()
    try:
        filled.vectors = indexes.vectors
        yield from _words_equal(store, filled)
        if filled.complete:
            indexes.take_over(filled)
    finally:
        filled.discard()


def plan(store: Store, indexes: Indexes, *, full: bool = False) -> SyncPlan:
    """Return what a sync would do now."""
    indexes.refresh_words()
    live, vectors, words = store.passage_ids(), indexes.vectors.ids(), indexes.words.ids()
    complete = np.intersect1d(vectors, words, assume_unique=True)
    return SyncPlan(
        encoded=len(live) if full else store.count_without_vectors(indexes.encoder.name),
        added=len(np.setdiff1d(live, complete, assume_unique=True)),
        removed=len(np.setdiff1d(np.union1d(vectors, words), live, assume_unique=True)),
        total=len(live),
    )


_Encoding: TypeAlias = Generator[SyncProgress, None, int]
"""Steps that end with how many passages were encoded."""


def _made_equal(store: Store, indexes: Indexes, batch: int) -> _Encoding:
    """Go once through everything that differs from the store as it is now."""
    indexes.complete = True
    catalogue = Catalogue(store.catalogue())
    yield _COMPARING[2]
    # What a cache knows must be safe in the database first: an id lost to a power cut is given again.
    store.checkpoint()
    yield _COMPARING[3]
    # With the removal, in one step: no vector is there that the catalogue doesn't list, as counts rely on.
    indexes.catalogue = catalogue
    indexes.vectors.remove(
        np.setdiff1d(indexes.vectors.ids(), indexes.catalogue.passage_ids, assume_unique=True)
    )
    yield from _words_equal(store, indexes)
    yield from _known_vectors_added(store, indexes)
    encoded, total = 0, store.count_without_vectors(indexes.encoder.name)
    after = 0
    while ids := store.passages_without_vectors(indexes.encoder.name, batch, after):
        _encode(store, indexes, ids)
        _add_vectors(store, indexes.encoder.name, indexes.vectors, np.array(ids, np.int64))
        encoded, after = encoded + len(ids), ids[-1]
        yield SyncProgress("encoding", encoded, max(total, encoded))
        if not indexes.vectors.fits:
            yield from _divided_anew(store, indexes)
    return encoded


def _rebuilt(store: Store, indexes: Indexes, batch: int) -> _Encoding:
    """Encode everything again, build empty indexes from that, and exchange them for the running ones."""
    ids = store.passage_ids().tolist()
    for start in range(0, len(ids), batch):
        _encode(store, indexes, ids[start : start + batch])
        yield SyncProgress("encoding", min(start + batch, len(ids)), len(ids))
    filled = indexes.emptied()
    try:
        encoded = yield from _made_equal(store, filled, batch)
        if filled.complete:
            indexes.take_over(filled)
    finally:
        filled.discard()
    yield from beside(indexes.save, _SAVING)
    if others := [name for name in store.vector_encoders() if name != indexes.encoder.name]:
        store.drop_vectors(others)
    return len(ids) + encoded


def _encode(store: Store, indexes: Indexes, ids: Sequence[PassageId]) -> None:
    """Encode passages and store their vectors; those removed meanwhile are skipped."""
    stored = store.passage_texts(ids)
    vectors = indexes.encoder.encode_passages(
        [
            PassageText(
                title,
                text,
                tuple((start - passage.start, end - passage.start) for start, end in passage.sentences),
            )
            for passage, title, text in stored
        ]
    )
    rows = zip((passage.id for passage, _, _ in stored), vectors, strict=True)
    store.put_vectors(indexes.encoder.name, dict(rows))


def _words_equal(store: Store, indexes: Indexes) -> Working:
    """Make the word index hold the live passages, with what the catalogue says of them now."""
    indexes.refresh_words()
    live, marks = indexes.catalogue.passage_ids, indexes.catalogue.marks()
    held, held_marks = indexes.words.contents()
    same = np.isin(live, held, assume_unique=True)
    same[same] = marks[same] == held_marks[np.searchsorted(held, live[same])]
    gone, new = np.setdiff1d(held, live, assume_unique=True), live[~same]
    mark_of = dict(zip(new.tolist(), marks[~same].tolist(), strict=True))
    if len(gone):
        yield from _words_updated(indexes, [], gone, SyncProgress("indexing words", 0, len(new)))
    for start in range(0, len(new), WORDS_AT_ONCE):
        documents = _documents(store, indexes.catalogue, new[start : start + WORDS_AT_ONCE].tolist(), mark_of)
        yield from _words_updated(indexes, documents, (), SyncProgress("indexing words", start, len(new)))
        if not indexes.complete:
            return
        yield SyncProgress("indexing words", min(start + WORDS_AT_ONCE, len(new)), len(new))


def _words_updated(
    indexes: Indexes,
    added: Sequence[WordDocument],
    removed: Iterable[PassageId] | NDArray[np.int64],
    progress: SyncProgress,
) -> Working:
    """Update the word index, waiting for another process to end its writing, but not for ever."""
    for _ in range(BUSY_TRIES):
        try:
            indexes.words.refresh()
            yield from beside(partial(indexes.words.write, added, removed), progress)
            indexes.words.refresh()
        except WordsBusy:
            time.sleep(BUSY_SECONDS)
            yield SyncProgress("waiting for another process", 0, None)
        except (OSError, ValueError) as error:
            raise SearchError(f"the word index could not be written: {error}") from error
        else:
            return
    indexes.complete = False
    _log.warning("left the word index as it is: another process keeps writing to it")


def _documents(
    store: Store, catalogue: Catalogue, ids: Sequence[PassageId], marks: dict[PassageId, int]
) -> list[WordDocument]:
    documents = []
    for passage, title, text in store.passage_texts(ids):
        source, published, language = catalogue.described(passage.id)
        documents.append(
            WordDocument(passage.id, title, text, source, published, language, marks[passage.id])
        )
    return documents


def _known_vectors_added(store: Store, indexes: Indexes) -> Working:
    """Add the vectors that the store has and the index lacks."""
    missing = np.setdiff1d(indexes.catalogue.passage_ids, indexes.vectors.ids(), assume_unique=True)
    for start in range(0, len(missing), ADDED_AT_ONCE):
        _add_vectors(store, indexes.encoder.name, indexes.vectors, missing[start : start + ADDED_AT_ONCE])
        yield SyncProgress("adding vectors", min(start + ADDED_AT_ONCE, len(missing)), len(missing))
        if not indexes.vectors.fits:
            yield from _divided_anew(store, indexes)
    if not indexes.vectors.fits:
        yield from _divided_anew(store, indexes)


def _add_vectors(store: Store, encoder: str, vectors: VectorIndex, ids: NDArray[np.int64]) -> None:
    """Add what the store has; as it has it, so that an index built later holds the same numbers."""
    found, rows = store.passage_vectors(encoder, ids)
    if len(found):
        vectors.add(found, rows)


def _divided_anew(store: Store, indexes: Indexes) -> Working:
    """Exchange the vector index for one of the kind that suits its size."""
    name, ids = indexes.encoder.name, indexes.vectors.ids()
    index = VectorIndex(indexes.encoder.dimension, lists_for(len(ids)))
    if index.lists:
        size = min(len(ids), SAMPLES_A_LIST * index.lists)
        sample = np.random.default_rng(1).choice(ids, size, replace=False)
        _, rows = store.passage_vectors(name, np.sort(sample))
        yield from beside(lambda: index.train(rows), SyncProgress("dividing vectors", 0, None))
    for start in range(0, len(ids), ADDED_AT_ONCE):
        _add_vectors(store, name, index, ids[start : start + ADDED_AT_ONCE])
        yield SyncProgress("adding vectors", min(start + ADDED_AT_ONCE, len(ids)), len(ids))
    indexes.vectors = index
