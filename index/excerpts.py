"""From the chances of sentences to excerpts: as long as it takes to hold the answer. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Passage, Span
from index.evidence import Retrieved
from index.features import FEATURES

LONGEST_EXCERPT = 900
"""Characters; only a sentence that is longer by itself makes a longer excerpt."""
MOST_SENTENCES = 8
COST = 2e-4
"""The chance of holding the answer that one more character must add. First excerpts then have about 430
characters on average: fewer where the answer's place is plain, more where it isn't."""
LATER = 0.5
"""What a character of a second or later excerpt costs, as a share of COST: these are read where the first
doesn't answer, and would be shorter than it otherwise."""
OWN_WORDS = 3.0
"""Logits for the question's words in the sentence itself where one of an excerpt is chosen: the words
around it tell which passage, not which sentence."""

_NAMED_BEFORE = (
    "firm|company|group|bank|retailer|airline|carmaker|maker|giant|club|team|side|band|singer|rapper|actor"
    "|actress|star|director|striker|midfielder|defender|player|captain|coach|manager|man|woman|couple"
    "|minister|mayor|MP|politician|report|study|survey|research|film|movie|album|song|single|show|series"
    "|programme|book|game|site|website|service|software|device|move|deal|merger|bid|offer|plans?|decision"
    "|ruling|court|judge|trial|case|law|bill|measures?|scheme|system|bug|virus|pair|trio|event|match"
    "|tournament|race|award|prize|ceremony|festival|chain|store|agency|department|ministry|\\d+-year-old"
)
_LEANS = re.compile(
    r"(?:And |But )?(?:He|She|It|They|This|These|Those|His|Her|Their|Its|Er|Sie|Es|Dies\w*)\b"
    rf"|The (?:[\w'’-]+ ){{0,2}}(?:{_NAMED_BEFORE})\b"
    r"|[“\"„«][^”\"“»]*[”\"“»]\s*$"
)
"""A sentence whose subject, or whose speaker, stands before it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences that may answer: their span in the article, and the best of them.

    `chance` is the share of all evidence for the question that lies in these sentences, in [0, 1].
    `sentence` is the position in the passage of the best one, for which its own words speak too;
    `score` is its logit, `features` its row in the order of FEATURES, `vector` its vector.
    """

    article: Article
    passage: Passage
    excerpt: Span
    chance: float
    sentence: int
    score: float
    features: NDArray[np.float64]
    vector: NDArray[np.float32]

    @property
    def titled(self) -> str:
        """The article's title and the sentences, as they are read by themselves."""
        return f"{self.article.title}. {self.article.text[slice(*self.excerpt)]}"


def excerpts(
    found: Sequence[Retrieved],
    features: Sequence[NDArray[np.float64]],
    scores: Sequence[NDArray[np.float64]],
    most: int,
) -> list[Evidence]:
    """Return the excerpts most likely to answer, best first; none shares a sentence with another.

    `features` and `scores` (logits) are those of each passage's sentences. An excerpt is worth its
    chance, of what earlier ones have left, less what its characters cost.
    """
    if not found:
        return []
    chances = np.exp(np.concatenate(scores) - max(float(own.max()) for own in scores))
    chances /= chances.sum()
    offsets = np.cumsum([0, *(len(own) for own in scores)])
    windows = [
        (place, first, last)
        for place, one in enumerate(found)
        for first, last in windows_of(one.article.text, one.passage.sentences)
    ]
    spans = np.array(
        [
            (found[place].passage.sentences[first][0], found[place].passage.sentences[last][1])
            for place, first, last in windows
        ]
    )
    articles = np.array([found[place].article.id for place, _, _ in windows])
    totals = np.concatenate([[0.0], np.cumsum(chances)])
    begins = np.array([offsets[place] + first for place, first, _ in windows])
    ends = np.array([offsets[place] + last + 1 for place, _, last in windows])
    inside = totals[ends] - totals[begins]
    costs = COST * (spans[:, 1] - spans[:, 0])
    free = np.ones(len(windows), dtype=bool)
    chosen: list[Evidence] = []
    left = 1.0
    while len(chosen) < most and free.any():
        cost = costs * LATER if chosen else costs
        worth = np.where(free, inside / max(left, 1e-9) - cost, -np.inf)
        best = int(np.argmax(worth))
        place, first, last = windows[best]
        evidence = _evidence(found[place], (first, last), float(inside[best]), features[place], scores[place])
        chosen.append(evidence)
        left -= float(inside[best])
        start, end = evidence.excerpt
        free &= (articles != evidence.article.id) | (spans[:, 1] <= start) | (spans[:, 0] >= end)
    return chosen


def windows_of(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """Yield the positions `first, last` of every run of sentences that makes an excerpt.

    None begins with a sentence that can't be read without the one before, where both fit in.
    """
    for first, (start, end) in enumerate(sentences):
        if first and _LEANS.match(text, start, end) and end - sentences[first - 1][0] <= LONGEST_EXCERPT:
            continue
        yield first, first
        for last in range(first + 1, min(len(sentences), first + MOST_SENTENCES)):
            if sentences[last][1] - start > LONGEST_EXCERPT:
                break
            yield first, last


def _evidence(
    found: Retrieved, window: Span, chance: float, features: NDArray[np.float64], scores: NDArray[np.float64]
) -> Evidence:
    first, last = window
    sentences = found.passage.sentences
    own = features[first : last + 1, FEATURES.index("sentence coverage")]
    best = first + int(np.argmax(scores[first : last + 1] + OWN_WORDS * own))
    return Evidence(
        article=found.article,
        passage=found.passage,
        excerpt=(sentences[first][0], sentences[last][1]),
        chance=chance,
        sentence=best,
        score=float(scores[best]),
        features=features[best],
        vector=found.vectors[1 + best],
    )
