"""What the index needs of a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.types import Span

Vectors: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageText:
    """What an encoder reads of a passage: the story's title, the text, its sentences' spans in it."""

    title: str
    text: str
    sentences: tuple[Span, ...]


class Encoder(Protocol):
    """Texts → unit vectors, float32, so that an inner product is the cosine."""

    @property
    def name(self) -> str:
        """Names the model, its weights and what is encoded: vectors of equal names are comparable."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension), in order."""

    def encode_question(self, text: str, words: Sequence[Span]) -> Vectors:
        """Return (1 + words, dimension): row 0 as `encode_queries` has it, then each word in its context."""

    def encode_passages(self, passages: Sequence[PassageText]) -> list[Vectors]:
        """Return for each passage (1 + sentences, dimension): row 0 is the passage, then its sentences.

        A sentence's vector is the mean of its tokens' vectors in the passage's context («late
        chunking», Günther et al. 2024), so sentences cost no further pass through the model.
        """

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), any width) unit vectors that tell which words are near in meaning.

        They come from the model's table of token vectors, read by itself: no pass through the model.
        Zeros for words that it lacks, and where a model has no such table: they are like no other.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many of the model's tokens each text has, without special ones."""


class Reranker(Protocol):
    """Scores how well texts answer a question, reading both together; optional."""

    @property
    def name(self) -> str:
        """Names the model, for people and logs."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score in [0, 1] for each text, in order. Cost: one pass through the model a text."""
