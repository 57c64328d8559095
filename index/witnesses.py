"""Answers with what other articles say of the first citation."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from corpus.store import Store
from corpus.types import PassageId
from index.answer import Answerer
from index.corroboration import SAME_FIGURE, Sentence, corroborated
from index.indexes import Indexes
from index.question import taken_apart
from index.types import Answer, Citation, Corroboration, NoAnswer, Query

NEIGHBOURS = 24
"""Passages compared; each story has several."""


class Witnesses:
    """Compares answers with what else is stored."""

    def __init__(self, store: Store, indexes: Indexes) -> None:
        self._store = store
        self._indexes = indexes

    def corroborated(self, answer: Answer) -> Corroboration:
        """Return who else says what the first citation says, and figures that conflict with it.

        Costs a search for the answering sentence's words, without which nothing tells the same, and no
        encoding.
        """
        told = self._told(answer.citations[0])
        if told is None:
            return Corroboration()
        words = " ".join(taken_apart(told.text).words)
        found = self._indexes.words.search(words, NEIGHBOURS)
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
        vectors = self._store.vectors(self._indexes.encoder.name, passage_ids)
        near = {
            passage_id: np.flatnonzero(rows[1:] @ told.vector >= SAME_FIGURE).tolist()
            for passage_id, rows in vectors.items()
        }
        passages = self._store.passages([passage_id for passage_id, places in near.items() if places])
        articles = self._store.articles_by_id({passage.article_id for passage in passages.values()})
        for passage_id, passage in passages.items():
            if passage.article_id in articles:
                for place in near[passage_id]:
                    yield Sentence(
                        articles[passage.article_id], passage.sentences[place], vectors[passage_id][1 + place]
                    )


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
