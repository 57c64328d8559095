"""Why an answer is what it is: the question as understood, the scores, what counted, what was passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.types import ArticleId
from index.answer import CONFIDENCE_FEATURES, SAME_SENTENCE, Answerer
from index.calibration import Calibration, LogisticModel, fitted
from index.excerpts import Evidence
from index.features import FEATURES, NOTHING_LACKS
from index.search import DENSE_SHARE, Searcher
from index.types import Answer, Citation, Filter, Query

MOST_CONSIDERED = 12
"""Excerpts shown, quoted ones included."""
OF_AN_ARTICLE = 3
MOST_FILTERED = 3


class Verdict(StrEnum):
    """What became of an excerpt, and why."""

    QUOTED = "quoted"
    REPEATS = "says the same as a quoted excerpt"
    LOWER = "scores lower"
    UNSURE = "the confidence is too low to quote it"
    FILTERED = "is outside the days or outlets asked for"


@dataclass(frozen=True, slots=True)
class Considered:
    """An excerpt with its scores: cosine and share of the ideal BM25 score of its passage, both fused by
    the search, and the logit of its best sentence, by which excerpts are chosen.
    """

    citation: Citation
    cosine: float
    bm25: float
    fused: float
    ranking: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature of the best excerpt added to the confidence's logit: weight times value.

    The value of one that is 1 where nothing is missed (NOTHING_LACKS) is told as what it falls short by.
    """

    feature: str
    value: float
    weight: float

    @property
    def amount(self) -> float:
        """Weight times value."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a question was answered.

    `searched` is the text that was searched, without the dates and outlets that became filters, and
    `words` its content words with their weights; `time` are the words that name a time. `filter` is
    what was searched within. The logit of the confidence is `intercept` plus the contributions,
    which come largest first; there are none where it is 0 because nothing lies within the filter.
    """

    query: Query
    understood: str | None
    searched: str
    kind: str
    words: tuple[tuple[str, float], ...]
    time: str | None
    filter: Filter
    answered: bool
    reason: str | None
    confidence: float
    threshold: float
    intercept: float
    contributions: tuple[Contribution, ...]
    considered: tuple[Considered, ...]


class Explainer:
    """Answers a question again and tells how."""

    def __init__(
        self,
        searcher: Searcher,
        answerer: Answerer,
        min_confidence: float | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._searcher = searcher
        self._answerer = answerer
        self._calibration = calibration or fitted(FEATURES, CONFIDENCE_FEATURES)
        self._threshold = self._calibration.threshold if min_confidence is None else min_confidence

    def explain(self, query: Query) -> Explanation:
        """Return how the question is answered; costs about two questions, three where a filter applies."""
        understood = self._searcher.understand(query)
        asked = self._searcher.asked(understood)
        answer = self._answerer.answer(query)
        ranked = self._answerer.ranked(understood, asked)
        quoted = answer.citations if isinstance(answer, Answer) else ()
        considered = [*_considered(ranked, quoted)]
        if understood.filter:
            free = replace(understood, filter=Filter())
            considered += _filtered(self._answerer.ranked(free, asked), ranked)
        named = understood.time
        whole = understood.standalone or query.text
        return Explanation(
            query=query,
            understood=answer.understood,
            searched=understood.text,
            kind=understood.question.kind.value,
            words=tuple(sorted(asked.weights.items(), key=lambda item: -item[1])),
            time=whole[slice(*named.span)] if named else None,
            filter=understood.filter,
            answered=isinstance(answer, Answer),
            reason=None if isinstance(answer, Answer) else answer.reason,
            confidence=answer.confidence,
            threshold=self._threshold,
            intercept=_to_begin_with(self._calibration.confidence),
            contributions=_contributions(self._calibration.confidence, dict(answer.features))
            if answer.confidence
            else (),
            considered=tuple(considered),
        )


def _to_begin_with(model: LogisticModel) -> float:
    """Return the logit of an excerpt that lacks nothing and has nothing."""
    return model.intercept + sum(
        float(weight)
        for name, weight in zip(model.names, model.weights, strict=True)
        if name in NOTHING_LACKS
    )


def _contributions(model: LogisticModel, features: dict[str, float]) -> tuple[Contribution, ...]:
    """Return what each feature with a weight added; nothing when nothing was found."""
    if not features:
        return ()
    found = [
        Contribution(name, features[name] - (name in NOTHING_LACKS), float(weight))
        for name, weight in zip(model.names, model.weights, strict=True)
        if weight
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.amount)))


def _considered(ranked: Sequence[Evidence], quoted: Sequence[Citation]) -> list[Considered]:
    """Return the best excerpts, those quoted first in their order, then by score, a few of each article."""
    spans = {(citation.article.id, citation.start, citation.end): citation for citation in quoted}
    shown: dict[ArticleId, int] = {}
    chosen = [window for window in ranked if (window.article.id, *window.excerpt) in spans]
    found = []
    for window in ranked:
        citation = spans.get((window.article.id, *window.excerpt))
        verdict = Verdict.QUOTED if citation else _verdict(window, chosen)
        if citation is None and shown.get(window.article.id, 0) >= OF_AN_ARTICLE:
            continue
        shown[window.article.id] = shown.get(window.article.id, 0) + 1
        found.append(_scored(window, verdict, citation))
    places = {citation: place for place, citation in enumerate(quoted)}
    found.sort(key=lambda one: places.get(one.citation, len(places)))
    return found[:MOST_CONSIDERED]


def _verdict(window: Evidence, chosen: Sequence[Evidence]) -> Verdict:
    if not chosen:
        return Verdict.UNSURE
    others = [other.vector for other in chosen if other.article.id != window.article.id]
    repeats = any(float(window.vector @ vector) > SAME_SENTENCE for vector in others)
    return Verdict.REPEATS if repeats else Verdict.LOWER


def _filtered(free: Sequence[Evidence], ranked: Sequence[Evidence]) -> list[Considered]:
    """Return the best excerpt of each article that only the filter keeps out, if it beats the best inside."""
    inside = {window.passage.id for window in ranked}
    best: dict[ArticleId, Considered] = {}
    least = ranked[0].score if ranked else float("-inf")
    for window in free:
        if window.passage.id not in inside and window.score > least and window.article.id not in best:
            best[window.article.id] = _scored(window, Verdict.FILTERED, None)
    return list(best.values())[:MOST_FILTERED]


def _scored(window: Evidence, verdict: Verdict, citation: Citation | None) -> Considered:
    features = dict(zip(FEATURES, window.features.tolist(), strict=True))
    cosine, bm25 = features["passage cosine"], features["passage BM25"]
    return Considered(
        citation or Citation.cut(window.article, *window.excerpt),
        cosine,
        bm25,
        DENSE_SHARE * cosine + (1 - DENSE_SHARE) * bm25,
        window.score,
        verdict,
    )
