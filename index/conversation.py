"""A question that leans on the ones before it, made to stand alone. Pure."""

import re
from collections.abc import Sequence

from index.question import WHOLE, WORD, compared, kind_of, taken_apart

_POINTING = frozenset(
    """he she it they him her them his hers its their theirs that this these those there then so one ones
    er sie es ihn ihm ihr deren dessen dort damals das""".split()
)
"""Words that stand for something said before."""

_JOINING = r"(?:and|but|or|also|what about|how about|und|aber|et)\b[\s,]*"
_ASKING_ALONE = r"(?:why|when|where|who|how|warum|wann|wo|wer)\s*\??\s*$"
_ELLIPTIC = re.compile(rf"\s*(?:{_JOINING}|{_ASKING_ALONE})", re.IGNORECASE)
_EXPLETIVE = re.compile(r"\b(?:is|are|was|were|will|has|have) there\b", re.IGNORECASE)
"""«is there a strike» points at nothing."""

FEW_WORDS = 2
"""A question of fewer words of its own, with a pointing word, can't stand alone."""


def standalone(question: str, earlier: Sequence[str]) -> str | None:
    """Return the question with what it leaves out, or None when it stands alone.

    `earlier` are the questions asked before, oldest first. «and in Europe?» continues the last
    question; «when was that?» is asked about its subject. Chains are followed to the first that
    stands alone.
    """
    if not earlier or not leans(question):
        return None
    before = standalone(earlier[-1], earlier[:-1]) or earlier[-1]
    if _ELLIPTIC.match(question) and kind_of(question) in WHOLE:
        return f"{before.rstrip(' ?!.')} {_continued(question)}"
    own = set(taken_apart(question).words)
    subject = [word for word in _content(before) if word.casefold() not in own]
    return f"{question.rstrip(' ?!.')}, {' '.join(subject)}?" if subject else None


def leans(question: str) -> bool:
    """Whether the question can't be understood without what was asked before."""
    if _ELLIPTIC.match(question):
        return True
    parts = taken_apart(question)
    lower = {match.group().casefold() for match in WORD.finditer(_EXPLETIVE.sub(" ", question))}
    return (
        bool(lower & _POINTING) and len(set(parts.words) - lower & _POINTING) <= FEW_WORDS and not parts.names
    )


def _content(question: str) -> list[str]:
    words = set(taken_apart(question).words)
    found = (match.group() for match in WORD.finditer(question))
    return [word for word in found if compared(word) in words]


def _continued(question: str) -> str:
    return re.sub(rf"^\s*{_JOINING}", "", question, flags=re.IGNORECASE).strip()
