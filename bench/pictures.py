"""The reliability diagram and the risk–coverage curve, as SVG."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np

from index.evaluate import Outcome, report

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "citewire"
BINS = 6


def draw(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write reliability.svg and risk-coverage.svg; the same outcomes give the same files."""
    _reliability(outcomes, folder / "reliability.svg")
    _risk_coverage(outcomes, folder / "risk-coverage.svg")


def _reliability(outcomes: Sequence[Outcome], path: Path) -> None:
    confidence = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.right() for outcome in outcomes], dtype=float)
    groups = np.array_split(np.argsort(confidence, kind="stable"), BINS)
    figure, axes = _axes("confidence", "share of right answers", f"Reliability, {len(outcomes)} questions")
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, label="perfect")
    xs, ys = [confidence[group].mean() for group in groups], [right[group].mean() for group in groups]
    axes.plot(xs, ys, "o-", color="#1f5fa8", label=f"Citewire, {BINS} groups of equal size")
    axes.legend(frameon=False, loc="upper left")
    _save(figure, path)


def _risk_coverage(outcomes: Sequence[Outcome], path: Path) -> None:
    curve = report(outcomes).curve
    figure, axes = _axes(
        "coverage: share of questions answered", "risk: share of these that are wrong", "Risk and coverage"
    )
    axes.step([share for share, _ in curve], [risk for _, risk in curve], where="post", color="#1f5fa8")
    _save(figure, path)


def _axes(x: str, y: str, title: str):  # type: ignore[no-untyped-def]
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel=x, ylabel=y, title=title, xlim=(0, 1), ylim=(0, 1))
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure, path: Path) -> None:  # type: ignore[no-untyped-def]
    figure.savefig(path, metadata={"Date": None})
