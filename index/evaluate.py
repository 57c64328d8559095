"""What became of questions with known answers, and how good that was (pure).

Ask with a minimum confidence of 0, so that the answer is seen even where it would be withheld; the
threshold is applied here. A question that got no quotes counts as one that would be answered wrongly.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np

from index.known_answers import Question, address, holds_answer
from index.measures import (
    Estimate,
    Measure,
    aurc,
    auroc,
    calibration_error,
    coverage_at_risk,
    estimate,
    mean,
    ndcg,
    reciprocal_rank,
    risk_coverage,
    success,
)
from index.types import Answer, NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a question got: the ranked articles' addresses, the quotes and their articles', best first.

    `answered` is False where the confidence was too low to tell.
    """

    question: Question
    ranked: tuple[str, ...]
    quotes: tuple[str, ...]
    cited: tuple[str, ...]
    confidence: float
    answered: bool
    seconds: float

    def right(self, within: int = 1) -> bool:
        """Whether one of the first citations answers, or is of a known article where only these are known."""
        if not self.question.answerable:
            return False
        if self.question.answers:
            return any(holds_answer(quote, self.question.answers) for quote in self.quotes[:within])
        return any(url in self.question.urls for url in self.cited[:within])


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured value: `key` for programs, `name` for people."""

    key: str
    name: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; a metric that no question allows is left out."""

    questions: int
    answerable: int
    metrics: tuple[Metric, ...]
    curve: tuple[tuple[float, float], ...]
    seconds_median: float
    seconds_95th: float

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "questions": self.questions,
            "answerable": self.answerable,
            "metrics": {metric.key: asdict(metric.estimate) for metric in self.metrics},
            "risk_coverage": [{"coverage": share, "risk": risk} for share, risk in self.curve],
            "seconds": {"median": self.seconds_median, "p95": self.seconds_95th},
        }

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return name, value, 95 % interval and number of questions, as text, for a table."""
        found = [
            (
                m.name,
                f"{m.estimate.value:.3f}",
                f"{m.estimate.low:.3f}–{m.estimate.high:.3f}",
                f"{m.estimate.n:,}",
            )
            for m in self.metrics
        ]
        times = f"{self.seconds_median * 1000:,.0f} / {self.seconds_95th * 1000:,.0f} ms"
        return [*found, ("time a question, median / 95th percentile", times, "", f"{self.questions:,}")]


def outcome_of(
    question: Question,
    answer: Answer | NoAnswer,
    seconds: float,
    *,
    ranked_urls: Sequence[str | None] | None = None,
    min_confidence: float = 0.0,
) -> Outcome:
    """Return what a question got.

    `ranked_urls` are those of a search's articles; by default the cited or nearest ones are the
    ranking. An answer less sure than `min_confidence` counts as withheld.
    """
    citations = answer.citations if isinstance(answer, Answer) else ()
    articles = (
        answer.nearest if isinstance(answer, NoAnswer) else [citation.article for citation in citations]
    )
    ranked = [article.url for article in articles] if ranked_urls is None else ranked_urls
    return Outcome(
        question=question,
        ranked=tuple(dict.fromkeys(address(url) for url in ranked if url)),
        quotes=tuple(citation.quote for citation in citations),
        cited=tuple(address(citation.article.url or "") for citation in citations),
        confidence=answer.confidence,
        answered=isinstance(answer, Answer) and answer.confidence >= min_confidence,
        seconds=seconds,
    )


def report(outcomes: Sequence[Outcome]) -> Report:
    """Measure at least one outcome; each metric over the questions that it is about."""
    confidence = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.right() for outcome in outcomes])
    metrics = [
        Metric(key, name, estimate(measure_of(chosen), len(chosen)))
        for key, name, measure_of, about in _METRICS
        if (chosen := [outcome for outcome in outcomes if about(outcome)])
    ]
    seconds = [outcome.seconds for outcome in outcomes]
    return Report(
        questions=len(outcomes),
        answerable=sum(outcome.question.answerable for outcome in outcomes),
        metrics=tuple(metric for metric in metrics if not np.isnan(metric.estimate.value)),
        curve=tuple(risk_coverage(confidence, right)),
        seconds_median=float(np.median(seconds)),
        seconds_95th=float(np.percentile(seconds, 95)),
    )


_Outcomes: TypeAlias = Sequence[Outcome]


def _average(value: Callable[[Outcome], float]) -> Callable[[_Outcomes], Measure]:
    return lambda outcomes: mean([value(outcome) for outcome in outcomes])


def _selective(measure: Callable[..., Measure], *more: float) -> Callable[[_Outcomes], Measure]:
    return lambda outcomes: measure([o.confidence for o in outcomes], [o.right() for o in outcomes], *more)


def _anything(_: Outcome) -> bool:
    return True


def _answerable(outcome: Outcome) -> bool:
    return outcome.question.answerable


def _known(outcome: Outcome) -> bool:
    return outcome.question.answerable and bool(outcome.question.urls)


_METRICS: tuple[tuple[str, str, Callable[[_Outcomes], Measure], Callable[[Outcome], bool]], ...] = (
    ("mrr@10", "MRR@10", _average(lambda o: reciprocal_rank(o.ranked, o.question.urls)), _known),
    ("ndcg@10", "nDCG@10", _average(lambda o: ndcg(o.ranked, o.question.urls)), _known),
    ("success@1", "Success@1", _average(lambda o: success(o.ranked, o.question.urls, depth=1)), _known),
    ("success@3", "Success@3", _average(lambda o: success(o.ranked, o.question.urls, depth=3)), _known),
    ("success@5", "Success@5", _average(lambda o: success(o.ranked, o.question.urls, depth=5)), _known),
    ("answer@1", "answer in citation 1", _average(lambda o: o.right()), _answerable),
    ("answer@3", "answer in citations 1–3", _average(lambda o: o.right(3)), _answerable),
    (
        "auroc_answerable",
        "AUROC, answerable or not",
        lambda outcomes: auroc([o.confidence for o in outcomes], [o.question.answerable for o in outcomes]),
        _anything,
    ),
    ("auroc_right", "AUROC, right or not", _selective(auroc), _anything),
    ("aurc", "AURC", _selective(aurc), _anything),
    ("coverage@5%", "coverage at 5 % error", _selective(coverage_at_risk, 0.05), _anything),
    ("coverage@10%", "coverage at 10 % error", _selective(coverage_at_risk, 0.10), _anything),
    ("ece", "expected calibration error", _selective(calibration_error), _anything),
    ("brier", "Brier score", _average(lambda o: (o.confidence - o.right()) ** 2), _anything),
    ("answered", "answered", _average(lambda o: o.answered), _anything),
    ("right_of_answered", "right, of those answered", _average(lambda o: o.right()), lambda o: o.answered),
    ("answered_of_answerable", "answered, of the answerable", _average(lambda o: o.answered), _answerable),
    (
        "withheld_of_unanswerable",
        "withheld, of the unanswerable",
        _average(lambda o: not o.answered),
        lambda o: not o.question.answerable,
    ),
)
