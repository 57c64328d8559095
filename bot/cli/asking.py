"""`ask` and `search`."""

import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.request import Request
    from index.explain import Explanation
    from index.types import Answer, Citation, NoAnswer

Since = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Only articles from this day on: 2024-03-15, 2024-03, yesterday."),
]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Only articles up to this day, included.")]
Source = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only this outlet; give it again for another.")
]
Now = Annotated[
    str | None, typer.Option(metavar="DAY", help="The day that «last week» counts from; today if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(
        no_args_is_help=True,
        epilog='Example: citewire ask "why did Nissan cut Ariya prices?" --since 2024-01 --excerpts 1',
    )(ask)
    app.command(
        no_args_is_help=True,
        epilog='Example: citewire search "bridge closed" --source "Aldwater Gazette" --limit 5',
    )(search)


def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="The question; «-» reads JSON lines from stdin.")
    ],
    since: Since = None,
    until: Until = None,
    source: Source = None,
    excerpts: Annotated[
        int, typer.Option(min=1, max=20, metavar="N", help="At most this many excerpts.")
    ] = 3,
    now: Now = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell also why: how it was understood, scores, confidence.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question with the sentences that say so.

    «ask -» reads JSON lines and writes one answer a line. A line holds
    "question" and may hold "now", "since", "until", "sources" and "conversation".
    """
    from bot.cli.session import run_verb

    asked = request_of_words(question, since, until, source, now)

    async def answer(session: "Session", request: "Request") -> "tuple[Answer | NoAnswer, float]":
        started = time.perf_counter()
        reply = await session.service.ask(request, excerpts=excerpts)
        return reply, (time.perf_counter() - started) * 1000

    async def why(session: "Session", request: "Request") -> "Explanation":
        return await session.service.telling.explain(request, excerpts=excerpts)

    async def job(session: "Session") -> bool:
        from bot.cli.lines import answer_lines
        from bot.cli.telling import show_explanation
        from bot.render.json import answer_document
        from bot.render.why import explanation_document

        async def document(request: "Request") -> object:
            reply, milliseconds = await answer(session, request)
            found = answer_document(request.text, reply, milliseconds=milliseconds)
            if explain:
                found["explanation"] = explanation_document(await why(session, request))
            return found

        if asked.text == "-":
            return await answer_lines(document, session.output, key="question", defaults=asked)
        if as_json:
            session.output.document(await document(asked))
            return True
        reply, _ = await answer(session, asked)
        session.output.reply(reply, covered=await covered_days(session))
        if explain:
            session.output.text()
            show_explanation(session.output, await why(session, asked))
        return True

    run_verb(job, Output(as_json=as_json or asked.text == "-"))


def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="What to look for; «-» reads JSON lines from stdin.")
    ],
    since: Since = None,
    until: Until = None,
    source: Source = None,
    limit: Annotated[
        int, typer.Option(min=1, max=1000, metavar="N", help="At most this many articles.")
    ] = 10,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """List the articles that match best, each with its best excerpt.

    «search -» reads JSON lines and writes one document a line. A line holds
    "query" and may hold "now", "since", "until" and "sources".
    """
    from bot.cli.session import run_verb

    asked = request_of_words(query, since, until, source, now)

    async def job(session: "Session") -> bool:
        from bot.cli.lines import answer_lines
        from bot.render.json import search_document

        async def find(request: "Request") -> "tuple[list[Citation], float]":
            started = time.perf_counter()
            results = await session.service.search(request, limit=limit)
            return results, (time.perf_counter() - started) * 1000

        async def document(request: "Request") -> object:
            results, milliseconds = await find(request)
            return search_document(request.text, results, milliseconds=milliseconds)

        if asked.text == "-":
            return await answer_lines(document, session.output, key="query", defaults=asked)
        if as_json:
            session.output.document(await document(asked))
            return True
        results, _ = await find(asked)
        session.output.excerpts(results, nothing="No article matches.")
        return True

    run_verb(job, Output(as_json=as_json or asked.text == "-"))


async def covered_days(session: "Session") -> str:
    """Return the days that the articles cover, in words."""
    from bot.render.phrases import days_covered

    status = await session.service.status()
    return days_covered(status.published_from, status.published_to)


def request_of_words(
    words: list[str], since: str | None, until: str | None, source: list[str] | None, now: str | None
) -> "Request":
    """Return what the command line asks for; the words of a text that isn't quoted are joined."""
    from bot.days import first_day, last_day, moment
    from bot.request import Request
    from corpus.characters import plain_characters
    from index.errors import QueryError

    try:
        clock: datetime | None = moment(now) if now else None
        today: date = (clock or datetime.now().astimezone()).date()
        return Request(
            text=plain_characters(" ".join(words)),
            now=clock,
            since=first_day(since, today) if since else None,
            until=last_day(until, today) if until else None,
            sources=tuple(source or ()),
        )
    except QueryError as error:
        raise typer.BadParameter(str(error)) from None
