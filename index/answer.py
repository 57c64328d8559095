"""Hits → Answer or NoAnswer: the sentences that answer, distinct, with a calibrated confidence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from corpus.types import Article, ArticleId
from index.calibration import Calibration, fitted, sigmoid
from index.evidence import sentence_features
from index.excerpts import Evidence, excerpts
from index.features import FEATURES
from index.highlights import highlights
from index.missing import reason_for
from index.ports import Reranker
from index.question import Kind
from index.said import Asked, words_held
from index.search import Searcher, Understood
from index.timeliness import recency
from index.types import Answer, Citation, NoAnswer, Query
from index.verifier import Verifier, bundled_verifier

CONFIDENCE_FEATURES = (
    *FEATURES,
    *("on the subject", "in the time named", "chance", "margin", "verified"),
)
"""Of the best excerpt: the features of its best sentence; how far it is on the subject (its passage's cosine
as a share of ON_SUBJECT, or the share of the question's words said around it where that is more, at most
1); whether it is of a time that the question names (0 when it names none); its chance; the lead of its best
sentence's score over the best of another article, MOST_MARGIN at most; and the verifier's logit."""

ON_SUBJECT = 0.45
"""Cosine from which a passage is about what is asked. A step below it costs more confidence than one above:
what is far below is of another subject. With this, across folds, members' questions were told from those on
other subjects with an AUROC of .98 for .96, and from near misses as well as before."""

_NEAR, _HELD = FEATURES.index("passage cosine"), FEATURES.index("surroundings coverage")

NEWER = 0.5
"""Logits of the newest article over an old one, where no time is named: of two that answer as well the
newer holds. On 185 questions on the sample as many are answered as without; with 1.0 one fewer."""
MOST_MARGIN = 5.0
MOST_NEAREST = 3
MOST_RANKED = 40
"""Excerpts taken from what was retrieved."""
REREAD = 20
"""Excerpts that a cross-encoder reads, if there is one: each costs a pass through it."""
RIVAL = 0.1
"""Share of the first excerpt's chance from which the second may be the better: none with less of it was, on
the questions that we fit with."""
DOUBTED = -1.0
"""Logit of the first excerpt from which the second isn't read: as many answers are lost by it as gained."""
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
        self._verifier = bundled_verifier()
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
        ranked, verified = self._read_again(asked, ranked)
        features = confidence_features(asked, ranked, verified)
        confidence = self._calibration.confidence.probability(features)
        if not understood.is_within(ranked[0].article):
            confidence = 0.0
        named = dict(zip(CONFIDENCE_FEATURES, features.tolist(), strict=True))
        if confidence < self._threshold:
            reason = reason_for(understood, asked, ranked[0])
            return NoAnswer(query, reason, _nearest(ranked), confidence, understood.standalone, named)
        if asked.question.kind is Kind.COMPARE:
            ranked = _both_sides(asked, ranked)
        chosen = [(evidence, evidence.chance) for evidence in _distinct(ranked, query.k)]
        return Answer(query, self._cited(asked, chosen), confidence, understood.standalone, named)

    def search(self, query: Query) -> list[Citation]:
        """Return the best excerpt of each article that bears on the query, best first.

        An article's score is the share of all evidence that its excerpts hold. None is of another time
        than the question surely means («last week»).
        """
        understood = self._searcher.understand(query)
        asked = self._searcher.asked(understood)
        best: dict[ArticleId, Evidence] = {}
        chances: dict[ArticleId, float] = {}
        for evidence in self.ranked(understood, asked, query.k * 4):
            if not understood.is_within(evidence.article):
                continue
            best.setdefault(evidence.article.id, evidence)
            chances[evidence.article.id] = chances.get(evidence.article.id, 0.0) + evidence.chance
        order = sorted(best, key=lambda article_id: -chances[article_id])[: query.k]
        return list(self._cited(asked, [(best[one], min(1.0, chances[one])) for one in order]))

    def ranked(self, understood: Understood, asked: Asked, passages: int = 0) -> list[Evidence]:
        """Return the best excerpts of the retrieved passages, best first."""
        retrieved = self._searcher.retrieve(understood, asked, *([passages] if passages else []))
        features = sentence_features(asked, retrieved)
        scores = [self._calibration.ranking.logits(rows) for rows in features]
        if understood.time is None:
            new = recency([one.article.published for one in retrieved])
            scores = [logits + NEWER * is_new for logits, is_new in zip(scores, new, strict=True)]
        found = excerpts(retrieved, features, scores, MOST_RANKED)
        if self._reranker is not None:
            found = _reread(self._reranker, understood.text, found)
        return found

    def _read_again(self, asked: Asked, ranked: Sequence[Evidence]) -> tuple[list[Evidence], float]:
        """Return the excerpts with the better of the first two first, and the verifier's logit of it.

        The order of a cross-encoder stands.
        """
        if self._reranker is not None:
            return list(ranked), self._verifier.logit(asked.question.text, ranked[0].titled)
        return better_first(asked, ranked, self._verifier)

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
                    score=score,
                    highlights=highlights(asked, evidence),
                    also_in=outlets.get(evidence.article.id, ()),
                )
            )
        return tuple(citations)


def better_first(
    asked: Asked, ranked: Sequence[Evidence], verifier: Verifier
) -> tuple[list[Evidence], float]:
    """Return the excerpts with the better of the first two first, and the verifier's logit of it.

    An excerpt is worth its chance times the probability that it answers, so the second is read only where
    the first is doubted and that could make the second the better. The verifier knows no dates, so where the
    question names a time the order stands.
    """
    question = asked.question.text
    verified = verifier.logit(question, ranked[0].titled)
    if asked.dated or verified >= DOUBTED or len(ranked) == 1:
        return list(ranked), verified
    first, second, *others = ranked
    worth = first.chance * sigmoid(verified)
    if second.chance > max(worth, RIVAL * first.chance):
        other = verifier.logit(question, second.titled)
        if second.chance * sigmoid(other) > worth:
            return [second, first, *others], other
    return list(ranked), verified


def confidence_features(asked: Asked, ranked: Sequence[Evidence], verified: float) -> NDArray[np.float64]:
    """Return the row of CONFIDENCE_FEATURES for the best excerpt, of which the verifier says `verified`."""
    best = ranked[0]
    others = [other.score for other in ranked if other.article.id != best.article.id]
    margin = min(MOST_MARGIN, best.score - max(others, default=-np.inf))
    timely = float(asked.dated and best.features[FEATURES.index("timeliness")] == 1)
    near, held = best.features[_NEAR], best.features[_HELD]
    subject = min(1.0, max(float(near) / ON_SUBJECT, float(held)))
    return np.array([*best.features, subject, timely, best.chance, margin, verified])


def _reread(reranker: Reranker, question: str, found: Sequence[Evidence]) -> list[Evidence]:
    """Order the best by their chance times the odds that the cross-encoder gives; the others stay behind."""
    best = found[:REREAD]
    sure = np.clip(reranker.scores(question, [one.titled for one in best]).astype(np.float64), 1e-3, 1 - 1e-3)
    worth = np.log([max(one.chance, 1e-9) for one in best]) + np.log(sure / (1 - sure))
    order = np.argsort(-worth, kind="stable").tolist()
    return [*(best[position] for position in order), *found[REREAD:]]


def _both_sides(asked: Asked, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Put second, where the best lacks words of the question, what has most of these: the other side."""
    held = [words_held(one.titled, asked) for one in ranked]
    lacking = asked.weights.keys() - held[0]
    told = [sum(asked.weights[word] for word in own & lacking) for own in held]
    other = max(range(len(ranked)), key=told.__getitem__)
    if not told[other]:
        return list(ranked)
    return [ranked[0], ranked[other], *(one for at, one in enumerate(ranked) if at not in (0, other))]


def _distinct(ranked: Sequence[Evidence], count: int) -> list[Evidence]:
    """Return the best that don't say a sentence of another article again."""
    chosen: list[Evidence] = []
    for evidence in ranked:
        if not any(_repeats(evidence, other) for other in chosen):
            chosen.append(evidence)
        if len(chosen) == count:
            break
    return chosen


def _repeats(evidence: Evidence, other: Evidence) -> bool:
    same_article = evidence.article.id == other.article.id
    return not same_article and float(evidence.vector @ other.vector) > SAME_SENTENCE


def _nearest(ranked: Sequence[Evidence]) -> tuple[Article, ...]:
    articles = {evidence.article.id: evidence.article for evidence in ranked}
    return tuple(articles.values())[:MOST_NEAREST]
