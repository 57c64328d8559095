"""Why there is no answer, in a sentence for the asker. Pure."""

import numpy as np

from corpus.types import Span
from index.answering import answering_spans
from index.excerpts import Evidence
from index.question import FIGURES, WORD, Kind, compared
from index.said import Asked, said, words_held
from index.search import Understood

MEANS_THE_SAME = 0.75
"""How near in meaning a passage's word must come to one of the question's not to be called missing."""
NEAR = 0.5
"""The least share of the question's words, by weight, that a passage on its subject has."""

_FIGURES = {
    Kind.WHEN: "doesn't say when",
    Kind.COUNT: "doesn't say how many",
    Kind.MONEY: "names no price or sum",
    Kind.SHARE: "names no share",
    Kind.DISTANCE: "names no distance or length",
    Kind.DURATION: "doesn't say how long",
    Kind.AGE: "doesn't say how old",
    Kind.SPEED: "names no speed",
    Kind.WEIGHT: "names no weight",
    Kind.DEGREES: "names no temperature",
    Kind.FREQUENCY: "doesn't say how often",
    Kind.SIZE: "doesn't say how big",
    Kind.SCORE: "names no score or margin",
}


def reason_for(understood: Understood, asked: Asked, nearest: Evidence | None) -> str:
    """Say what lacks: any article in the time or outlet asked for, or, in the nearest passage, words of
    the question, a figure of the kind asked for, or the fact itself. No more is claimed than was read.
    """
    within = _within(understood)
    if nearest is None or not understood.is_within(nearest.article):
        return f"There is no article {within}." if within else "There are no articles yet."
    where = f" {within}" if within else ""
    mentioned, missing, share = _words(understood, asked, nearest)
    if missing and share < NEAR:
        lacking = _listed(missing[:3], "or")
        return f"No article{where} comes near; even the nearest passage says nothing of {lacking}."
    of = _listed(mentioned[:3], "and") if mentioned else "this"
    kind = asked.question.kind
    if kind in FIGURES and len(missing) <= 1 and not _spans(asked, nearest):
        # One word may be the asking's own: «how heavy», «how expensive».
        return f"The nearest article{where} mentions {of}, but {_FIGURES[kind]} there."
    if missing:
        lacking = _listed(missing[:3], "or")
        return f"The nearest article{where} mentions {of}, but says nothing of {lacking} there."
    return f"The nearest article{where} mentions {of}, but none of its sentences answers the question."


def _words(understood: Understood, asked: Asked, nearest: Evidence) -> tuple[list[str], list[str], float]:
    """Return the question's words, as they are written, that the nearest passage says and those that it
    lacks, and the share of the others. Words that it says in another way are neither.
    """
    passage, article = nearest.passage, nearest.article
    text = f"{article.title} {article.text[passage.start : passage.end]}"
    likeness, held = said(asked, [text]).likeness[0], words_held(text, asked)
    written = {compared(match.group()): match.group() for match in WORD.finditer(understood.text)}
    words = [written.get(word, word) for word in asked.question.words]
    terms = [asked.same(word).split() for word in asked.question.words]
    weights = np.array([sum(asked.weights[term] for term in own) for own in terms])
    near = likeness >= MEANS_THE_SAME
    return (
        [word for word, own in zip(words, terms, strict=True) if held.issuperset(own)],
        [word for word, is_near in zip(words, near, strict=True) if not is_near],
        float(weights[near].sum() / (weights.sum() or 1.0)),
    )


def _spans(asked: Asked, nearest: Evidence) -> list[Span]:
    start, end = nearest.passage.start, nearest.passage.end
    return answering_spans(asked.question, nearest.article.text[start:end], asked.same)


def _within(understood: Understood) -> str:
    allowed = understood.filter
    parts = []
    if allowed.sources:
        parts.append(f"from {_listed(sorted(name.title() for name in allowed.sources), 'or')}")
    if allowed.since and allowed.until:
        parts.append(f"published between {allowed.since:%-d %B %Y} and {allowed.until:%-d %B %Y}")
    elif allowed.since:
        parts.append(f"published since {allowed.since:%-d %B %Y}")
    elif allowed.until:
        parts.append(f"published before {allowed.until:%-d %B %Y}")
    return " ".join(parts)


def _listed(words: list[str], last: str) -> str:
    quoted = [f"«{word}»" for word in dict.fromkeys(words)]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
