"""Questions whose answers are known: read from JSON lines, and told in a quote (pure)."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from corpus.errors import CorpusError
from corpus.types import in_utc
from corpus.urls import canonical_url
from index.errors import QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the texts of which any is an answer, and the articles that hold one."""

    text: str
    answers: tuple[str, ...]
    urls: tuple[str, ...]
    answerable: bool
    now: datetime | None = None


def read_questions(lines: Iterable[str]) -> list[Question]:
    """Read JSON lines `{"question", "answers", "urls", "answerable", "now"?}`; empty lines are skipped.

    Without "answerable", a question with answers or urls is answerable. Raises QueryError, which
    names the line and what is wrong with it.
    """
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except json.JSONDecodeError as error:
            raise QueryError(f"line {number} of the questions is no JSON ({error.msg})") from None
        except RecursionError:
            raise QueryError(f"line {number} of the questions is nested too deeply") from None
        except ValueError as error:
            raise QueryError(f"line {number} of the questions {error}") from None
    if not questions:
        raise QueryError('there are no questions: give lines like {"question": "…", "answers": ["…"]}')
    return questions


def holds_answer(quote: str, answers: Iterable[str]) -> bool:
    """Whether any of the answers occurs in the quote.

    Case, typographic quotes and dashes, and white space don't count. A figure counts only whole: «5»
    is not in «25» nor in «5,000».
    """
    folded = _folded(quote)
    return any(_occurrence(_folded(answer)).search(folded) for answer in answers if answer.strip())


def address(url: str) -> str:
    """Return an article's address in one spelling, as it is stored; what is no http(s) address unchanged."""
    try:
        return canonical_url(url)
    except CorpusError:
        return url.strip()


def _question(value: Any) -> Question:
    """Read a decoded line; raise ValueError, with a text that goes on from «line 3 of the questions»."""
    if not isinstance(value, dict):
        raise ValueError(f"must be an object, not {_shown(value)}")
    text = value.get("question")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'needs a text as "question", not {_shown(text)}')
    answers, urls = _texts(value, "answers"), _texts(value, "urls")
    answerable = value.get("answerable", bool(answers or urls))
    if not isinstance(answerable, bool):
        raise ValueError(f'needs true or false as "answerable", not {_shown(answerable)}')
    if answerable and not (answers or urls):
        raise ValueError('says "answerable" but has neither "answers" nor "urls" to know the answer by')
    return Question(
        text=text.strip(),
        answers=answers,
        urls=tuple(address(url) for url in urls),
        answerable=answerable,
        now=_moment(value.get("now")),
    )


def _texts(value: dict[str, Any], key: str) -> tuple[str, ...]:
    texts = value.get(key) or []
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f'needs a list of texts as "{key}", not {_shown(texts)}')
    return tuple(texts)


def _moment(value: Any) -> datetime | None:
    """Read an ISO date, as its noon, or datetime; in UTC unless it says otherwise."""
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return datetime.combine(date.fromisoformat(value), time(12), UTC)
        return in_utc(datetime.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f'needs a date like 2024-03-15 as "now", not {_shown(value)}') from None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "..."}
)


def _folded(text: str) -> str:
    return " ".join(
        unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).casefold().split()
    )


def _occurrence(answer: str) -> re.Pattern[str]:
    before = r"(?<!\d)(?<!\d[.,])" if answer[0].isdigit() else ""
    after = r"(?![.,]?\d)" if answer[-1].isdigit() else ""
    return re.compile(before + re.escape(answer) + after)
