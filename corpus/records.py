"""How articles, passages and moments lie in the database's rows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from corpus.types import Article, Passage, Span

SELECT_ARTICLES = (
    "SELECT id, version, digest, published, updated, fetched, language, source, author, url, title, text, "
    "section FROM articles "
)
SELECT_VERSIONS = (
    "SELECT article_id, version, digest, published, updated, fetched, language, source, author, url, "
    "title, text, section FROM versions "
)
SELECT_PASSAGES = 'SELECT id, article_id, start, "end", sentences FROM passages '

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def article_from(row: Sequence[Any]) -> Article:
    """Read an article from a row of SELECT_ARTICLES or SELECT_VERSIONS."""
    fetched = moment_from(row[5])
    assert fetched is not None
    return Article(
        id=row[0],
        version=row[1],
        digest=row[2],
        published=moment_from(row[3]),
        updated=moment_from(row[4]),
        fetched=fetched,
        language=row[6],
        source=row[7],
        author=row[8],
        url=row[9],
        title=row[10],
        text=row[11],
        section=row[12],
    )


def passage_from(row: Sequence[Any]) -> Passage:
    """Read a passage from a row of SELECT_PASSAGES."""
    return Passage(row[0], row[1], row[2], row[3], spans_from(row[4]))


def seconds_of(moment: datetime | None) -> int | None:
    """Return whole seconds since 1970; the database keeps no fractions."""
    return None if moment is None else (moment - _EPOCH) // _SECOND


def moment_from(seconds: int | None) -> datetime | None:
    """Return the moment in UTC that `seconds_of` gave the number for."""
    return None if seconds is None else _EPOCH + seconds * _SECOND


def packed_spans(spans: Iterable[Span]) -> bytes:
    """Return spans as little-endian uint32 numbers: start, end, start, end…"""
    return np.asarray(list(spans), dtype="<u4").tobytes()


def spans_from(blob: bytes) -> tuple[Span, ...]:
    """Return the spans that `packed_spans` wrote."""
    numbers = np.frombuffer(blob, dtype="<u4").tolist()
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
