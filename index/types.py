"""The values of searching and answering."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from corpus.types import Article, Passage, PassageId, Span
from index.errors import QueryError

LONGEST_QUESTION = 1_000
"""Characters; longer text is a pasted article, not a question."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may be found; an empty one lets everything through.

    `since` is inclusive and `until` exclusive, both of publication, aware and in UTC. An article
    without a date passes no date filter, one without a source no source filter. Names of sources
    are compared without case.
    """

    sources: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    languages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", frozenset(name.casefold() for name in self.sources))
        if self.since and self.until and self.since >= self.until:
            raise QueryError(
                f"nothing can lie between {self.since:%Y-%m-%d} and {self.until:%Y-%m-%d}: "
                "the first day must come before the last"
            )

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until or self.languages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question or search as it was asked, with the asker's clock.

    `conversation` holds the questions asked before in this thread, oldest first.
    """

    text: str
    now: datetime
    filter: Filter = Filter()
    k: int = 3
    conversation: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        text = " ".join(self.text.split())
        if not text:
            raise QueryError("the question is empty: ask something, like «who won the election?»")
        if len(text) > LONGEST_QUESTION:
            raise QueryError(
                f"the question has {len(text):,} characters, but {LONGEST_QUESTION:,} are read: shorten it"
            )
        if self.k < 1:
            raise QueryError(f"{self.k} results can't be shown: ask for at least 1")
        object.__setattr__(self, "text", text)


class Scored(NamedTuple):
    """A passage and how well it matches; what every ranking is made of, best first."""

    passage_id: PassageId
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its article; `rank` counts from 1."""

    passage: Passage
    article: Article
    score: float
    rank: int

    @property
    def text(self) -> str:
        """The passage's text."""
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """A slice of a stored article; made only by `cut`.

    `start` and `end` are offsets into `article.text`; `highlights` are spans of `quote` that
    answer, in order and without overlap. `also_in` names the other outlets that ran the story.
    One made by `of_headline` quotes nothing: its article may be named, not quoted.
    """

    article: Article
    start: int
    end: int
    quote: str
    highlights: tuple[Span, ...]
    score: float
    also_in: tuple[str, ...] = ()

    @classmethod
    def cut(
        cls,
        article: Article,
        start: int,
        end: int,
        *,
        score: float = 0.0,
        highlights: tuple[Span, ...] = (),
        also_in: tuple[str, ...] = (),
    ) -> "Citation":
        """Quote `article.text[start:end]`; the only way to make a Citation, so a quote can't be wrong."""
        if not 0 <= start < end <= len(article.text):
            raise ValueError(f"span {start}:{end} is outside article {article.id}")
        quote = article.text[start:end]
        position = 0
        for first, last in highlights:
            if not position <= first < last <= len(quote):
                raise ValueError(f"highlight {first}:{last} is out of place in {quote!r}")
            position = last
        return cls(article, start, end, quote, highlights, score, also_in)

    @classmethod
    def of_headline(
        cls, article: Article, *, score: float = 0.0, also_in: tuple[str, ...] = ()
    ) -> "Citation":
        """Name an article without quoting it; its text is left behind."""
        return cls(replace(article, text=""), 0, 0, "", (), score, also_in)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that an article gives, in its sentence: «£62 million», highlighted in the citation."""

    figure: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What other articles say of an answer's first citation.

    `supported_by` are sentences of independent outlets that say the same, one an outlet, wire copies
    folded. `conflicting` are figures for the same thing that differ, oldest first, the answer's among
    them; empty where none does.
    """

    supported_by: tuple[Citation, ...] = ()
    conflicting: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence that a language model wrote; `citations` are the ranks of those that support it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a language model wrote over an answer's citations and what of it they support.

    `dropped` counts the sentences that they didn't.
    """

    sentences: tuple[SummarySentence, ...]
    dropped: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The question's answer: distinct citations, best first; the first holds the answer.

    `confidence` is the calibrated probability in [0, 1] that the first citation answers.
    `understood` is the question as searched, where that differs from what was typed. `headlines` are
    articles that bear on it and may be named but not quoted, without their texts. `summary` is what
    an optional language model wrote, as far as the citations support it.
    """

    query: Query
    citations: tuple[Citation, ...]
    confidence: float
    understood: str | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    corroboration: Corroboration = Corroboration()
    headlines: tuple[Article, ...] = ()
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """There is no answer to show: why, in a sentence, and the articles that come nearest.

    `headlines` are those of them that seem to answer and may be named but not quoted.
    """

    query: Query
    reason: str
    nearest: tuple[Article, ...]
    confidence: float
    understood: str | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    headlines: tuple[Article, ...] = ()
