"""An excerpt as Discord shows it: a block quote in which the words that answer are bold (pure)."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from bot.render.escape import ELLIPSIS, escaped, units, visible, whole_character
from index.types import Citation

_BLANK_LINES = re.compile(r"\n{2,}")


class Letter(NamedTuple):
    """A character of the excerpt and whether it is one of the words that answer."""

    character: str
    answers: bool


def quoted(citation: Citation, limit: int) -> str:
    """Return the excerpt as Discord markdown in at most `limit` UTF-16 units.

    Paragraphs follow one another without a blank line. Only as much is left out as has to be, never
    the beginning of the answering words; an ellipsis stands for it.
    """
    letters = _letters(citation)
    room = min(limit, len(letters))
    while units(result := _block(_window(letters, room))) > limit:
        room = min(room - 1, room * limit // units(result))
    return result


def _letters(citation: Citation) -> list[Letter]:
    """Return the excerpt without hidden characters, each letter with its part in the answer."""
    letters: list[Letter] = []
    position = 0
    for start, end in (*citation.highlights, (len(citation.quote), len(citation.quote))):
        letters += _shown(citation.quote, position, start, answers=False)
        letters += _shown(citation.quote, start, end, answers=True)
        position = end
    return _joined(letters)


def _shown(quote: str, start: int, end: int, *, answers: bool) -> list[Letter]:
    """Return what is visible of `quote[start:end]`, its own line ends and outer spaces kept."""
    part = quote[start:end]
    inner = part.strip()
    if not inner:
        return [Letter("\n" if "\n" in part else " ", False)] if part else []
    before = part[: part.index(inner[0])] if part[0] != inner[0] else ""
    after = part[len(before) + len(inner) :]
    text = _gap(before) + _BLANK_LINES.sub("\n", visible(inner)) + _gap(after)
    return [Letter(character, answers and not character.isspace()) for character in text]


def _gap(space: str) -> str:
    return "\n" if "\n" in space else " " if space else ""


def _joined(letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters, no space at either end, those between answering words made part of the answer."""
    joined = list(letters)
    while joined and joined[-1].character.isspace():
        joined.pop()
    while joined and joined[0].character.isspace():
        joined.pop(0)
    for index, (character, _) in enumerate(joined[1:-1], start=1):
        if character == " " and joined[index - 1].answers and joined[index + 1].answers:
            joined[index] = Letter(" ", True)
    return joined


def _window(letters: Sequence[Letter], room: int) -> list[Letter]:
    """Return at most `room` letters, from the beginning where that shows the answer, else from before it."""
    if room >= len(letters):
        return list(letters)
    text = "".join(letter.character for letter in letters)
    answer = [index for index, letter in enumerate(letters) if letter.answers]
    start = 0
    if answer and answer[-1] >= room:
        start = max(0, min(answer[0], max(answer[0] - room // 4, answer[-1] - room + 1)))
        start = text.find(" ", start, answer[0]) + 1 or answer[0] if start else 0
    end = min(len(text), start + max(1, room - 2))
    if end < len(text):
        space = text.rfind(" ", start, end + 1)
        end = space if space > (start + end) // 2 else whole_character(text, end)
    window = list(letters[start:end])
    before = [Letter(ELLIPSIS, False)] if start else []
    return before + window + ([Letter(ELLIPSIS, False)] if end < len(text) else [])


def _block(letters: Sequence[Letter]) -> str:
    """Return the block quote: each line behind its mark, bold words between their stars."""
    lines: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.character == "\n":
            lines.append([])
        else:
            lines[-1].append(letter)
    return "\n".join(f"> {_line(line)}" for line in lines)


def _line(letters: Sequence[Letter]) -> str:
    parts = []
    for answers, group in groupby(letters, key=lambda letter: letter.answers):
        text = escaped("".join(letter.character for letter in group))
        parts.append(f"**{text}**" if answers else text)
    return "".join(parts)
