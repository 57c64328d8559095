"""The bundled sample articles, for a data folder that holds none."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.types import Article

if TYPE_CHECKING:
    from bot.cli.session import Session

UNFINISHED = "sample-unfinished"
"""A file in the data folder while the sample is added, so that an interrupted start is finished later."""


SAMPLE_QUESTIONS = (
    "why did Nissan cut Ariya prices?",
    "what was wrong with the Teale Bridge?",
    "how high did the sea get in Lunmouth in the storm?",
)


def sample_lines() -> list[str]:
    """Return the sample articles, one JSON document each."""
    text = files("corpus").joinpath("sample/articles.jsonl").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def is_sample(articles: Iterable[Article]) -> bool:
    """Say whether these articles are bundled ones."""
    bundled = {json.loads(line)["url"] for line in sample_lines()}
    return all(article.url in bundled for article in articles)


async def add_sample(session: "Session") -> None:
    """Index the sample when there is no article, unless the settings say not to."""
    settings, output = session.settings, session.output
    unfinished = settings.data_dir / UNFINISHED
    if not settings.sample:
        return
    if not unfinished.exists() and (await session.service.status()).articles:
        return
    lines = sample_lines()
    output.notice(
        f"Indexing {len(lines)} sample articles into {settings.data_dir} (CITEWIRE_SAMPLE=0: none)…"
    )
    unfinished.touch()
    with output.progress() as on_progress:
        report = await session.service.add_lines(lines, on_progress=on_progress)
    if report.failed:
        raise ReadError("the sample articles", f"{report.failed[0].item}: {report.failed[0].reason}")
    unfinished.unlink(missing_ok=True)
