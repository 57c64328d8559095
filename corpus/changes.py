"""What a publisher changed: between two versions of a story, and of a quote that was shown (pure)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from difflib import SequenceMatcher

from corpus.lines import LONG_LINE, Line, kind_of, words_in
from corpus.sentences import sentence_spans
from corpus.types import Article

ALIKE = 0.5
"""Share of their words from which a new sentence is taken for what became of an old one."""

MOST_OF_CUT = 0.6
"""Share of a text's characters that remains, at most, when its page gives only a part of it."""

_STOP = re.compile(r"[.!…。！।][\"'”’»)\]]*(?:\s|$)")
"""Headlines of other stories end with a question or a quote, but not with a stop."""
_PASSING = re.compile(
    r"\b(?:\d+|an?) ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[smhd]|days?|weeks?|months?) ago\b|"
    r"\bvor (?:\d+|eine[rm]) (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?)\b|"
    r"\bil y a (?:\d+|une?) (?:secondes?|minutes?|heures?|jours?)\b|"
    r"\bhace (?:\d+|una?) (?:segundos?|minutos?|horas?|días?)\b",
    re.IGNORECASE,
)
_TYPOGRAPHY = str.maketrans({**dict.fromkeys('“”„‟«»‹›"‘’‚‛`´', "'"), **dict.fromkeys("–—‒―−", "-")})


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence as it was and as it is; None where there was none, or is none any more."""

    was: str | None
    now: str | None


def changed_sentences(quote: str, old: str, new: str, language: str | None = None) -> list[Change]:
    """Return the sentences of a quote that the new text no longer says, each with what became of it.

    `old` is the text that the quote is from. Another place in the text, white space and other
    quotation marks or dashes change nothing. What became of a sentence is the new one most like it,
    with at least half of the words in common.
    """
    told = _folded(new)
    missing = [sentence for sentence in _sentences(quote, language) if _folded(sentence) not in told]
    if not missing:
        return []
    before = _folded(old)
    fresh = [sentence for sentence in _sentences(new, language) if _folded(sentence) not in before]
    return [Change(sentence, _nearest(sentence, fresh)) for sentence in missing]


def differences(old: str, new: str, language: str | None = None) -> list[Change]:
    """Return what was replaced, taken out and put in between two texts, sentence by sentence, in order."""
    was, now = _sentences(old, language), _sentences(new, language)
    matcher = SequenceMatcher(None, [_folded(one) for one in was], [_folded(one) for one in now], False)
    changes = []
    for kind, begin, end, new_begin, new_end in matcher.get_opcodes():
        if kind != "equal":
            changes += _paired(was[begin:end], now[new_begin:new_end])
    return changes


def says_otherwise(new: str, old: str, language: str | None = None) -> bool:
    """Tell whether a text has sentences that another has not, or lacks some of its.

    Only what tells counts: no dates, counters, prices, headings or headlines of other stories, which
    pages change all the time, nor how long ago something was. A figure within a sentence does.
    """
    one, other = _folded(_PASSING.sub("", new)), _folded(_PASSING.sub("", old))
    return any(
        sentence not in within
        for text, within in ((new, other), (old, one))
        for sentence in _told(text, language)
    )


def is_same_headline(one: str, other: str) -> bool:
    """Tell whether two headlines differ in case, white space, quotation marks and dashes at most."""
    return _folded(one).casefold() == _folded(other).casefold()


def is_cut_short(new: str, old: str, language: str | None = None) -> bool:
    """Tell whether a text is the beginning of another, or parts of it, and adds nothing of its own."""
    if len(new) > MOST_OF_CUT * len(old):
        return False
    told = _folded(old)
    return all(_folded(sentence).rstrip("….") in told for sentence in _sentences(new, language))


def changed_after_publication(article: Article) -> datetime | None:
    """Return when a story was last changed after its publication; None when it wasn't, as far as is known.

    Its own word goes first; a version that was read later is dated by when it was read.
    """
    if article.published is not None and article.updated is not None:
        day_only = article.published.time() == time()
        first, last = (at.date() if day_only else at for at in (article.published, article.updated))
        if last > first:
            return article.updated
    return article.fetched if article.version > 1 else None


def _told(text: str, language: str | None) -> Iterator[str]:
    """Yield the sentences, folded, of the paragraphs that tell the story."""
    for paragraph in text.split("\n\n"):
        long = words_in(paragraph) >= LONG_LINE
        if kind_of(paragraph) is Line.STORY and (long or _STOP.search(paragraph)):
            for sentence in _sentences(_PASSING.sub("", paragraph), language):
                yield _folded(sentence)


def _paired(was: Sequence[str], now: Sequence[str]) -> list[Change]:
    """Return old sentences each with the new one that it became, then the new ones that are left."""
    left, changes = list(now), []
    for sentence in was:
        nearest = _nearest(sentence, left)
        if nearest is not None:
            left.remove(nearest)
        changes.append(Change(sentence, nearest))
    return changes + [Change(None, sentence) for sentence in left]


def _nearest(sentence: str, candidates: Sequence[str]) -> str | None:
    best, nearest = ALIKE, None
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_folded(sentence).casefold().split())
    for candidate in candidates:
        matcher.set_seq1(_folded(candidate).casefold().split())
        if matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, nearest = ratio, candidate
    return nearest


def _sentences(text: str, language: str | None) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).split())
