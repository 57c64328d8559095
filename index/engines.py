"""What runs a model: the port behind the encoder, and the engine that needs only ONNX files."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.ports import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
TABLE_FILE = "words.npy"
WORD_BEGINS = "▁Ġ"
"""With which some vocabularies mark the tokens that begin a word; the others mark those that go on («##»)."""
MANIFEST_FILE = "manifest.json"
FORMAT = 2
"""Raise it when the files change their meaning: older ones are then written anew."""

QUIET = 3
"""onnxruntime's level for errors only."""


def thread_count() -> int:
    """Return how many threads a model may use; more than eight no longer help one small batch."""
    return min(os.cpu_count() or 1, 8)


def open_session(path: Path) -> "InferenceSession":
    """Load a graph; an error of onnxruntime if it is torn."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = thread_count()
    options.inter_op_num_threads = 1
    options.log_severity_level = QUIET
    # Waiting threads sleep: spinning gains nothing here and starves whatever else the machine runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model made of one text.

    `pooled` is the text's unit vector. `states` holds a vector for every token that is part of the
    text (no special ones) and `ends` the offset in the text at which each of them ends; both are None
    where the mean of token vectors isn't what the model was trained to compare.
    """

    pooled: Vectors
    states: Vectors | None = None
    ends: NDArray[np.int64] | None = None


class Engine(Protocol):
    """A loaded model."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def query_prompt(self) -> str:
        """What is put before a question."""

    @property
    def passage_prompt(self) -> str:
        """What is put before a passage."""

    def read(self, texts: Sequence[str], *, query: bool = False) -> list[Reading]:
        """Read one batch of texts, in order; they start with their prompts already."""

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), width of the token table) unit vectors, zeros where there is no table."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens, without special ones and without a limit."""


def unit(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length 1; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


class WordTable:
    """A model's vectors of its own tokens, before any context: which words are near in meaning.

    `rows` has the shape (tokens, width): unit vectors, from which the mean of all was taken, since what
    all share tells nothing. Words that the model reads in pieces (most are names) have none.
    """

    def __init__(self, rows: NDArray[np.float16], vocabulary: Mapping[str, int]) -> None:
        self.rows = rows
        marked = any(piece[:1] in WORD_BEGINS for piece in vocabulary if piece)
        self._places = {
            piece.lstrip(WORD_BEGINS): place
            for piece, place in vocabulary.items()
            if place < len(rows) and (not marked or piece[:1] in WORD_BEGINS)
        }

    @classmethod
    def of(cls, table: Vectors, vocabulary: Mapping[str, int]) -> "WordTable":
        """Make one of a model's input embeddings, (tokens, width)."""
        return cls(unit(table - table.mean(axis=0)).astype(np.float16), vocabulary)

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), width) unit vectors, in order; zeros for words that have none."""
        found = np.zeros((len(words), self.rows.shape[1]), np.float32)
        places = [(index, self._places[word]) for index, word in enumerate(words) if word in self._places]
        if places:
            into, of = np.array(places).T
            found[into] = self.rows[of]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What has to be known beside the model's graph; `model_bytes` tells a torn file."""

    dimension: int
    pooling: str
    max_length: int
    query_prompt: str
    passage_prompt: str
    inputs: tuple[str, ...]
    model_bytes: int
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into an engine's folder."""
        (folder / MANIFEST_FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read an engine's folder; ValueError when it is torn or of another format."""
        values = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise ValueError("written by another version")
        manifest = cls(**{**values, "inputs": tuple(values["inputs"])})
        if (folder / MODEL_FILE).stat().st_size != manifest.model_bytes:
            raise ValueError("the model's file is incomplete")
        return manifest


class OnnxEngine:
    """A transformer with mean or first-token pooling on onnxruntime.

    It starts in a fraction of a second and reads a query in a third of torch's time.
    """

    def __init__(
        self,
        manifest: Manifest,
        session: "InferenceSession",
        tokenizer: "Tokenizer",
        words: WordTable,
    ) -> None:
        self._manifest = manifest
        self._session = session
        self._tokenizer = tokenizer
        self._words = words

    @classmethod
    def load(cls, folder: Path) -> "OnnxEngine":
        """Load what `index.export` wrote; OSError, ValueError or an error of onnxruntime if it is torn."""
        from tokenizers import Tokenizer

        manifest = Manifest.read(folder)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        session = open_session(folder / MODEL_FILE)
        words = WordTable(np.load(folder / TABLE_FILE, mmap_mode="r"), tokenizer.get_vocab())
        return cls(manifest, session, tokenizer, words)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._manifest.dimension

    @property
    def query_prompt(self) -> str:
        """What is put before a question."""
        return self._manifest.query_prompt

    @property
    def passage_prompt(self) -> str:
        """What is put before a passage."""
        return self._manifest.passage_prompt

    def read(self, texts: Sequence[str], *, query: bool = False) -> list[Reading]:
        """Read one batch of texts, in order; they start with their prompts already."""
        if not texts:
            return []
        ids, special, ends = zip(*(self._tokens(text) for text in texts), strict=True)
        longest = max(len(row) for row in ids)
        feeds = {name: np.zeros((len(texts), longest), np.int64) for name in self._manifest.inputs}
        for index, row in enumerate(ids):
            feeds["input_ids"][index, : len(row)] = row
            feeds["attention_mask"][index, : len(row)] = 1
        hidden: Vectors = self._session.run(None, feeds)[0]
        return [
            self._pool(hidden[index, : len(ids[index])], special[index], ends[index])
            for index in range(len(texts))
        ]

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), width of the token table) unit vectors, in order."""
        return self._words.vectors(words)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens, without special ones and without a limit."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def _tokens(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
        """Return ids, which of them are special, and end offsets, cut to the model's length."""
        encoding = self._tokenizer.encode(text)
        ids = np.array(encoding.ids, np.int64)
        special = np.array(encoding.special_tokens_mask, bool)
        ends = np.array(encoding.offsets, np.int64).reshape(-1, 2)[:, 1]
        surplus = len(ids) - self._manifest.max_length
        if surplus > 0:
            last = int(np.flatnonzero(~special)[-1]) + 1
            kept = np.r_[0 : last - surplus, last : len(ids)]
            ids, special, ends = ids[kept], special[kept], ends[kept]
        return ids, special, ends

    def _pool(self, hidden: Vectors, special: NDArray[np.bool_], ends: NDArray[np.int64]) -> Reading:
        if self._manifest.pooling == "cls":
            return Reading(unit(hidden[0]))
        return Reading(unit(hidden.mean(axis=0)), hidden[~special], ends[~special])
