"""From features to a score and to a probability, by coefficients that are checked in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """p = 1 / (1 + exp(−(intercept + Σ weight · feature))), with each feature's name beside its weight."""

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    intercept: float

    @classmethod
    def from_json(cls, value: Mapping[str, Any], names: Sequence[str]) -> "LogisticModel":
        """Read {"intercept", "weights": {name: weight}}; every name must be there, and no other."""
        weights = value["weights"]
        if set(weights) != set(names):
            raise ValueError(f"calibration is for {sorted(weights)}, not for {sorted(names)}")
        return cls(tuple(names), np.array([weights[name] for name in names]), float(value["intercept"]))

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads, to four digits."""
        weights = {
            name: round(float(weight), 4) for name, weight in zip(self.names, self.weights, strict=True)
        }
        return {"intercept": round(self.intercept, 4), "weights": weights}

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) for features of shape (n, len(names))."""
        return features @ self.weights + self.intercept

    def probability(self, features: NDArray[np.float64]) -> float:
        """Return the probability for one row of features."""
        return sigmoid(float(self.logits(features[None])[0]))


def sigmoid(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return float(1 / (1 + np.exp(-logit)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ranking of sentences, the confidence in the best one, and the threshold to answer at."""

    ranking: LogisticModel
    confidence: LogisticModel
    threshold: float


@cache
def fitted(ranking_names: tuple[str, ...], confidence_names: tuple[str, ...]) -> Calibration:
    """Read the coefficients that `make calibrate` wrote."""
    value = json.loads((files("index") / "calibration.json").read_text(encoding="utf-8"))
    return Calibration(
        LogisticModel.from_json(value["ranking"], ranking_names),
        LogisticModel.from_json(value["confidence"], confidence_names),
        float(value["threshold"]),
    )
