"""How well each sentence of a passage answers a question: its features. Pure."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, ArticleId, Passage
from index.answering import answering_spans, nearest_distance
from index.question import FIGURES, WORD, Kind, Question

FEATURES = (
    "passage cosine",
    "passage BM25",
    "sentence cosine",
    "added cosine",
    "sentence coverage",
    "surroundings coverage",
    "context coverage",
    "story coverage",
    "number coverage",
    "figure found",
    "figure closeness",
    "reason found",
    "speech found",
    "name found",
    "place found",
    "answer among words",
    "lead",
    "timeliness",
)
"""What is known of a sentence, each about in [0, 1]:

the cosines of the question with the passage and with the sentence, and of what either adds to the
passage: both with their part along the passage's vector taken out; the passage's BM25 as a share of
the most these words could score; the shares of the question's words, weighed by rarity, that are held
by the sentence, by the sentences around it, by the passage, and by all passages of the article that
were retrieved, each but the first with the title; the share of its numbers that passage and title hold
(1 without any, and in an article of the time named, which needn't say its own year); whether a figure of
the kind asked for (a date, a sum, a distance) stands in the sentence: 1, −1, or 0 when none is asked
for, and how close it stands to the question's words; the same for a reason, speech, a name and a place;
the sentence's coverage times that closeness; how early in the article it comes; how well the article's
date fits the time named, and TOLD_LATER at least where the passage itself names the year.
"""

PHRASES = {
    Kind.WHY: "reason found",
    Kind.SAID: "speech found",
    Kind.WHO: "name found",
    Kind.WHICH: "name found",
    Kind.WHERE: "place found",
}
"""The kinds that no figure answers, and the feature that tells of their answers."""

ARTICLE_FEATURES = ("article coverage", "commonness of what is missing")
"""The share of the question's words, by weight, that the whole article holds; and 1 less the weight of
the rarest that it lacks over WEIGHTIEST: what an article is about, it names."""

TOLD_LATER = 0.5
"""How well an article of another time fits that tells of the year: not as well as one of the time."""
CLOSE = 40.0
"""Characters within which a figure belongs to a word."""
LEAD = 500.0
"""Characters after which a sentence is half as much the lead."""
WEIGHTIEST = 8.0
"""About the weight of a word that one passage in several thousand has."""


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
class Asked:
    """A question prepared for scoring: its words in compared form with their weights, and its vector.

    `dated`: it names a time.
    """

    question: Question
    weights: Mapping[str, float]
    vector: NDArray[np.float32]
    same: Callable[[str], str]
    dated: bool = False


def sentence_features(asked: Asked, retrieved: Sequence[Retrieved]) -> list[NDArray[np.float64]]:
    """Return for each passage the features of its sentences: (sentences, len(FEATURES)), in both orders."""
    held = [
        [words_held(found.article.text[start:end], asked) for start, end in found.passage.sentences]
        for found in retrieved
    ]
    titles = [words_held(found.article.title, asked) for found in retrieved]
    stories: dict[ArticleId, set[str]] = {}
    for found, title, words in zip(retrieved, titles, held, strict=True):
        stories.setdefault(found.article.id, set()).update(title, *words)
    return [
        _features(asked, found, title, words, stories[found.article.id])
        for found, title, words in zip(retrieved, titles, held, strict=True)
    ]


def _features(
    asked: Asked, found: Retrieved, title: set[str], held: Sequence[set[str]], story: set[str]
) -> NDArray[np.float64]:
    text, sentences = found.article.text, found.passage.sentences
    kind = asked.question.kind
    cosines = (found.vectors @ asked.vector).astype(np.float64)
    context = title.union(*held)
    answering = [_answering(asked, text[start:end]) for start, end in sentences]
    rows = np.zeros((len(sentences), len(FEATURES)))
    column = {name: rows[:, position] for position, name in enumerate(FEATURES)}
    column["passage cosine"][:] = cosines[0]
    column["passage BM25"][:] = found.bm25
    column["context coverage"][:] = coverage(context, asked.weights)
    column["story coverage"][:] = coverage(story, asked.weights)
    numbers = _share(asked.question.numbers, context, asked.same)
    says_when = numbers == 1.0 and bool(asked.question.numbers)
    is_timely = asked.dated and found.timeliness == 1.0
    column["number coverage"][:] = 1.0 if is_timely else numbers
    column["timeliness"][:] = max(found.timeliness, TOLD_LATER if says_when else 0.0)
    column["sentence cosine"][:] = cosines[1:]
    column["added cosine"][:] = _added(found.vectors, asked.vector)
    for position, (start, _) in enumerate(sentences):
        around = title.union(*held[max(0, position - 1) : position + 2])
        own, near = coverage(held[position], asked.weights), answering[position]
        column["sentence coverage"][position] = own
        column["surroundings coverage"][position] = coverage(around, asked.weights)
        column["answer among words"][position] = own if kind is Kind.OTHER else own * near
        column["lead"][position] = 1 / (1 + start / LEAD)
        if kind in FIGURES:
            column["figure found"][position] = 1 if near else -1
            column["figure closeness"][position] = near
        elif kind in PHRASES:
            column[PHRASES[kind]][position] = 1 if near else -1
    return rows


def article_features(asked: Asked, article: Article) -> tuple[float, float]:
    """Return what ARTICLE_FEATURES names."""
    held = words_held(f"{article.title} {article.text}", asked)
    missing = max((weight for word, weight in asked.weights.items() if word not in held), default=0.0)
    return coverage(held, asked.weights), 1 - missing / WEIGHTIEST


def words_held(text: str, asked: Asked) -> set[str]:
    """Return the question's words, in compared form, that a text has; «non-binding» has «binding» too."""
    held: set[str] = set()
    for match in WORD.finditer(text):
        held.update(asked.same(match.group().casefold().replace("’", "'").removesuffix("'s")).split())
    return held & asked.weights.keys()


def coverage(held: set[str], weights: Mapping[str, float]) -> float:
    """Return the share of the question's words, by weight, that are held; 0 for a question without any."""
    total = sum(weights.values())
    return sum(weights[word] for word in held) / total if total else 0.0


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


def _answering(asked: Asked, sentence: str) -> float:
    """Return how close the sentence's answering words are to the question's: 0 without any, at most 1."""
    spans = answering_spans(asked.question, sentence, asked.same)
    if not spans:
        return 0.0
    distance = nearest_distance(spans, sentence, asked.weights.keys(), asked.same)
    return 0.2 if distance is None else 0.2 + 0.8 * math.exp(-distance / CLOSE)


def _share(words: Sequence[str], held: set[str], same: Callable[[str], str]) -> float:
    terms = [term for word in words for term in same(word).split()]
    return sum(term in held for term in terms) / len(terms) if terms else 1.0
