"""Fits the ranking of excerpts and the confidence, and writes index/calibration.json.

Fitted on: the questions of bench/questions/fit.jsonl on the sample articles and, where the public sets
lie beside the project, ClapNQ and SQuAD 2.0 dev. A collection's answerable questions asked of another
collection are questions about subjects that the articles don't touch. Never fitted on: the sample's own
60 questions, which `make eval` reports on.

    make calibrate
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp, softmax
from sklearn.model_selection import KFold

import index
from bench.corpora import EVALUATION_DATA, ROOT, Collection, clapnq, indexed, sample, squad
from corpus.store import Store
from index.answer import CONFIDENCE_FEATURES, Answerer
from index.calibration import Calibration, LogisticModel
from index.evidence import FEATURES, Evidence
from index.indexes import Indexes
from index.known_answers import Question, holds_answer
from index.measures import Measure, auroc, calibration_error
from index.search import Searcher
from index.types import Query

OUTPUT = Path(index.__file__).parent / "calibration.json"
FOLDS = KFold(5, shuffle=True, random_state=7)
OFF_SUBJECT = 100
"""Questions of another collection asked of each."""
OFF = "off subject"
RIDGE = 1e-3
FREE = ("passage cosine", "passage BM25", "lead")
"""Features of the passage may count against a window, so that its own count; no other may."""
WEIGHT_OF_THE_SAMPLE = 2.0
"""News counts more than encyclopedias."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's windows: features (n, features), whether each one's excerpt answers, and a weight."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    articles: NDArray[np.int64]
    kind: str
    weight: float


def main() -> None:
    """Collect, fit, print how well it fits across folds, and write the coefficients."""
    collections = [sample("fit")]
    if EVALUATION_DATA.is_dir():
        collections += [clapnq(), squad()]
    else:
        print("fitted on the sample alone: no public sets beside the project")
    asked = [item for collection in collections for item in evidence(collection, collections)]
    ranking = fit_ranking([item for item in asked if item.right.any()])
    asked = [item for item in asked if item.kind != "quiz"]
    rows = [confidence_row(item, ranking) for item in asked]
    features = np.array([row for row, _ in rows])
    right = np.array([is_right for _, is_right in rows])
    weights = np.array([item.weight for item in asked])
    logits = np.zeros(len(asked))
    for fitted, held_out in FOLDS.split(features):
        model = fit_confidence(features[fitted], right[fitted], weights[fitted])
        logits[held_out] = model.logits(features[held_out])
    probabilities = expit(logits)
    threshold = threshold_of(probabilities, asked)
    tell(asked, probabilities, right, threshold)
    confidence = fit_confidence(features, right, weights)
    written = {
        "ranking": ranking.to_json(),
        "confidence": confidence.to_json(),
        "threshold": round(threshold, 3),
    }
    OUTPUT.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"wrote {OUTPUT}")


def evidence(collection: Collection, others: list[Collection]) -> list[Asked]:
    """Ask a collection its own questions, and some that other collections answer."""
    weight = WEIGHT_OF_THE_SAMPLE if collection.name.startswith("sample") else 1.0
    strangers = [
        question
        for other in others
        if other.name != collection.name
        for question in other.questions
        if question.answerable
    ]
    chosen = np.random.default_rng(7).permutation(len(strangers))[:OFF_SUBJECT]
    with indexed(collection.drafts) as (store, indexes):
        own = [one(store, indexes, question, weight, kind_of(question)) for question in collection.questions]
        off = [one(store, indexes, strangers[i], weight, OFF) for i in chosen]
    return [item for item in own + off if item is not None]


def one(store: Store, indexes: Indexes, question: Question, weight: float, kind: str) -> Asked | None:
    """Return every window that was retrieved for the question, or None without any."""
    searcher = Searcher(store, indexes)
    answerer = Answerer(store, searcher, 0.0, untrained())
    understood = searcher.understand(Query(text=question.text, now=question.now or datetime.now(UTC)))
    found = [item for item, _ in answerer.ranked(understood, searcher.asked(understood))]
    if not found:
        return None
    answerable = question.answerable and kind != OFF
    right = np.array([answerable and answers(item, question) for item in found])
    return Asked(
        np.stack([item.features for item in found]),
        right,
        np.array([item.article.id for item in found]),
        kind,
        weight,
    )


def kind_of(question: Question) -> str:
    """Tell answerable questions and near misses, and those that go out of their way to share no word."""
    if not question.answerable:
        return "near miss"
    return "quiz" if question.text in quiz_questions() else "answerable"


@cache
def quiz_questions() -> frozenset[str]:
    """Return the questions that avoid the articles' words.

    The ranking learns from them. The confidence doesn't: beside near misses, which share many words,
    they would teach it that shared words mean a wrong answer.
    """
    lines = (ROOT / "bench" / "questions" / "fit.jsonl").read_text("utf-8").splitlines()
    return frozenset(record["question"] for record in map(json.loads, lines) if record["kind"] == "quiz")


def answers(item: Evidence, question: Question) -> bool:
    """Whether an excerpt answers, and is of an article known to answer."""
    return item.article.url in question.urls and holds_answer(
        item.article.text[slice(*item.excerpt)], question.answers
    )


def untrained() -> Calibration:
    """Models that weigh nothing, for collecting."""
    ranking = LogisticModel(FEATURES, np.zeros(len(FEATURES)), 0.0)
    confidence = LogisticModel(CONFIDENCE_FEATURES, np.zeros(len(CONFIDENCE_FEATURES)), 0.0)
    return Calibration(ranking, confidence, 0.0)


def fit_ranking(asked: list[Asked]) -> LogisticModel:
    """Fit scores whose softmax over a question's windows puts the most on those that answer.

    The loss is the negative log likelihood of any right window (ListNet's top one, Cao et al., ICML
    2007) with a ridge on the standardised weights. The intercept only moves all scores: the median
    best score becomes 1.
    """
    features = np.concatenate([item.features for item in asked])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    lists = [
        ((item.features - mean) / scale, item.right, item.weight / (2 if item.kind == "quiz" else 1))
        for item in asked
    ]
    total = sum(weight for _, _, weight in lists)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, gradient = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for rows, right, weight in lists:
            scores = rows @ weights
            everywhere, among_right = softmax(scores), softmax(np.where(right, scores, -np.inf))
            value += weight / total * float(logsumexp(scores) - logsumexp(scores[right]))
            gradient = gradient + weight / total * (everywhere - among_right) @ rows
        return value, gradient

    bounds = [(None, None) if name in FREE else (0.0, None) for name in FEATURES]
    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = found.x / scale
    best = [float((item.features @ weights).max()) for item in asked]
    return LogisticModel(FEATURES, weights, 1 - float(np.median(best)))


def fit_confidence(
    features: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> LogisticModel:
    """Fit a logistic regression in which what counts for an answer never counts against it.

    Without these bounds, near misses made to look like answers (SQuAD 2.0's are) teach that shared
    words mean a wrong answer.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    rows = np.c_[(features - mean) / scale, np.ones(len(features))]
    shrunk = np.r_[np.ones(features.shape[1]), 0.0]
    shares = weights / weights.sum()

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ values
        value = shares @ (np.logaddexp(0, scores) - right * scores) + RIDGE * shrunk @ values**2
        gradient = rows.T @ (shares * (expit(scores) - right)) + 2 * RIDGE * shrunk * values
        return float(value), gradient

    bounds = [(None, None) if name in FREE else (0.0, None) for name in CONFIDENCE_FEATURES]
    found = minimize(
        loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    )
    coefficients = found.x[:-1] / scale
    return LogisticModel(CONFIDENCE_FEATURES, coefficients, float(found.x[-1] - coefficients @ mean))


def confidence_row(item: Asked, ranking: LogisticModel) -> tuple[NDArray[np.float64], bool]:
    """Return the confidence features of the best window, and whether it answers."""
    scores = ranking.logits(item.features)
    best = int(np.argmax(scores))
    elsewhere = scores[item.articles != item.articles[best]]
    rival = float(elsewhere.max()) if len(elsewhere) else float(scores[best]) - 3
    row = np.array([*item.features[best], scores[best], min(3.0, scores[best] - rival)])
    return row, bool(item.right[best])


def threshold_of(probabilities: NDArray[np.float64], asked: list[Asked]) -> float:
    """Return the highest threshold at which 93% of the news questions that have an answer get one."""
    news = [item.kind == "answerable" and item.weight > 1 for item in asked]
    return float(np.quantile(probabilities[news], 0.07))


def tell(
    asked: list[Asked], probabilities: NDArray[np.float64], right: NDArray[np.bool_], threshold: float
) -> None:
    """Print, across folds, how the confidence tells the kinds apart."""
    kinds = np.array([item.kind for item in asked])
    for name, lightest in (("news", WEIGHT_OF_THE_SAMPLE), ("all", 0.0)):
        chosen = np.array([item.weight >= lightest for item in asked])
        own = chosen & (kinds == "answerable")
        answered = (probabilities[own] >= threshold).mean()
        print(f"{name}: right first {right[own].mean():.3f}, answered {answered:.3f}")
        for kind in ("near miss", OFF):
            others = chosen & (kinds == kind)
            both = own | others
            area = value(auroc(probabilities[both], own[both]), both.sum())
            answered = (probabilities[others] >= threshold).mean()
            print(f"  AUROC against {kind} {area:.3f}, answered {answered:.3f}")
        error = value(calibration_error(probabilities[chosen], right[chosen]), chosen.sum())
        print(f"  calibration error {error:.3f}")


def value(measure: Measure, count: int) -> float:
    """Return a measure over all questions, each once."""
    return float(measure(np.ones((1, count)))[0])


if __name__ == "__main__":
    main()
