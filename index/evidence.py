"""How well the sentences of a passage answer a question: windows of them, and their features. Pure."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Passage, Span
from index.answering import answering_spans, nearest_distance
from index.question import FIGURES, WORD, Kind, Question

FEATURES = (
    "passage cosine",
    "passage BM25",
    "window cosine",
    "sentence cosine",
    "window coverage",
    "sentence coverage",
    "context coverage",
    "name coverage",
    "number coverage",
    "figure found",
    "figure closeness",
    "phrase found",
    "lead",
)
"""What is known of a window of sentences, each about in [0, 1]:

cosines of the question with the passage, with the mean of the window's sentences and with the best
of them; the passage's BM25 as a share of the most these words could score; the share of the
question's words, weighed by rarity, that the window, its best sentence, and the passage with its
title hold; the shares of its names and numbers that passage and title hold (1 without any);
whether a figure of the kind asked for (a date, a sum, a distance) stands in the window: 1, −1, or 0
when none is asked for, and how close it stands to the question's words; the same for phrases (a
name, a reason, speech); how early in the article the window begins.
"""

LONGEST_EXCERPT = 560
"""Characters; three long sentences of news. Excerpts average well under 450."""
MOST_SENTENCES = 3
CLOSE = 40.0
"""Characters within which a figure belongs to a word."""


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
    """Sentences that may answer: their span in the article, and features in the order of FEATURES.

    `sentence` is the position in the passage of the one that bears most on the question, `vector`
    its vector.
    """

    article: Article
    passage: Passage
    excerpt: Span
    sentence: int
    features: NDArray[np.float64]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question prepared for scoring: its words in compared form with their weights, and its vector."""

    question: Question
    weights: Mapping[str, float]
    vector: NDArray[np.float32]
    same: Callable[[str], str]


def window_evidence(asked: Asked, found: Retrieved) -> list[Evidence]:
    """Return evidence for every window of the passage, in order; see `windows_of`."""
    text, sentences = found.article.text, found.passage.sentences
    cosines = (found.vectors @ asked.vector).astype(np.float64)
    held = [words_held(text[start:end], asked) for start, end in sentences]
    covered = [_coverage(words, asked.weights) for words in held]
    found_in = [_answering(asked, text[start:end]) for start, end in sentences]
    wanted = asked.question.kind is not Kind.OTHER
    figures = asked.question.kind in FIGURES
    context = words_held(found.article.title, asked).union(*held)
    context_features = (
        _coverage(context, asked.weights),
        _share(asked.question.names, context, asked.same),
        _share(asked.question.numbers, context, asked.same),
    )
    evidence = []
    for first, last in windows_of(sentences):
        inside = range(first, last + 1)
        answering = max(found_in[position] for position in inside)
        found_sign = (1.0 if answering > 0 else -1.0) if wanted else 0.0
        best = max(inside, key=lambda position: cosines[1 + position] + covered[position])
        mean = found.vectors[1 + first : 2 + last].mean(axis=0)
        features = (
            cosines[0],
            found.bm25,
            float(mean @ asked.vector / np.linalg.norm(mean)),
            cosines[1 + first : 2 + last].max(),
            _coverage(set().union(*(held[position] for position in inside)), asked.weights),
            covered[best],
            *context_features,
            found_sign if figures else 0.0,
            answering if figures else 0.0,
            0.0 if figures else found_sign,
            1 / (1 + sentences[first][0] / 500),
        )
        evidence.append(
            Evidence(
                found.article,
                found.passage,
                (sentences[first][0], sentences[last][1]),
                best,
                np.array(features, dtype=np.float64),
                found.vectors[1 + best],
            )
        )
    return evidence


def windows_of(sentences: Sequence[Span]) -> list[Span]:
    """Return the positions `first, last` of every longest run of sentences that makes an excerpt.

    A run has at most MOST_SENTENCES within LONGEST_EXCERPT characters; a longer sentence is a run
    of its own. None lies inside another.
    """
    windows: list[Span] = []
    for first in range(len(sentences)):
        last = first
        while (
            last + 1 < len(sentences)
            and last + 1 - first < MOST_SENTENCES
            and sentences[last + 1][1] - sentences[first][0] <= LONGEST_EXCERPT
        ):
            last += 1
        if not windows or windows[-1][1] < last:
            windows.append((first, last))
    return windows


def _answering(asked: Asked, sentence: str) -> float:
    """Return how close the sentence's answering words are to the question's: 0 without any, at most 1."""
    spans = answering_spans(asked.question, sentence, asked.same)
    if not spans:
        return 0.0
    distance = nearest_distance(spans, sentence, asked.weights.keys(), asked.same)
    return 0.2 if distance is None else 0.2 + 0.8 * math.exp(-distance / CLOSE)


def words_held(text: str, asked: Asked) -> set[str]:
    """Return the question's words, in compared form, that a text has; «non-binding» has «binding» too."""
    held: set[str] = set()
    for match in WORD.finditer(text):
        held.update(asked.same(match.group().casefold().replace("’", "'").removesuffix("'s")).split())
    return held & asked.weights.keys()


def _coverage(held: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[word] for word in held) / total if total else 0.0


def _share(words: Sequence[str], held: set[str], same: Callable[[str], str]) -> float:
    terms = [term for word in words for term in same(word).split()]
    return sum(term in held for term in terms) / len(terms) if terms else 1.0
