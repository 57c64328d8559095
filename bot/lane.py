"""The worker lane: one thread that owns SQLite, the models and FAISS, and takes questions first."""

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, TypeVar

from bot.errors import Busy

T = TypeVar("T")

LONGEST_QUEUE = 64
"""Questions that may wait: at 20 ms each the last is answered within 2 s, inside Discord's 3 s."""


class Priority(IntEnum):
    """Who goes first; within a priority, who came first."""

    QUESTION = 0
    ADMIN = 1
    INGEST = 2


class Lane:
    """Runs functions one after another on a thread of its own, by priority.

    The event loop is never blocked, and what the functions share needs no lock. Long work must come
    in small jobs: a question waits for the job in hand, no longer.
    """

    def __init__(self, longest_queue: int = LONGEST_QUEUE) -> None:
        self._longest_queue = longest_queue
        self._waiting: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._number = itertools.count()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
        self._thread.start()

    async def run(self, job: Callable[[], T], priority: Priority = Priority.QUESTION) -> T:
        """Return what `job()` returns, or raise what it raises; Busy when too many questions wait.

        A job whose caller was cancelled before it began is skipped; one that began is finished.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._closing:
                raise RuntimeError("the lane is closed")
            if priority is Priority.QUESTION and self._questions_waiting() >= self._longest_queue:
                raise Busy
            heapq.heappush(self._waiting, (priority, next(self._number), future, job))
            self._changed.notify()
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Finish the job in hand, cancel those that wait, and end the thread."""
        with self._changed:
            self._closing = True
            for _, _, future, _ in self._waiting:
                future.cancel()
            self._waiting.clear()
            self._changed.notify()
        await asyncio.to_thread(self._thread.join)

    def _questions_waiting(self) -> int:
        return sum(priority == Priority.QUESTION for priority, *_ in self._waiting)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closing:
                    self._changed.wait()
                if not self._waiting:
                    return
                _, _, future, job = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001 - it is the caller's, who awaits it
                future.set_exception(error)
            else:
                future.set_result(result)
