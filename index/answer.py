"""Hits → Answer or NoAnswer: the sentences that answer, distinct, with a calibrated confidence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from corpus.types import Article, ArticleId
from index.calibration import Calibration, fitted
from index.evidence import FEATURES, Asked, Evidence, window_evidence
from index.highlights import highlights
from index.missing import reason_for
from index.ports import Reranker
from index.search import Searcher, Understood
from index.types import Answer, Citation, NoAnswer, Query

CONFIDENCE_FEATURES = (*FEATURES, "ranking", "margin")
"""Of the best window: its features, its ranking score, and its lead over the next story's best."""

MOST_NEAREST = 3
REREAD = 20
"""Windows that a cross-encoder reads, if there is one: each costs a pass through it."""
SAME_SENTENCE = 0.95
"""Cosine of two sentences' vectors from which they say the same in the same words."""


class Answerer:
    """Answers questions and searches with a Searcher; cites from the store."""

    def __init__(
        self,
        store: Store,
        searcher: Searcher,
        min_confidence: float | None = None,
        calibration: Calibration | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._reranker = reranker
        self._store = store
        self._searcher = searcher
        self._calibration = calibration or fitted(FEATURES, CONFIDENCE_FEATURES)
        self._threshold = self._calibration.threshold if min_confidence is None else min_confidence

    def answer(self, query: Query) -> Answer | NoAnswer:
        """Return the answer, or why there is none and what comes nearest."""
        understood = self._searcher.understand(query)
        asked = self._searcher.asked(understood)
        ranked = self.ranked(understood, asked)
        if not ranked:
            return NoAnswer(query, reason_for(understood, asked, None), (), 0.0, understood.standalone)
        features = self.confidence_features(ranked)
        confidence = self._calibration.confidence.probability(features)
        named = dict(zip(CONFIDENCE_FEATURES, features.tolist(), strict=True))
        if confidence < self._threshold:
            reason = reason_for(understood, asked, ranked[0][0])
            return NoAnswer(query, reason, _nearest(ranked), confidence, understood.standalone, named)
        chosen = _distinct(ranked, query.k)
        return Answer(query, self._cited(asked, chosen), confidence, understood.standalone, named)

    def search(self, query: Query) -> list[Citation]:
        """Return the best excerpt of each article that bears on the query, best first."""
        understood = self._searcher.understand(query)
        asked = self._searcher.asked(understood)
        best: dict[ArticleId, tuple[Evidence, float]] = {}
        for evidence, score in self.ranked(understood, asked, query.k * 4):
            best.setdefault(evidence.article.id, (evidence, score))
        return list(self._cited(asked, list(best.values())[: query.k]))

    def ranked(self, understood: Understood, asked: Asked, passages: int = 0) -> list[tuple[Evidence, float]]:
        """Return every window of the retrieved passages with its score, best first."""
        retrieved = self._searcher.retrieve(understood, asked, *([passages] if passages else []))
        evidence = [window for found in retrieved for window in window_evidence(asked, found)]
        if not evidence:
            return []
        scores = self._calibration.ranking.logits(np.stack([window.features for window in evidence]))
        if self._reranker is not None:
            scores = _reread(self._reranker, understood.text, evidence, scores)
        order = np.argsort(-scores, kind="stable").tolist()
        return [(evidence[position], float(scores[position])) for position in order]

    def confidence_features(self, ranked: Sequence[tuple[Evidence, float]]) -> NDArray[np.float64]:
        """Return the row of CONFIDENCE_FEATURES for the best window."""
        best, score = ranked[0]
        rival = next((other for window, other in ranked if window.article.id != best.article.id), score - 3)
        return np.array([*best.features, score, min(3.0, score - rival)])

    def _cited(self, asked: Asked, chosen: Sequence[tuple[Evidence, float]]) -> tuple[Citation, ...]:
        outlets = self._store.also_in([evidence.article.id for evidence, _ in chosen])
        citations = []
        for evidence, score in chosen:
            start, end = evidence.excerpt
            citations.append(
                Citation.cut(
                    evidence.article,
                    start,
                    end,
                    score=float(1 / (1 + np.exp(-score))),
                    highlights=highlights(asked, evidence),
                    also_in=outlets.get(evidence.article.id, ()),
                )
            )
        return tuple(citations)


def _reread(
    reranker: Reranker, question: str, evidence: Sequence[Evidence], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Add the log-odds that the cross-encoder gives the best windows; the others stay behind them."""
    best = np.argsort(-scores, kind="stable")[:REREAD]
    texts = [
        f"{evidence[i].article.title}. {evidence[i].article.text[slice(*evidence[i].excerpt)]}"
        for i in best.tolist()
    ]
    chances = np.clip(reranker.scores(question, texts).astype(np.float64), 1e-3, 1 - 1e-3)
    reread = scores - 2 * np.log(1e3)
    reread[best] = scores[best] + np.log(chances / (1 - chances))
    return np.asarray(reread)


def _distinct(ranked: Sequence[tuple[Evidence, float]], count: int) -> list[tuple[Evidence, float]]:
    """Return the best that neither overlap nor say the same sentence again."""
    chosen: list[tuple[Evidence, float]] = []
    for evidence, score in ranked:
        if not any(_repeats(evidence, other) for other, _ in chosen):
            chosen.append((evidence, score))
        if len(chosen) == count:
            break
    return chosen


def _repeats(evidence: Evidence, other: Evidence) -> bool:
    if evidence.article.id == other.article.id:
        return evidence.excerpt[0] < other.excerpt[1] and other.excerpt[0] < evidence.excerpt[1]
    return float(evidence.vector @ other.vector) > SAME_SENTENCE


def _nearest(ranked: Sequence[tuple[Evidence, float]]) -> tuple[Article, ...]:
    articles = {evidence.article.id: evidence.article for evidence, _ in ranked}
    return tuple(articles.values())[:MOST_NEAREST]
