"""`eval`: asks questions whose answers are known, and measures what came back."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reports import Progress
from bot.request import Request
from corpus.errors import ReadError
from index.evaluate import Outcome, Report, outcome_of, report
from index.known_answers import Question, read_questions

if TYPE_CHECKING:
    from rich.table import Table

    from bot.cli.session import Session

RANKED = 10
"""Articles of a search that the ranking is measured over."""


def questions_in(file: Path) -> list[Question]:
    """Read the questions; raise ReadError or QueryError."""
    try:
        return read_questions(file.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(file), str(error)) from None


def threshold_of(min_confidence: float | None) -> float:
    """Return the confidence from which on an answer is given: what is set, else what was fitted."""
    if min_confidence is not None:
        return min_confidence
    from index.answer import CONFIDENCE_FEATURES
    from index.calibration import fitted
    from index.features import FEATURES

    return fitted(FEATURES, CONFIDENCE_FEATURES).threshold


async def measured(session: "Session", questions: list[Question], *, threshold: float) -> Report:
    """Ask every question of a service that withholds nothing, and measure."""
    outcomes = []
    with session.output.progress() as on_progress:
        for number, question in enumerate(questions, 1):
            outcomes.append(await _outcome(session, question, threshold))
            if on_progress:
                on_progress(Progress("asking", number, len(questions)))
    return report(outcomes)


async def _outcome(session: "Session", question: Question, threshold: float) -> Outcome:
    asked = Request(question.text, now=question.now)
    started = time.perf_counter()
    reply = await session.service.ask(asked)
    seconds = time.perf_counter() - started
    found = await session.service.search(asked, limit=RANKED)
    ranked = [citation.article.url for citation in found]
    return outcome_of(question, reply, seconds, ranked_urls=ranked, min_confidence=threshold)


def report_table(measures: Report) -> "Table":
    """Return the measures with their intervals as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Measure", no_wrap=True)
    table.add_column("Value", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("Questions", justify="right")
    for row in measures.rows():
        table.add_row(*row)
    return table
