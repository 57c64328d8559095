"""What other outlets say of an answer: those that say the same, and figures that conflict. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, ArticleId, Span
from index.figures import Figure, figures_in
from index.question import WORD, taken_apart
from index.types import Answer, Citation, Claim, Corroboration

SAME_FACT = 0.74
"""Cosine of two sentences' vectors from which they can tell one fact."""
SAME_THING = 0.70
"""From which two figures can be of one thing."""
SAME_FIGURE = 0.62
"""With a figure of the answer in common they need less."""
SAME_FACT_LATER = 0.82
"""Of articles further apart than AT_THE_TIME: the same is told of other years too."""
AT_THE_TIME = timedelta(days=14)
SHARED_WORDS = 0.2
"""Share of the answering sentence's words that another has, from which it can tell the same."""
SAME_OCCASION = timedelta(days=60)
"""Figures published further apart are news of two states of things, not a conflict."""
SAME_ORDER = 4.0
"""Figures for one thing differ by less than this factor."""
AS_MUCH_ASKED = 0.6
"""Share of what the answering sentence has of the question's words, that a conflicting one has too."""
_WORDED = frozenset("who which when where why other".split()) | {"what was said"}
"""Kinds of question that no figure answers."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a stored article with its vector."""

    article: Article
    span: Span
    vector: NDArray[np.float32]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[slice(*self.span)]


def corroborated(
    answer: Answer,
    told: Sentence,
    others: Iterable[Sentence],
    also_in: Callable[[ArticleId], Collection[str]],
    same: Callable[[str], str],
) -> Corroboration:
    """Return what the other sentences, of any articles, say of the answering one, `told`.

    An outlet that ran the answering text itself (`also_in`) says nothing of its own; each article
    speaks with the sentence that comes nearest. `same` maps a word to the form to compare.
    """
    question = answer.understood or answer.query.text
    asked = _stems(question, same)
    figures = _answering_figures(answer.citations[0], told)
    numeric = taken_apart(question).kind.value not in _WORDED
    silent = {_folded(told.article.source), *map(_folded, also_in(told.article.id))}
    supports: dict[str, tuple[float, Citation]] = {}
    conflicts: list[tuple[float, Claim]] = []
    for sentence, cosine in _nearest(told, others, figures if numeric else []):
        rival = _conflicting(sentence, told, figures, asked, same) if numeric else None
        if rival is not None and cosine >= SAME_THING:
            conflicts.append((cosine, rival))
            continue
        outlet = _folded(sentence.article.source)
        if not outlet or outlet in silent or not _supports(sentence, told, cosine, figures, same):
            continue
        if cosine > supports.get(outlet, (0.0, None))[0]:
            supports[outlet] = cosine, _cited(sentence, cosine)
    chosen = sorted(supports.values(), key=lambda support: -support[0])
    return Corroboration(tuple(cited for _, cited in chosen), _side_by_side(answer, told, figures, conflicts))


def _nearest(
    told: Sentence, others: Iterable[Sentence], figures: Sequence[Figure]
) -> list[tuple[Sentence, float]]:
    """Return each other article's most similar sentence, preferring those that have a like figure."""
    sorts = {figure.sort for figure in figures}
    best: dict[ArticleId, tuple[bool, float, Sentence]] = {}
    for sentence in others:
        if sentence.article.id == told.article.id:
            continue
        cosine = float(sentence.vector @ told.vector)
        if cosine < SAME_FIGURE:
            continue
        like = any(figure.sort in sorts for figure in figures_in(sentence.text)) if sorts else False
        known = best.get(sentence.article.id)
        if known is None or (like, cosine) > known[:2]:
            best[sentence.article.id] = like, cosine, sentence
    return [(sentence, cosine) for _, cosine, sentence in best.values()]


def _supports(
    sentence: Sentence,
    told: Sentence,
    cosine: float,
    figures: Sequence[Figure],
    same: Callable[[str], str],
) -> bool:
    values = {(figure.sort, figure.value) for figure in figures}
    if values:
        return any((figure.sort, figure.value) in values for figure in figures_in(sentence.text))
    words = _stems(told.text, same)
    shared = len(words & _stems(sentence.text, same)) / max(1, len(words))
    least = SAME_FACT if _apart(sentence, told) <= AT_THE_TIME else SAME_FACT_LATER
    return cosine >= least and shared >= SHARED_WORDS


def _conflicting(
    sentence: Sentence,
    told: Sentence,
    figures: Sequence[Figure],
    asked: set[str],
    same: Callable[[str], str],
) -> Claim | None:
    """Return the other figure for the thing asked, if the sentence gives one and not the answer's."""
    if not figures or _apart(sentence, told) > SAME_OCCASION:
        return None
    own, said = asked & _stems(_whole(told), same), asked & _stems(sentence.text, same)
    if not said or len(asked & _stems(_whole(sentence), same)) < AS_MUCH_ASKED * len(own):
        return None
    first = figures[0]
    rivals = [figure for figure in figures_in(sentence.text) if figure.sort == first.sort]
    known = {figure.value for figure in figures_in(told.text)}
    if not rivals or any(rival.value in known for rival in rivals):
        return None
    rival = min(rivals, key=lambda figure: _factor(figure.value, first.value))
    return _claim(sentence, rival) if _factor(rival.value, first.value) < SAME_ORDER else None


def _side_by_side(
    answer: Answer, told: Sentence, figures: Sequence[Figure], conflicts: list[tuple[float, Claim]]
) -> tuple[Claim, ...]:
    if not conflicts:
        return ()
    claims = {answer.citations[0].article.id: _claim(told, figures[0])}
    for _, claim in sorted(conflicts, key=lambda conflict: -conflict[0]):
        if claim.figure.casefold() not in {known.figure.casefold() for known in claims.values()}:
            claims[claim.citation.article.id] = claim
    return tuple(sorted(claims.values(), key=lambda claim: _published(claim.citation.article)))


def _answering_figures(citation: Citation, told: Sentence) -> list[Figure]:
    """Return the figures of the sentence that are highlighted as the answer."""
    offset = told.span[0] - citation.start
    spans = [(start - offset, end - offset) for start, end in citation.highlights]
    whole = len(told.text) - 1
    return [
        figure
        for figure in figures_in(told.text)
        if any(
            start < figure.span[1] and figure.span[0] < end and not (start <= 0 and end >= whole)
            for start, end in spans
        )
    ]


def _claim(sentence: Sentence, figure: Figure) -> Claim:
    start, end = figure.span
    cited = Citation.cut(sentence.article, *sentence.span, highlights=((start, end),))
    return Claim(sentence.text[start:end], cited)


def _cited(sentence: Sentence, cosine: float) -> Citation:
    return Citation.cut(sentence.article, *sentence.span, score=min(1.0, max(0.0, cosine)))


def _whole(sentence: Sentence) -> str:
    return f"{sentence.article.title} {sentence.text}"


def _apart(sentence: Sentence, other: Sentence) -> timedelta:
    """Return how far apart two articles were published; one without a date is taken to be far away."""
    first, second = sentence.article.published, other.article.published
    return abs(first - second) if first and second else timedelta.max


def _published(article: Article) -> float:
    return article.published.timestamp() if article.published else 0.0


def _factor(value: float, other: float) -> float:
    low, high = sorted((abs(value), abs(other)))
    return high / low if low else float("inf")


def _stems(text: str, same: Callable[[str], str]) -> set[str]:
    words = taken_apart(text).words if WORD.search(text) else ()
    return {term for word in words for term in same(word).split()}


def _folded(name: str | None) -> str:
    return (name or "").casefold()
