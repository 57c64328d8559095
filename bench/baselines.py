"""The usual ways to find passages with the same model, to measure Citewire against."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np

from bench.corpora import Collection
from corpus.store import Store
from index.encoder import TextEncoder
from index.indexes import Indexes
from index.ports import PassageText
from index.vectors import VectorIndex

Found: TypeAlias = list[tuple[str, str, float]]
"""Chunks, best first: the article's address, the text, the score."""
System: TypeAlias = Callable[[str], Found]

DEPTH = 50
CHUNK = 1_000
CHUNK_OVERLAP = 200
RRF_K = 60


def passage_systems(store: Store, indexes: Indexes) -> dict[str, System]:
    """BM25, dense vectors, and reciprocal rank fusion of both, over our passages.

    Source of the fusion: Cormack, Clarke and Büttcher, SIGIR 2009.
    """

    def texts(ranking: Iterable[tuple[int, float]]) -> Found:
        scored = list(ranking)
        passages = store.passages([passage_id for passage_id, _ in scored])
        articles = store.articles_by_id({passage.article_id for passage in passages.values()})
        return [
            (articles[p.article_id].url or "", articles[p.article_id].text[p.start : p.end], score)
            for passage_id, score in scored
            for p in [passages[passage_id]]
        ]

    def bm25(question: str) -> list[tuple[int, float]]:
        return [tuple(hit) for hit in indexes.words.search(question, DEPTH)]

    def dense(question: str) -> list[tuple[int, float]]:
        vector = indexes.encoder.encode_queries([question])[0]
        return [tuple(hit) for hit in indexes.vectors.search(vector, DEPTH)]

    def fused(question: str) -> list[tuple[int, float]]:
        scores: dict[int, float] = {}
        for ranking in (bm25(question), dense(question)):
            for rank, (passage_id, _) in enumerate(ranking, start=1):
                scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (RRF_K + rank)
        return sorted(scores.items(), key=lambda item: -item[1])[:DEPTH]

    return {
        "BM25 passages": lambda question: texts(bm25(question)),
        "dense passages": lambda question: texts(dense(question)),
        "reciprocal rank fusion": lambda question: texts(fused(question)),
    }


def tutorial_system(collection: Collection, encoder: TextEncoder) -> System:
    """The pipeline of the tutorials: chunks of 1,000 characters with 200 of overlap, top k by FAISS."""
    chunks = [
        (draft.url or "", draft.text[start : start + CHUNK])
        for draft in collection.drafts
        for start in range(0, max(1, len(draft.text) - CHUNK_OVERLAP), CHUNK - CHUNK_OVERLAP)
    ]
    index = VectorIndex(encoder.dimension)
    rows = encoder.encode_passages([PassageText("", text, ()) for _, text in chunks])
    index.add(np.arange(len(chunks), dtype=np.int64), np.stack([row[0] for row in rows]))

    def find(question: str) -> Found:
        hits = index.search(encoder.encode_queries([question])[0], DEPTH)
        return [(*chunks[passage_id], score) for passage_id, score in hits]

    return find


def distinct(found: Found, count: int = 10) -> Sequence[str]:
    """Return the first articles' addresses, each once."""
    return list(dict.fromkeys(url for url, _, _ in found))[:count]
