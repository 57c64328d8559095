"""Other people's text as Discord shows it: escaped, nothing hidden in it, cut to a length (pure).

Discord reads a backslash before any character that is no letter, digit or space as «show this
character», so escaped text looks exactly like the text.
"""

import re
import unicodedata

from corpus.characters import plain_characters

ELLIPSIS = "…"

_HIDDEN = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200e\u200f\u2061-\u206f\u3164\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"  # marks of direction, fillers, invisible operators, tags
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"  # joiners that join nothing
)
_MARKUP = re.compile(
    r"[\\*_~|`<>@#\[\]]"
    r"|:(?=[\w+-]+:|//)"  # :emoji:, https://
    r"|\.(?=[\w-]+(?:\.[\w-]+)*/)"  # discord.gg/invite
    r"|(?m:^)[-+]"  # lists, small print
)
_NUMBERED = re.compile(r"(?m)^(\d+)([.)])")
_JOINERS = "\u200d\ufe0e\ufe0f"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def units(text: str) -> int:
    """Return the length as Discord's clients count it: UTF-16 code units, an emoji being two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def visible(text: str) -> str:
    """Return the text without control marks and hidden characters, lines trimmed, one blank line at most."""
    lines = "\n".join(line.strip() for line in _HIDDEN.sub("", plain_characters(text)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def escaped(text: str) -> str:
    """Return visible text with everything escaped that Discord would read as markup."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def shortened(text: str, limit: int) -> str:
    """Return the text in at most `limit` units, cut between words where it can be, with an ellipsis."""
    if units(text) <= limit:
        return text
    end, room = 0, limit - 1
    while room >= units(text[end]):
        room -= units(text[end])
        end += 1
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    end = space if space > end // 2 else whole_character(text, end)
    return text[:end].rstrip(" \n,;:–—-") + ELLIPSIS


def inline(text: str, limit: int) -> str:
    """Return the text escaped on one line in at most `limit` units, kept apart from what surrounds it.

    A text written from right to left is isolated, so that it doesn't turn the words beside it around.
    """
    text = " ".join(visible(text).split())
    marks = "\u2068", "\u2069"
    if not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        marks = "", ""
    room = limit - units("".join(marks))
    return marks[0] + fitted(text, room) + marks[1]


def fitted(text: str, limit: int) -> str:
    """Return visible text escaped and shortened, so that the escaped form has at most `limit` units."""
    room = limit
    while units(result := escaped(shortened(text, room))) > limit:
        room = min(room - 1, room * limit // units(result))
    return result


def whole_character(text: str, end: int) -> int:
    """Return the nearest place at or before `end` that doesn't part a letter or emoji from its marks."""
    while 0 < end < len(text) and (
        unicodedata.category(text[end]).startswith("M") or text[end] in _JOINERS or text[end - 1] == "\u200d"
    ):
        end -= 1
    return end
