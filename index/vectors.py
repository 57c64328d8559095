"""FAISS behind a small face: vectors by passage id, searched by inner product; the only file that imports it.

A cache: what can't be loaded is built again from the store's vectors.
"""

import json
import math
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engines import thread_count
from index.ports import Vectors
from index.types import Scored

FLAT_UP_TO = 200_000
"""Passages searched exactly: 30 ms and 300 MB. At a million it would be 57 ms and 1.5 GB, where
IVF,SQ8 takes 1 to 2 ms and 380 MB for a recall@10 of 0.958."""

PROBES = 64
"""Lists read for a question without a filter."""

SAMPLES_A_LIST = 64
"""Vectors that a list's centre is trained on; FAISS warns below 39."""

ADDED_AT_ONCE = 4_096

FORMAT = 1


class VectorFileError(Exception):
    """A vector file is missing, torn, or of something else; building it anew repairs it."""


def lists_for(count: int) -> int:
    """Return into how many lists so many vectors are best divided; 0 is one exact list.

    A power of two near 2√n, so that a growing index is seldom trained again.
    """
    return 0 if count <= FLAT_UP_TO else 2 ** round(math.log2(2 * math.sqrt(count)))


class VectorIndex:
    """Vectors of one dimension by passage id; searching side by side is safe, changing it is not.

    `lists` is 0 for an exact index in float32, else the number of an IVF index's lists, of 8-bit
    numbers; such a one has to be trained before vectors are added. `unsaved` counts the changes since
    it was saved.
    """

    def __init__(self, dimension: int, lists: int = 0) -> None:
        _faiss().omp_set_num_threads(thread_count())
        if lists:
            self._index: Any = _faiss().index_factory(
                dimension, f"IVF{lists},SQ8", _faiss().METRIC_INNER_PRODUCT
            )
        else:
            self._index = _faiss().IndexIDMap2(_faiss().IndexFlatIP(dimension))
        self.dimension = dimension
        self.lists = lists
        self.unsaved = 0
        self._present = np.zeros(0, bool)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def fits(self) -> bool:
        """Whether its kind still suits its size; with some slack, so that it isn't rebuilt to and fro."""
        if not self.lists:
            return len(self) <= FLAT_UP_TO * 1.25
        ideal = lists_for(max(len(self), FLAT_UP_TO + 1))
        return len(self) > FLAT_UP_TO * 0.75 and self.lists / 4 < ideal < self.lists * 4

    def train(self, sample: Vectors) -> None:
        """Learn the lists' centres from some of the vectors to come. Seconds to a minute; frees the GIL."""
        self._index.cp.seed = 1
        self._index.cp.niter = 10
        self._index.train(self._checked(sample))

    def ids(self) -> NDArray[np.int64]:
        """Return the ids that are in, ascending."""
        return np.flatnonzero(self._present).astype(np.int64)

    def add(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """Add vectors; an id that is in already gets the new one."""
        ids, first = np.unique(np.asarray(ids, np.int64), return_index=True)
        if not len(ids):
            return
        vectors = self._checked(vectors)[first]
        self.remove(ids)
        if ids[-1] >= len(self._present):
            longer = np.zeros(max(int(ids[-1]) + 1, len(self._present) * 2), bool)
            longer[: len(self._present)] = self._present
            self._present = longer
        self._index.add_with_ids(vectors, ids)
        self._present[ids] = True
        self.unsaved += len(ids)

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove those of the ids that are in. Reads the whole list of ids once."""
        ids = np.unique(np.asarray(ids, np.int64))
        ids = ids[ids < len(self._present)]
        ids = ids[self._present[ids]]
        if not len(ids):
            return
        self._index.remove_ids(_faiss().IDSelectorBatch(ids))
        self._present[ids] = False
        self.unsaved += len(ids)

    def search(self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None) -> list[Scored]:
        """Return the k ids with the largest inner products, best first; only `allowed` ones, if given.

        A filtered search is exact but for the 8 bits: every list is read, so that a rare outlet's
        few passages are found wherever they lie.
        """
        k = min(k, len(self))
        if k <= 0:
            return []
        selector = None if allowed is None else _Allowed(allowed)
        scores, ids = self._index.search(self._checked(vector[None]), k, params=self._parameters(selector))
        return [
            Scored(int(passage_id), float(score))
            for passage_id, score in zip(ids[0], scores[0], strict=True)
            if passage_id >= 0
        ]

    def save(self, path: Path, label: str) -> None:
        """Write the file whole or not at all. `label` says what the vectors are of."""
        payload = _faiss().serialize_index(self._index)
        header = {"format": FORMAT, "label": label, "dimension": self.dimension, "lists": self.lists}
        header |= {"bytes": payload.nbytes, "check": zlib.crc32(memoryview(payload))}
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with draft.open("wb") as file:
            file.write(json.dumps(header).encode() + b"\n")
            file.write(memoryview(payload))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        self.unsaved = 0

    @classmethod
    def load(cls, path: Path, dimension: int, label: str) -> "VectorIndex":
        """Load a file that `save` wrote for the same label and dimension; else raise VectorFileError."""
        try:
            with path.open("rb") as file:
                header = json.loads(file.readline(10_000))
                payload = file.read()
        except (OSError, ValueError) as error:
            raise VectorFileError(f"{path} can't be read: {error}") from error
        expected = {"format": FORMAT, "label": label, "dimension": dimension}
        if not isinstance(header, dict) or {key: header.get(key) for key in expected} != expected:
            raise VectorFileError(f"{path} holds other vectors")
        if header["bytes"] != len(payload) or header["check"] != zlib.crc32(payload):
            raise VectorFileError(f"{path} is torn")
        loaded = cls(dimension)
        loaded.lists = header["lists"]
        loaded._index = _faiss().deserialize_index(np.frombuffer(payload, np.uint8))
        ids = loaded._stored_ids()
        loaded._present = np.zeros(int(ids.max(initial=-1)) + 1, bool)
        loaded._present[ids] = True
        return loaded

    def _stored_ids(self) -> NDArray[np.int64]:
        if not self.lists:
            return np.asarray(_faiss().vector_to_array(self._index.id_map), np.int64)
        kept = self._index.invlists
        parts = [
            _faiss().rev_swig_ptr(kept.get_ids(number), kept.list_size(number)).copy()
            for number in range(self.lists)
            if kept.list_size(number)
        ]
        return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)

    def _parameters(self, allowed: "_Allowed | None") -> Any:
        selector = {} if allowed is None else {"sel": allowed.selector}
        if not self.lists:
            return _faiss().SearchParameters(**selector)
        probes = min(PROBES, self.lists) if allowed is None else self.lists
        return _faiss().SearchParametersIVF(nprobe=probes, **selector)

    def _checked(self, vectors: Vectors) -> Vectors:
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            raise ValueError(
                f"vectors of shape {vectors.shape} don't fit an index of {self.dimension} dimensions"
            )
        return np.ascontiguousarray(vectors, np.float32)


def _faiss() -> Any:
    """Import FAISS when it is needed; untyped, because its own type hints are wrong."""
    import faiss

    return faiss


class _Allowed:
    """Ids as a bitmap; it stays alive as long as the selector that reads it."""

    def __init__(self, ids: NDArray[np.int64]) -> None:
        flags = np.zeros((int(ids.max(initial=0)) // 8 + 1) * 8, bool)
        flags[ids] = True
        self._bits = np.packbits(flags, bitorder="little")
        self.selector = _faiss().IDSelectorBitmap(self._bits)
