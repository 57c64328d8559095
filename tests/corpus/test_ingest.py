import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from corpus.ingest import Outcome, Result, identity_of, ingest, ingest_all
from corpus.store import Store
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
MARCH = datetime(2024, 3, 15, 8, 30, tzinfo=UTC)

TEXT = (
    "The ferry to Port Merrow will run again from Monday, its owner said. Repairs to the engine took "
    "eleven weeks. “We are sorry for the wait,” said Ines Oakley, who runs the line. The town had "
    "chartered a smaller boat in the meantime, which carried 40 cars a day. Shops on the island lost a "
    "third of their trade, the council reckons."
)
OTHER_TEXT = (
    "A wolf was seen near Aldwater for the first time since 1911, rangers reported on Friday. A camera "
    "that counts deer took its picture at dawn. Farmers have been told to bring their sheep in at night; "
    "the state pays for fences. The animal is thought to have come over the hills from the north, alone "
    "and in search of a mate."
)


@pytest.fixture
def store():
    with Store.open(":memory:") as store:
        yield store


def count_words(texts):
    return [len(text.split()) for text in texts]


def draft(**fields):
    values = {
        "title": "Ferry returns",
        "text": TEXT,
        "origin": "upload.txt",
        "url": "https://herald.example/ferry",
    }
    return Draft(**(values | fields))


def put(store, **fields):
    return ingest(draft(**fields), store, count_words, NOW)


def test_a_new_story_is_added_with_its_passages(store):
    assert put(store) == Outcome(Result.ADDED, 1)
    assert store.article(1).text == TEXT
    assert store.count_passages() == 1


def test_the_same_story_again_is_unchanged(store):
    put(store)
    before = store.generation
    assert put(store) == Outcome(Result.UNCHANGED, 1)
    assert (store.count_articles(), store.generation) == (1, before)


@pytest.mark.parametrize("change", [{"text": TEXT + " It rained."}, {"title": "Ferry to return"}])
def test_a_changed_story_is_a_new_version(store, change):
    put(store)
    store.put_vectors("mini", {1: [[1.0, 0.0]]})
    assert put(store, **change) == Outcome(Result.UPDATED, 1)

    assert store.article(1).version == 2
    assert [version.text for version in store.versions(1)] == [TEXT]
    assert store.passage_ids().tolist() == [2]
    assert store.vectors("mini", [1]) == {}


def test_an_old_copy_of_a_changed_story_changes_nothing(store):
    put(store)
    put(store, text=TEXT + " It rained.")
    assert put(store) == Outcome(Result.UNCHANGED, 1)
    assert store.article(1).version == 2


def test_a_story_changed_back_by_a_later_update_is_a_new_version(store):
    put(store)
    put(store, text=TEXT + " It rained.", updated=NOW)
    assert put(store, updated=NOW + timedelta(hours=1)) == Outcome(Result.UPDATED, 1)
    assert store.article(1).text == TEXT


def test_a_date_learnt_later_is_filled_in_without_a_new_version(store):
    put(store)
    assert put(store, published=MARCH, author="I. Smith") == Outcome(Result.UPDATED, 1)
    article = store.article(1)
    assert (article.published, article.author, article.version) == (MARCH, "I. Smith", 1)


def test_a_section_is_learnt_without_a_new_version_and_kept_by_the_next(store):
    put(store)
    digest = store.article(1).digest

    assert put(store, section="Islands") == Outcome(Result.UPDATED, 1)
    learnt = store.article(1)
    assert (learnt.section, learnt.version, learnt.digest) == ("Islands", 1, digest)
    assert put(store, section="Travel") == Outcome(Result.UNCHANGED, 1)

    put(store, title="Ferry returns on Monday")
    assert [one.section for one in (store.article(1), *store.versions(1))] == ["Islands", "Islands"]


def test_what_is_known_is_never_overwritten_nor_forgotten(store):
    put(store, published=MARCH, source="Herald")
    assert put(store, published=NOW, source="Courier").result is Result.UNCHANGED
    assert put(store, text=TEXT + " It rained.").result is Result.UPDATED
    article = store.article(1)
    assert (article.published, article.source) == (MARCH, "Herald")


# Copies


def test_a_text_that_another_outlet_ran_is_remembered_and_not_stored_twice(store):
    put(store, source="Herald")
    found = put(store, url="https://courier.example/a", source="Courier", title="Island boat is back")

    assert found == Outcome(Result.DUPLICATE, 1)
    assert store.count_articles() == 1
    assert store.also_in([1]) == {1: ("Courier",)}


def test_a_nearly_identical_text_is_a_copy(store):
    put(store, source="Herald")
    text = "PORT MERROW - " + TEXT.replace("a smaller boat", "a small boat") + "\n\nShare this story."
    assert put(store, url="https://courier.example/a", text=text) == Outcome(Result.DUPLICATE, 1)


def test_the_same_text_with_another_figure_is_a_story_of_its_own(store):
    put(store)
    text = TEXT.replace("40 cars", "60 cars")
    assert put(store, url="https://courier.example/a", text=text) == Outcome(Result.ADDED, 2)


def test_another_story_is_no_copy(store):
    put(store)
    assert put(store, url="https://herald.example/wolf", text=OTHER_TEXT) == Outcome(Result.ADDED, 2)


def test_a_pasted_story_learns_its_outlet_and_address_from_a_copy_that_has_them(store):
    put(store, url=None, title="Pasted")
    found = put(store, source="Herald", published=MARCH)
    article = store.article(1)

    assert found == Outcome(Result.DUPLICATE, 1)
    assert (article.url, article.source, article.published) == (draft().url, "Herald", MARCH)
    assert (article.title, store.also_in([1])) == ("Pasted", {})


def test_a_story_of_a_known_outlet_keeps_it(store):
    put(store, url=None, source="Courier")
    put(store, source="Herald")
    assert (store.article(1).source, store.article(1).url) == ("Courier", None)


def test_a_copy_read_again_is_unchanged(store):
    put(store)
    put(store, url="https://courier.example/a")
    assert put(store, url="https://courier.example/a") == Outcome(Result.UNCHANGED, 1)
    assert store.connection.execute("SELECT count(*) FROM copies").get == 1


def test_a_copy_that_becomes_another_story_is_added(store):
    put(store, source="Herald")
    put(store, url="https://courier.example/a", source="Courier")
    assert put(store, url="https://courier.example/a", text=OTHER_TEXT).result is Result.ADDED
    assert store.also_in([1]) == {}
    assert put(store, url="https://courier.example/a", text=OTHER_TEXT).result is Result.UNCHANGED


def test_removing_an_article_forgets_its_copies_so_that_one_can_be_added(store):
    put(store)
    put(store, url="https://courier.example/a")
    store.remove([1])
    assert put(store, url="https://courier.example/a") == Outcome(Result.ADDED, 2)


def test_short_notices_of_one_wording_are_stories_of_their_own(store):
    for number in (1, 2):
        fields = {"text": "Subscribe to read on.", "title": f"Story {number}"}
        assert put(store, url=f"https://herald.example/{number}", **fields).result is Result.ADDED


# Identity


def test_a_file_keeps_its_identity_when_its_title_changes(store, tmp_path):
    file = tmp_path / "ferry.txt"
    file.touch()
    put(store, url=None, origin=str(file))
    assert (
        put(store, url=None, origin=str(file), title="Ferry back", text=OTHER_TEXT).result is Result.UPDATED
    )


def test_a_file_is_the_same_by_any_path(tmp_path, monkeypatch):
    (tmp_path / "ferry.txt").touch()
    monkeypatch.chdir(tmp_path)
    relative = draft(url=None, origin="./ferry.txt")
    assert identity_of(relative) == identity_of(replace(relative, origin=str(tmp_path / "ferry.txt")))


def test_a_file_copied_to_another_path_is_a_duplicate(store, tmp_path):
    for name, result in (("a.txt", Result.ADDED), ("b.txt", Result.DUPLICATE), ("b.txt", Result.UNCHANGED)):
        (tmp_path / name).touch()
        assert put(store, url=None, origin=str(tmp_path / name)).result is result
    assert store.also_in([1]) == {}


def test_lines_of_a_file_may_move(store):
    first = {"url": None, "title": "Ferry returns", "text": TEXT}
    second = {"url": None, "title": "Wolf seen", "text": OTHER_TEXT}
    put(store, origin="news.jsonl:1", **first)
    put(store, origin="news.jsonl:2", **second)
    assert put(store, origin="news.jsonl:1", **second) == Outcome(Result.UNCHANGED, 2)
    assert put(store, origin="news.jsonl:2", **first) == Outcome(Result.UNCHANGED, 1)


def test_uploads_of_one_name_are_different_stories(store):
    put(store, url=None, origin="message.txt")
    assert put(store, url=None, origin="message.txt", title="Wolf", text=OTHER_TEXT).result is Result.ADDED


def test_a_corrected_upload_is_a_new_version(store):
    put(store, url=None)
    text = TEXT.replace("40 cars", "60 cars")
    assert put(store, url=None, text=text) == Outcome(Result.UPDATED, 1)


def test_stories_that_share_only_a_headline_are_kept_apart(store):
    briefing = {"url": None, "title": "Morning briefing"}
    assert put(store, **briefing) == Outcome(Result.ADDED, 1)
    assert put(store, **briefing, text=OTHER_TEXT) == Outcome(Result.ADDED, 2)
    assert put(store, **briefing, text=OTHER_TEXT) == Outcome(Result.UNCHANGED, 2)
    assert put(store, **briefing) == Outcome(Result.UNCHANGED, 1)


# Batches


def test_a_batch_is_reported_in_its_order(store):
    drafts = [draft(), draft(url="https://courier.example/a"), draft(), draft(url=None, text=OTHER_TEXT)]
    report = ingest_all(drafts, store, count_words, NOW)

    assert [outcome.article_id for outcome in report.outcomes] == [1, 1, 1, 2]
    assert {result: report.count(result) for result in Result} == {
        Result.ADDED: 2,
        Result.UPDATED: 0,
        Result.UNCHANGED: 1,
        Result.DUPLICATE: 1,
        Result.REFUSED: 0,
    }


def test_a_known_story_is_skipped_before_it_is_cut_into_passages(store):
    put(store)

    def count_nothing(texts):
        raise AssertionError(texts)

    assert ingest(draft(), store, count_nothing, NOW).result is Result.UNCHANGED


def test_a_story_that_fails_on_the_way_leaves_nothing(store):
    def fail(texts):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ingest(draft(), store, fail, NOW)
    assert store.count_articles() == 0
    assert put(store).result is Result.ADDED


def test_half_characters_are_replaced(store):
    broken = json.loads('"Half \\ud83d of a character. "')
    put(store, text=broken + TEXT)
    assert store.article(1).text.startswith("Half \ufffd of a character. The ferry")
    assert put(store, text=broken + TEXT).result is Result.UNCHANGED
