"""The words of an excerpt that answer, to be shown in bold. Pure."""

from corpus.types import Span
from index.answering import answering_spans, near
from index.excerpts import Evidence
from index.question import Kind
from index.said import Asked

MOST_SPANS = 2
MOST_OF_SEVERAL = 8
_LONG = frozenset({Kind.WHY, Kind.SAID})
"""Kinds whose answer is a clause, so one span is enough."""


def highlights(asked: Asked, evidence: Evidence) -> tuple[Span, ...]:
    """Return the spans of the excerpt that answer, in order: those of the kind asked for, nearest
    to the question's words in the best sentence, else the best sentence itself. A question for several
    has all of that sentence marked, MOST_OF_SEVERAL at most.
    """
    text = evidence.article.text
    start, end = evidence.passage.sentences[evidence.sentence]
    offset = start - evidence.excerpt[0]
    sentence = text[start:end]
    spans = answering_spans(asked.question, sentence, asked.same)
    if not spans:
        return ((offset, offset + len(sentence)),)
    best = near(spans, sentence, asked.weights.keys(), asked.same)
    most = MOST_OF_SEVERAL if asked.question.several else MOST_SPANS
    chosen = best[: 1 if asked.question.kind in _LONG else most]
    return tuple((offset + first, offset + last) for first, last in sorted(chosen))
