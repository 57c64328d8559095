"""From what people name (files, folders, addresses) to drafts, without blocking the event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from corpus.errors import NewsError
from corpus.extract import read_page
from corpus.fetch import Fetcher
from corpus.readers import Read, Unreadable, find_files, read_bytes, read_file, read_json_lines

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing read; `done` of `total` items are finished after it (total None while unknown)."""

    read: Read
    done: int
    total: int | None


async def take_items(
    items: Sequence[str | Path], source: str | None, fetcher: Fetcher
) -> AsyncIterator[Taken]:
    """Yield the articles of files, folders and http(s) addresses, and what could not be read."""
    total = 0
    expanded: list[str | Path] = []
    for item in items:
        if is_url(item):
            expanded.append(item)
            continue
        try:
            expanded += await asyncio.to_thread(_listed, Path(item))
        except NewsError as error:
            yield Taken(Unreadable(str(item), getattr(error, "reason", str(error))), 0, None)
    total = len(expanded)
    for done, item in enumerate(expanded, start=1):
        if isinstance(item, Path):
            async for read in in_thread(partial(read_file, item, source=source)):
                yield Taken(read, done - 1, total)
        else:
            yield Taken(await _fetched(str(item), source, fetcher), done, total)


async def take_bytes(name: str, data: bytes, source: str | None) -> AsyncIterator[Taken]:
    """Yield the articles of one uploaded file."""
    async for read in in_thread(lambda: read_bytes(name, data, source=source)):
        yield Taken(read, 1, 1)


async def take_lines(lines: Iterable[str], source: str | None) -> AsyncIterator[Taken]:
    """Yield the articles of JSON lines."""
    done = 0
    async for read in in_thread(lambda: read_json_lines(lines, source=source)):
        done += 1
        yield Taken(read, done, None)


def is_url(item: str | Path) -> bool:
    """Tell an address from a path."""
    return isinstance(item, str) and item.lower().startswith(("http://", "https://"))


async def in_thread(start: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
    """Run a generator in worker threads, a step at a time, and yield what it yields."""
    iterator = start()
    end = object()
    while (value := await asyncio.to_thread(next, iterator, end)) is not end:
        yield value  # type: ignore[misc]


async def _fetched(url: str, source: str | None, fetcher: Fetcher) -> Read:
    try:
        page = await fetcher.fetch(url)
        return await asyncio.to_thread(read_page, page, source=source)
    except NewsError as error:
        return Unreadable(url, getattr(error, "reason", str(error)))


def _listed(path: Path) -> list[str | Path]:
    return list(find_files(path.expanduser()))
