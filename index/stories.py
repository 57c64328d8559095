"""Articles as parts of a story: which belong to a topic, which tell one event, what each says. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Span
from index.figures import figures_in
from index.question import WORD, compared, taken_apart

SEEDS = 3
"""Articles nearest to the topic, by which others are judged too: its name may change, or its owner."""
BEARS, BEARS_MUCH, BARELY = 0.25, 0.45, 0.10
"""Cosines of topic and article for a seed that says half of its words, none of them, all of several."""
SEED_SHARE = 0.6
RELATED, CLOSELY = 0.6, 0.75
"""Shares of the nearest article's similarity: from the first on an article that says most of the topic's
words belongs to it, from the second on any."""
MOST_WORDS = 0.6

SAME_NEWS = timedelta(hours=36)
SAME_STORY, SAME_LEAD = 0.70, 0.65
"""Cosines of two articles and of their first sentences from which they can tell the same event."""
TOLD_EARLY = 3
"""Sentences in which an outlet names those whom another has in its headline."""

OPENING = 5
"""Sentences among which the one that tells the news is found."""
LONGEST_STEP, SHORTEST_STEP = 320, 50
"""Characters."""
LATER = 0.12
"""What a sentence loses for each that stands above it."""
REPEATED = 0.9
"""Cosine with an earlier article's sentence from which it is background."""
_DATELINE = re.compile(r"^[A-Z][A-Z .,’'-]+(?:\s\([^)]*\))?\s[-–—]\s")
_ADDRESSES = re.compile(r"\b(?:you|your|here is|here are|here’s|what is known)\b", re.IGNORECASE)

Same = Callable[[str], str]
"""Maps a word in lower case to the form in which words are compared: its stem."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article with its vector, and its sentences in order with theirs, (sentences, dimension)."""

    article: Article
    vector: NDArray[np.float32]
    sentences: tuple[Span, ...]
    vectors: NDArray[np.float32]
    also_in: tuple[str, ...] = ()

    def sentence(self, position: int) -> str:
        """Return a sentence's text."""
        return self.article.text[slice(*self.sentences[position])]


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles are looked for: the weight of each of its words, in compared form, and its vector."""

    weights: Mapping[str, float]
    vector: NDArray[np.float32]


def seeds_of(topic: Topic, stories: Sequence[Story], same: Same) -> list[Story]:
    """Return the articles that are surely on the topic, the nearest first; none when nothing is."""
    found = []
    for story in stories:
        cosine, covered = float(story.vector @ topic.vector), _covered(topic, story, same)
        if (
            cosine >= BEARS_MUCH
            or (cosine >= BEARS and covered >= 0.5)
            or (cosine >= BARELY and covered > 0.99 and len(topic.weights) > 1)
        ):
            found.append((0.6 * cosine + 0.4 * covered, story))
    found.sort(key=lambda one: -one[0])
    return [story for score, story in found[:SEEDS] if score >= SEED_SHARE * found[0][0]]


def centre_of(topic: Topic, seeds: Sequence[Story]) -> NDArray[np.float32]:
    """Return the direction in which the topic and its surest articles lie (Rocchio 1971)."""
    centre = topic.vector + np.mean([story.vector for story in seeds], axis=0)
    return np.asarray(centre / np.linalg.norm(centre), np.float32)


def on_topic(topic: Topic, centre: NDArray[np.float32], stories: Sequence[Story], same: Same) -> list[Story]:
    """Return the articles that belong to the topic, the most relevant first."""
    scored = sorted(((float(story.vector @ centre), story) for story in stories), key=lambda one: -one[0])
    if not scored:
        return []
    best = scored[0][0]
    return [
        story
        for score, story in scored
        if score >= CLOSELY * best or (score >= RELATED * best and _covered(topic, story, same) >= MOST_WORDS)
    ]


def same_event(story: Story, other: Story, same: Same) -> bool:
    """Tell whether two outlets report the same event, rather than its next turn or another figure for it."""
    first, second = story.article, other.article
    if (first.source or "").casefold() == (second.source or "").casefold():
        return False
    if not first.published or not second.published or abs(first.published - second.published) > SAME_NEWS:
        return False
    if float(story.vector @ other.vector) < SAME_STORY or not len(story.vectors) or not len(other.vectors):
        return False
    if float(story.vectors[0] @ other.vectors[0]) < SAME_LEAD:
        return False
    return not _figures_differ(first.title, second.title) and (
        _names(first.title, same) <= _names_early(other, same)
        and _names(second.title, same) <= _names_early(story, same)
    )


def news_of(story: Story, earlier: Sequence[Story], same: Same) -> int:
    """Return the position of the sentence that says best what is new in an article.

    It stands early, says what the headline says, and wasn't said in an earlier article.
    """
    title = _stems(story.article.title, same)
    scores = []
    for position in range(min(OPENING, len(story.sentences))):
        text = story.sentence(position)
        shared = len(title & _stems(text, same)) / max(1, len(title))
        score = shared - LATER * position
        if text.rstrip(' ”"»').endswith("?") or text.lstrip()[:1] in '“"„«' or _ADDRESSES.search(text):
            score -= 0.6
        if len(text) < SHORTEST_STEP:
            score -= 0.6
        if len(text) > LONGEST_STEP:
            score -= 0.3
        if any(float((past.vectors @ story.vectors[position]).max(initial=0)) > REPEATED for past in earlier):
            score -= 0.6
        scores.append(score)
    return int(np.argmax(scores)) if scores else 0


def told_span(story: Story, position: int) -> Span:
    """Return where the sentence lies, without a dateline («LARKMILL - ») before it."""
    start, end = story.sentences[position]
    dateline = _DATELINE.match(story.article.text[start:end])
    return (start + dateline.end(), end) if dateline else (start, end)


def _covered(topic: Topic, story: Story, same: Same) -> float:
    words = _stems(f"{story.article.title} {story.article.text}", same)
    total = sum(topic.weights.values())
    return sum(weight for word, weight in topic.weights.items() if word in words) / total if total else 0.0


def _figures_differ(title: str, other: str) -> bool:
    """Tell whether two headlines give different figures of one sort."""
    told: dict[str, set[float]] = {}
    for figure in figures_in(title):
        told.setdefault(figure.sort, set()).add(figure.value)
    rivals = [figure for figure in figures_in(other) if figure.sort in told]
    return bool(rivals) and not any(figure.value in told[figure.sort] for figure in rivals)


def _names(title: str, same: Same) -> set[str]:
    """Return the names in a headline; the word that opens it may be none and doesn't count."""
    first = WORD.search(title)
    opening = _stems(first.group(), same) if first else set()
    return _stems(" ".join(taken_apart(title).names), same) - opening


def _names_early(story: Story, same: Same) -> set[str]:
    told = range(min(TOLD_EARLY, len(story.sentences)))
    return _stems(" ".join((story.article.title, *map(story.sentence, told))), same)


def _stems(text: str, same: Same) -> set[str]:
    words = (compared(match.group()) for match in WORD.finditer(text))
    return {term for word in words for term in same(word).split()}
