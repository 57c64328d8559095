"""What a question's plain words tell: whether an article that shares its names says what is asked. Pure.

A near miss is about the right people and lacks just the fact that is asked for, so names prove little.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Sized
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.types import Span
from index.answering import counted_words
from index.question import FIGURES, Kind, compared
from index.said import Asked, Said, said

AROUND = 80
"""Characters on each side of a figure in which it is said what it is of."""


def plain_shares(asked: Asked, texts: Iterable[str]) -> NDArray[np.float64]:
    """Return the shares of the question's words: equal for the plain ones, 0 for names, numbers and times.

    People who chat write names in lower case, so the articles tell: a name is what they mostly write with
    a capital.
    """
    words = asked.question.words
    if not words:
        return np.zeros(0)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    seen: Counter[str] = Counter()
    for match in chain.from_iterable(map(pattern.finditer, texts)):
        seen[compared(match.group())] += 1 if match.group()[0].isupper() else -1
    names = {*asked.question.names, *asked.question.numbers}
    plain = np.array(
        [
            word not in names and seen[word] <= 0 and not asked.of_time.issuperset(asked.same(word).split())
            for word in words
        ],
        np.float64,
    )
    return np.asarray(plain / (plain.sum() or 1.0))


def plain_likeness(told: Said, plain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how near in meaning each text comes to the plain words, in [0, 1]; 1 without any."""
    return np.asarray(told.likeness @ plain if plain.any() else np.ones(len(told.likeness)))


def event_likeness(asked: Asked, passage: Said, plain: NDArray[np.float64]) -> float:
    """Return how near a passage comes to what the question takes to have happened, in [0, 1].

    «Why did Blair *drop* the plan» asks about the first plain word that follows a name, or the first one.
    1 for a question that asks no reason, as its event is seldom a single word.
    """
    places = np.flatnonzero(plain)
    if asked.question.kind is not Kind.WHY or not len(places):
        return 1.0
    event = next((place for place in places if place and not plain[place - 1]), places[0])
    return float(passage.likeness[0, event])


def counted_closeness(asked: Asked, passages: Sequence[Sequence[str]]) -> list[NDArray[np.float64]]:
    """Return how near what each sentence counts comes to what the question counts, in [0, 1]."""
    counted = asked.question.counted
    if counted is None:
        return [np.ones(len(sentences)) for sentences in passages]
    told = said(asked, [counted_words(sentence) for sentence in chain(*passages)])
    return by_passage(told.likeness[:, asked.question.words.index(counted)], passages)


def figure_likeness(
    asked: Asked,
    passages: Sequence[Sequence[str]],
    figures: Sequence[Sequence[Sequence[Span]]],
    plain: NDArray[np.float64],
) -> list[NDArray[np.float64]]:
    """Return how near what is said around the figures of each sentence, or of the next to it, comes to the
    plain words, in [0, 1]; 1 when no figure is asked for. `figures` are each sentence's that could answer.
    """
    if asked.question.kind not in FIGURES or not plain.any():
        return [np.ones(len(sentences)) for sentences in passages]
    around = [
        [sentence[max(0, start - AROUND) : end + AROUND] for start, end in spans]
        for sentence, spans in zip(chain(*passages), chain(*figures), strict=True)
    ]
    told = by_passage(plain_likeness(said(asked, [*chain(*around)]), plain), around)
    own = by_passage(np.array([likeness.max(initial=0.0) for likeness in told]), passages)
    return [np.maximum(one, np.maximum(np.r_[0.0, one[:-1]], np.r_[one[1:], 0.0])) for one in own]


def by_passage(values: NDArray[np.float64], parts: Sequence[Sized]) -> list[NDArray[np.float64]]:
    """Divide what was found for all parts' items into the parts' own."""
    return np.split(values, np.cumsum([len(part) for part in parts])[:-1])
