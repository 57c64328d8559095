"""`reindex`, `status`, `eval` and `doctor`: keeping it in order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.reports import ReindexReport

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(epilog="Example: citewire reindex --dry-run")(reindex)
    app.command(epilog="Example: citewire status --json")(status)
    app.command(name="eval", no_args_is_help=True, epilog="Example: citewire eval questions.jsonl")(evaluate)
    app.command(epilog="Example: citewire doctor")(doctor)


def reindex(
    full: Annotated[
        bool, typer.Option("--full", help="Embed every article again, beside the running index.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the index equal to the stored articles."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import reindex_document

        with session.output.progress() as on_progress:
            report = await session.service.reindex(full=full, dry_run=dry_run, on_progress=on_progress)
        if as_json:
            session.output.document(reindex_document(report))
        else:
            session.output.text(_reindex_summary(report))
        return True

    run_verb(job, Output(as_json=as_json))


def status(as_json: AsJson = False) -> None:
    """Show what is stored and indexed."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import status_document
        from bot.render.tables import status_table

        current = await session.service.status()
        if as_json:
            session.output.document(status_document(current))
        else:
            session.output.show(status_table(current))
        return True

    run_verb(job, Output(as_json=as_json))


def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="JSON lines of questions.")
    ],
    as_json: AsJson = False,
) -> None:
    """Measure retrieval, answers and abstention over questions whose answers are known.

    FILE holds lines like {"question", "answers": […], "urls": […], "answerable": true, "now"?}.
    """
    from bot.cli.evaluating import measured, questions_in, report_table, threshold_of
    from bot.cli.session import configured, run_job

    settings, questions = configured(log_level="WARNING"), questions_in(file)

    async def job(session: "Session") -> bool:
        measures = await measured(session, questions, threshold=threshold_of(settings.min_confidence))
        if as_json:
            session.output.document(measures.as_dict())
        else:
            session.output.show(report_table(measures))
        return True

    always_answering = settings.model_copy(update={"min_confidence": 0.0})
    run_job(job, always_answering, Output(as_json=as_json), sample=False)


def doctor(as_json: AsJson = False) -> None:
    """Check the installation, the settings, the data and the Discord set-up; say what to do."""
    from bot.cli.doctor import examine

    if not examine(Output(as_json=as_json)):
        raise typer.Exit(1)


def _reindex_summary(report: "ReindexReport") -> str:
    would = "would be " if report.dry_run else ""
    changes = f"{report.encoded:,} encoded, {report.added:,} added, {report.removed:,} removed"
    if not (report.encoded or report.added or report.removed):
        return f"The index equals the articles: {report.total:,} passages."
    seconds = "" if report.dry_run else f", {report.seconds:.1f} s"
    return f"{report.total:,} passages: {would}{changes}{seconds}"
