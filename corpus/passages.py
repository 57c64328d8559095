"""Passages: windows of whole sentences, small enough for the encoder, with their offsets."""

from typing import NamedTuple

from corpus.types import Span


class Window(NamedTuple):
    """A passage that is not stored yet: `text[start:end]` and the spans of its sentences in the text."""

    start: int
    end: int
    sentences: tuple[Span, ...]
