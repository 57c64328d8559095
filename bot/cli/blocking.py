"""`articles block`, `unblock` and `blocked`: the takedown list."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from corpus.takedown import Takedown

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(articles: typer.Typer) -> None:
    """Add the verbs."""
    articles.command(
        no_args_is_help=True, epilog="Example: citewire articles block https://voltpost.example/a"
    )(block)
    articles.command(no_args_is_help=True, epilog="Example: citewire articles unblock 3")(unblock)
    articles.command(epilog="Example: citewire articles blocked")(blocked)


def block(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address that nothing is taken from.")],
    as_json: AsJson = False,
) -> None:
    """Refuse whatever comes from an address; what is stored from it is removed, and copies refused too."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.json import article_document
        from bot.takedowns import block as refuse
        from corpus.characters import one_line

        removed = await refuse(session.service, url)
        if as_json:
            session.output.document({"removed": [article_document(one) for one in removed]})
            return True
        session.output.text(f"blocked {one_line(url)}")
        for article in removed:
            session.output.text(f"removed {article.id}: {one_line(article.title)}")
        return True

    run_verb(job, Output(as_json=as_json))


def unblock(
    chosen: Annotated[
        str,
        typer.Argument(metavar="ID|URL", help="The number that «articles blocked» shows, or the address."),
    ],
    as_json: AsJson = False,
) -> None:
    """Let a blocked story come in again; it has to be added anew."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.phrases import story_blocked
        from bot.takedowns import unblock as strike_off

        struck = await strike_off(session.service, chosen)
        if struck is None:
            session.output.notice(f"«{chosen}» is not blocked: «citewire articles blocked» shows what is")
            return False
        entry, alike = struck
        if as_json:
            still = [_document(one) for one in alike]
            session.output.document({"unblocked": _document(entry), "still_blocked": still})
        else:
            session.output.text(f"unblocked {story_blocked(entry)}")
        for one in alike if not as_json else ():
            session.output.notice(
                f"its text is still refused with {story_blocked(one)}: unblock {one.id} too"
            )
        return True

    run_verb(job, Output(as_json=as_json))


def blocked(as_json: AsJson = False) -> None:
    """List the stories that are refused when they come again."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.render.phrases import story_blocked
        from bot.takedowns import blocked as takedown_list

        entries = await takedown_list(session.service)
        if as_json:
            session.output.document({"blocked": [_document(entry) for entry in entries]})
        for entry in entries if not as_json else ():
            what = "with copies of its text" if entry.by_text else "the address alone"
            session.output.text(f"{entry.id}\t{entry.blocked:%Y-%m-%d}\t{story_blocked(entry)}\t{what}")
        if not entries and not as_json:
            session.output.text("Nothing is blocked. Withdraw a story: citewire articles remove ID --block")
        return True

    run_verb(job, Output(as_json=as_json))


def _document(entry: "Takedown") -> dict[str, object]:
    return {
        "id": entry.id,
        "url": entry.url,
        "source": entry.source,
        "blocked_at": entry.blocked.isoformat(),
        "copies_too": entry.by_text,
    }
