"""The program: its verbs, the default verb, and the one place where errors become exit codes."""

import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from typer.core import TyperGroup

from bot.cli import asking, backup, conversing, feeds, sources, stored, telling, upkeep
from bot.cli.session import configured
from corpus.characters import one_line
from corpus.errors import NewsError

log = logging.getLogger(__name__)


class Verbs(TyperGroup):
    """Turns errors into one line on stderr and an exit code; nobody sees a traceback."""

    def invoke(self, ctx: "typer.Context") -> object:  # type: ignore[override]
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except NewsError as error:
            log.debug("verb failed", exc_info=True)
            _say(str(error))
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            _say("interrupted")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            _close_stdout()
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            log.debug("verb failed", exc_info=True)
            _say(f"unexpected {type(error).__name__}: {error} (CITEWIRE_LOG_LEVEL=DEBUG shows the details)")
            raise typer.Exit(1) from None


app = typer.Typer(
    name="citewire",
    cls=Verbs,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def citewire(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Answers questions about the news in the publishers' own words.

    With no verb: the Discord bot when a token is configured, else a chat in the terminal.
    """
    if show_version:
        typer.echo(f"citewire {version('citewire')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        default = conversing.run if configured().discord_token else conversing.chat
        default()


conversing.register(app)
asking.register(app)
telling.register(app)
stored.register(app)
feeds.register(app)
sources.register(app)
upkeep.register(app)
backup.register(app)


def main() -> None:
    """Run the command line; the process exits with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="citewire")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _close_stdout()


def _say(message: str) -> None:
    sys.stderr.write(f"citewire: {one_line(message)}\n")


def _close_stdout() -> None:
    """Let what is still unwritten go nowhere: nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
