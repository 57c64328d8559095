"""JSON lines on stdin, one request each, and one answer a line on stdout, in order."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.cli.output import Output
from bot.days import first_day, last_day, moment
from corpus.errors import NewsError
from index.errors import QueryError


@dataclass(frozen=True, slots=True)
class Request:
    """A question or query with its options; a line's own options win over the command's."""

    text: str
    now: datetime | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    conversation: tuple[str, ...] = ()


async def answer_lines(
    answer: Callable[[Request], Awaitable[object]], output: Output, *, key: str, defaults: Request
) -> bool:
    """Answer every line of stdin as it comes; False when one or more failed.

    A line that fails gives `{"error", "line"}` in its place, so that answers stay beside their
    questions; empty lines give nothing.
    """
    failed = False
    async for number, line in _stdin_lines():
        try:
            document = await answer(request_of(line, key=key, defaults=defaults))
        except NewsError as error:
            failed = True
            document = {"error": str(error), "line": number}
            output.notice(f"failed: line {number}: {error}")
        output.document(document, one_line=True)
    return not failed


def request_of(line: bytes, *, key: str, defaults: Request) -> Request:
    """Read one line; raise QueryError that says what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QueryError(f"this is no JSON: {error}") from None
    if not isinstance(fields, dict) or not isinstance(fields.get(key), str):
        raise QueryError(f'a line must be an object with the text to look for, like {{"{key}": "…"}}')
    text, now = fields[key], _text(fields, "now")
    clock = moment(now) if now else defaults.now
    today = (clock or datetime.now().astimezone()).date()
    since, until = _text(fields, "since"), _text(fields, "until")
    return Request(
        text=text,
        now=clock,
        since=first_day(since, today) if since else defaults.since,
        until=last_day(until, today) if until else defaults.until,
        sources=_texts(fields, "sources") or defaults.sources,
        conversation=_texts(fields, "conversation"),
    )


def _text(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise QueryError(f"«{name}» must be a text, not {json.dumps(value)}")


def _texts(fields: dict[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
        return tuple(listed)
    raise QueryError(f"«{name}» must be a list of texts, not {json.dumps(value)}")


async def _stdin_lines() -> AsyncIterator[tuple[int, bytes]]:
    """Yield the lines that hold something, numbered from 1."""
    number = 0
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        number += 1
        if line.strip():
            yield number, line
