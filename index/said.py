"""What texts say of a question: which of its words they hold, and how near in meaning others come. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.ports import Vectors
from index.question import STOP_WORDS, WORD, Question, compared

UNLIKE, ALIKE = 0.15, 0.6
"""Cosines of two words' vectors from which they begin to be alike, and at which they mean the same."""


def no_vectors(words: Sequence[str]) -> Vectors:
    """Tell nothing of what words mean: none is like another."""
    return np.zeros((len(words), 1), np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question prepared for scoring: its words in compared form with their weights, and its vector.

    `weighted` is the mean of its words' vectors by their weights, to unit length: the vector itself, a
    mean over all tokens, is half «what did the … say about». `dated`: it names a time, in the terms
    `of_time` where it isn't cut out of the question. `vectors` gives words' unit vectors, to tell which
    are near in meaning.
    """

    question: Question
    weights: Mapping[str, float]
    vector: NDArray[np.float32]
    weighted: NDArray[np.float32]
    same: Callable[[str], str]
    dated: bool = False
    of_time: frozenset[str] = frozenset()
    vectors: Callable[[Sequence[str]], Vectors] = no_vectors


@dataclass(frozen=True, slots=True)
class Said:
    """What some texts say of a question.

    `held` has the shape (texts, terms), True where a text has the term, in the order of the question's
    weights; `likeness` the shape (texts, words): for each word of the question 1 where the text has it,
    else how near in meaning the text's nearest word is, in [0, 1].
    """

    held: NDArray[np.bool_]
    likeness: NDArray[np.float64]

    def __getitem__(self, rows: slice) -> "Said":
        return Said(self.held[rows], self.likeness[rows])

    def together(self) -> "Said":
        """Return what the texts say as one."""
        return Said(
            np.asarray(self.held.any(axis=0, keepdims=True)), self.likeness.max(axis=0, keepdims=True)
        )

    def in_time(self, asked: Asked) -> "Said":
        """Return what the texts say in an article of the time named, which needn't name it to be of it."""
        terms = np.array([term in asked.of_time for term in asked.weights], bool)
        words = np.array(
            [asked.of_time >= set(asked.same(word).split()) for word in asked.question.words], bool
        )
        return Said(self.held | terms, np.where(words, 1.0, self.likeness))

    def around(self, title: "Said") -> "Said":
        """Return what each text says with its neighbours on both sides and with a title."""
        held, likeness = self.held | title.held, np.maximum(self.likeness, title.likeness)
        for near in (slice(1, None), slice(None, -1)):
            other = slice(None, -1) if near.start else slice(1, None)
            held[near] |= self.held[other]
            np.maximum(likeness[near], self.likeness[other], out=likeness[near])
        return Said(held, likeness)


def said(asked: Asked, texts: Sequence[str]) -> Said:
    """Compare every word of the texts with the question's."""
    if not texts:
        return Said(np.zeros((0, len(asked.weights)), bool), np.zeros((0, len(asked.question.words))))
    silent = {word for word in STOP_WORDS if asked.weights.keys().isdisjoint(asked.same(word).split())}
    spoken = [_forms(text) - silent for text in texts]
    forms = {form: form if form.isalnum() else compared(form) for form in set().union(*spoken)}
    words = list(set(forms.values()))
    terms = {term: position for position, term in enumerate(asked.weights)}
    holds = np.zeros((len(words) + 1, len(terms)), bool)
    for position, word in enumerate(words):
        for term in asked.same(word).split():
            if term in terms:
                holds[position, terms[term]] = True
    nearness = np.vstack([_nearness(asked, words), np.zeros((1, len(asked.question.words)))])
    row = {word: position for position, word in enumerate(words)}
    rows = {form: row[word] for form, word in forms.items()}
    # every text ends with the row of zeros, as reduceat takes no empty stretch
    flat = [place for own in spoken for place in (*map(rows.__getitem__, own), len(words))]
    starts = np.cumsum([0, *(len(own) + 1 for own in spoken)])[:-1]
    held = np.logical_or.reduceat(holds[flat], starts)
    likeness = np.maximum.reduceat(nearness[flat], starts)
    made_of = np.zeros((len(terms), len(asked.question.words)), bool)
    for position, word in enumerate(asked.question.words):
        for term in asked.same(word).split():
            made_of[terms[term], position] = True
    return Said(held, np.where(held @ made_of, 1.0, likeness))


def words_held(text: str, asked: Asked) -> set[str]:
    """Return the question's words, in compared form, that a text has; «non-binding» has «binding» too."""
    terms = {term for form in _forms(text) for term in asked.same(compared(form)).split()}
    return terms & asked.weights.keys()


def _forms(text: str) -> set[str]:
    """Return the words of a text in lower case."""
    return set(WORD.findall(text.casefold()))


def _nearness(asked: Asked, words: Sequence[str]) -> NDArray[np.float64]:
    """Return how near each word is to each of the question's: (words, question's words), in [0, 1]."""
    # einsum: for matrices as narrow as this, waking BLAS's threads costs several times the product.
    cosines = np.einsum("ij,kj->ik", asked.vectors(words), asked.vectors(asked.question.words))
    near: NDArray[np.float64] = np.clip((cosines.astype(np.float64) - UNLIKE) / (ALIKE - UNLIKE), 0.0, 1.0)
    near[[word in STOP_WORDS for word in words]] = 0.0
    return near
