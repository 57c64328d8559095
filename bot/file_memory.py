"""Files → articles, passing over what is in the store already and going on where a reading stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.lane import Lane, Priority
from corpus.files_read import FileRead, digest_of_file, stamp_of
from corpus.readers import EDITION, Read, Unreadable, read_file
from corpus.store import Store
from corpus.types import ArticleId

T = TypeVar("T")

TOGETHER = 500
"""Files looked up in one job."""
ITEMS_BETWEEN_NOTES = 250
"""Of an archive or a file of lines; so many are read again at most after a kill."""


@dataclass(frozen=True, slots=True)
class AlreadyIn:
    """So many stories of a file that were read before and are in the store."""

    stories: int


@dataclass(slots=True)
class FileItem:
    """An item of a file, or what is known of it from before; `file` counts the files from 0.

    `items` of about `expected` of the file are done with it. Whoever stores the draft says under
    which article, before asking for the next item; a file of which a draft isn't stored is read again.
    """

    read: Read | AlreadyIn
    items: int
    expected: int
    file: int = 0
    article_id: ArticleId | None = None

    def stored(self, article_id: ArticleId) -> None:
        """Note under which article the draft is stored."""
        self.article_id = article_id


class FileMemory:
    """Reads files with the memory of those that were read before; the table is used on the lane."""

    def __init__(self, lane: Lane, store: Store) -> None:
        self._lane = lane
        self._store = store

    async def read(self, paths: Sequence[Path], source: str | None) -> AsyncIterator[FileItem]:
        """Yield the items of each file in order, those of a file that was read before in one.

        Only what is new or changed is read. A file is remembered once its items are stored.
        """
        for start in range(0, len(paths), TOGETHER):
            some = paths[start : start + TOGETHER]
            files = await asyncio.to_thread(lambda: [_file_now(path, source) for path in some])  # noqa: B023
            names = [file.path for file in files]
            known = await self._lane.run(partial(self._store.files.known, names), Priority.INGEST)
            for number, (path, file) in enumerate(zip(some, files, strict=True), start):
                async for item in self._read_one(path, file, known.get(file.path)):
                    item.file = number
                    yield item

    async def _read_one(self, path: Path, file: FileRead, known: FileRead | None) -> AsyncIterator[FileItem]:
        if known is None or known.stamp != file.stamp:
            file = replace(file, digest=await asyncio.to_thread(digest_of_file, path))
        if known is not None and _tells_of_same(known, file):
            if known.stamp != file.stamp:
                await self._note(replace(known, stamp=file.stamp), [])
            for item in _remembered(known):
                yield item
            if known.complete:
                return
            file = replace(known, stamp=file.stamp)
        async for item in self._read_on(path, file):
            yield item

    async def _read_on(self, path: Path, file: FileRead) -> AsyncIterator[FileItem]:
        """Yield a file's items that are not done yet; note how far it is now and then and at its end."""
        share, lasting = 0.0, True
        ids: list[ArticleId] = []

        def on_share(read: float) -> None:
            nonlocal share
            share = read

        start = partial(read_file, path, source=file.source or None, skip=file.items, on_share=on_share)
        async for read in in_thread(start):
            file = replace(file, items=file.items + 1)
            item = FileItem(read, file.items, max(file.items, round(file.items / share) if share else 1))
            yield item
            if isinstance(read, Unreadable):
                file = replace(file, failures=(*file.failures, (read.item, read.reason)))
                lasting = lasting and read.lasting
            elif item.article_id is not None:
                file = replace(file, stories=file.stories + 1)
                ids.append(item.article_id)
            else:
                lasting = False  # it was refused, which may be undone
            if file.items % ITEMS_BETWEEN_NOTES == 0 and lasting:
                await self._note(file, ids)
                ids = []
        if file.stamp and lasting:
            await self._note(replace(file, complete=True), ids)

    async def _note(self, file: FileRead, article_ids: Sequence[ArticleId]) -> None:
        await self._lane.run(partial(self._store.files.note, file, article_ids), Priority.INGEST)


async def in_thread(start: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
    """Run a generator in worker threads, a step at a time, and yield what it yields."""
    iterator = start()
    end = object()
    while (value := await asyncio.to_thread(next, iterator, end)) is not end:
        yield value  # type: ignore[misc]


def _file_now(path: Path, source: str | None) -> FileRead:
    name = str(path.absolute()).encode("utf-8", "backslashreplace").decode()
    return FileRead(name, stamp_of(path) or "", None, source or "", EDITION)


def _tells_of_same(known: FileRead, file: FileRead) -> bool:
    """Return whether what is known is of the same bytes, read in the same way."""
    if (known.source, known.edition) != (file.source, file.edition):
        return False
    return bool(file.stamp) and (known.stamp == file.stamp or (known.digest or "") == file.digest)


def _remembered(known: FileRead) -> list[FileItem]:
    """Return what is known of a file; its failures are named again."""
    expected = max(known.items, 1)
    failed = [FileItem(Unreadable(item, reason), known.items, expected) for item, reason in known.failures]
    return [FileItem(AlreadyIn(known.stories), known.items, expected), *failed]
