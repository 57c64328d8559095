"""The bundled articles, ingested and indexed once for the tests that only read."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.ingest import ingest_all
from corpus.readers import read_json_lines
from corpus.store import Store
from corpus.types import Draft
from index.answer import Answerer
from index.indexes import Indexes
from index.search import Searcher
from index.sync import sync

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample(tmp_path_factory, encoder):
    """A store with the bundled articles, and its indexes."""
    folder: Path = tmp_path_factory.mktemp("sample")
    text = (files("corpus") / "sample" / "articles.jsonl").read_text("utf-8")
    drafts = [read for read in read_json_lines(text.split("\n")) if isinstance(read, Draft)]
    with Store.open(folder / "citewire.db") as store:
        ingest_all(drafts, store, encoder.count_tokens, NOW)
        indexes = Indexes.open(store, encoder, folder / "index")
        sync(store, indexes)
        yield store, indexes


@pytest.fixture
def answerer(sample) -> Answerer:
    """Answers over the bundled articles, whatever its confidence."""
    store, indexes = sample
    return Answerer(store, Searcher(store, indexes), min_confidence=0.0)
