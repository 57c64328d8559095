"""Stored vectors: what encoders made of passages, kept so that nothing is encoded twice."""

from collections.abc import Iterable, Mapping, Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from corpus.database import rows, transaction
from corpus.types import PassageId

_STORED = np.dtype("<f2")


class VectorTable:
    """Vectors by encoder name and passage; float16 as stored, float32 as returned."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put(
        self, encoder: str, vectors: Mapping[PassageId, NDArray[np.float32] | NDArray[np.float16]]
    ) -> None:
        """Store for each passage its array (1 + sentences, dimension), replacing what was there.

        Row 0 is the passage. Passages that were removed meanwhile are ignored. One transaction.
        """
        if not vectors:
            return
        with transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO encoders (name) VALUES (?)", (encoder,))
            encoder_id = self._encoder_id(encoder)
            assert encoder_id is not None
            live = rows(self._connection, "SELECT id FROM passages WHERE id IN carray(?)", (_ids(vectors),))
            for (passage_id,) in live:
                array = np.ascontiguousarray(vectors[passage_id], dtype=_STORED)
                row_id = self._connection.execute(
                    "INSERT INTO vectors (passage_id, encoder_id, vector) VALUES (?, ?, ?) "
                    "ON CONFLICT (passage_id, encoder_id) DO UPDATE SET vector = excluded.vector "
                    "RETURNING id",
                    (passage_id, encoder_id, array[0].tobytes()),
                ).get
                self._connection.execute(
                    "INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?)", (row_id, array[1:].tobytes())
                )

    def read(self, encoder: str, passage_ids: Iterable[PassageId]) -> dict[PassageId, NDArray[np.float32]]:
        """Return for each passage that has vectors its array (1 + sentences, dimension)."""
        ids = list(passage_ids)
        if not ids:
            return {}
        found = rows(
            self._connection,
            "SELECT passage_id, vector, vectors FROM vectors JOIN sentence_vectors USING (id) "
            "WHERE passage_id IN carray(?) AND encoder_id = ?",
            (_ids(ids), self._encoder_id(encoder)),
        )
        return {
            passage_id: np.frombuffer(first + others, _STORED)
            .reshape(-1, len(first) // _STORED.itemsize)
            .astype(np.float32)
            for passage_id, first, others in found
        }

    def read_passages(
        self, encoder: str, passage_ids: Sequence[PassageId] | NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the passages' own vectors: ids of those that have one, ascending, and (n, dimension)."""
        encoder_id = self._encoder_id(encoder)
        if encoder_id is None or not len(passage_ids):
            return np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
        found = rows(
            self._connection,
            "SELECT passage_id, vector FROM vectors WHERE passage_id IN carray(?) AND encoder_id = ? "
            "ORDER BY passage_id",
            (_ids(passage_ids), encoder_id),
        )
        if not found:
            return np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
        ids = np.array([row[0] for row in found], dtype=np.int64)
        joined = np.frombuffer(b"".join(row[1] for row in found), _STORED)
        return ids, joined.reshape(len(found), -1).astype(np.float32)

    def missing(self, encoder: str, limit: int, after: PassageId) -> list[PassageId]:
        """Return ids above `after`, ascending, at most `limit`, of passages that have no vectors yet."""
        found = rows(
            self._connection,
            "SELECT id FROM passages WHERE id > ? AND NOT EXISTS ("
            "SELECT 1 FROM vectors WHERE passage_id = passages.id AND encoder_id = ?) ORDER BY id LIMIT ?",
            (after, self._encoder_id(encoder), limit),
        )
        return [row[0] for row in found]

    def count_missing(self, encoder: str) -> int:
        """Return how many passages have no vectors of this encoder."""
        found = rows(
            self._connection,
            "SELECT (SELECT count(*) FROM passages) - (SELECT count(*) FROM vectors WHERE encoder_id = ?)",
            (self._encoder_id(encoder),),
        )
        return int(found[0][0])

    def drop(self, encoders: Iterable[str]) -> None:
        """Delete all vectors of these encoders."""
        with transaction(self._connection):
            for encoder in encoders:
                encoder_id = self._encoder_id(encoder)
                self._connection.execute("DELETE FROM vectors WHERE encoder_id = ?", (encoder_id,))
                self._connection.execute("DELETE FROM encoders WHERE id = ?", (encoder_id,))

    def encoders(self) -> list[str]:
        """Return the names of all encoders that vectors are stored of, oldest first."""
        return [row[0] for row in rows(self._connection, "SELECT name FROM encoders ORDER BY id")]

    def _encoder_id(self, encoder: str) -> int | None:
        found = rows(self._connection, "SELECT id FROM encoders WHERE name = ?", (encoder,))
        return found[0][0] if found else None


def _ids(passage_ids: Iterable[PassageId] | NDArray[np.int64]) -> "apsw.CArrayBinding":
    if not isinstance(passage_ids, np.ndarray):
        passage_ids = np.fromiter(passage_ids, dtype=np.int64)
    return apsw.carray(np.ascontiguousarray(passage_ids, dtype=np.int64))
