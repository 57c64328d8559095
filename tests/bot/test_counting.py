"""Counts of what is stored and indexed, against the same told id by id."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from bot.counting import counts_of, differing
from corpus.ingest import ingest_all
from corpus.readers import read_json_lines
from corpus.store import Store
from corpus.types import Draft
from index.indexes import Indexes
from index.sync import sync, sync_steps

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
TOWNS = ("Dunmere", "Karlsund", "Aldwater", "Orrin", "Teale", "Brackford", "Ostvik")


def story(number: int, fare: int = 14) -> str:
    town = TOWNS[number]
    sentences = (
        f"The {town} ferry fare rises to {fare} pounds for a car this spring.",
        f"Cyclists travel free in {town} as before, the harbour board decided on Monday.",
        f"It was the {number + 2}th rise since the {town} line was opened, and the smallest.",
    )
    return json.dumps(
        {"title": f"{town} fares", "text": " ".join(sentences), "url": f"https://daily.example/{town}"}
    )


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "citewire.db") as opened:
        yield opened


@pytest.fixture
def add(store, encoder):
    def added(*lines: str) -> None:
        drafts = [read for read in read_json_lines(list(lines)) if isinstance(read, Draft)]
        ingest_all(drafts, store, encoder.count_tokens, NOW)

    return added


@pytest.fixture
def indexes(store, add, encoder, tmp_path):
    """Indexes of six stories."""
    add(*(story(number) for number in range(6)))
    opened = Indexes.open(store, encoder, tmp_path / "indexes")
    sync(store, opened)
    return opened


def lag(store, indexes) -> int:
    """How many passages are in just one of store and indexes."""
    return len(set(store.passage_ids().tolist()) ^ set(indexes.ids().tolist()))


def test_all_is_indexed_after_a_sync(store, indexes):
    counts = counts_of(store, indexes)
    assert (counts.articles, counts.lag) == (6, 0)
    assert counts.passages == counts.indexed == len(indexes.ids())


def test_what_another_process_adds_changes_and_removes_is_counted(store, indexes, add):
    add(story(6), story(2, fare=17))
    store.remove([1])

    counts = counts_of(store, indexes)

    assert counts.articles == 6
    assert counts.lag == lag(store, indexes) == 4
    assert counts.passages == len(store.passage_ids())


def test_a_change_that_leaves_as_many_passages_is_counted(store, indexes, add):
    before = counts_of(store, indexes).passages
    add(story(2, fare=17))

    assert counts_of(store, indexes).passages == before
    assert counts_of(store, indexes).lag == lag(store, indexes) == 2


@pytest.mark.parametrize("full", [False, True])
def test_the_lag_is_true_at_every_step_of_a_sync(store, indexes, add, full):
    add(story(6), story(2, fare=17))
    store.remove([1])
    seen = []
    for _ in sync_steps(store, indexes, full=full, batch=1):
        seen.append(counts_of(store, indexes).lag)
        assert seen[-1] == lag(store, indexes)

    assert seen[0] > 0
    assert counts_of(store, indexes).lag == 0


def test_an_empty_store_has_nothing_to_index(store, encoder, tmp_path):
    counts = counts_of(store, Indexes.open(store, encoder, tmp_path / "indexes"))
    assert (counts.articles, counts.passages, counts.indexed, counts.lag) == (0, 0, 0, 0)


def test_ids_in_just_one_of_two_lists_are_counted():
    one, other = np.array([1, 2, 5, 9], np.int64), np.array([2, 3, 9, 40], np.int64)
    assert differing(one, other) == 4
    assert differing(one, np.zeros(0, np.int64)) == 4
