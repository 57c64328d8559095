"""`feeds import` and `feeds export`: lists of feeds as other programs exchange them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session

LARGEST_LIST = 20_000_000


def import_list(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.opml", exists=True, dir_okay=False, help="An OPML list.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Follow every feed of an OPML list; those that are followed already stay as they are.

    None is asked yet: «citewire feeds refresh» does, and tells of those that can't be read.
    """
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        import asyncio

        from bot.feeds import Feeds
        from bot.render.feed_documents import import_document
        from corpus.opml import read_opml

        outlines = await asyncio.to_thread(lambda: read_opml(_bytes_of(file), str(file)))
        report, output = await Feeds(session.service).import_list(outlines), session.output
        if as_json:
            output.document(import_document(report))
        else:
            output.text(f"{len(report.added):,} followed, {len(report.known):,} followed already")
        output.failures(report.failed)
        return not report.failed

    run_verb(job, Output(as_json=as_json))


def export_list(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="Where to write it; «-» is stdout.")],
) -> None:
    """Write the followed feeds as an OPML list."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.feeds import Feeds
        from corpus.opml import write_opml

        feeds = [state.feed for state in await Feeds(session.service).states()]
        text = write_opml(feeds)
        if str(file) == "-":
            session.output.text(text.rstrip("\n"))
            return True
        _write(file, text)
        session.output.text(f"{len(feeds):,} feeds written to {file}")
        return True

    run_verb(job, Output())


def _bytes_of(file: Path) -> bytes:
    from corpus.errors import ReadError

    try:
        if file.stat().st_size > LARGEST_LIST:
            raise ReadError(str(file), f"it is larger than {LARGEST_LIST // 1_000_000} MB")
        return file.read_bytes()
    except OSError as error:
        raise ReadError(str(file), error.strerror or str(error)) from error


def _write(file: Path, text: str) -> None:
    from bot.errors import ServiceError

    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ServiceError(f"could not write {file}: {error.strerror}") from error
