"""Texts → unit vectors: opens a model on its fastest engine and turns passages into rows."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.types import Span
from index.engines import Engine, OnnxEngine, Reading, unit
from index.errors import ModelError
from index.export import export
from index.model_files import ModelFiles, find_model
from index.ports import PassageText, Vectors
from index.torch_engine import TorchEngine

RECIPE = "late1"
"""What is encoded for a passage; raise the number when that changes, and all is encoded again."""

BATCH = 8
"""Texts read at once: larger batches gain nothing on a CPU, and a question waits for one to end."""

LONGEST_TITLE = 300
"""Characters of a title that are read, so that an odd one can't push the text out."""

_log = logging.getLogger(__name__)


class TextEncoder:
    """The Encoder of the product, over any engine.

    A passage is read as «title. text»: the title names who and what the sentences go on to call
    «it» and «the company». Where the model's vectors are means of token vectors, its sentences are
    means over their own tokens in the passage's context; else each is read alone. A sentence past
    the model's length gets its passage's vector.
    """

    def __init__(self, engine: Engine, label: str) -> None:
        self._engine = engine
        self._name = f"{label}/{RECIPE}"

    @property
    def name(self) -> str:
        """The model, its digest and the recipe, for example «all-MiniLM-L6-v2@53aa5117-8c1d/late1»."""
        return self._name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._engine.dimension

    @property
    def engine(self) -> str:
        """Names what runs the model, for people: `OnnxEngine` or `TorchEngine`."""
        return type(self._engine).__name__

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) unit vectors, in order."""
        prompted = [self._engine.query_prompt + text for text in texts]
        rows = self._each(prompted, lambda _, reading: reading.pooled, query=True)
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_question(self, text: str, words: Sequence[Span]) -> Vectors:
        """Return (1 + words, dimension) unit vectors: the question, then its words in its context.

        Where the model's vectors aren't means of token vectors, words have the question's.
        """
        prompt = self._engine.query_prompt
        reading = self._engine.read([prompt + text], query=True)[0]
        if reading.states is None:
            return np.tile(reading.pooled, (1 + len(words), 1))
        return np.vstack([reading.pooled, late_chunks(reading, words, shift=len(prompt))])

    def encode_passages(self, passages: Sequence[PassageText]) -> list[Vectors]:
        """Return (1 + sentences, dimension) unit vectors for each passage, in order."""
        if not passages:
            return []
        heads = [self._engine.passage_prompt + _headline(passage.title) for passage in passages]
        texts = [head + passage.text for head, passage in zip(heads, passages, strict=True)]

        def rows(index: int, reading: Reading) -> Vectors:
            sentences = passages[index].sentences
            if not sentences:
                return reading.pooled[None]
            if reading.states is None or reading.ends is None:
                prompt = self._engine.passage_prompt
                parts = [prompt + passages[index].text[start:end] for start, end in sentences]
                return np.vstack([reading.pooled, *self._each(parts, lambda _, part: part.pooled)])
            return np.vstack([reading.pooled, late_chunks(reading, sentences, shift=len(heads[index]))])

        return self._each(texts, rows)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), any width) unit vectors, in order; zeros for words without one."""
        return self._engine.word_vectors(words)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens, without special ones."""
        return self._engine.count_tokens(texts)

    def _each(
        self, texts: Sequence[str], result: Callable[[int, Reading], Vectors], *, query: bool = False
    ) -> list[Vectors]:
        """Read the texts in batches of about equal length; return each one's result, in order."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        results: dict[int, Vectors] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            readings = self._engine.read([texts[index] for index in batch], query=query)
            results.update(
                (index, result(index, reading)) for index, reading in zip(batch, readings, strict=True)
            )
        return [results[index] for index in range(len(texts))]


def late_chunks(reading: Reading, sentences: Sequence[Span], *, shift: int) -> Vectors:
    """Return a unit vector for each sentence: the mean of its tokens' states.

    A token belongs to the sentence in which it ends. `shift` is where the sentences' text begins in
    what was read. A sentence without a token gets the whole reading's vector.
    Source: Günther et al., «Late Chunking», 2024.
    """
    assert reading.states is not None
    assert reading.ends is not None
    sums = np.vstack([np.zeros(reading.states.shape[1]), np.cumsum(reading.states, axis=0, dtype=np.float64)])
    spans = np.asarray(sentences, np.int64).reshape(-1, 2) + shift
    first, last = np.searchsorted(reading.ends, spans, side="right").T
    means = ((sums[last] - sums[first]) / np.maximum(last - first, 1)[:, None]).astype(np.float32)
    return np.where((last > first)[:, None], unit(means), reading.pooled)


def open_encoder(name: str, cache: Path) -> TextEncoder:
    """Open a model by name or folder.

    The first time, it is loaded through sentence-transformers and kept in `cache` in a form that
    starts in half a second; a model that can't be kept so runs as it is. Raises ModelError.
    """
    files = find_model(name)
    if files and (kept := _load_kept(_kept_folder(cache, files))):
        return TextEncoder(kept, files.key)
    engine = TorchEngine.load(str(files.folder) if files else name)
    files = files or find_model(name)
    if files is None:
        raise ModelError(
            f"the model «{name}» was loaded but left no files to recognise it by: give its folder"
        )
    return TextEncoder(export(engine, _kept_folder(cache, files)) or engine, files.key)


def _kept_folder(cache: Path, files: ModelFiles) -> Path:
    return cache / files.key


def _load_kept(folder: Path) -> OnnxEngine | None:
    if not folder.is_dir():
        return None
    try:
        return OnnxEngine.load(folder)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the files, they can be made again
        _log.warning("made the model in %s anew: %s", folder, error)
        return None


def _headline(title: str) -> str:
    title = title.strip()[:LONGEST_TITLE]
    if not title:
        return ""
    return f"{title} " if title.endswith((".", "!", "?")) else f"{title}. "
