"""Files and bytes → drafts; what can't be read is a value too, so that a batch never stops at one item."""

import errno
import gzip
import io
import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, TypeAlias, cast

from corpus.article_json import draft_from_json, parsed_json
from corpus.copies import draft_from_text
from corpus.decoding import declared_charset, decoded
from corpus.errors import CorpusError, ExtractError, ReadError
from corpus.extract import draft_from_html, is_html_text, read_page
from corpus.types import Draft
from corpus.warc import archived_pages

LARGEST_FILE = 20_000_000
"""Bytes, unpacked, of a file that is read at once; for `.jsonl` it is the longest line."""
LARGEST_RATIO = 200
"""A packed `.jsonl` may be so many times larger unpacked; news packs about five to one."""
EDITION = 2
"""Raised when the rules change so that a file may give other articles: files read by older ones are read
again."""
ENDINGS = (".html", ".htm", ".txt", ".md", ".json", ".jsonl", ".warc")
KNOWN = f"known are {', '.join(ENDINGS)}, also with .gz"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that could not be read and why, in words that a user can act on.

    `lasting` tells that the same bytes will fail again; a disk's fault or one of ours may pass.
    """

    item: str
    reason: str
    lasting: bool = True


OnShare: TypeAlias = Callable[[float], None]
"""Called before each item with the share of the file's bytes that have been read."""
Read: TypeAlias = Draft | Unreadable


def read_file(
    path: Path, *, source: str | None = None, skip: int = 0, on_share: OnShare | None = None
) -> Iterator[Read]:
    """Yield the file's articles in order, and an Unreadable for each that can't be read.

    `source` names the outlet of articles that don't name one. One article at a time is in memory
    for `.jsonl` and `.warc`, one file for the other kinds; a file that is too large isn't opened. Of
    `.jsonl` and `.warc` the first `skip` items are passed over. A folder gives an Unreadable when it
    can't be listed, else nothing.
    """
    try:
        if path.is_dir():
            next(path.iterdir(), None)
        elif not path.is_file():
            path.stat()
            yield Unreadable(str(path), "it is no regular file", lasting=False)
        else:
            size = path.stat().st_size
            with path.open("rb") as stream:
                for read in _read_stream(str(path), stream, size, source, skip):
                    if on_share:
                        on_share(stream.tell() / size if size else 1.0)
                    yield read
    except OSError as error:
        yield Unreadable(str(path), os_reason(error), lasting=False)


def read_bytes(name: str, data: bytes, *, source: str | None = None) -> Iterator[Read]:
    """Yield the articles of an uploaded file, as `read_file` does; the name's ending tells its kind."""
    yield from _read_stream(name, io.BytesIO(data), len(data), source)


def read_json_lines(lines: Iterable[str], *, name: str = "line", source: str | None = None) -> Iterator[Read]:
    """Yield the article of each line of JSON; empty lines are skipped. An origin is `name:number`, from 1."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield read_json_line(line, origin=f"{name}:{number}", source=source)


def read_json_line(line: str, *, origin: str, source: str | None = None) -> Read:
    """Return the article of one line of JSON."""
    return _guarded(origin, lambda: draft_from_json(parsed_json(line, origin), origin=origin, source=source))


def os_reason(error: OSError) -> str:
    """Return why a file or folder can't be opened, in words."""
    reasons = {
        errno.ENOENT: "there is no such file or folder",
        errno.EACCES: "permission denied: let the user who runs Citewire read it",
        errno.EPERM: "permission denied: let the user who runs Citewire read it",
        errno.ELOOP: "its symbolic links lead round in a circle",
    }
    return reasons.get(error.errno or 0, (error.strerror or str(error)).lower())


def kind_of_name(name: str) -> tuple[str, bool] | None:
    """Return a file's kind by its name's ending, and whether it is packed; None for other files."""
    path = PurePath(name.lower())
    packed = path.suffix == ".gz"
    kind = path.with_suffix("").suffix if packed else path.suffix
    return (kind, packed) if kind in ENDINGS else None


def _read_stream(item: str, stream: BinaryIO, size: int, source: str | None, skip: int = 0) -> Iterator[Read]:
    try:
        named = kind_of_name(item)
        if named is None:
            raise ReadError(item, f"files of this kind aren't read; {KNOWN}")
        kind, packed = named
        if size == 0:
            raise ReadError(item, "the file is empty")
        if packed:
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
        if kind == ".jsonl":
            yield from _read_lines(item, stream, size * LARGEST_RATIO if packed else None, source, skip)
        elif kind == ".warc":
            yield from _read_archive(item, stream, source, skip)
        elif not packed and size > LARGEST_FILE:
            raise ReadError(
                item,
                f"the file is too large: {_megabytes(size)}, at most {_megabytes(LARGEST_FILE)} are read",
            )
        else:
            yield from _read_whole(item, kind, _all_of(item, stream), source)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Unreadable(item, "the gzip data are damaged or cut off")
    except ReadError as error:
        yield Unreadable(error.item, error.reason)


def _all_of(item: str, stream: BinaryIO) -> bytes:
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ReadError(item, f"the file is too large: unpacked over {_megabytes(LARGEST_FILE)}")
    if not data.strip():
        raise ReadError(item, "the file is empty" if not data else "there is no text, only spaces")
    return data


def _read_whole(item: str, kind: str, data: bytes, source: str | None) -> Iterator[Read]:
    if kind == ".json":
        yield from _read_json(item, data, source)
        return
    page = kind in (".html", ".htm") or is_html_text(data)
    text = decoded(data, item, declared=declared_charset(data) if page else None)
    if page:
        yield _guarded(item, lambda: draft_from_html(text, origin=item, source=source))
    else:
        yield _guarded(
            item, lambda: draft_from_text(text, origin=item, source=source, markdown=kind == ".md")
        )


def _read_json(item: str, data: bytes, source: str | None) -> Iterator[Read]:
    value = parsed_json(_json_text(data, item), item)
    if isinstance(value, dict) and isinstance(value.get("articles"), list) and "text" not in value:
        value = value["articles"]
    if not isinstance(value, list):
        yield _guarded(item, lambda: draft_from_json(value, origin=item, source=source))
        return
    if not value:
        raise ReadError(item, "the list holds no articles")
    for number, article in enumerate(value, 1):
        origin = f"{item}#{number}"
        yield _guarded(origin, lambda: draft_from_json(article, origin=origin, source=source))  # noqa: B023 - called at once


def _read_archive(item: str, stream: BinaryIO, source: str | None, skip: int) -> Iterator[Read]:
    """Yield the article of each HTML page; its origin is the page's address."""
    found = False
    for number, page in enumerate(archived_pages(stream, item)):
        found = True
        if number >= skip:
            yield _guarded(page.url, lambda: read_page(page.fetched(), source=source))  # noqa: B023 - called at once
    if not found:
        raise ReadError(item, "the archive holds no HTML pages")


def _read_lines(
    item: str, stream: BinaryIO, most: int | None, source: str | None, skip: int
) -> Iterator[Read]:
    """Yield one article a line; `most` bounds the bytes of a packed file beyond the first 20 MB."""
    number, total, found = 0, 0, 0
    while line := stream.readline(LARGEST_FILE + 1):
        number, total = number + 1, total + len(line)
        origin = f"{item}:{number}"
        if len(line) > LARGEST_FILE:
            raise ReadError(
                origin, f"the line is longer than {_megabytes(LARGEST_FILE)}; the rest is not read"
            )
        if most is not None and total > max(most, LARGEST_FILE):
            raise ReadError(
                origin, f"unpacked the file grows over {LARGEST_RATIO} times its size; the rest is not read"
            )
        if line.strip():
            found += 1
        if line.strip() and found > skip:
            yield _guarded(origin, lambda: _draft_from_line(line, origin, source))  # noqa: B023 - called at once
    if not found:
        raise ReadError(item, "the file holds no articles")


def _draft_from_line(line: bytes, origin: str, source: str | None) -> Draft:
    return draft_from_json(parsed_json(_json_text(line, origin), origin), origin=origin, source=source)


def _json_text(data: bytes, item: str) -> str:
    """Return JSON's text; by its standard it is in UTF-8 (UTF-16 and UTF-32 are read too)."""
    try:
        return data.decode(json.detect_encoding(data)).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise ReadError(
            item,
            f"JSON must be in UTF-8, and byte {error.start:,} ({data[error.start]:#04x}) is not",
        ) from error


def _guarded(origin: str, read: Callable[[], Draft]) -> Read:
    """Return the draft, or why there is none; whatever goes wrong in one article stays with that one."""
    try:
        return read()
    except ReadError as error:
        return Unreadable(error.item, error.reason)
    except ExtractError as error:
        return Unreadable(origin, error.reason)
    except CorpusError as error:
        return Unreadable(origin, str(error))
    except Exception as error:  # a batch must not stop at a fault that nobody foresaw
        log.exception("reading failed item=%s", origin)
        return Unreadable(
            origin,
            f"reading it failed unexpectedly ({type(error).__name__}); the log says more",
            lasting=False,
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def find_files(path: Path) -> Iterator[Path]:
    """Yield what `add` reads at a path: the file itself, or a folder's files of known kinds, recursively.

    Sorted by name within each folder; hidden files and folders are skipped, a folder reached again
    by a symbolic link is too. A folder inside that can't be listed is yielded, for `read_file` to
    say why. Raises ReadError when the path itself can't be read, is of no known kind, or holds none.
    """
    item = str(path)
    try:
        is_folder = path.is_dir()
        path.stat()
        if is_folder:
            next(path.iterdir(), None)
    except OSError as error:
        raise ReadError(item, os_reason(error)) from error
    if not is_folder:
        if kind_of_name(path.name) is None:
            raise ReadError(item, f"files of this kind aren't read; {KNOWN}")
        yield path
        return
    found = False
    for file in _files_below(path, set()):
        found = True
        yield file
    if not found:
        raise ReadError(item, f"the folder holds no files that can be read; {KNOWN}")


def _files_below(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        state = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    if (state.st_dev, state.st_ino) in seen:
        return
    seen.add((state.st_dev, state.st_ino))
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files_below(entry, seen)
        elif kind_of_name(entry.name):
            yield entry
