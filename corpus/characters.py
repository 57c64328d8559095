"""Characters as they are stored: one kind of line end and space, nothing that hides or controls (pure)."""

import re
import unicodedata

LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u200b\u2060\ufeff\ufffe\uffff"  # soft hyphens, zero-width spaces, byte-order marks
    "\u202a-\u202e\u2066-\u2069"  # direction overrides, which can make a text read as another
    "\ue000-\uf8ff"  # private use: icon fonts
    "\ud800-\udfff]"  # halves of a surrogate pair, which no file can hold
)


def plain_characters(text: str) -> str:
    """Return the text with newlines as the only line ends, plain spaces, and nothing invisible.

    The letters and the punctuation are the publisher's: quotes, dashes and ellipses stay as they
    are. Letters written as several code points become one where Unicode calls both equal (NFC).
    """
    text = INVISIBLE.sub("", SPACES.sub(" ", LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return plain characters on one line, with single spaces and none at the ends."""
    return " ".join(plain_characters(text).split())


def lines_of(text: str) -> list[str]:
    """Return the text's lines, each with single spaces and none at its ends; empty ones are kept."""
    return [" ".join(line.split()) for line in plain_characters(text).split("\n")]
