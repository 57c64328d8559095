"""Measures of rankings, answers and probabilities, and how sure one can be of them (pure).

A measure of a sample is a function of weights: (b, n), how often each of n questions counts in each
of b resamples → (b,) values; NaN where a resample doesn't define it. So the same lines give the value
(all weights 1) and its bootstrap.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Measure: TypeAlias = Callable[[Floats], Floats]

RESAMPLES = 1_000
SEED = 20_240_315
BINS = 15


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value over n questions, with the 95 % interval of its bootstrap."""

    value: float
    low: float
    high: float
    n: int


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], *, depth: int = 10) -> float:
    """Return 1 / rank of the first relevant one, 0 when none is among the first `depth`."""
    return next((1 / rank for rank, one in enumerate(ranking[:depth], 1) if one in relevant), 0.0)


def success(ranking: Sequence[str], relevant: Collection[str], *, depth: int) -> float:
    """Return 1 when a relevant one is among the first `depth`, else 0."""
    return float(any(one in relevant for one in ranking[:depth]))


def ndcg(ranking: Sequence[str], relevant: Collection[str], *, depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain, with gains of 1 and discounts of log2(rank + 1).

    Source: Järvelin and Kekäläinen, TOIS 2002.
    """
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    gains = discounts[: len(ranking)][[one in relevant for one in ranking[:depth]]].sum()
    return float(gains / discounts[: len(relevant)].sum())


def mean(values: ArrayLike) -> Measure:
    """Measure the average; of squared errors of probabilities, it is the Brier score."""
    numbers = np.asarray(values, dtype=np.float64)

    def measure(weights: Floats) -> Floats:
        return _ratio(weights @ numbers, weights.sum(axis=1))

    return measure


def auroc(scores: ArrayLike, positive: ArrayLike) -> Measure:
    """Measure how often a positive question scores above a negative one; a tie counts half."""
    numbers, positives = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    above, below = numbers[positives][:, None], numbers[~positives][None, :]
    wins = (above > below) + 0.5 * (above == below)

    def measure(weights: Floats) -> Floats:
        up, down = weights[:, positives], weights[:, ~positives]
        return _ratio(((up @ wins) * down).sum(axis=1), up.sum(axis=1) * down.sum(axis=1))

    return measure


def aurc(confidence: ArrayLike, correct: ArrayLike) -> Measure:
    """Measure the area under the risk–coverage curve: the mean risk over all coverages; less is better.

    Source: Geifman, Uziel and El-Yaniv, ICLR 2019.
    """

    def measure(weights: Floats) -> Floats:
        counts, _, risks = _answered(confidence, correct, weights)
        return _ratio((counts * np.nan_to_num(risks)).sum(axis=1), counts.sum(axis=1))

    return measure


def coverage_at_risk(confidence: ArrayLike, correct: ArrayLike, most: float) -> Measure:
    """Measure the largest share of questions that can be answered with at most this share of them wrong."""

    def measure(weights: Floats) -> Floats:
        _, coverage, risks = _answered(confidence, correct, weights)
        allowed: Floats = np.where(risks <= most + 1e-12, coverage, 0.0)
        return np.asarray(allowed.max(axis=1, initial=0.0))

    return measure


def calibration_error(confidence: ArrayLike, correct: ArrayLike, bins: int = BINS) -> Measure:
    """Measure the expected calibration error over bins of equal numbers of questions.

    It is the mean distance between confidence and share of correct answers, bin by bin. Equal
    numbers, because confidences crowd at both ends; questions of equal confidence share a bin.
    Few questions a bin make it too large: compare only figures of equally many questions.
    Source: Naeini, Cooper and Hauskrecht, AAAI 2015; equal-mass bins: Nixon et al., CVPR workshops 2019.
    """
    numbers, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    place = np.searchsorted(np.sort(numbers), numbers) * bins // max(1, len(numbers))
    member = (place[:, None] == np.arange(bins)).astype(np.float64)

    def measure(weights: Floats) -> Floats:
        distance = np.abs((weights * (numbers - right)) @ member).sum(axis=1)
        return _ratio(distance, weights.sum(axis=1))

    return measure


def risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> list[tuple[float, float]]:
    """Return (coverage, risk) for every threshold, the most confident first.

    Coverage is the share of questions answered, risk the share of those answered wrongly. Questions
    of equal confidence are answered together.
    """
    _, coverage, risks = _answered(confidence, correct, np.ones((1, np.size(confidence))))
    return [(float(share), float(risk)) for share, risk in zip(coverage[0], risks[0], strict=True)]


def estimate(measure: Measure, n: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Estimate:
    """Return a measure's value with the 2.5th and 97.5th percentile of its bootstrap over questions.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993 (the percentile interval).
    """
    value = float(measure(np.ones((1, n)))[0])
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)
    values = measure(drawn)
    values = values[~np.isnan(values)]
    low, high = np.percentile(values, [2.5, 97.5]) if len(values) else (value, value)
    return Estimate(value, float(low), float(high), n)


def _answered(confidence: ArrayLike, correct: ArrayLike, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Return, threshold by threshold, how many more are answered, the coverage and the risk."""
    numbers, wrong = np.asarray(confidence, dtype=np.float64), 1 - np.asarray(correct, dtype=np.float64)
    if not len(numbers):
        return weights, weights, weights
    order = np.argsort(-numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=np.inf))
    counts = np.add.reduceat(weights[:, order], starts, axis=1)
    errors = np.add.reduceat((weights * wrong)[:, order], starts, axis=1)
    answered = counts.cumsum(axis=1)
    return counts, answered / weights.sum(axis=1, keepdims=True), _ratio(errors.cumsum(axis=1), answered)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
