"""Runs a verb: settings, logging, the service, signals."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import typer

from bot.cli.output import Output
from bot.config import Settings, read_settings
from bot.log import set_up_logging

if TYPE_CHECKING:
    from bot.service import NewsService

TERMINATED = 128 + signal.SIGTERM


@dataclass(frozen=True, slots=True)
class Session:
    """What a verb works with."""

    service: "NewsService"
    settings: Settings
    output: Output


Job: TypeAlias = Callable[[Session], Awaitable[bool]]
"""Does a verb's work; False when some of it could not be done."""


def configured(*, log_level: str | None = None) -> Settings:
    """Read the settings and set up logging, from `log_level` on where the settings don't say."""
    settings = read_settings()
    level = settings.log_level if log_level is None or "log_level" in settings.model_fields_set else log_level
    token = settings.discord_token.get_secret_value() if settings.discord_token else None
    set_up_logging(level, secret=token)
    return settings


def run_verb(job: Job, output: Output, *, sample: bool = False) -> None:
    """Open the service and do the job; with `sample`, an empty data folder gets the sample articles first."""
    settings = configured(log_level="WARNING")
    run_job(job, settings, output, sample=sample)


def run_job(
    job: Job, settings: Settings, output: Output, *, sample: bool, terminated: int = TERMINATED
) -> None:
    """Do the job with these settings; SIGTERM ends it in good order, with the exit code `terminated`."""
    try:
        done = asyncio.run(_done(job, settings, output, sample))
    except asyncio.CancelledError:
        raise typer.Exit(terminated) from None
    if not done:
        raise typer.Exit(1)


async def _done(job: Job, settings: Settings, output: Output, sample: bool) -> bool:
    from bot.cli.sample import add_sample
    from bot.service import open_service

    task = asyncio.current_task()
    assert task is not None
    with suppress(NotImplementedError, ValueError):  # Windows, or not the main thread
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with AsyncExitStack() as opened:
        with output.waiting("Starting…") as on_progress:
            service = await opened.enter_async_context(open_service(settings, on_progress=on_progress))
        session = Session(service, settings, output)
        if sample:
            await add_sample(session)
        return await job(session)
