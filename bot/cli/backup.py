"""`backup` and `restore`: everything in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.reports import OnProgress
    from corpus.backup import OnCopied

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(no_args_is_help=True, epilog="Example: citewire backup citewire-backup.db")(backup)
    app.command(no_args_is_help=True, epilog="Example: citewire restore citewire-backup.db")(restore)


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", dir_okay=False, help="Where to; an older backup is replaced.")
    ],
    as_json: AsJson = False,
) -> None:
    """Copy everything that is stored to one file, as it is at this moment; the bot may run meanwhile.

    Articles, versions, vectors, feeds, settings, rules and what the bot remembers are in it; the
    token and other settings from .env are not.
    """
    from bot.cli.session import configured
    from bot.render.tables import size
    from corpus.backup import back_up
    from corpus.database import FILE_NAME

    output, settings = Output(as_json=as_json), configured(log_level="WARNING")
    with output.progress() as on_progress:
        written = back_up(
            settings.data_dir / FILE_NAME, file.expanduser(), on_copied=_told(on_progress, "copying")
        )
    if as_json:
        output.document({"file": str(file), "bytes": written})
    else:
        output.text(f"wrote {file} ({size(written)})")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="What «backup» wrote.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of everything that is stored; the bot has to be stopped.

    The backup is checked first. What was withdrawn and blocked since stays so.
    """
    from bot import guild_tables
    from bot.cli.session import configured, run_job
    from corpus import schema
    from corpus.backup import restore as put_back
    from corpus.database import FILE_NAME

    output, settings = Output(as_json=as_json), configured(log_level="WARNING")
    schemas = {
        schema.NAMESPACE: len(schema.MIGRATIONS),
        guild_tables.NAMESPACE: len(guild_tables.MIGRATIONS),
    }
    with output.progress() as on_progress:
        withdrawn = put_back(
            file.expanduser(),
            settings.data_dir / FILE_NAME,
            schemas=schemas,
            on_copied=_told(on_progress, "copying"),
        )

    async def job(session: "Session") -> bool:
        from bot.render.phrases import counted

        status = await session.service.status()
        if as_json:
            output.document(
                {"articles": status.articles, "passages": status.passages, "withdrawn": withdrawn}
            )
            return True
        output.text(f"restored {counted(status.articles, 'article')}, {counted(status.passages, 'passage')}")
        if withdrawn:
            output.text(f"left out {counted(withdrawn, 'article')} withdrawn since")
        return True

    run_job(job, settings, output, sample=False)


def _told(on_progress: "OnProgress | None", stage: str) -> "OnCopied | None":
    from bot.reports import Progress

    return None if on_progress is None else lambda done, total: on_progress(Progress(stage, done, total))
