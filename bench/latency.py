"""How long a question takes, step by step, over generated passages, against a baseline of the same run.

    python -m bench.latency [--passages N] [--questions N] [--seed N]

The baseline is what no semantic search can do without: one question encoded and compared exactly with
every passage. It is encoded as Citewire does it, by onnxruntime; what the same takes with
sentence-transformers, as most do it, is told last. The questions are those on the bundled articles, which
are indexed among invented ones: words with natural frequencies and random unit vectors. Steps are timed
question by question, in an order that is drawn anew for each, so that a busy machine and what the step
before left running slow all of them alike. Everything lies in a temporary folder.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np

from bench.corpora import keep, sample
from corpus.passages import Window
from corpus.store import Store
from corpus.types import Draft
from index.answer import Answerer
from index.encoder import TextEncoder, open_encoder
from index.model_files import bundled_folder
from index.search import Searcher
from index.sync import Indexes, sync
from index.torch_engine import TorchEngine
from index.types import Filter, Query
from index.vectors import VectorIndex
from index.witnesses import Corroborating, Witnesses

MODEL = "all-MiniLM-L6-v2"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
BASELINE = "encode + exact search"
USUAL = "the same, sentence-transformers"
PASSAGES_AN_ARTICLE = 4
SENTENCES_A_PASSAGE = 7
OUTLETS = [f"Outlet {number}" for number in range(20)]
NEIGHBOURS = 100
WARM_UP = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=30_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoder = open_encoder(MODEL, folder / "models")
        store = Store.open(folder / "bench.db")
        try:
            words = Words(arguments.seed)
            started = time.perf_counter()
            keep(store, sample().drafts, encoder)
            own = store.passage_ids()
            exact, _ = fill(store, encoder, words, arguments.passages)
            indexes = Indexes.open(store, encoder, folder)
            sync(store, indexes)
            exact.add(*store.passage_vectors(encoder.name, own))
            asked = [question.text for read in ("sample", "fit") for question in sample(read).questions]
            questions = words.random.sample(asked, min(len(asked), arguments.questions + WARM_UP))
            print(f"{len(exact):,} passages, made and indexed in {time.perf_counter() - started:.0f} s")
            seconds = measure(steps(store, indexes, encoder, exact), questions, words.random)
            seconds[USUAL] = measure({USUAL: usual(exact)}, questions, words.random)[USUAL]
            show(seconds)
        finally:
            store.close()


class Words:
    """Invented words, used as often as natural ones are: the n-th most common 1/n as often as the first."""

    def __init__(self, seed: int, count: int = 20_000) -> None:
        self.random = random.Random(seed)
        self._words = [self._invented() for _ in range(count)]
        self._weights = list(accumulate(1 / rank for rank in range(1, count + 1)))

    def sentence(self, length: int) -> str:
        words = self.random.choices(self._words, cum_weights=self._weights, k=length)
        return " ".join(words).capitalize() + "."

    def _invented(self) -> str:
        syllables = self.random.choices(
            "ba de fi go lu ma ne pi ro su ta ve".split(), k=self.random.randint(2, 4)
        )
        return "".join(syllables) + self.random.choice(["", "n", "r", "st"])


def fill(
    store: Store, encoder: TextEncoder, words: Words, passages: int, questions: int = 0
) -> tuple[VectorIndex, list[str]]:
    """Store the articles with their vectors; return the exact index of the baseline, and questions."""
    noise = np.random.default_rng(words.random.randrange(2**32))
    exact = VectorIndex(encoder.dimension)
    asked: list[str] = []
    for number in range(-(-passages // PASSAGES_AN_ARTICLE)):
        text, windows = story(words)
        draft = Draft(
            title=words.sentence(8).rstrip("."),
            text=text,
            origin=f"bench {number}",
            source=OUTLETS[number % len(OUTLETS)],
            published=NOW - timedelta(hours=number % 17_000),
            language="en",
        )
        article_id = store.put(draft, windows, identity=f"bench {number}", fetched=NOW)
        ids = [passage.id for passage in store.passages_of(article_id)]
        vectors = {
            passage_id: unit(noise.standard_normal((1 + SENTENCES_A_PASSAGE, encoder.dimension)))
            for passage_id in ids
        }
        store.put_vectors(encoder.name, vectors)
        exact.add(np.array(ids), np.stack([rows[0] for rows in vectors.values()]))
        if len(asked) < questions + WARM_UP:
            said = " ".join(words.random.sample(text.lower().replace(".", "").split(), 6))
            asked.append(f"what did {said} say?")
    return exact, asked


def story(words: Words) -> tuple[str, list[Window]]:
    """Return a text and its passages, a paragraph each."""
    text, windows = "", []
    for _ in range(PASSAGES_AN_ARTICLE):
        sentences = []
        for _ in range(SENTENCES_A_PASSAGE):
            start = len(text)
            text += words.sentence(words.random.randint(10, 24))
            sentences.append((start, len(text)))
            text += " "
        windows.append(Window(sentences[0][0], sentences[-1][1], tuple(sentences)))
        text = text.rstrip() + "\n\n"
    return text.rstrip(), windows


Step = Callable[[str], object]


def steps(store: Store, indexes: Indexes, encoder: TextEncoder, exact: VectorIndex) -> dict[str, Step]:
    """Return what is timed, by name; each takes a question."""
    answerer = Corroborating(
        Answerer(store, Searcher(store, indexes), min_confidence=0.0), Witnesses(store, indexes)
    )
    one_outlet = Filter(sources=frozenset(OUTLETS[:1]))
    vector = encoder.encode_queries(["what is timed here?"])[0]

    def filtered(question: str) -> object:
        return indexes.vectors.search(vector, NEIGHBOURS, indexes.catalogue.allowed(one_outlet))

    return {
        BASELINE: lambda question: exact.search(encoder.encode_queries([question])[0], NEIGHBOURS),
        "encode": lambda question: encoder.encode_queries([question]),
        "dense search": lambda question: indexes.vectors.search(vector, NEIGHBOURS),
        "dense search, one outlet of 20": filtered,
        "BM25": lambda question: indexes.words.search(question, NEIGHBOURS),
        "BM25, one outlet of 20": lambda question: indexes.words.search(question, NEIGHBOURS, one_outlet),
        "whole ask": lambda question: answerer.answer(Query(text=question, now=NOW)),
        "whole ask, last month": lambda question: answerer.answer(
            Query(text=f"{question} in the last month", now=NOW)
        ),
        "whole search, 10 articles": lambda question: answerer.search(Query(text=question, now=NOW, k=10)),
    }


def usual(exact: VectorIndex) -> Step:
    """Return the baseline with the model run by sentence-transformers.

    Timed after all others: torch's threads wait busily and would slow what comes next.
    """
    model = TorchEngine.load(str(bundled_folder())).model

    def step(question: str) -> object:
        vector = model.encode([question], normalize_embeddings=True, show_progress_bar=False)[0]
        return exact.search(vector, NEIGHBOURS)

    return step


def measure(timed: dict[str, Step], questions: list[str], order: random.Random) -> dict[str, np.ndarray]:
    """Return the seconds of every step for every question but the first few."""
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for question in questions:
        for name, step in order.sample(list(timed.items()), len(timed)):
            started = time.perf_counter()
            step(question)
            seconds[name].append(time.perf_counter() - started)
    return {name: np.array(found[WARM_UP:]) for name, found in seconds.items()}


def show(seconds: dict[str, np.ndarray]) -> None:
    """Print medians and 95th percentiles, as times and in medians of the baseline."""
    baseline = np.median(seconds[BASELINE])
    print(f"{'':32}{'median':>10}{'95th':>10}   {'of the baseline':>15}{'95th':>8}")
    for name, found in seconds.items():
        middle, high = np.percentile(found, [50, 95])
        times = f"{middle * 1000:>7.2f} ms{high * 1000:>7.2f} ms"
        print(f"{name:32}{times}   {middle / baseline:>14.2f}×{high / baseline:>7.2f}×")


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


if __name__ == "__main__":
    main()
