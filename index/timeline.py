"""How a story developed, a dated sentence a step; and what is newest. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.types import Article
from index.stories import Same, Story, news_of, same_event, told_span
from index.types import Citation


@dataclass(frozen=True, slots=True)
class Step:
    """One event: the sentence that tells it, and the other outlets' own reports of it.

    The citation's `also_in` names those that ran its very text.
    """

    citation: Citation
    others: tuple[Article, ...] = ()

    @property
    def article(self) -> Article:
        """The article that is quoted."""
        return self.citation.article

    @property
    def outlets(self) -> tuple[str, ...]:
        """The other outlets that had it, each once."""
        own = (self.article.source or "").casefold()
        found: dict[str, str] = {}
        for name in (*self.citation.also_in, *(article.source or "" for article in self.others)):
            if name and name.casefold() != own:
                found.setdefault(name.casefold(), name)
        return tuple(found.values())


def steps_of(stories: Iterable[Story], same: Same) -> list[Step]:
    """Return the events that the articles tell, oldest first; articles without a date tell none.

    The first report of an event is quoted; what others reported of it within a day and a half is
    folded into it.
    """
    ordered = sorted((story for story in stories if story.article.published), key=_moment)
    steps: list[Step] = []
    past: list[Story] = []
    for group in folded(ordered, same):
        first = group[0]
        position = news_of(first, past, same)
        start, end = told_span(first, position)
        citation = Citation.cut(first.article, start, end, also_in=first.also_in)
        steps.append(Step(citation, tuple(story.article for story in group[1:])))
        past += group
    return steps


def folded(ordered: Sequence[Story], same: Same) -> list[list[Story]]:
    """Return the articles in groups of one event each, in the order given."""
    groups: list[list[Story]] = []
    for story in ordered:
        for group in reversed(groups):
            if same_event(group[0], story, same):
                group.append(story)
                break
        else:
            groups.append([story])
    return groups


def newest_first(steps: Sequence[Step], limit: int) -> list[Step]:
    """Return the newest of the steps, the newest first."""
    return list(reversed(steps))[:limit]


def _moment(story: Story) -> tuple[float, int]:
    published = story.article.published
    return (published.timestamp() if published else 0.0), story.article.id
