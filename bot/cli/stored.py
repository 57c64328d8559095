"""`add` and `articles`: what is stored."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import blocking
from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.reports import AddReport, ArticleSummary

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

articles = typer.Typer(help="Show or remove stored articles.", no_args_is_help=True, rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(
        no_args_is_help=True,
        epilog='Example: citewire add news/ https://voltpost.example/a --source "Volt Post"',
    )(add)
    articles.command("list", epilog="Example: citewire articles list --limit 20")(list_articles)
    articles.command("show", epilog="Example: citewire articles show 17 --json")(show_article)
    articles.command("remove", no_args_is_help=True, epilog="Example: citewire articles remove 17 18")(
        remove_articles
    )
    blocking.register(articles)
    app.add_typer(articles, name="articles")


def add(
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH_OR_URL…",
            help="Files, folders and article URLs; «-» reads article JSON lines from stdin.",
        ),
    ],
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="The outlet, where an article doesn't name its own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add articles: HTML, text, Markdown, JSON, JSON lines, web archives (WARC), gzip of these; folders.

    What is already stored is left alone, so adding again is safe; a large batch goes on where it stopped.
    """
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import add_document

        report = await _added(session, items, source)
        if as_json:
            session.output.document(add_document(report))
        else:
            session.output.text(_add_summary(report))
        session.output.failures(report.failed)
        return not report.failed

    run_verb(job, Output(as_json=as_json))


def list_articles(
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most this many.")] = None,
    offset: Annotated[int, typer.Option(min=0, metavar="N", help="Skip this many first.")] = 0,
    gone: Annotated[
        bool, typer.Option("--gone", help="Only those whose pages their sites have removed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the stored articles, newest publication first."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import articles_document

        listed = await session.service.articles(limit=limit, offset=offset, only_gone=gone)
        if as_json:
            session.output.document(articles_document(listed))
        elif listed:
            _show_list(session.output, listed)
        elif gone:
            session.output.text("No article's page is known to be gone.")
        else:
            session.output.text("No articles are stored. Add some: citewire add PATH_OR_URL…")
        return True

    run_verb(job, Output(as_json=as_json))


def show_article(
    article_id: Annotated[int, typer.Argument(metavar="ID", help="The number that «articles list» shows.")],
    all_versions: Annotated[
        bool, typer.Option("--versions", help="Show every version and what changed from one to the next.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show an article with its stored text."""
    from bot.cli.session import run_verb

    if all_versions:
        run_verb(partial(_show_versions, article_id), Output(as_json=as_json))
        return

    async def job(session: "Session") -> bool:
        from bot.render import plain, terminal
        from bot.render.json import stored_document

        article, output = await session.service.article(article_id), session.output
        if article is None:
            output.notice(_unknown(article_id))
            return False
        if as_json:
            output.document(stored_document(article))
        elif output.plain:
            output.text(plain.article_text(article))
        else:
            output.show(terminal.article_page(article))
        return True

    run_verb(job, Output(as_json=as_json))


def remove_articles(
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="The numbers that «articles list» shows.")],
    block: Annotated[
        bool, typer.Option("--block", help="Refuse them from now on, and copies of their texts too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove articles from the store and from the index; nothing of their texts is left in the data folder.

    Answers in Discord that quote them are amended by the running bot.
    """
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import article_document
        from corpus.characters import one_line

        removed, missing = await session.service.remove(ids, block=block)
        if as_json:
            failed = [{"item": str(one), "reason": "no article has this number"} for one in missing]
            session.output.document({"removed": [article_document(one) for one in removed], "failed": failed})
        else:
            for article in removed:
                session.output.text(f"removed {article.id}: {one_line(article.title)}")
        for one in missing:
            session.output.notice(_unknown(one))
        return not missing

    run_verb(job, Output(as_json=as_json))


async def _show_versions(article_id: int, session: "Session") -> bool:
    from bot.render.versions import versions_document, versions_page, versions_text
    from bot.takedowns import versions

    output, found = session.output, await versions(session.service, article_id)
    if not found:
        output.notice(_unknown(article_id))
        return False
    if output.as_json:
        output.document(versions_document(found))
    elif output.plain:
        output.text(versions_text(found))
    else:
        output.show(versions_page(found))
    return True


async def _added(session: "Session", items: Sequence[str], source: str | None) -> "AddReport":
    """Add what stdin holds, then files, folders and URLs."""
    paths = [item if _is_url(item) else Path(item) for item in items if item != "-"]
    reports = []
    with session.output.progress() as on_progress:
        if "-" in items:
            lines = (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)
            reports.append(await session.service.add_lines(lines, source=source, on_progress=on_progress))
        if paths:
            reports.append(await session.service.add(paths, source=source, on_progress=on_progress))
    total = reports[0]
    for report in reports[1:]:
        total = replace(
            total,
            added=total.added + report.added,
            updated=total.updated + report.updated,
            unchanged=total.unchanged + report.unchanged,
            duplicates=total.duplicates + report.duplicates,
            failed=total.failed + report.failed,
        )
    return total


def _is_url(item: str) -> bool:
    return item.casefold().startswith(("http://", "https://"))


def _add_summary(report: "AddReport") -> str:
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "duplicate" if report.duplicates == 1 else "duplicates"),
        (len(report.failed), "failed"),
    )
    told = [f"{count:,} {word}" for count, word in counts if count or word == "added"]
    return ", ".join(told)


def _unknown(article_id: int) -> str:
    return f"no article has the number {article_id}: «citewire articles list» shows which there are"


def _show_list(output: Output, listed: "Sequence[ArticleSummary]") -> None:
    from rich.table import Table

    from bot.render.phrases import also_reported
    from corpus.characters import one_line

    if output.plain:
        for one in listed:
            article = one.article
            published = f"{article.published:%Y-%m-%d}" if article.published else "-"
            fields = [str(article.id), published, one_line(article.source or "-"), one_line(article.title)]
            output.text("\t".join(fields))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ID", justify="right", style="cyan")
    table.add_column("Published", no_wrap=True)
    table.add_column("Outlet", no_wrap=True)
    table.add_column("Headline", overflow="fold")
    for one in listed:
        article = one.article
        notes = [f"version {one.versions}"] if one.versions > 1 else []
        notes += [also_reported(one.also_in)] if one.also_in else []
        notes += [f"its page is gone since {one.gone:%Y-%m-%d}"] if one.gone else []
        title = one_line(article.title) + (f" ({', '.join(notes)})" if notes else "")
        published = f"{article.published:%Y-%m-%d}" if article.published else "–"
        table.add_row(str(article.id), published, one_line(article.source or "–"), title)
    output.show(table)
