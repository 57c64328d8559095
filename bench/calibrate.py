"""Fits the ranking of excerpts and the confidence, and writes index/calibration.json.

Fitted on: the questions of bench/questions/fit.jsonl on the sample articles and, where the public sets
are at hand, those of bench/questions/bbc-fit.jsonl on BBC news, ClapNQ and SQuAD 2.0 dev. A collection's
answerable questions asked of another are about subjects that its articles don't touch. Never fitted on:
the sample's own 60 questions and those of bench/questions/bbc-report.jsonl, which `make eval` reports on.

    make calibrate
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.model_selection import KFold

import index
from bench.corpora import ROOT, Collection, at_hand, bbc, clapnq, indexed, sample, squad
from corpus.types import Article, Span
from index.answer import CONFIDENCE_FEATURES, MOST_RANKED, better_first, confidence_features
from index.calibration import LogisticModel
from index.evidence import Retrieved, sentence_features
from index.excerpts import excerpts
from index.features import FEATURES
from index.known_answers import Question, holds_answer
from index.measures import Measure, auroc, calibration_error
from index.said import Asked
from index.search import Searcher
from index.time import time_named
from index.types import Query
from index.verifier import bundled_verifier

OUTPUT = Path(index.__file__).parent / "calibration.json"
FOLDS = KFold(5, shuffle=True, random_state=7)
OFF_SUBJECT = 100
"""Questions of another collection asked of each."""
NEAR, OFF = "near miss", "off subject"
RIDGE = 1e-3
FREE = ("passage cosine", "passage BM25", "lead")
"""Features of the passage may count against a window, so that its own count; no other may."""
WEIGHTS = {"BBC/fit": 3.0, "sample/fit": 1.5}
"""News counts more than encyclopedias, and the news of real outlets most."""
UNANSWERABLE = {NEAR: 2.0, OFF: 3.0}
"""What questions without an answer count for the confidence's weights: what sets a near miss apart is harder
to learn, and of questions on other subjects few are asked here."""
TIMELINESS_RANKS = 4.0
TIMELINESS_CONVINCES = 2.0
"""Logits between an article of the time that is named and one far from it. Set, not fitted: nearly all
questions here name no time."""
ANSWERED = 0.9
"""The share of answerable news questions to answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question whose answer is known, with what was retrieved for it.

    `features` and `right` are those of each passage's sentences: (sentences, features), and whether a
    sentence answers.
    """

    question: Question
    asked: Asked
    found: list[Retrieved]
    features: list[NDArray[np.float64]]
    right: list[NDArray[np.bool_]]
    kind: str
    news: bool
    weight: float

    @property
    def rows(self) -> NDArray[np.float64]:
        """The features of all sentences."""
        return np.concatenate(self.features)

    @property
    def answering(self) -> NDArray[np.bool_]:
        """Which of all sentences answer."""
        return np.concatenate(self.right)


def main() -> None:
    """Collect, fit, print how well it fits across folds, and write the coefficients."""
    collections = [sample("fit"), *(read() for read in (bbc, clapnq, squad) if at_hand(read))]
    print("fitted on", ", ".join(collection.name for collection in collections))
    known = [item for collection in collections for item in collected(collection, collections)]
    ranking = fit_ranking([item for item in known if item.answering.any()])
    known = [item for item in known if item.kind != "quiz"]
    rows = [confidence_row(item, ranking) for item in known]
    features = np.array([row for row, _ in rows])
    right = np.array([is_right for _, is_right in rows])
    weights = np.array([item.weight * UNANSWERABLE.get(item.kind, 1.0) for item in known])
    logits = np.zeros(len(known))
    for fitted, held_out in FOLDS.split(features):
        model = fit_confidence(features[fitted], right[fitted], weights[fitted])
        logits[held_out] = model.logits(features[held_out])
    slope, shift = scaling(logits, right, np.array([item.news for item in known]))
    probabilities = expit(slope * logits + shift)
    threshold = threshold_of(probabilities, known)
    tell(known, probabilities, right, threshold)
    unscaled = fit_confidence(features, right, weights)
    confidence = LogisticModel(
        CONFIDENCE_FEATURES, slope * unscaled.weights, slope * unscaled.intercept + shift
    )
    written = {
        "ranking": ranking.to_json(),
        "confidence": confidence.to_json(),
        "threshold": round(threshold, 3),
    }
    OUTPUT.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"wrote {OUTPUT}")


def collected(collection: Collection, others: list[Collection]) -> list[Known]:
    """Ask a collection its own questions, and some that other collections answer."""
    strangers = [
        question
        for other in others
        if other.name != collection.name
        for question in other.questions
        if question.answerable
    ]
    chosen = np.random.default_rng(7).permutation(len(strangers))[:OFF_SUBJECT]
    asked = [dated(strangers[place], collection, turn) for turn, place in enumerate(chosen)]
    with indexed(collection.drafts) as (store, indexes):
        searcher = Searcher(store, indexes)
        own = [one(searcher, question, collection, kind_of(question)) for question in collection.questions]
        off = [one(searcher, question, collection, OFF) for question in asked]
    return [item for item in own + off if item is not None]


def dated(question: Question, collection: Collection, turn: int) -> Question:
    """Let every third question ask of a week of which there is news: being of that week answers nothing."""
    days = [draft.published for draft in collection.drafts if draft.published]
    if turn % 3 or not days or time_named(question.text, datetime.now(UTC)):
        return question
    asked_on = days[turn % len(days)] + timedelta(days=2)
    return replace(question, text=f"{question.text.rstrip('?')} this week?", now=asked_on)


def one(searcher: Searcher, question: Question, collection: Collection, kind: str) -> Known | None:
    """Return what was retrieved for the question, or None when nothing was."""
    understood = searcher.understand(Query(text=question.text, now=question.now or datetime.now(UTC)))
    asked = searcher.asked(understood)
    found = searcher.retrieve(understood, asked)
    if not found:
        return None
    answerable = question.answerable and kind != OFF
    right = [
        np.array([answerable and answers(one.article, span, question) for span in one.passage.sentences])
        for one in found
    ]
    features = sentence_features(asked, found)
    weight = WEIGHTS.get(collection.name, 1.0)
    return Known(question, asked, found, features, right, kind, collection.name in WEIGHTS, weight)


def kind_of(question: Question) -> str:
    """Tell answerable questions and near misses, and those that go out of their way to share no word."""
    if not question.answerable:
        return NEAR
    return "quiz" if question.text in quiz_questions() else "answerable"


@cache
def quiz_questions() -> frozenset[str]:
    """Return the questions that avoid the articles' words.

    The ranking learns from them. The confidence doesn't: beside near misses, which share many words,
    they would teach it that shared words mean a wrong answer.
    """
    lines = (ROOT / "bench" / "questions" / "fit.jsonl").read_text("utf-8").splitlines()
    return frozenset(record["question"] for record in map(json.loads, lines) if record["kind"] == "quiz")


def answers(article: Article, span: Span, question: Question) -> bool:
    """Whether an excerpt answers, and is of an article known to answer."""
    return article.url in question.urls and holds_answer(article.text[slice(*span)], question.answers)


def fit_ranking(known: list[Known]) -> LogisticModel:
    """Fit scores whose softmax over a question's sentences puts the most on those that answer.

    The loss is the negative log likelihood of any right sentence (ListNet's top one, Cao et al., ICML
    2007) with a ridge on the standardised weights. The intercept only moves all scores: the median
    best score becomes 1.
    """
    features = np.concatenate([item.rows for item in known])
    scale = features.std(axis=0) + 1e-6
    rows = (features - features.mean(axis=0)) / scale
    right = np.concatenate([item.answering for item in known])
    counts = np.array([len(item.answering) for item in known])
    begins = np.r_[0, np.cumsum(counts)[:-1]]
    shares = np.array([item.weight for item in known])
    shares /= shares.sum()

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, begins), counts))
        every = np.add.reduceat(raised, begins)
        among_right = np.maximum(np.add.reduceat(raised * right, begins), 1e-300)
        value = RIDGE * float(weights @ weights) + float(shares @ np.log(every / among_right))
        pull = raised * (np.repeat(shares / every, counts) - right * np.repeat(shares / among_right, counts))
        return value, 2 * RIDGE * weights + pull @ rows

    bounds = [(None, None) if name in FREE else (0.0, None) for name in FEATURES]
    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = found.x / scale
    weights[FEATURES.index("timeliness")] = TIMELINESS_RANKS
    best = [float((item.rows @ weights).max()) for item in known]
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
    coefficients[CONFIDENCE_FEATURES.index("timeliness")] = TIMELINESS_CONVINCES
    return LogisticModel(CONFIDENCE_FEATURES, coefficients, float(found.x[-1] - coefficients @ mean))


def scaling(
    logits: NDArray[np.float64], right: NDArray[np.bool_], news: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return slope and shift that make held-out logits mean what they say on news, each question once.

    Source: Platt, «Probabilistic outputs for support vector machines», 1999. Encyclopedias, where near
    misses are made to be taken for answers, would teach too little trust.
    """
    own, answered = logits[news], right[news]

    def loss(values: NDArray[np.float64]) -> float:
        scores = values[0] * own + values[1]
        return float(np.mean(np.logaddexp(0, scores) - answered * scores))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x
    return float(slope), float(shift)


def confidence_row(item: Known, ranking: LogisticModel) -> tuple[NDArray[np.float64], bool]:
    """Return the confidence features of the best excerpt, and whether it answers."""
    scores = [ranking.logits(rows) for rows in item.features]
    found = excerpts(item.found, item.features, scores, MOST_RANKED)
    ranked, verified = better_first(item.asked, found, bundled_verifier())
    best = ranked[0]
    answerable = bool(item.answering.any())
    is_right = answerable and answers(best.article, best.excerpt, item.question)
    return confidence_features(item.asked, ranked, verified), is_right


def threshold_of(probabilities: NDArray[np.float64], known: list[Known]) -> float:
    """Return the highest threshold at which enough of the news questions that have an answer get one."""
    own = [item.kind == "answerable" and item.news for item in known]
    return float(np.quantile(probabilities[own], 1 - ANSWERED))


def tell(
    known: list[Known], probabilities: NDArray[np.float64], right: NDArray[np.bool_], threshold: float
) -> None:
    """Print, across folds, how the confidence tells the kinds apart."""
    kinds = np.array([item.kind for item in known])
    news = np.array([item.news for item in known])
    for name, chosen in (("news", news), ("all", np.ones(len(known), dtype=bool))):
        own = chosen & (kinds == "answerable")
        answered = (probabilities[own] >= threshold).mean()
        print(f"{name}: right first {right[own].mean():.3f}, answered {answered:.3f}")
        for kind in (NEAR, OFF):
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
