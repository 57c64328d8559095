"""`sources`: the outlets and what each allows."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from corpus.rights import Rule

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

sources = typer.Typer(
    help="Show and set what outlets allow to be quoted and kept.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    sources.command("list", epilog="Example: citewire sources list")(list_sources)
    sources.command(
        "set", no_args_is_help=True, epilog='Example: citewire sources set "Volt Post" --quote-limit 300'
    )(set_rule)
    sources.command(epilog="Example: citewire sources purge")(purge)
    app.add_typer(sources, name="sources")


def list_sources(as_json: AsJson = False) -> None:
    """List the outlets with their articles and what each allows."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.outlets import outlets
        from corpus.rights import Rule

        found = await outlets(session.service)
        if as_json:
            default = _document(Rule(name="default"), 0)
            session.output.document({"sources": [_document(*one) for one in found], "default": default})
            return True
        for rule, count in found:
            session.output.text(f"{_line(rule)}\t{count:,} {'article' if count == 1 else 'articles'}")
        if not found:
            session.output.text("No outlet is stored. Add articles: citewire add PATH_OR_URL…")
        return True

    run_verb(job, Output(as_json=as_json))


def set_rule(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The outlet, as «sources list» shows it.")],
    quote_limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="At most so many characters of it quoted in an answer."),
    ] = None,
    headline_only: Annotated[
        bool | None,
        typer.Option("--headline-only/--quotes", help="Show only headline and link, or quotes again."),
    ] = None,
    keep_days: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", help="Remove its articles so many days after publication; 0: never."
        ),
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="Forget what was set for it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set what an outlet allows; what is not given stays as it is. It holds from the next answer on.

    Where it may not be quoted and another outlet that ran the same may be, that one is.
    """
    from bot.cli.session import run_verb

    if not default and quote_limit is None and headline_only is None and keep_days is None:
        raise typer.BadParameter("give --quote-limit, --headline-only, --quotes, --keep-days or --default")
    changes: dict[str, Any] = {}
    if quote_limit is not None:
        changes["quote_limit"] = quote_limit
    if headline_only is not None:
        changes["headline_only"] = headline_only
    if keep_days is not None:
        changes["keep_days"] = keep_days or None

    async def job(session: "Session") -> bool:
        from bot.outlets import change_rule

        with session.output.progress() as on_progress:
            ruled = await change_rule(session.service, name, changes, anew=default, on_progress=on_progress)
        groups, unread = ruled.regrouped.groups, ruled.regrouped.unread
        if as_json:
            regrouped = {"regrouped": groups, "add_again": list(unread)}
            session.output.document(_document(ruled.rule, ruled.articles) | regrouped)
        else:
            session.output.text(_line(ruled.rule))
        if not ruled.articles and not groups:
            session.output.notice(
                f"no stored article is of «{name}» yet: «citewire sources list» shows the names"
            )
        if groups and not as_json:
            stories = "1 story" if groups == 1 else f"{groups:,} stories"
            session.output.notice(f"settled anew which outlet is quoted for {stories} that several ran")
        for address in unread if not as_json else ():
            session.output.notice(f"may be quoted now, but its text wasn't kept; add it again: {address}")
        return True

    run_verb(job, Output(as_json=as_json))


def purge(as_json: AsJson = False) -> None:
    """Remove the articles that have been kept for as long as their outlets allow; the bot does so hourly."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import article_document
        from bot.retention import purge as remove_expired
        from corpus.characters import one_line

        removed = await remove_expired(session.service)
        if as_json:
            session.output.document({"removed": [article_document(one) for one in removed]})
            return True
        for article in removed:
            session.output.text(f"removed {article.id}: {one_line(article.title)}")
        if not removed:
            session.output.text("Nothing is kept longer than its outlet allows.")
        return True

    run_verb(job, Output(as_json=as_json))


def _line(rule: "Rule") -> str:
    from corpus.characters import one_line

    quotes = "headline only" if rule.quotes_nothing else f"{rule.quote_limit:,} characters an answer"
    kept = f"kept {rule.keep_days:,} days" if rule.keep_days else "kept until removed"
    return f"{one_line(rule.name)}\t{quotes}\t{kept}"


def _document(rule: "Rule", count: int) -> dict[str, object]:
    return {
        "name": rule.name,
        "articles": count,
        "quote_limit": rule.quote_limit,
        "headline_only": rule.headline_only,
        "keep_days": rule.keep_days,
    }
