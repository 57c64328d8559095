"""The one error handler: whatever goes wrong, the person who asked is told, and the log says why."""

import logging
from collections.abc import Iterator

import discord
from discord import app_commands

from bot.render.cards import FAULT, Card, notice_card
from bot.render.escape import inline
from bot.replies import Interaction, tell
from corpus.errors import NewsError

UNEXPECTED = "Something went wrong on my side, not yours. It is noted in my log; please try again."
TOO_SLOW = "That took too long, so I stopped. Please try again in a minute."
NOT_ALLOWED = "Only members with the permission **Manage Server** can do that."
OLD_COMMAND = "This command or button has changed since Discord showed it to you. Please try it again."

log = logging.getLogger(__name__)


class OutdatedError(Exception):
    """A button of a former version was pressed."""


def fault_card(error: BaseException) -> Card:
    """Return what a person is told about an error: what can be done, or that it is noted."""
    return notice_card(_words(cause_of(error)), colour=FAULT)


def cause_of(error: BaseException) -> BaseException:
    """Return the error that discord.py wrapped, or the first of ours in its chain."""
    chain = list(_chain(error))
    return next((cause for cause in chain if isinstance(cause, NewsError)), chain[-1])


def is_expected(error: BaseException) -> bool:
    """Say whether an error is somebody's mistake or the weather, rather than a fault of the program."""
    expected = (NewsError, TimeoutError, OutdatedError, app_commands.AppCommandError, discord.Forbidden)
    return isinstance(cause_of(error), expected)


def note(error: BaseException, **facts: object) -> None:
    """Log an error as one event: the unexpected with its traceback."""
    cause = cause_of(error)
    keys = " ".join(f"{key}={value}" for key, value in facts.items())
    if is_expected(error):
        log.info("refused error=%s %s", type(cause).__name__, keys)
    else:
        log.error("failed %s", keys, exc_info=(type(cause), cause, cause.__traceback__))


async def answer_fault(interaction: Interaction, error: BaseException) -> None:
    """Tell the person who used a command or button what went wrong; never raise."""
    command = interaction.command.qualified_name if interaction.command else interaction.type.name
    note(error, command=command, interaction=interaction.id)
    try:
        await tell(interaction, fault_card(error))
    except discord.HTTPException as failure:
        log.warning("fault not told interaction=%s code=%s", interaction.id, failure.code)


def _words(cause: BaseException) -> str:
    match cause:
        case NewsError():
            words = inline(str(cause), 800)
            return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "?", "!")) else ".")
        case TimeoutError():
            return TOO_SLOW
        case app_commands.CheckFailure():
            return NOT_ALLOWED
        case OutdatedError() | app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return OLD_COMMAND
        case _:
            return UNEXPECTED


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        wrapped = isinstance(cause, app_commands.CommandInvokeError | app_commands.TransformerError)
        cause = cause.__cause__ if wrapped else None
