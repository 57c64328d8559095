"""The words of a sentence that could answer a question of its kind. Pure."""

from collections.abc import Callable, Collection, Sequence
from itertools import islice

from corpus.types import Span
from index.patterns import CALENDAR, like_answers, numbers
from index.question import WORD, Kind, Question

Same = Callable[[str], str]
"""Maps a word in lower case to the form in which words are compared: its stem."""
COUNTED = 4
"""Words after a number among which is what it counts: «34 rebel Labour MPs»."""


def answering_spans(question: Question, sentence: str, same: Same) -> list[Span]:
    """Return the spans of `sentence` that could answer, in order; none for a question of no special kind.

    What the question says itself answers nothing, so a span of its words alone doesn't count.
    """
    spans = like_answers(question.kind, sentence)
    if not spans:
        return []
    asked = {same(word) for word in question.words}
    if question.kind in (Kind.WHO, Kind.WHICH):
        spans = [span for span in spans if _is_name(sentence, span)]
    return [_trimmed(sentence, span) for span in spans if not _repeats(sentence[slice(*span)], asked, same)]


def counted_words(sentence: str) -> str:
    """Return what the sentence counts: the COUNTED words after each of its numbers."""
    following = (islice(WORD.finditer(sentence, end), COUNTED) for _, end in numbers(sentence))
    return " ".join(match.group() for words in following for match in words)


def near(spans: Sequence[Span], sentence: str, asked: Collection[str], same: Same) -> list[Span]:
    """Return the spans with those that stand closest to the question's words first."""
    marks = [match.start() for match in WORD.finditer(sentence) if same(match.group().casefold()) in asked]
    if not marks:
        return list(spans)
    return sorted(spans, key=lambda span: min(_distance(span, mark) for mark in marks))


def nearest_distance(spans: Sequence[Span], sentence: str, asked: Collection[str], same: Same) -> int | None:
    """Return the fewest characters between a span and one of the question's words; None without either."""
    marks = [match.start() for match in WORD.finditer(sentence) if same(match.group().casefold()) in asked]
    return min((_distance(span, mark) for span in spans for mark in marks), default=None)


def _distance(span: Span, mark: int) -> int:
    start, end = span
    return 0 if start <= mark < end else min(abs(mark - start), abs(mark - end))


def _is_name(sentence: str, span: Span) -> bool:
    """Tell a name from the capital that opens a sentence, and from a day or month."""
    start, end = span
    return (start > 0 or " " in sentence[start:end]) and not CALENDAR.fullmatch(sentence, start, end)


def _repeats(text: str, asked: set[str], same: Same) -> bool:
    words = [same(match.group().casefold()) for match in WORD.finditer(text)]
    return bool(words) and all(word in asked for word in words)


def _trimmed(sentence: str, span: Span) -> Span:
    start, end = span
    text = sentence[start:end]
    stripped = text.strip(" ,;:—–-")
    lead = text.find(stripped) if stripped else 0
    return (start + lead, start + lead + len(stripped)) if stripped else span
