"""The outlet that a question names: «what did the Harbour Ledger say about the ferry?». Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Span

_CALLED_UPON = (
    r"(?:according to|reported (?:by|in)|as (?:reported )?(?:by|in)|from|by|in|on|did|does|has|laut)\s+"
)


@dataclass(frozen=True, slots=True)
class SourceNamed:
    """An outlet's name as stored, and where the question names it."""

    name: str
    span: Span


def source_named(question: str, names: Sequence[str]) -> SourceNamed | None:
    """Return the outlet that the question names, the longest name first; None without one.

    A name of one word counts only after words such as «according to», since outlets share their
    names with planets and rivers.
    """
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
        lead = rf"(?:{_CALLED_UPON})" + ("?" if " " in words else "")
        match = re.search(rf"{lead}\b((?:the\s+)?{re.escape(words)}(?:['’]s)?)\b", question, re.IGNORECASE)
        if match and words:
            return SourceNamed(name, match.span(1))
    return None
