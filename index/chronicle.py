"""Reads the articles on a topic, or the newest ones, and tells them as steps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from corpus.catalogue import UNDATED
from corpus.store import Store
from corpus.types import ArticleId
from index.indexes import Indexes
from index.search import Searcher
from index.stories import Story, Topic, centre_of, on_topic, seeds_of
from index.timeline import Step, newest_first, steps_of
from index.types import Filter, Query

RETRIEVED = 150
"""Passages looked at for a topic, once by its words and once by its surest articles."""
MOST_STEPS = 40
"""A longer timeline is read by nobody: the most relevant articles are kept."""
SPARE = 2
"""Times as many articles as are shown are read, as some fold into one event."""
READ_OF_AN_ARTICLE = 12
"""Passages; the news is at the beginning."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps of a story, oldest first (newest first for `latest`); `left_out` counts articles beyond."""

    topic: str
    steps: tuple[Step, ...]
    left_out: int = 0


class Chronicler:
    """Tells stories from the store."""

    def __init__(self, store: Store, indexes: Indexes, searcher: Searcher) -> None:
        self._store = store
        self._indexes = indexes
        self._searcher = searcher

    def timeline(self, query: Query) -> Timeline:
        """Return how a topic developed; no steps when no article is about it."""
        stories = self._on_topic(query)
        kept = stories[:MOST_STEPS]
        return Timeline(query.text, tuple(steps_of(kept, self._indexes.words.same)), len(stories) - len(kept))

    def latest(self, query: Query) -> Timeline:
        """Return the `query.k` newest events on a topic, one article each, the newest first."""
        steps = steps_of(self._on_topic(query), self._indexes.words.same)
        return Timeline(query.text, tuple(newest_first(steps, query.k)))

    def newest(self, allowed: Filter, limit: int) -> Timeline:
        """Return the newest events of all that the filter lets through, the newest first."""
        catalogue = self._indexes.catalogue
        passages = catalogue.allowed(allowed)
        passages = catalogue.passage_ids if passages is None else passages
        articles, first = np.unique(catalogue.article_of(passages), return_index=True)
        published = catalogue.published_of(passages[first])
        order = np.argsort(-published[published != UNDATED], kind="stable")[: SPARE * limit + 10]
        found = articles[published != UNDATED][order].tolist()
        steps = steps_of(self._stories(found), self._indexes.words.same)
        return Timeline("", tuple(newest_first(steps, limit)))

    def _on_topic(self, query: Query) -> list[Story]:
        """Return the articles on the topic that the filter lets through, the most relevant first.

        What the topic is about is judged by all articles, so that a narrow filter doesn't change it.
        """
        understood = self._searcher.understand(query)
        asked = self._searcher.asked(understood)
        same, vectors = self._indexes.words.same, self._indexes.vectors
        topic = Topic(asked.weights, asked.vector)
        everything = replace(understood, filter=Filter())
        ways = [understood, everything] if understood.filter else [understood]
        found = [found for way in ways for found in self._searcher.retrieve(way, asked, RETRIEVED)]
        stories = self._stories({passage.article.id for passage in found})
        seeds = seeds_of(topic, stories, same)
        if not seeds:
            return []
        centre = centre_of(topic, seeds)
        catalogue = self._indexes.catalogue
        allowed = catalogue.allowed(understood.filter)
        near = [passage_id for passage_id, _ in vectors.search(centre, RETRIEVED, allowed)]
        articles = set(catalogue.article_of(np.array(near, np.int64)).tolist())
        stories += self._stories(articles - {story.article.id for story in stories})
        relevant = on_topic(topic, centre, stories, same)
        if allowed is None:
            return relevant
        inside = set(catalogue.article_of(allowed).tolist())
        return [story for story in relevant if story.article.id in inside]

    def _stories(self, article_ids: Iterable[ArticleId]) -> list[Story]:
        articles = self._store.articles_by_id(article_ids)
        copies = self._store.also_in(articles)
        passages = {one: self._store.passages_of(one)[:READ_OF_AN_ARTICLE] for one in articles}
        ids = [passage.id for found in passages.values() for passage in found]
        vectors = self._store.vectors(self._indexes.encoder.name, ids)
        stories = []
        for article_id, article in articles.items():
            read = [passage for passage in passages[article_id] if passage.id in vectors]
            if not read:
                continue
            mean = np.mean([vectors[passage.id][0] for passage in read], axis=0)
            told = {
                span: vectors[passage.id][1 + position]
                for passage in reversed(read)
                for position, span in enumerate(passage.sentences)
            }
            spans = tuple(sorted(told))
            stories.append(
                Story(
                    article,
                    np.asarray(mean / np.linalg.norm(mean), np.float32),
                    spans,
                    np.stack([told[span] for span in spans]),
                    copies.get(article_id, ()),
                )
            )
        return stories
