"""Lists of feeds as other programs exchange them: OPML (pure)."""

from collections.abc import Iterable
from typing import NamedTuple

from corpus.feed_types import Feed


class Outline(NamedTuple):
    """A feed in an OPML list; `name` is None where the list gives none."""

    url: str
    name: str | None
    site: str | None


def read_opml(data: bytes, item: str = "the file") -> list[Outline]:
    """Return the feeds of an OPML list, each address once, folders opened. Raises ReadError for `item`."""
    raise NotImplementedError


def write_opml(feeds: Iterable[Feed], title: str = "Citewire") -> str:
    """Return an OPML 2.0 list of feeds."""
    raise NotImplementedError
