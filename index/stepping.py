"""Long work in short steps, between which questions may be asked."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeAlias

PAUSE_SECONDS = 0.02
"""How long a step looks on while something long runs beside it."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is; `total` is None where it isn't known."""

    stage: str
    done: int
    total: int | None


Working: TypeAlias = Generator[SyncProgress, None, None]
"""Steps that end with nothing to tell."""


def beside(job: Callable[[], None], progress: SyncProgress) -> Working:
    """Run what can't be cut into steps on a thread of its own; the steps only wait, a moment each.

    The job must touch nothing that is used in between. Closing the steps waits for its end.
    """
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(job)
        while not future.done():
            wait([future], PAUSE_SECONDS)
            yield progress
    future.result()
