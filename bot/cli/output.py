"""Where verbs write: results to stdout, everything else to stderr, bars only on a terminal."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType

from bot.render import plain, terminal
from corpus.characters import one_line
from index.types import Answer, Citation, NoAnswer

if TYPE_CHECKING:
    from bot.reports import Failure, OnProgress, Progress


class Output:
    """Writes in colour on a terminal, else in plain text; `as_json` keeps stdout for one document."""

    def __init__(self, *, as_json: bool = False, plain: bool = False) -> None:
        self.as_json = as_json
        self.out = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        self.err = Console(file=sys.stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.plain = plain or as_json or not self.out.is_terminal

    def document(self, document: object, *, one_line: bool = False) -> None:
        """Write a JSON document."""
        self.text(json.dumps(document, ensure_ascii=False, indent=None if one_line else 2))

    def text(self, text: str = "") -> None:
        """Write plain text as it is."""
        self.out.file.write(text + "\n")
        self.out.file.flush()

    def show(self, rendered: RenderableType) -> None:
        """Write something of rich's; without colour where it goes to a pipe."""
        self.out.print(rendered)

    def reply(self, reply: Answer | NoAnswer, *, covered: str = "") -> None:
        """Write an answer for people."""
        if self.plain:
            self.text(plain.reply_text(reply, covered=covered))
        else:
            self.show(terminal.reply_card(reply, covered=covered))

    def excerpts(self, results: Sequence[Citation], *, nothing: str) -> None:
        """Write search results for people."""
        if not results:
            self.text(nothing)
        elif self.plain:
            self.text(plain.excerpts_text(results))
        else:
            self.show(terminal.excerpt_cards(results))

    def notice(self, text: str) -> None:
        """Write a line to stderr."""
        self.err.print(one_line(text))

    def failures(self, failures: Sequence["Failure"]) -> None:
        """List on stderr what failed and why."""
        for failure in failures:
            self.notice(f"failed: {failure.item}: {failure.reason}")

    @contextmanager
    def waiting(self, text: str) -> Iterator["OnProgress | None"]:
        """Show on stderr that something goes on, and how far it is; nothing where that is no terminal."""
        if not self.err.is_terminal:
            yield None
            return
        with self.err.status(text) as status:

            def show(progress: "Progress") -> None:
                share = f" {progress.done:,} of {progress.total:,}" if progress.total else ""
                status.update(f"{text} {progress.stage}{share}")

            yield show

    @contextmanager
    def progress(self) -> Iterator["OnProgress | None"]:
        """Give a function that draws bars on stderr, one a stage; None where stderr is no terminal."""
        if not self.err.is_terminal:
            yield None
            return
        bars = _Bars(self.err)
        try:
            yield bars
        finally:
            bars.stop()


class _Bars:
    """Draws a bar for each stage, from the first report on."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tasks: dict[str, Any] = {}
        self.stop: Callable[[], None] = lambda: None

    def __call__(self, progress: "Progress") -> None:
        if not self._tasks:
            self._start()
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._bars.add_task(
                progress.stage.capitalize(), total=progress.total
            )
        self._bars.update(self._tasks[progress.stage], completed=progress.done, total=progress.total)

    def _start(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
        )
        self._bars = Bars(*columns, console=self._console, transient=True)
        self._bars.start()
        self.stop = self._bars.stop
