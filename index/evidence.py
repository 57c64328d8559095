"""How well each sentence of a passage answers a question: its features. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, ArticleId, Passage, Span
from index.answering import answering_spans, nearest_distance
from index.features import FEATURES
from index.plain_words import (
    counted_closeness,
    event_likeness,
    figure_likeness,
    plain_likeness,
    plain_shares,
)
from index.question import FIGURES, WHOLE, Kind
from index.said import Asked, Said, said

PHRASES = {
    Kind.WHY: "reason found",
    Kind.SAID: "speech found",
    Kind.WHO: "name found",
    Kind.WHICH: "name found",
    Kind.WHERE: "place found",
}
"""The kinds that no figure answers, and the feature that tells of their answers."""

TOLD_LATER = 0.5
"""How well an article of another time fits that tells of the year: not as well as one of the time."""
CLOSE = 40.0
"""Characters within which a figure belongs to a word."""
LEAD = 500.0
"""Characters after which a sentence is half as much the lead."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that was found, with what scoring its sentences takes.

    `vectors` has the shape (1 + sentences, dimension): the passage, then its sentences, unit length.
    `bm25` is a share of the ideal score, in [0, 1]; `timeliness` how well the article's date fits the
    time that the question names, in [0, 1], and 1 when it names none.
    """

    passage: Passage
    article: Article
    vectors: NDArray[np.float32]
    bm25: float
    timeliness: float = 1.0


@dataclass(frozen=True, slots=True)
class _Weights:
    """Of the question's terms, of its words, and of its plain words: shares that sum to 1."""

    terms: NDArray[np.float64]
    words: NDArray[np.float64]
    plain: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a passage says: title and sentences one by one, both as one, and with the story's other passages.

    For each sentence: its text, the spans that could answer, and how near what it counts and what is said
    around its figures come to what is asked.
    """

    parts: Said
    whole: Said
    story: Said
    texts: list[str]
    spans: list[list[Span]]
    counted: NDArray[np.float64]
    figures: NDArray[np.float64]


def sentence_features(asked: Asked, retrieved: Sequence[Retrieved]) -> list[NDArray[np.float64]]:
    """Return for each passage the features of its sentences: (sentences, len(FEATURES)), in both orders."""
    if not retrieved:
        return []
    weights = _weights(asked, retrieved)
    return [
        _features(asked, found, told, weights)
        for found, told in zip(retrieved, _told(asked, retrieved, weights.plain), strict=True)
    ]


def _told(asked: Asked, retrieved: Sequence[Retrieved], plain: NDArray[np.float64]) -> Iterator[_Told]:
    """Read all passages together, which costs far less than one by one."""
    texts = [[found.article.text[start:end] for start, end in found.passage.sentences] for found in retrieved]
    all_said = said(
        asked, [*chain(*([found.article.title, *own] for found, own in zip(retrieved, texts, strict=True)))]
    )
    ends = np.cumsum([0, *(1 + len(own) for own in texts)]).tolist()
    parts = [all_said[start:end] for start, end in pairwise(ends)]
    if asked.of_time:
        parts = [
            part.in_time(asked) if found.timeliness == 1.0 else part
            for found, part in zip(retrieved, parts, strict=True)
        ]
    wholes = [part.together() for part in parts]
    stories = [_story(found.article.id, retrieved, wholes) for found in retrieved]
    spans = [[answering_spans(asked.question, text, asked.same) for text in own] for own in texts]
    counted = counted_closeness(asked, texts)
    figures = figure_likeness(asked, texts, spans, plain)
    return map(_Told, parts, wholes, stories, texts, spans, counted, figures)


def _story(article: ArticleId, retrieved: Sequence[Retrieved], wholes: Sequence[Said]) -> Said:
    own = [whole for found, whole in zip(retrieved, wholes, strict=True) if found.article.id == article]
    held, likeness = zip(*((whole.held, whole.likeness) for whole in own), strict=True)
    return Said(np.concatenate(held), np.concatenate(likeness)).together()


def _features(asked: Asked, found: Retrieved, told: _Told, weights: _Weights) -> NDArray[np.float64]:
    """Return the features of a passage's sentences."""
    sentences = found.passage.sentences
    kind = asked.question.kind
    terms, words, plain = weights.terms, weights.words, weights.plain
    whole, story = told.whole, told.story
    own, around = told.parts[1:], told.parts[1:].around(told.parts[:1])
    cosines = (found.vectors @ asked.vector).astype(np.float64)
    coverage = own.held @ terms
    held: NDArray[np.bool_] = np.logical_or.reduce(own.held, axis=1)
    near = np.array([_closeness(asked, *one) for one in zip(told.texts, told.spans, held, strict=True)])
    rows = np.zeros((len(sentences), len(FEATURES)))
    column = {name: rows[:, position] for position, name in enumerate(FEATURES)}
    column["passage cosine"][:] = cosines[0]
    column["passage weighted cosine"][:] = float(found.vectors[0] @ asked.weighted)
    column["passage BM25"][:] = found.bm25
    column["sentence cosine"][:] = cosines[1:]
    column["added cosine"][:] = _added(found.vectors, asked.vector)
    column["sentence coverage"][:] = coverage
    column["surroundings coverage"][:] = around.held @ terms
    column["story coverage"][:] = story.held @ terms
    column["surroundings likeness"][:] = around.likeness @ words
    column["passage likeness"][:] = whole.likeness @ words
    column["story likeness"][:] = story.likeness @ words
    column["surroundings plain likeness"][:] = plain_likeness(around, plain)
    column["passage plain likeness"][:] = plain_likeness(whole, plain)
    column["event likeness"][:] = event_likeness(asked, whole, plain)
    column["counted closeness"][:] = told.counted
    column["figure likeness"][:] = told.figures
    numbers = _numbers(asked, whole)
    says_when = numbers == 1.0 and bool(asked.question.numbers)
    column["number coverage"][:] = numbers
    column["timeliness"][:] = max(found.timeliness, TOLD_LATER if says_when else 0.0)
    column["answer among words"][:] = coverage if kind in WHOLE else coverage * near
    column["lead"][:] = [1 / (1 + start / LEAD) for start, _ in sentences]
    if kind in FIGURES:
        column["figure found"][:] = np.where(near > 0, 1, -1)
        column["figure closeness"][:] = near
    elif kind in PHRASES:
        column[PHRASES[kind]][:] = np.where(near > 0, 1, -1)
    return rows


def _weights(asked: Asked, retrieved: Sequence[Retrieved]) -> _Weights:
    terms = np.array(list(asked.weights.values()))
    words = np.array(
        [max(asked.weights[term] for term in _terms(asked, word)) for word in asked.question.words]
    )
    passages = (found.article.text[found.passage.start : found.passage.end] for found in retrieved)
    return _Weights(terms / (terms.sum() or 1.0), words / (words.sum() or 1.0), plain_shares(asked, passages))


def _terms(asked: Asked, word: str) -> list[str]:
    return asked.same(word).split()


def _numbers(asked: Asked, whole: Said) -> float:
    """Return the share of the question's numbers that are held; 1 for a question without any."""
    terms = [term for number in asked.question.numbers for term in _terms(asked, number)]
    places = [list(asked.weights).index(term) for term in terms]
    return float(whole.held[0, places].mean()) if places else 1.0


def _added(vectors: NDArray[np.float32], question: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosines of question and sentences, each without its part along the passage's vector.

    Sentences are encoded within their passage, so all of them resemble a question about its subject;
    what is left tells which of them is meant.
    """
    passage, sentences = vectors[0], vectors[1:]
    asked = question - (question @ passage) * passage
    said = sentences - (sentences @ passage)[:, None] * passage
    lengths = np.linalg.norm(said, axis=1) * np.linalg.norm(asked)
    return np.asarray((said @ asked) / np.maximum(lengths, 1e-9), dtype=np.float64)


def _closeness(asked: Asked, sentence: str, spans: Sequence[Span], held: bool) -> float:
    """Return how close a sentence's answering words are to the question's: 0 without any, at most 1.

    `held`: it has words of the question at all.
    """
    if not spans:
        return 0.0
    distance = nearest_distance(spans, sentence, asked.weights.keys(), asked.same) if held else None
    return 0.2 if distance is None else 0.2 + 0.8 * math.exp(-distance / CLOSE)
