"""`timeline` and `latest`."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.asking import AsJson, Now, Since, Source, Until, request_of_words
from bot.cli.output import Output

if TYPE_CHECKING:
    from bot.cli.session import Session
    from index.chronicle import Timeline
    from index.explain import Explanation


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(no_args_is_help=True, epilog='Example: citewire timeline "Teale Bridge" --since 2023-06')(
        timeline
    )
    app.command(epilog="Example: citewire latest ferries --limit 5")(latest)


def timeline(
    topic: Annotated[list[str], typer.Argument(metavar="TOPIC", help="A name, a place, a few words.")],
    since: Since = None,
    until: Until = None,
    source: Source = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Tell how a story developed: one dated sentence a step, oldest first."""
    from bot.cli.session import run_verb

    asked = request_of_words(topic, since, until, source, now)

    async def job(session: "Session") -> bool:
        told = await session.service.telling.timeline(asked)
        show_steps(session.output, told)
        return True

    run_verb(job, Output(as_json=as_json))


def latest(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help="A name, a place, a few words.")
    ] = None,
    source: Source = None,
    limit: Annotated[int, typer.Option(min=1, max=100, metavar="N", help="At most this many.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List what happened last, of a topic or of all: one sentence an event, newest first."""
    from bot.cli.session import run_verb

    asked = request_of_words(topic or [], None, None, source, None)

    async def job(session: "Session") -> bool:
        told = await session.service.telling.latest(asked, limit=limit)
        show_steps(session.output, told)
        return True

    run_verb(job, Output(as_json=as_json))


def show_steps(output: Output, told: "Timeline") -> None:
    """Write a timeline for people or for programs."""
    from bot.render.steps import steps_table, steps_text, timeline_document

    if output.as_json:
        output.document(timeline_document(told.topic, told.steps, left_out=told.left_out))
    elif output.plain:
        output.text(steps_text(told.topic, told.steps, left_out=told.left_out))
    else:
        output.show(steps_table(told.topic, told.steps, left_out=told.left_out))


def show_explanation(output: Output, explanation: "Explanation") -> None:
    """Write for people why an answer is what it is."""
    from bot.render.why import explanation_tables, explanation_text

    if output.plain:
        output.text(explanation_text(explanation))
    else:
        output.show(explanation_tables(explanation))
