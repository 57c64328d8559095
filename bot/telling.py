"""Stories told and answers explained, for Discord and the terminal."""

from dataclasses import replace
from functools import partial

from bot.lane import Lane
from bot.request import Request
from corpus.rights import Rights
from corpus.store import Store
from index.answer import Answerer
from index.chronicle import Chronicler, Timeline
from index.explain import Explainer, Explanation
from index.indexes import Indexes
from index.rights import within_rights
from index.search import Searcher
from index.types import Citation, Query


class Telling:
    """Timelines, the newest events and explanations, quoting no more than each outlet allows."""

    def __init__(self, lane: Lane, store: Store, indexes: Indexes, min_confidence: float | None) -> None:
        self._lane = lane
        self._rights = Rights(store.connection)
        searcher = Searcher(store, indexes)
        self._chronicler = Chronicler(store, indexes, searcher)
        self._explainer = Explainer(searcher, Answerer(store, searcher, min_confidence), min_confidence)

    async def timeline(self, topic: Request) -> Timeline:
        """Return how a topic developed, oldest first. Raises QueryError, Busy."""
        query = topic.query()
        return await self._lane.run(lambda: self._within_rights(self._chronicler.timeline(query)))

    async def latest(self, topic: Request, *, limit: int = 10) -> Timeline:
        """Return the newest events, of a topic or of all, the newest first. Raises QueryError, Busy."""
        if not topic.text.strip():
            newest = partial(self._chronicler.newest, topic.filter, limit)
        else:
            newest = partial(self._chronicler.latest, topic.query(limit))
        return await self._lane.run(lambda: self._within_rights(newest()))

    async def explain(self, asked: Request, *, excerpts: int = 3) -> Explanation:
        """Return why a question is answered as it is. Raises QueryError, Busy."""
        return await self._lane.run(partial(self._explained, asked.query(excerpts)))

    def _explained(self, query: Query) -> Explanation:
        explanation = self._explainer.explain(query)
        considered = tuple(
            replace(one, citation=self._quotable(one.citation)) for one in explanation.considered
        )
        return replace(explanation, considered=considered)

    def _within_rights(self, timeline: Timeline) -> Timeline:
        steps = tuple(replace(step, citation=self._quotable(step.citation)) for step in timeline.steps)
        return replace(timeline, steps=steps)

    def _quotable(self, citation: Citation) -> Citation:
        """Return what may be quoted of the citation; one without a quote where nothing may."""
        kept, _ = within_rights([citation], self._rights.rule_of)
        return kept[0] if kept else Citation.of_headline(citation.article, also_in=citation.also_in)
