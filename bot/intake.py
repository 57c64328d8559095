"""From what people name (files, folders, addresses) to drafts, without blocking the event loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from bot.file_memory import AlreadyIn, FileItem, FileMemory, in_thread
from corpus.errors import NewsError
from corpus.extract import read_page
from corpus.fetch import FetchedPage, Fetcher
from corpus.readers import Read, Unreadable, find_files, read_bytes, read_json_lines
from corpus.types import ArticleId, Draft

OnPage: TypeAlias = Callable[[Draft, ArticleId, FetchedPage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing read; `done` of `total` items are finished after it (total None while unknown).

    Of an archive the total is estimated. Whoever stores an article says so to `stored`.
    """

    read: Read | AlreadyIn
    done: int
    total: int | None
    stored: Callable[[ArticleId], None] = lambda article_id: None


async def take_items(
    items: Sequence[str | Path],
    source: str | None,
    fetcher: Fetcher,
    memory: FileMemory,
    on_page: OnPage | None = None,
) -> AsyncIterator[Taken]:
    """Yield the articles of files, folders and http(s) addresses, and what could not be read.

    Files of which all is stored are not read again; what is known of them comes as AlreadyIn.
    `on_page` is told of each article that was read at a page and stored.
    """
    expanded: list[str | Path] = []
    for item in items:
        if is_url(item):
            expanded.append(item)
            continue
        try:
            expanded += await asyncio.to_thread(_listed, Path(item))
        except NewsError as error:
            yield Taken(Unreadable(str(item), getattr(error, "reason", str(error))), 0, None)
    done, more = 0, 0
    for are_files, some in groupby(expanded, key=lambda item: isinstance(item, Path)):
        if not are_files:
            for url in some:
                done += 1
                read, page = await _fetched(str(url), source, fetcher)
                numbers: list[ArticleId] = []
                yield Taken(read, done + more, len(expanded) + more, numbers.append)
                if on_page and page and isinstance(read, Draft) and numbers:
                    await on_page(read, numbers[0], page)
            continue
        paths = [Path(path) for path in some]
        last = FileItem(AlreadyIn(0), 1, 1)
        async for part in memory.read(paths, source):
            more += last.items - 1 if part.file != last.file else 0
            last, finished = part, done + part.file + more
            total = len(expanded) + more + part.expected - 1
            yield Taken(part.read, finished + part.items, total, part.stored)
        done, more = done + len(paths), more + last.items - 1


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


async def _fetched(url: str, source: str | None, fetcher: Fetcher) -> tuple[Read, FetchedPage | None]:
    try:
        page = await fetcher.fetch(url)
        return await asyncio.to_thread(read_page, page, source=source), page
    except NewsError as error:
        return Unreadable(url, getattr(error, "reason", str(error))), None


def _listed(path: Path) -> list[str | Path]:
    return list(find_files(path.expanduser()))
