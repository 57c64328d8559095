"""`feeds refresh`: ask the feeds now, or whenever each is due."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.feeds import Feeds
    from corpus.feed_types import Feed, FeedReport


def refresh(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(metavar="[URL_OR_ID]…", help="Only these; else all that aren't paused."),
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whose time has come.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on until stopped, each feed at its own rhythm.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document; with --watch one a line and feed.")
    ] = False,
) -> None:
    """Ask the feeds for new stories and take them in.

    With --watch this does by itself what «citewire run» does beside Discord: every feed is asked when
    it is due, and its stories can be found at once.
    """
    from bot.cli.session import configured, run_job, run_verb

    if watch and (chosen or due):
        raise typer.BadParameter("--watch follows all feeds at their own rhythm: leave the rest out")
    output = Output(as_json=as_json)
    if watch:
        run_job(_watched, configured(log_level="WARNING"), output, sample=False, terminated=0)
        return

    async def job(session: "Session") -> bool:
        from bot.feeds import Feeds

        desk = Feeds(session.service)
        feeds = [await desk.chosen(text) for text in chosen or ()] or await _all(desk, due=due)
        return await _refreshed(session, desk, feeds, force=not due)

    run_verb(job, output)


async def _all(desk: "Feeds", *, due: bool) -> "list[Feed] | None":
    """Return all that aren't paused; None for those that are due."""
    return None if due else [state.feed for state in await desk.states() if not state.feed.paused]


async def _refreshed(session: "Session", desk: "Feeds", feeds: "list[Feed] | None", *, force: bool) -> bool:
    from bot.render.feed_documents import refresh_document
    from bot.render.feed_words import is_failure
    from bot.reports import Progress

    output = session.output
    reports: list[FeedReport] = []
    with output.progress() as on_progress:
        async for report in desk.refresh(feeds, force=force):
            reports.append(report)
            if on_progress:
                on_progress(Progress("asking feeds", len(reports), len(feeds) if feeds else None))
            else:
                _show(report, output)
        await session.service.repair(on_progress)
    if on_progress:
        for report in reports:
            _show(report, output)
    if output.as_json:
        output.document(refresh_document(reports))
    elif not reports:
        output.text("No feed is due." if feeds is None else "No feed is to be asked: citewire feeds list")
    return not any(is_failure(report) for report in reports)


async def _watched(session: "Session") -> bool:
    """Refresh feeds as they come due until stopped; the index follows."""
    from bot.background import meanwhile
    from bot.feeds import Feeds
    from bot.render.feed_documents import report_document

    output = session.output
    if not output.as_json:
        output.notice("Following the feeds; Ctrl-C stops.")
    async with meanwhile(session.service.follow_store, "index"):
        async for report in Feeds(session.service).watch():
            if output.as_json:
                output.document(report_document(report), one_line=True)
            _show(report, output)
    return True


def _show(report: "FeedReport", output: Output) -> None:
    """Write what a feed brought to stdout, and what failed to stderr."""
    from bot.render.feed_words import report_in_words
    from corpus.characters import one_line

    name = one_line(report.feed.name)
    if report.error is not None:
        output.notice(f"failed: {name} ({report.feed.url}): {report_in_words(report)}")
    elif not output.as_json:
        output.text(f"{name}: {report_in_words(report)}")
    for item in report.failed:
        output.notice(f"failed: {item.item}: {item.reason}")
