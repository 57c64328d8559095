"""From a question to the passages that bear on it: filters, two searches, fused scores."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from corpus.types import Article, PassageId
from index.conversation import standalone
from index.evidence import Retrieved
from index.indexes import Indexes
from index.question import WORD, Question, compared, taken_apart
from index.said import Asked
from index.sources import source_named
from index.time import TimeNamed, time_named
from index.timeliness import published_within, timeliness
from index.types import Filter, Query

CANDIDATES = 100
"""Passages taken from each search."""
READ = 16
"""Passages whose sentences are scored."""
READ_OF_AN_ARTICLE = 5
"""At most, so that one long story doesn't crowd out the others."""
DENSE_SHARE = 0.45
"""Weight of the cosine against BM25; .4 to .5 were the best of .0 to 1.0 on ClapNQ and SQuAD."""
TIMELY_BONUS = 0.2
"""For passages published when the question says, beside scores that seldom differ by more."""
PRIOR_PASSAGES = 1_000
"""Added to the number of passages where words are weighed, so that few articles don't skew it."""
BM25_K1 = 1.2


@dataclass(frozen=True, slots=True)
class Understood:
    """A query made ready: what is asked once dates and sources are cut out, and what may be found.

    `standalone` is the question with what a conversation left out; None when nothing was.
    """

    query: Query
    standalone: str | None
    text: str
    question: Question
    filter: Filter
    time: TimeNamed | None

    @property
    def time_words(self) -> list[str]:
        """The words that name a time and are still in the text: those of an absolute one."""
        if self.time is None or self.time.relative:
            return []
        whole = self.standalone or self.query.text
        return [compared(match.group()) for match in WORD.finditer(whole, *self.time.span)]

    def is_within(self, article: Article) -> bool:
        """Whether an article was published in the time that the filter allows."""
        since, until, published = self.filter.since, self.filter.until, article.published
        if published is None:
            return not (since or until)
        return (since is None or since <= published) and (until is None or published < until)


class Searcher:
    """Finds passages with the indexes and reads them from the store."""

    def __init__(self, store: Store, indexes: Indexes) -> None:
        self._store = store
        self._indexes = indexes

    def understand(self, query: Query) -> Understood:
        """Take the question apart, with the dates and the outlet that it names.

        A time that is surely about publication («last week») becomes part of the filter unless the
        caller filters by date already; another («in March 2024») is looked for within that time too,
        and raises what fits. A bare «on Monday» when nothing was published lately is a day inside a
        story, so it names no time.
        """
        whole = standalone(query.text, query.conversation)
        text, allowed = whole or query.text, query.filter
        named = time_named(text, query.now)
        if named is not None and named.relative:
            dated = _dated(allowed, named, query.now)
            if named.guessed and not self._holds_any(dated):
                named = None
            else:
                text, allowed = _without(text, *named.span) or text, dated
        outlet = None if allowed.sources else source_named(text, self._indexes.catalogue.source_names)
        if outlet is not None:
            text = _without(text, *outlet.span) or text
            allowed = replace(allowed, sources=frozenset([outlet.name]))
        return Understood(query, whole, text, taken_apart(text), allowed, named)

    def asked(self, understood: Understood) -> Asked:
        """Encode the question and weigh its words by their rarity in the passages.

        The weight is log(1 + (N + prior) / (df + 1)), an inverse document frequency that stays
        sensible when there are only a few passages.
        """
        words = self._indexes.words
        encoder = self._indexes.encoder
        spans = [match.span() for match in WORD.finditer(understood.text)]
        vector, *in_context = encoder.encode_question(understood.text, spans)
        count = words.count + PRIOR_PASSAGES
        weights = {
            term: math.log(1 + count / (words.document_frequency(term) + 1))
            for word in understood.question.words
            for term in words.same(word).split()
        }
        weighted = np.zeros_like(vector)
        for span, row in zip(spans, in_context, strict=True):
            terms = words.same(compared(understood.text[slice(*span)])).split()
            weighted += max((weights.get(term, 0.0) for term in terms), default=0.0) * row
        length = float(np.linalg.norm(weighted))
        return Asked(
            question=understood.question,
            weights=weights,
            vector=vector,
            weighted=weighted / length if length else vector,
            same=words.same,
            dated=understood.time is not None,
            of_time=frozenset(term for word in understood.time_words for term in words.same(word).split()),
            vectors=encoder.encode_words,
        )

    def retrieve(self, understood: Understood, asked: Asked, limit: int = READ) -> list[Retrieved]:
        """Return the passages that bear most on the question, best first.

        When nothing was published in the time that the question names, others are returned: they tell
        what comes nearest. Scores are fused as a convex combination (Bruch, Gai and Ingber, TOIS 2023)
        of the cosine and of BM25 as a share of the most that the question's words could score.
        """
        dense, sparse = self._candidates(understood, asked, understood.filter)
        if not dense and not sparse:
            given = understood.query.filter
            outside = replace(understood.filter, since=given.since, until=given.until)
            dense, sparse = self._candidates(understood, asked, outside)
        if understood.time is not None and not understood.time.relative:
            within = _dated(understood.filter, understood.time, understood.query.now)
            timely = self._candidates(understood, asked, within)
            dense, sparse = dense | timely[0], sparse | timely[1]
        ideal = self._ideal(asked)
        bm25 = {passage_id: min(1.0, score / ideal) for passage_id, score in sparse.items()}
        cosines = dense | self._cosines(asked.vector, bm25.keys() - dense.keys())
        ids = np.array(sorted(cosines), dtype=np.int64)
        if not len(ids):
            return []
        fits = timeliness(understood.time, self._indexes.catalogue.published_of(ids).astype(np.float64))
        scores = (
            DENSE_SHARE * np.array([cosines[i] for i in ids.tolist()])
            + (1 - DENSE_SHARE) * np.array([bm25.get(i, 0.0) for i in ids.tolist()])
            + TIMELY_BONUS * fits
        )
        best = self._spread(ids[np.argsort(-scores, kind="stable")], limit)
        return self._read(best, bm25, dict(zip(ids.tolist(), fits.tolist(), strict=True)))

    def _candidates(
        self, understood: Understood, asked: Asked, within: Filter
    ) -> tuple[dict[PassageId, float], dict[PassageId, float]]:
        """Return the cosines of the nearest passages, and the BM25 scores of those with most of the words."""
        allowed = self._indexes.catalogue.allowed(within)
        if allowed is not None and not len(allowed):
            return {}, {}
        words = " ".join(understood.question.words)
        dense = self._indexes.vectors.search(asked.vector, CANDIDATES, allowed)
        return dict(dense), dict(self._indexes.words.search(words, CANDIDATES, within))

    def _holds_any(self, allowed: Filter) -> bool:
        ids = self._indexes.catalogue.allowed(allowed)
        return ids is None or len(ids) > 0

    def _ideal(self, asked: Asked) -> float:
        """The BM25 score of a passage that says every word of the question often."""
        words = self._indexes.words
        total = 0.0
        for term in asked.weights:
            df = words.document_frequency(term)
            total += (BM25_K1 + 1) * math.log(1 + (words.count - df + 0.5) / (df + 0.5))
        return total or 1.0

    def _cosines(self, vector: NDArray[np.float32], ids: Iterable[PassageId]) -> dict[PassageId, float]:
        found, vectors = self._store.passage_vectors(self._indexes.encoder.name, list(ids))
        if not len(found):
            return {}
        return dict(zip(found.tolist(), (vectors @ vector).tolist(), strict=True))

    def _spread(self, ids: NDArray[np.int64], limit: int) -> list[PassageId]:
        taken: dict[int, int] = {}
        best: list[PassageId] = []
        for passage_id, article_id in zip(
            ids.tolist(), self._indexes.catalogue.article_of(ids).tolist(), strict=True
        ):
            if taken.get(article_id, 0) < READ_OF_AN_ARTICLE:
                taken[article_id] = taken.get(article_id, 0) + 1
                best.append(passage_id)
            if len(best) == limit:
                break
        return best

    def _read(
        self, ids: Sequence[PassageId], bm25: dict[PassageId, float], fits: dict[PassageId, float]
    ) -> list[Retrieved]:
        passages = self._store.passages(ids)
        articles = self._store.articles_by_id({passage.article_id for passage in passages.values()})
        vectors = self._store.vectors(self._indexes.encoder.name, ids)
        return [
            Retrieved(passages[i], articles[passages[i].article_id], vectors[i], bm25.get(i, 0.0), fits[i])
            for i in ids
            if i in passages and i in vectors and passages[i].article_id in articles
        ]


def _dated(allowed: Filter, named: TimeNamed, now: datetime) -> Filter:
    """The filter with the dates of publication that the time named can mean, unless it has dates already."""
    within = published_within(named, now)
    if within is None or allowed.since or allowed.until:
        return allowed
    return replace(allowed, since=within[0], until=within[1])


def _without(text: str, start: int, end: int) -> str:
    return " ".join((text[:start] + " " + text[end:]).split()).strip(" ,;")
