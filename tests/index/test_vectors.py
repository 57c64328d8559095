"""The vector index: values against brute force, in both kinds, and files that can't be trusted."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vectors as module
from index.types import Scored
from index.vectors import VectorFileError, VectorIndex, lists_for

D = 16


def unit_rows(count, seed=0, dimension=D):
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def brute_force(ids, rows, query, k):
    order = np.argsort(-(rows @ query), kind="stable")[:k]
    return [int(ids[position]) for position in order]


def found(index, query, k, allowed=None):
    return [passage_id for passage_id, _ in index.search(query, k, allowed)]


@pytest.fixture(params=["flat", "ivf"])
def filled(request):
    """600 vectors with ids 5, 12, 19…, in the exact and in the divided kind (all of whose lists are read)."""
    ids, rows = np.arange(600, dtype=np.int64) * 7 + 5, unit_rows(600)
    index = VectorIndex(D, lists=8 if request.param == "ivf" else 0)
    if index.lists:
        index.train(rows)
    index.add(ids, rows)
    return index, ids, rows


def test_the_nearest_are_found_with_their_inner_products(filled):
    index, ids, rows = filled
    for query in unit_rows(20, seed=1):
        hits = index.search(query, 10)
        exact = {int(i): float(score) for i, score in zip(ids, rows @ query, strict=True)}
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
        assert [score for _, score in hits] == pytest.approx([exact[i] for i, _ in hits], abs=0.02)
        assert len({i for i, _ in hits} & set(brute_force(ids, rows, query, 10))) >= (
            8 if index.lists else 10
        )


def test_a_filter_goes_into_the_search(filled):
    index, ids, rows = filled
    allowed = ids[[3, 77, 599]]
    query = unit_rows(1, seed=2)[0]
    assert found(index, query, 10, allowed) == brute_force(allowed, rows[[3, 77, 599]], query, 3)


def test_a_filter_may_name_ids_that_are_not_in(filled):
    index, _, _ = filled
    query = unit_rows(1, seed=2)[0]
    assert found(index, query, 5, np.array([6, 12, 10_000_000])) == [12]
    assert found(index, query, 5, np.zeros(0, np.int64)) == []


def test_more_results_than_there_are_vectors_are_not_made_up(filled):
    index, ids, _ = filled
    hits = found(index, unit_rows(1, seed=3)[0], 5_000, ids)
    assert sorted(hits) == ids.tolist()


def test_removed_ids_are_gone_and_the_others_keep_their_vectors(filled):
    index, ids, rows = filled
    index.remove(ids[::2])
    index.remove(np.array([1, 2, 999_999]))

    assert len(index) == 300
    assert index.ids().tolist() == ids[1::2].tolist()
    for position in (1, 299, 599):
        assert found(index, rows[position], 1) == [int(ids[position])]


def test_an_id_added_again_has_only_its_new_vector(filled):
    index, ids, _ = filled
    new = unit_rows(1, seed=4)
    index.add(ids[:1], new)
    assert len(index) == 600
    hit = index.search(new[0], 1)[0]
    assert (hit.passage_id, hit.score) == (5, pytest.approx(1, abs=0.02))


def test_a_saved_index_is_the_same_when_loaded(filled, tmp_path):
    index, ids, rows = filled
    index.remove(ids[:10])
    index.save(tmp_path / "index" / "vectors", "model")
    loaded = VectorIndex.load(tmp_path / "index" / "vectors", D, "model")

    query = unit_rows(1, seed=5)[0]
    assert loaded.search(query, 20) == index.search(query, 20)
    assert loaded.ids().tolist() == ids[10:].tolist()
    assert loaded.lists == index.lists
    loaded.add(ids[:10], rows[:10])
    loaded.remove(ids[10:20])
    assert len(loaded) == 590
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["vectors"]


def test_an_empty_index_answers_saves_and_loads(tmp_path):
    index = VectorIndex(D)
    index.add(np.zeros(0, np.int64), np.zeros((0, D), np.float32))
    index.remove(np.array([1]))
    assert index.search(unit_rows(1)[0], 3) == []
    index.save(tmp_path / "vectors", "model")
    assert len(VectorIndex.load(tmp_path / "vectors", D, "model")) == 0


@pytest.mark.parametrize("keep", [0, 10, 60, 1_000, -1])
def test_a_torn_file_is_refused(tmp_path, keep):
    index = VectorIndex(D)
    index.add(np.arange(50), unit_rows(50))
    path = tmp_path / "vectors"
    index.save(path, "model")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(VectorFileError):
        VectorIndex.load(path, D, "model")


def test_a_damaged_file_is_refused(tmp_path):
    index = VectorIndex(D)
    index.add(np.arange(50), unit_rows(50))
    path = tmp_path / "vectors"
    index.save(path, "model")
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    with pytest.raises(VectorFileError, match="torn"):
        VectorIndex.load(path, D, "model")


@pytest.mark.parametrize(
    ("dimension", "label", "content"),
    [
        (D, "another model", None),
        (D + 1, "model", None),
        (D, "model", b"SQLite format 3\n"),
        (D, "model", b"[1]\n"),
        (D, "model", json.dumps({"format": 0}).encode() + b"\n"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path, dimension, label, content):
    path = tmp_path / "vectors"
    VectorIndex(D).save(path, "model")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VectorFileError):
        VectorIndex.load(path, dimension, label)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(VectorFileError, match="can't be read"):
        VectorIndex.load(tmp_path / "none", D, "model")


def test_vectors_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"vectors of shape \(1, 3\) don't fit an index of 16 dimensions"):
        VectorIndex(D).add(np.array([1]), np.zeros((1, 3), np.float32))


def test_small_indexes_are_exact_and_large_ones_divided(monkeypatch):
    assert [lists_for(count) for count in (0, 200_000, 200_001, 1_000_000)] == [0, 0, 1024, 2048]
    monkeypatch.setattr(module, "FLAT_UP_TO", 100)
    flat = VectorIndex(D)
    flat.add(np.arange(120), unit_rows(120))
    assert flat.fits
    flat.add(np.arange(120, 130), unit_rows(10))
    assert not flat.fits
    divided = VectorIndex(D, lists=lists_for(130))
    divided.train(unit_rows(2_000))
    divided.add(np.arange(130), unit_rows(130))
    assert divided.fits
    divided.remove(np.arange(60))
    assert not divided.fits


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 60), max_size=12)), max_size=12))
def test_any_sequence_of_adding_and_removing_leaves_what_a_dictionary_would_hold(changes):
    index, expected = VectorIndex(D), {}
    for step, (adding, numbers) in enumerate(changes):
        ids = np.array(numbers, np.int64)
        rows = unit_rows(61, seed=step)[ids]
        if adding:
            index.add(ids, rows)
            expected |= dict(zip(numbers, rows, strict=True))
        else:
            index.remove(ids)
            for number in numbers:
                expected.pop(number, None)
    assert index.ids().tolist() == sorted(expected)
    for number, row in expected.items():
        assert Scored(number, pytest.approx(1, abs=1e-5)) in index.search(row, 3)
