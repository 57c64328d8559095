"""Prints how good the answers are, beside the usual pipelines on the same model and articles.

    make eval

On the bundled sample with its 60 questions and, where BBC news are at hand, on these with 608 questions:
members' and quiz questions, near misses, and such as name a time. Nothing is fitted to either. Where the
public development sets lie beside the project, on ClapNQ and SQuAD 2.0 too; the coefficients were fitted on
these, so their figures flatter. Baselines quote whole chunks; «chars» is the average length of a first quote.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.baselines import System, distinct, passage_systems, tutorial_system
from bench.corpora import BBC_NEWS, ROOT, Collection, at_hand, bbc, clapnq, indexed, sample, squad
from bench.pictures import draw
from corpus.sentences import sentence_spans
from index.answer import Answerer
from index.encoder import TextEncoder
from index.evaluate import Outcome, outcome_of, report
from index.known_answers import Question, address, holds_answer
from index.measures import estimate, mean
from index.search import Searcher
from index.types import Query

DOCS = ROOT / "docs"
NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
COLUMNS = (
    "mrr@10", "ndcg@10", "success@1", "success@5", "answer@1", "answer@3",
    "auroc_answerable", "auroc_right", "aurc", "coverage@10%",
)  # fmt: skip


def main() -> None:
    """Measure every collection at hand, print the tables, and draw the pictures for the sample."""
    console = Console(width=160)
    collections = [sample()]
    if at_hand(bbc):
        collections.append(bbc("report"))
    else:
        console.print(f"skipped BBC news: there are no articles in {BBC_NEWS}")
    if at_hand(clapnq):
        collections += [clapnq(), squad()]
    else:
        console.print("skipped ClapNQ and SQuAD 2.0: no evaluation data beside the project")
    for collection in collections:
        with indexed(collection.drafts) as (store, indexes):
            answerer = Answerer(store, Searcher(store, indexes), min_confidence=0.0)
            ours = list(asked(answerer, collection.questions))
            assert isinstance(indexes.encoder, TextEncoder)
            systems = passage_systems(store, indexes)
            systems["tutorial, 1,000 / 200"] = tutorial_system(collection, indexes.encoder)
            rows = {name: list(chunked(system, collection.questions)) for name, system in systems.items()}
        console.print(compared(collection, {"Citewire": ours, **rows}))
        console.print(detailed(collection, ours))
        if collection.name == "ClapNQ":
            console.print(sentences(ours))
        if collection.name.startswith("sample"):
            draw(ours, DOCS)
            console.print(f"drew {DOCS / 'reliability.svg'} and {DOCS / 'risk-coverage.svg'}")


def asked(answerer: Answerer, questions: Sequence[Question]) -> Iterable[Outcome]:
    """Ask Citewire."""
    for question in questions:
        query = Query(text=question.text, now=question.now or NOW)
        ranked = [citation.article.url for citation in answerer.search(replace(query, k=10))]
        began = time.perf_counter()
        answer = answerer.answer(query)
        yield outcome_of(question, answer, time.perf_counter() - began, ranked_urls=ranked)


def chunked(system: System, questions: Sequence[Question]) -> Iterable[Outcome]:
    """Ask a baseline; its best score stands for its confidence."""
    for question in questions:
        began = time.perf_counter()
        found = system(question.text)
        yield Outcome(
            question=question,
            ranked=tuple(address(url) for url in distinct(found)),
            quotes=tuple(text for _, text, _ in found[:3]),
            cited=tuple(address(url) for url, _, _ in found[:3]),
            confidence=found[0][2] if found else 0.0,
            answered=True,
            seconds=time.perf_counter() - began,
        )


def compared(collection: Collection, systems: dict[str, list[Outcome]]) -> Table:
    """Return a table of systems with the metrics that don't need a probability."""
    table = Table(title=f"{collection.name}: {len(collection.questions)} questions", title_justify="left")
    table.add_column("system")
    for column in (*COLUMNS, "chars"):
        table.add_column(column, justify="right")
    for name, outcomes in systems.items():
        values = report(outcomes).as_dict()["metrics"]
        length = np.mean([len(outcome.quotes[0]) for outcome in outcomes if outcome.quotes])
        cells = [f"{values[column]['value']:.3f}" if column in values else "-" for column in COLUMNS]
        table.add_row(name, *cells, f"{length:,.0f}")
    return table


def detailed(collection: Collection, outcomes: list[Outcome]) -> Table:
    """Return Citewire's metrics with their intervals."""
    table = Table(title=f"Citewire on {collection.name}, 95 % intervals by bootstrap", title_justify="left")
    for column in ("metric", "value", "interval", "questions"):
        table.add_column(column, justify="left" if column == "metric" else "right")
    for row in report(outcomes).rows():
        table.add_row(*row)
    return table


def sentences(outcomes: list[Outcome]) -> str:
    """Tell the share of the first quote's sentences that answer, and of answering ones that it has."""
    precisions, recalls = [], []
    for outcome in outcomes:
        if outcome.question.answerable and outcome.quotes:
            quote, answers = outcome.quotes[0], outcome.question.answers
            said = [quote[start:end] for start, end in sentence_spans(quote)]
            if said and answers:
                precisions.append(np.mean([any(same(one, answer) for answer in answers) for one in said]))
                recalls.append(np.mean([any(same(one, answer) for one in said) for answer in answers]))
    precision, recall = (estimate(mean(values), len(values)) for values in (precisions, recalls))
    return (
        f"sentence precision {precision.value:.3f} ({precision.low:.3f}–{precision.high:.3f}), "
        f"recall {recall.value:.3f} ({recall.low:.3f}–{recall.high:.3f})"
    )


def same(sentence: str, other: str) -> bool:
    """Whether one of two sentences holds the other."""
    return holds_answer(sentence, [other]) or holds_answer(other, [sentence])


if __name__ == "__main__":
    main()
