"""Passages: windows of whole sentences, small enough for the encoder, with their offsets (pure)."""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeAlias

from corpus.types import Span

CountTokens: TypeAlias = Callable[[Sequence[str]], list[int]]
"""How many tokens of the encoder each text has."""

LIMIT = 180
"""Tokens of text in a passage. The model reads 256 of its word pieces, the headline's among them; shorter
passages say less about more things, longer ones make a sentence hard to find in them."""

OVERLAP = 1
"""Sentences that a passage repeats of the one before, so that «he» and «the company» have a name near."""

PARAGRAPH_BONUS = 0.25
"""Share of the limit that a passage may stay shorter for, to end where a paragraph does."""

LONGEST_SENTENCE = 1.25
"""Times the limit: what the model still reads to its end; a longer sentence is cut at commas or spaces."""

_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[,;:.!?…–—][\"'”’»)\]]*$")


class Window(NamedTuple):
    """A passage that is not stored yet: `text[start:end]` and the spans of its sentences in the text."""

    start: int
    end: int
    sentences: tuple[Span, ...]


def windows(
    text: str,
    sentences: Sequence[Span],
    count_tokens: CountTokens,
    *,
    limit: int = LIMIT,
    overlap: int = OVERLAP,
) -> list[Window]:
    """Return passages in the text's order that together hold every sentence.

    Each has whole sentences of at most `limit` tokens together, or one longer sentence, and repeats
    the last `overlap` of the one before where they fit. It ends with a paragraph where one ends near.
    A sentence far beyond the limit is cut into several, so that the encoder reads all of it.
    """
    spans, tokens = _readable(text, sentences, count_tokens, limit)
    ends_paragraph = ["\n" in text[one[1] : other[0]] for one, other in pairwise(spans)]
    sums = [0, *accumulate(tokens)]
    found: list[Window] = []
    first, done = 0, 0
    while done < len(spans):
        last = _best_end(sums, ends_paragraph, first, done, limit)
        chosen = tuple(spans[first:last])
        found.append(Window(chosen[0][0], chosen[-1][1], chosen))
        done = last
        first = max(first + 1, done - overlap)
        while first < done and done < len(spans) and sums[done + 1] - sums[first] > limit:
            first += 1
    return found


def _best_end(sums: list[int], ends_paragraph: list[bool], first: int, done: int, limit: int) -> int:
    """Return where the window from sentence `first` ends (exclusive); it holds more than the `done` ones.

    Full windows are best; what would fill less than two is halved rather than leaving a crumb.
    """
    count = len(sums) - 1
    left = sums[count] - sums[first]
    if left <= limit:
        return count
    wanted = limit if left > 2 * limit else left / 2
    best, lowest = done + 1, float("inf")
    for end in range(done + 1, count):
        size = sums[end] - sums[first]
        if size > limit:
            break
        cost = abs(size - wanted) - (PARAGRAPH_BONUS * limit if ends_paragraph[end - 1] else 0)
        if cost <= lowest:
            best, lowest = end, cost
    return best


def _readable(
    text: str, sentences: Sequence[Span], count_tokens: CountTokens, limit: int
) -> tuple[list[Span], list[int]]:
    """Return the sentences, those that are far too long cut up, and the number of tokens of each."""
    tokens = count_tokens([text[start:end] for start, end in sentences])
    spans: list[Span] = []
    sizes: list[int] = []
    for span, size in zip(sentences, tokens, strict=True):
        if size <= limit * LONGEST_SENTENCE:
            spans.append(span)
            sizes.append(size)
            continue
        for piece, piece_size in _pieces(text, span, count_tokens, limit):
            spans.append(piece)
            sizes.append(piece_size)
    return spans, sizes


def _pieces(text: str, sentence: Span, count_tokens: CountTokens, limit: int) -> list[tuple[Span, int]]:
    """Cut a sentence into runs of words that fit, after a clause where one ends in a run's second half."""
    words = _words(text, sentence, count_tokens, limit)
    pieces: list[tuple[Span, int]] = []
    first = 0
    while first < len(words):
        size, last, clause = 0, first, None
        while last < len(words) and (last == first or size + words[last][1] <= limit):
            size += words[last][1]
            last += 1
            if size * 2 > limit and _CLAUSE_END.search(text[slice(*words[last - 1][0])]):
                clause = last
        if clause is not None and last < len(words):
            last = clause
        chosen = words[first:last]
        pieces.append(((chosen[0][0][0], chosen[-1][0][1]), sum(size for _, size in chosen)))
        first = last
    return pieces


def _words(text: str, sentence: Span, count_tokens: CountTokens, limit: int) -> list[tuple[Span, int]]:
    """Return the words' spans and tokens; one too long for a passage, as in Chinese, in short stretches."""
    spans = [found.span() for found in _WORD.finditer(text, *sentence)]
    sizes = count_tokens([text[start:end] for start, end in spans])
    step = max(1, limit // 4)  # no tokenizer makes more than four tokens of a character
    shorter = [
        piece
        for (start, end), size in zip(spans, sizes, strict=True)
        for piece in (
            [(at, min(at + step, end)) for at in range(start, end, step)] if size > limit else [(start, end)]
        )
    ]
    if len(shorter) > len(spans):
        sizes = count_tokens([text[start:end] for start, end in shorter])
    return list(zip(shorter, sizes, strict=True))
