"""How well each sentence of a passage answers a question: features, and the excerpt around it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Passage, Span
from index.answering import answering_spans
from index.question import WORD, Kind, Question

FEATURES = (
    "passage cosine",
    "passage BM25",
    "sentence cosine",
    "neighbour cosine",
    "sentence coverage",
    "window coverage",
    "context coverage",
    "name coverage",
    "number coverage",
    "answer found",
    "no special kind",
    "lead",
)
"""What is known of a sentence, each about in [0, 1]:

cosines of the question with the passage, the sentence and the better of its neighbours; the
passage's BM25 as a share of the most these words could score; the share of the question's words,
weighed by rarity, that the sentence, the sentence with its neighbours, and the passage with its
title hold; the shares of its names and numbers that the passage and title hold (1 without any);
whether words of the kind asked for stand in the sentence; whether the question is of no special
kind; how early in the article the sentence comes.
"""

LONGEST_EXCERPT = 450
"""Characters; three sentences of news."""
MOST_SENTENCES = 3

_LEANING = frozenset(
    """he she it they his her its their this that these those such both him them but and so however also
    instead meanwhile still then there another others er sie es dies diese dieser""".split()
)
"""First words that lean on the sentence before."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that was found, with what scoring its sentences takes.

    `vectors` has the shape (1 + sentences, dimension): the passage, then its sentences, unit length.
    `bm25` is a share of the ideal score, in [0, 1].
    """

    passage: Passage
    article: Article
    vectors: NDArray[np.float32]
    bm25: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer: its place, its features in the order of FEATURES, its excerpt."""

    article: Article
    passage: Passage
    sentence: int
    features: NDArray[np.float64]
    excerpt: Span
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question prepared for scoring: its words in compared form with their weights, and its vector."""

    question: Question
    weights: Mapping[str, float]
    vector: NDArray[np.float32]
    same: Callable[[str], str]


def sentence_evidence(asked: Asked, found: Retrieved) -> list[Evidence]:
    """Return evidence for every sentence of the passage, in order."""
    text, sentences = found.article.text, found.passage.sentences
    cosines = found.vectors @ asked.vector
    held = [words_held(text[start:end], asked) for start, end in sentences]
    title_words = words_held(found.article.title, asked)
    context = set(title_words).union(*held)
    context_features = (
        _coverage(context, asked.weights),
        _share(asked.question.names, context, asked.same),
        _share(asked.question.numbers, context, asked.same),
    )
    evidence = []
    for position, (start, end) in enumerate(sentences):
        beside = [cosines[1 + other] for other in (position - 1, position + 1) if 0 <= other < len(sentences)]
        window = set().union(*held[max(0, position - 1) : position + 2])
        spans = answering_spans(asked.question, text[start:end], asked.same)
        features = (
            cosines[0],
            found.bm25,
            cosines[1 + position],
            max(beside, default=cosines[1 + position]),
            _coverage(held[position], asked.weights),
            _coverage(window, asked.weights),
            *context_features,
            float(bool(spans)),
            float(asked.question.kind is Kind.OTHER),
            1 / (1 + start / 500),
        )
        excerpt = excerpt_around(text, sentences, position, cosines[1:])
        evidence.append(
            Evidence(
                found.article,
                found.passage,
                position,
                np.array(features, dtype=np.float64),
                excerpt,
                found.vectors[1 + position],
            )
        )
    return evidence


def excerpt_around(
    text: str, sentences: Sequence[Span], position: int, worth: Sequence[float] | NDArray[np.float32]
) -> Span:
    """Return the span of one to three sentences around one, within the longest excerpt.

    A sentence that leans on the one before («He said…») takes it along; then the worthier
    neighbour is taken as long as it fits. A sentence that is too long alone stays whole.
    """
    first = last = position
    order: list[int] = []
    if _leans(text, sentences[position]) and position > 0:
        order.append(position - 1)
    while last - first + 1 < MOST_SENTENCES:
        beside = [other for other in (first - 1, last + 1) if 0 <= other < len(sentences)]
        beside = [
            other
            for other in beside
            if _length(sentences, min(first, other), max(last, other)) <= LONGEST_EXCERPT
        ]
        if not beside:
            break
        wanted = next((other for other in order if other in beside), None)
        chosen = wanted if wanted is not None else max(beside, key=lambda other: worth[other])
        first, last = min(first, chosen), max(last, chosen)
    return sentences[first][0], sentences[last][1]


def _length(sentences: Sequence[Span], first: int, last: int) -> int:
    return sentences[last][1] - sentences[first][0]


def _leans(text: str, sentence: Span) -> bool:
    match = WORD.search(text, *sentence)
    return match is not None and match.group().casefold() in _LEANING


def words_held(text: str, asked: Asked) -> set[str]:
    """Return the question's words, in compared form, that a text has."""
    words = {
        asked.same(match.group().casefold().replace("’", "'").removesuffix("'s"))
        for match in WORD.finditer(text)
    }
    return words & asked.weights.keys()


def _coverage(held: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[word] for word in held) / total if total else 0.0


def _share(words: Sequence[str], held: set[str], same: Callable[[str], str]) -> float:
    return sum(same(word) in held for word in words) / len(words) if words else 1.0
