"""Answers with what other articles say of the first citation."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from corpus.store import Store
from corpus.types import Article, PassageId
from index.answer import Answerer
from index.corroboration import SAME_FIGURE, SAME_OCCASION, Sentence, corroborated
from index.indexes import Indexes
from index.types import Answer, Citation, Corroboration, Filter, NoAnswer, Query

NEIGHBOURS = 40
"""Passages compared; each story has several."""


class Witnesses:
    """Compares answers with what else is stored."""

    def __init__(self, store: Store, indexes: Indexes) -> None:
        self._store = store
        self._indexes = indexes

    def corroborated(self, answer: Answer) -> Corroboration:
        """Return who else says what the first citation says, and figures that conflict with it.

        Costs one search of the vectors with the answering sentence's own, among the news of its days, and
        no encoding.
        """
        told = self._told(answer.citations[0])
        if told is None:
            return Corroboration()
        allowed = self._indexes.catalogue.allowed(of_its_days(told.article))
        found = self._indexes.vectors.search(told.vector, NEIGHBOURS, allowed)
        copies = self._store.also_in([told.article.id])
        return corroborated(
            answer,
            told,
            self._alike(told, [passage_id for passage_id, _ in found]),
            lambda article_id: copies.get(article_id, ()),
            self._indexes.words.same,
        )

    def _told(self, citation: Citation) -> Sentence | None:
        """Return the sentence that holds the citation's first highlight."""
        at = citation.start + (citation.highlights[0][0] if citation.highlights else 0)
        for passage in self._store.passages_of(citation.article.id):
            for position, (start, end) in enumerate(passage.sentences):
                if start <= at < end:
                    name = self._indexes.encoder.name
                    vectors = self._store.vectors(name, [passage.id]).get(passage.id)
                    if vectors is not None:
                        return Sentence(citation.article, (start, end), vectors[1 + position])
        return None

    def _alike(self, told: Sentence, passage_ids: list[PassageId]) -> Iterator[Sentence]:
        """Return the passages' sentences that come near enough to be compared."""
        passages = self._store.passages(passage_ids)
        articles = self._store.articles_by_id({passage.article_id for passage in passages.values()})
        vectors = self._store.vectors(self._indexes.encoder.name, passage_ids)
        for passage_id, passage in passages.items():
            if passage_id in vectors and passage.article_id in articles:
                own = vectors[passage_id][1:]
                for position in np.flatnonzero(own @ told.vector >= SAME_FIGURE).tolist():
                    yield Sentence(articles[passage.article_id], passage.sentences[position], own[position])


def of_its_days(article: Article) -> Filter:
    """Return what lets articles through that can be about the same occasion; all where it has no date."""
    if article.published is None:
        return Filter()
    return Filter(since=article.published - SAME_OCCASION, until=article.published + SAME_OCCASION)


class Corroborating:
    """Answers and searches as the answerer does, and says who else says so."""

    def __init__(self, answerer: Answerer, witnesses: Witnesses) -> None:
        self._answerer = answerer
        self._witnesses = witnesses

    def answer(self, query: Query) -> Answer | NoAnswer:
        """Return the answer with its corroboration."""
        answer = self._answerer.answer(query)
        if isinstance(answer, NoAnswer):
            return answer
        return replace(answer, corroboration=self._witnesses.corroborated(answer))

    def search(self, query: Query) -> list[Citation]:
        """Return the best excerpt of each article that bears on the query."""
        return self._answerer.search(query)
