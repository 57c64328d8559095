"""Sync: whatever happened to the store or to the caches, afterwards they are equal."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.passages import Window
from corpus.sentences import sentence_spans
from corpus.store import Store
from corpus.types import Draft
from index import stepping
from index import sync as sync_module
from index import vectors as vectors_module
from index.ports import PassageText
from index.sync import Indexes, SyncPlan, SyncProgress, SyncReport, plan, sync, sync_steps
from index.types import Filter

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SUBJECTS = (
    "Rates rose",
    "A storm hit the coast",
    "The ferry reopened",
    "Nissan cut prices",
    "A comet was seen",
)


def put(store, number, words="", *, passages=2, **metadata):
    """Store story `number` as so many passages of two sentences; the same number again is a new version."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    sentences = [
        f"{subject} in town {number} on day {k} {words}. It was the {k}th time." for k in range(passages)
    ]
    text, windows = "", []
    for sentence in sentences:
        start = len(text) + bool(text)
        text += (" " if text else "") + sentence
        spans = tuple((start + a, start + b) for a, b in sentence_spans(sentence))
        windows.append(Window(start, len(text), spans))
    draft = Draft(title=f"{subject} {number}", text=text, origin=str(number), **metadata)
    return store.put(draft, windows, identity=str(number), fetched=NOW)


class CountingEncoder:
    """The real encoder, counting the passages that it is given; `label` makes it another one by name."""

    def __init__(self, encoder, label=""):
        self.encoder, self.label, self.encoded = encoder, label, 0

    @property
    def name(self):
        return self.encoder.name + self.label

    @property
    def dimension(self):
        return self.encoder.dimension

    def encode_queries(self, texts):
        return self.encoder.encode_queries(texts)

    def encode_passages(self, passages):
        self.encoded += len(passages)
        return self.encoder.encode_passages(passages)

    def count_tokens(self, texts):
        return self.encoder.count_tokens(texts)


@pytest.fixture
def counting(encoder):
    return CountingEncoder(encoder)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "citewire.db") as opened:
        yield opened


@pytest.fixture
def indexes(store, counting, tmp_path):
    return Indexes.open(store, counting, tmp_path / "index")


def assert_equal(store, indexes):
    """Ids, vectors and words are exactly the store's, and so is what the next start opens."""
    live = store.passage_ids().tolist()
    assert indexes.vectors.ids().tolist() == live
    assert indexes.words.ids().tolist() == live
    assert indexes.catalogue.passage_ids.tolist() == live
    assert not indexes.is_stale(store)
    ids, rows = store.passage_vectors(indexes.encoder.name, live)
    assert ids.tolist() == live
    for passage_id, row in zip(live, rows, strict=True):
        scores = dict(indexes.vectors.search(row, 5))
        assert scores[passage_id] == pytest.approx(float(row @ row), abs=1e-5)
        assert all(score <= scores[passage_id] + 1e-3 for score in scores.values())
    again = Indexes.open(store, indexes.encoder, indexes._folder)
    assert again.words.ids().tolist() == live


def test_new_passages_are_encoded_stored_and_found(store, indexes, counting):
    put(store, 1)
    put(store, 3, published=NOW, source="Motor Post", language="en")

    assert sync(store, indexes) == SyncReport(encoded=4, added=4, removed=0, total=4)

    assert_equal(store, indexes)
    assert counting.encoded == 4
    question = counting.encode_queries(["Did Nissan lower its prices?"])[0]
    assert {hit.passage_id for hit in indexes.vectors.search(question, 2)} == {3, 4}
    motor = Filter(sources=frozenset(["motor post"]), since=NOW)
    assert {hit.passage_id for hit in indexes.words.search("day town", 9, motor)} == {3, 4}


def test_syncing_again_does_nothing(store, indexes, counting):
    put(store, 1)
    sync(store, indexes)
    assert plan(store, indexes) == SyncPlan(0, 0, 0, 2)
    assert sync(store, indexes) == SyncReport(0, 0, 0, 2)
    assert counting.encoded == 2


def test_a_new_version_replaces_the_old_passages(store, indexes):
    article = put(store, 1, "early")
    put(store, 2)
    sync(store, indexes)
    put(store, 1, "late", passages=3)

    assert plan(store, indexes) == SyncPlan(encoded=3, added=3, removed=2, total=5)
    assert sync(store, indexes) == SyncReport(encoded=3, added=3, removed=2, total=5)

    assert_equal(store, indexes)
    assert indexes.words.search("early", 5) == []
    found = np.array([hit.passage_id for hit in indexes.words.search("late", 5)])
    assert set(indexes.catalogue.article_of(found).tolist()) == {article}


def test_a_date_and_a_source_learnt_later_reach_the_filters_without_encoding(store, indexes, counting):
    article = put(store, 1)
    sync(store, indexes)
    store.fill_in(article, Draft(title="x", text="x", origin="x", source="Coast Herald", published=NOW))

    assert sync(store, indexes) == SyncReport(0, 0, 0, 2)

    for wanted in (Filter(sources=frozenset(["coast herald"])), Filter(since=NOW - timedelta(days=1))):
        assert len(indexes.words.search("storm", 9, wanted)) == 2
        assert indexes.catalogue.allowed(wanted).tolist() == [1, 2]
    assert counting.encoded == 2


def test_a_new_passage_is_found_by_its_words_before_it_is_encoded(store, indexes):
    put(store, 4, passages=12)
    for step in sync_steps(store, indexes, batch=4):
        if step == SyncProgress("indexing words", 12, 12):
            break
    assert len(indexes.words.search("comet", 20)) == 12
    assert len(indexes.vectors) == 0


def test_a_question_waits_for_one_passage_and_finds_those_encoded_before(store, indexes, counting):
    put(store, 4, passages=3)
    found = [
        (counting.encoded, len(indexes.vectors))
        for step in sync_steps(store, indexes)
        if step.stage == "encoding"
    ]
    assert found == [(1, 1), (2, 2), (3, 3)]


def test_questions_find_what_they_found_before_while_words_are_written(store, indexes):
    put(store, 4)
    sync(store, indexes)
    put(store, 9)
    found = {
        step.done: {hit.passage_id for hit in indexes.words.search("comet", 9)}
        for step in sync_steps(store, indexes)
        if step.stage == "indexing words"
    }
    assert found == {0: {1, 2}, 2: {1, 2, 3, 4}}


def test_progress_ends_at_its_total(store, indexes):
    put(store, 1, passages=10)
    steps = [(step.stage, step.done, step.total) for step in sync_steps(store, indexes, batch=4)]
    encoding = [step for step in steps if step[0] == "encoding"]
    assert encoding == [("encoding", 4, 10), ("encoding", 8, 10), ("encoding", 10, 10)]


@pytest.mark.parametrize("cache", ["vectors.faiss", "words", "both"])
@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_a_lost_or_torn_cache_is_repaired_without_encoding(store, indexes, counting, tmp_path, cache, damage):
    for number in range(4):
        put(store, number)
    sync(store, indexes)
    folder = tmp_path / "index"
    if cache != "words":
        path = folder / "vectors.faiss"
        path.write_bytes(path.read_bytes()[:-50]) if damage == "torn" else path.unlink()
    if cache != "vectors.faiss":
        if damage == "gone":
            shutil.rmtree(folder / "words")
        else:
            for path in (folder / "words").glob("*.term"):
                path.write_bytes(path.read_bytes()[:-9])

    opened = Indexes.open(store, counting, folder)

    assert sync(store, opened) == SyncReport(encoded=0, added=8, removed=0, total=8)
    assert counting.encoded == 8
    assert_equal(store, opened)


def test_caches_older_than_the_store_are_brought_up_to_date(store, indexes, counting, tmp_path):
    for number in range(3):
        put(store, number)
    sync(store, indexes)
    shutil.copytree(tmp_path / "index", tmp_path / "older")
    store.remove([1])
    put(store, 2, "anew")
    sync(store, indexes)

    opened = Indexes.open(store, counting, tmp_path / "older")
    sync(store, opened)

    assert_equal(store, opened)
    assert counting.encoded == 8


def test_the_caches_of_another_database_are_not_believed(indexes, store, counting, tmp_path):
    put(store, 1)
    sync(store, indexes)
    with Store.open(tmp_path / "other.db") as other:
        put(other, 3)
        opened = Indexes.open(other, counting, tmp_path / "index")
        assert (len(opened.vectors), opened.words.count) == (0, 0)
        sync(other, opened)
        assert_equal(other, opened)
        assert len(opened.words.search("Nissan", 5)) == 2


def test_another_model_is_encoded_beside_and_the_first_is_still_there(store, indexes, encoder, tmp_path):
    put(store, 1)
    sync(store, indexes)
    second = CountingEncoder(encoder, "-b")

    opened = Indexes.open(store, second, tmp_path / "index")
    assert len(opened.vectors) == 0
    sync(store, opened)
    assert second.encoded == 2
    assert_equal(store, opened)

    back = Indexes.open(store, CountingEncoder(encoder), tmp_path / "index")
    sync(store, back)
    assert back.encoder.encoded == 0
    assert_equal(store, back)


def test_a_full_sync_encodes_all_again_and_drops_other_models(store, indexes, counting, tmp_path):
    for number in range(5):
        put(store, number)
    sync(store, indexes)
    store.put_vectors("old model", {1: np.ones((2, 4), np.float32)})

    assert plan(store, indexes, full=True) == SyncPlan(encoded=10, added=0, removed=0, total=10)
    assert sync(store, indexes, full=True) == SyncReport(encoded=10, added=0, removed=0, total=10)

    assert counting.encoded == 20
    assert store.vector_encoders() == [counting.name]
    assert_equal(store, indexes)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["vectors.faiss", "words"]


def test_a_full_sync_puts_right_what_an_ordinary_one_believes(store, indexes):
    put(store, 1)
    put(store, 2)
    sync(store, indexes)
    _, rows = store.passage_vectors(indexes.encoder.name, [1, 3])
    indexes.vectors.add(np.array([1, 3]), rows[::-1])
    sync(store, indexes)
    assert indexes.vectors.search(rows[0], 1)[0].passage_id == 3

    sync(store, indexes, full=True)

    assert_equal(store, indexes)


def test_during_a_full_sync_every_question_finds_what_it_found_before(store, indexes, counting):
    for number in range(6):
        put(store, number, source=f"Outlet {number % 2}", published=NOW)
    sync(store, indexes)
    question = counting.encode_queries(["What happened to the ferry?"])[0]
    wanted = Filter(sources=frozenset(["outlet 0"]))

    def answers():
        allowed = indexes.catalogue.allowed(wanted)
        dense = [hit.passage_id for hit in indexes.vectors.search(question, 4, allowed)]
        return dense, {hit.passage_id for hit in indexes.words.search("ferry town", 20, wanted)}

    before = answers()
    steps = 0
    for _ in sync_steps(store, indexes, full=True, batch=2):
        assert answers() == before
        steps += 1
    assert answers() == before
    assert steps > 6


def test_what_is_added_and_removed_during_a_full_sync_is_there_at_its_end(store, indexes):
    for number in range(4):
        put(store, number)
    sync(store, indexes)
    for number, _ in enumerate(sync_steps(store, indexes, full=True, batch=2)):
        if number == 1:
            put(store, 4)
            store.remove([1])
    assert_equal(store, indexes)
    assert len(indexes.words.search("comet", 9)) == 2


def test_a_cancelled_full_sync_leaves_the_running_indexes_and_no_files(store, indexes, tmp_path):
    for number in range(3):
        put(store, number)
    sync(store, indexes)
    before = indexes.vectors, indexes.words
    steps = sync_steps(store, indexes, full=True, batch=2)
    for step in steps:
        if step.stage == "adding vectors":
            break
    steps.close()
    assert (indexes.vectors, indexes.words) == before
    assert_equal(store, indexes)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["vectors.faiss", "words"]


@pytest.mark.parametrize("full", [False, True])
def test_stopped_after_any_step_and_opened_again_it_ends_as_if_it_had_not_been(
    encoder, store, tmp_path, full, monkeypatch
):
    monkeypatch.setattr(stepping, "PAUSE_SECONDS", 60.0)  # what is done beside is one step, however long
    for number in range(3):
        put(store, number)
    sync(store, Indexes.open(store, CountingEncoder(encoder), tmp_path / "start"))
    store.remove([2])
    put(store, 3, passages=3)
    put(store, 0, "changed")
    for stop in range(1, 40):
        shutil.copytree(tmp_path / "start", tmp_path / f"{stop}")
        interrupted = Indexes.open(store, CountingEncoder(encoder), tmp_path / f"{stop}")
        store.drop_vectors([interrupted.encoder.name])
        steps = sync_steps(store, interrupted, full=full, batch=2)
        taken = sum(1 for _ in zip(range(stop), steps, strict=False))
        del steps

        resumed = Indexes.open(store, CountingEncoder(encoder), tmp_path / f"{stop}")
        sync(store, resumed)
        assert_equal(store, resumed)
        if taken < stop:
            break
    else:
        pytest.fail("the sync never came to its end")


KILLED = """
import os, sys
from pathlib import Path
from corpus.store import Store
from index.encoder import open_encoder
from index.sync import Indexes, sync_steps
store = Store.open(Path(sys.argv[1]) / "citewire.db")
encoder = open_encoder("all-MiniLM-L6-v2", Path(sys.argv[2]))
indexes = Indexes.open(store, encoder, Path(sys.argv[1]) / "index")
for step in sync_steps(store, indexes, full=sys.argv[4] == "full", batch=2):
    if step.stage == sys.argv[3]:
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(
    ("stage", "mode"),
    [
        ("comparing", "new"),
        ("indexing words", "new"),
        ("encoding", "new"),
        ("encoding", "full"),
        ("indexing words", "full"),
        ("adding vectors", "full"),
    ],
)
def test_a_killed_process_is_repaired_by_the_next_sync(store, encoder, tmp_path, request, stage, mode):
    for number in range(5):
        put(store, number)
    if mode == "full":
        sync(store, Indexes.open(store, encoder, tmp_path / "index"))
    models = request.config.cache.mkdir("models")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(models), stage, mode]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr

    opened = Indexes.open(store, encoder, tmp_path / "index")
    sync(store, opened)

    assert_equal(store, opened)


def test_another_process_that_keeps_writing_words_is_not_waited_for_forever(store, indexes, monkeypatch):
    monkeypatch.setattr(sync_module, "BUSY_TRIES", 2)
    monkeypatch.setattr(sync_module, "BUSY_SECONDS", 0.0)
    put(store, 1)
    writer = indexes.words._writer()
    stages = [step.stage for step in sync_steps(store, indexes)]
    del writer

    assert stages.count("waiting for another process") >= 2
    assert indexes.vectors.ids().tolist() == [1, 2]
    assert indexes.is_stale(store)
    sync(store, indexes)
    assert_equal(store, indexes)


def test_what_another_process_stored_makes_the_indexes_stale(store, indexes, counting, tmp_path):
    put(store, 1)
    sync(store, indexes)
    with Store.open(tmp_path / "citewire.db") as other:
        theirs = Indexes.open(other, counting, tmp_path / "index")
        put(other, 3)
        assert indexes.is_stale(store)
        sync(other, theirs)
    encoded = counting.encoded
    assert sync(store, indexes) == SyncReport(encoded=0, added=2, removed=0, total=4)
    assert counting.encoded == encoded
    assert_equal(store, indexes)


def test_an_index_that_outgrew_its_kind_is_divided_while_questions_go_on(store, indexes, monkeypatch):
    monkeypatch.setattr(vectors_module, "FLAT_UP_TO", 64)
    monkeypatch.setattr(vectors_module, "lists_for", lambda count: 0 if count <= 64 else 2)
    monkeypatch.setattr(sync_module, "lists_for", lambda count: 0 if count <= 64 else 2)
    for number in range(20):
        put(store, number, passages=5)
    for _ in sync_steps(store, indexes, batch=16):
        if len(indexes.vectors):
            passage_id = int(indexes.vectors.ids()[0])
            _, row = store.passage_vectors(indexes.encoder.name, [passage_id])
            assert indexes.vectors.search(row[0], 3)[0].score == pytest.approx(1, abs=0.03)

    assert indexes.vectors.lists == 2
    assert indexes.vectors.ids().tolist() == store.passage_ids().tolist()
    opened = Indexes.open(store, indexes.encoder, indexes._folder)
    assert (opened.vectors.lists, len(opened.vectors)) == (2, 100)


def test_the_stored_sentences_have_a_vector_each(store, indexes, counting):
    put(store, 1)
    sync(store, indexes)
    (stored, title, text), *_ = store.passage_texts([1])
    spans = tuple((start - stored.start, end - stored.start) for start, end in stored.sentences)
    (expected,) = counting.encode_passages([PassageText(title, text, spans)])
    assert store.vectors(counting.name, [1])[1] == pytest.approx(expected, abs=1e-3)
    assert len(expected) == 1 + len(stored.sentences) == 3


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 5), st.sampled_from(["", "anew", "again"])),
        st.tuples(st.just("remove"), st.integers(1, 8), st.just("")),
        st.tuples(st.just("sync"), st.integers(1, 6), st.just("")),
        st.tuples(st.just("reopen"), st.just(0), st.just("")),
        st.tuples(st.just("full"), st.integers(1, 8), st.just("")),
    ),
    max_size=10,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=CHANGES)
def test_any_sequence_of_changes_and_broken_off_syncs_ends_equal(encoder, tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("sequence")
    with Store.open(folder / "citewire.db") as store:
        indexes = Indexes.open(store, encoder, folder / "index")
        for kind, number, words in changes:
            if kind == "put":
                put(store, number, words)
            elif kind == "remove":
                store.remove([number])
            elif kind == "reopen":
                indexes = Indexes.open(store, encoder, folder / "index")
            else:
                steps = sync_steps(store, indexes, full=kind == "full", batch=2)
                for _ in zip(range(number), steps, strict=False):
                    pass
                steps.close()
        sync(store, indexes)
        assert_equal(store, indexes)
