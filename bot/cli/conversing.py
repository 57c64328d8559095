"""`run` and `chat`: the bot, in Discord and in the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output
from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command(epilog="Example: CITEWIRE_DISCORD_TOKEN=… citewire run")(run)
    app.command(epilog='Example: citewire chat "why did Nissan cut Ariya prices?"')(chat)


def run() -> None:
    """Run the Discord bot until it is stopped; what it does is logged to stderr."""
    from bot.cli.session import configured, run_job

    settings = configured()
    if not settings.discord_token:
        raise SettingsError(
            "no Discord token is set: put CITEWIRE_DISCORD_TOKEN=… into .env "
            "(discord.com/developers → your application → Bot → Reset Token), "
            "or talk to the same bot here with «citewire chat»"
        )

    async def job(session: "Session") -> bool:
        from bot.client import run_bot

        await run_bot(session.settings, session.service)
        return True

    run_job(job, settings, Output(), sample=True, terminated=0)


def chat(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="Answer only this and leave.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="No colours, no frames.")] = False,
) -> None:
    """Talk to the bot in the terminal; lines piped in are questions."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.cli.chat import Chat, converse

        asked = " ".join(question or []).strip()
        if not asked:
            return await converse(session)
        only = Chat(session)
        await only.reply(asked)
        return not only.failed

    run_verb(job, Output(plain=plain), sample=True)
