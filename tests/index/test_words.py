"""The word index: what is found and how it is weighed, filters, several processes, torn folders."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from index.types import Filter
from index.words import WordDocument, WordIndex, WordsBusy


def document(passage_id, text, title="News", source=None, published=None, language=None, mark=0):
    seconds = int(published.timestamp()) if published else None
    return WordDocument(passage_id, title, text, source, seconds, language, mark)


def day(number):
    return datetime(2024, 3, number, tzinfo=UTC)


STORIES = [
    document(1, "Nissan cut the prices of the Ariya.", "Nissan cuts", "Motor Post", day(1), "en", 11),
    document(2, "Honda raised prices again and again.", "Honda", "motor post", day(5), "en", 12),
    document(3, "The storm closed the harbour.", "Storm", "Coast Herald", day(9), "en", 13),
    document(4, "Der Sturm schloss den Hafen für Tage.", "Sturm", None, None, "de", 14),
]


@pytest.fixture
def words(tmp_path):
    index = WordIndex.open(tmp_path / "words", "database")
    index.update(STORIES)
    return index


def found(index, text, k=10, allowed=None):
    return [passage_id for passage_id, _ in index.search(text, k, allowed)]


def test_passages_with_any_of_the_words_are_found_best_first(words):
    assert found(words, "Ariya prices") == [1, 2]
    assert found(words, "prices", k=1) == [2]
    assert found(words, "earthquake") == []


def test_forms_of_a_word_and_accents_are_one(words):
    assert found(words, "pricing harbours") == found(words, "price harbour") == [3, 2, 1]
    assert found(words, "Häfen Hafen") == [4]
    assert words.same("Prices") == words.same("priced") == "price"
    assert words.same("Mercedes-Benz") == "merced benz"
    assert words.same("—") == "—"


def test_the_titles_words_are_found_and_count_a_little_more(words):
    words.update(
        [document(5, "It rose by a tenth. Ferry", "Shares"), document(6, "It rose by a tenth.", "Ferry")]
    )
    assert found(words, "ferry") == [6, 5]


def test_the_text_is_no_query_language(words):
    for text in ('title:"Nissan', "AND OR (", "source:* -Honda", "*", "[1 TO 9]", "\\", "a^9 ~", ""):
        words.search(text, 5)
    assert found(words, "-Honda") == [2]


def test_stop_words_count_only_when_there_is_nothing_else(words):
    assert words.analyze("Why did Nissan's prices fall?") == ["nissan", "price", "fall"]
    assert words.analyze("What was that?") == ["what", "was", "that"]
    assert words.analyze("für den Hafen") == ["hafen"]
    assert found(words, "the storm") == [3]
    assert set(found(words, "the")) == {1, 3}


@pytest.mark.parametrize(
    ("allowed", "ids"),
    [
        (Filter(), {1, 2, 3}),
        (Filter(sources=frozenset(["MOTOR POST"])), {1, 2}),
        (Filter(sources=frozenset(["Coast Herald", "nobody"])), {3}),
        (Filter(since=day(5)), {2, 3}),
        (Filter(until=day(5)), {1}),
        (Filter(since=day(1), until=day(9)), {1, 2}),
        (Filter(languages=frozenset(["de"])), set()),
        (Filter(languages=frozenset(["en", "de"]), since=day(2), sources=frozenset(["motor post"])), {2}),
    ],
)
def test_filters_go_into_the_search(words, allowed, ids):
    assert set(found(words, "prices storm", allowed=allowed)) == ids


def test_a_filter_leaves_the_scores_as_they_are(words):
    whole = dict(words.search("prices storm", 10))
    filtered = words.search("prices storm", 10, Filter(sources=frozenset(["motor post"]), since=day(1)))
    assert dict(filtered) == {1: whole[1], 2: whole[2]}


def test_a_quiet_source_is_found_behind_a_loud_one(words):
    words.update(document(number, "prices prices prices", source="Loud") for number in range(100, 200))
    assert found(words, "prices", k=3, allowed=Filter(sources=frozenset(["motor post"]))) == [2, 1]


def test_terms_are_counted_in_titles_and_texts(words):
    assert words.count == 4
    assert words.document_frequency(words.same("prices")) == 2
    assert words.document_frequency(words.same("storms")) == 1
    assert words.document_frequency("nissan price") == 1
    assert words.document_frequency("earthquake") == 0


def test_updating_replaces_and_removes(words):
    words.update([document(2, "Honda builds a ferry.", mark=99)], removed=[1, 3, 777])
    ids, marks = words.contents()
    assert (ids.tolist(), marks.tolist()) == ([2, 4], [99, 14])
    assert found(words, "prices") == []
    assert found(words, "ferry") == [2]


def test_the_index_is_there_when_opened_again(words, tmp_path):
    again = WordIndex.open(tmp_path / "words", "database")
    assert again.ids().tolist() == [1, 2, 3, 4]
    assert again.search("prices", 10) == words.search("prices", 10)


def test_another_reader_sees_a_commit_when_it_refreshes(words, tmp_path):
    reader = WordIndex.open(tmp_path / "words", "database")
    words.update([document(9, "A comet was seen.")])
    assert found(reader, "comet") == []
    reader.refresh()
    assert found(reader, "comet") == [9]
    assert reader.ids().tolist() == [1, 2, 3, 4, 9]


def test_two_indexes_of_one_folder_write_in_turn(words, tmp_path):
    other = WordIndex.open(tmp_path / "words", "database")
    for number in range(10, 16):
        (words if number % 2 else other).update([document(number, "comet"), document(1, "moved")])
    words.refresh()
    assert words.ids().tolist() == [1, 2, 3, 4, 10, 11, 12, 13, 14, 15]
    assert found(words, "moved") == [1]


WRITER = """
import sys
from pathlib import Path
from index.words import WordIndex
writer = WordIndex.open(Path(sys.argv[1]), "database")._writer()
print("ready", flush=True)
sys.stdin.read()
"""


def test_while_another_process_writes_reading_goes_on_and_writing_says_so(words, tmp_path):
    folder = tmp_path / "words"
    command = [sys.executable, "-c", WRITER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(WordsBusy, match="another process is writing"):
            words.update([document(9, "comet")])
        assert found(WordIndex.open(folder, "database"), "storm") == [3]
        process.kill()
    words.update([document(9, "comet")])
    assert found(words, "comet") == [9]


@pytest.mark.parametrize("damage", ["label", "other label", "meta.json", ".term", ".fast", ".idx", ".pos"])
def test_a_torn_or_foreign_folder_is_begun_anew(words, tmp_path, damage):
    folder = tmp_path / "words"
    if damage == "label":
        (folder / "citewire.json").write_text("torn")
    elif damage != "other label":
        for path in folder.glob(f"*{damage}"):
            torn = path.read_bytes()[: path.stat().st_size // 2]
            path.unlink()  # the fixture's index has the whole file mapped: it must not shrink under it
            path.write_bytes(torn)

    again = WordIndex.open(folder, "another" if damage == "other label" else "database")

    assert again.count == 0
    again.update(STORIES)
    assert found(again, "prices") == [2, 1]


@pytest.mark.parametrize("gone", ["meta.json", ".term", ".fieldnorm", ".pos"])
def test_a_folder_with_a_missing_file_is_begun_anew(words, tmp_path, gone):
    for path in (tmp_path / "words").glob(f"*{gone}"):
        path.unlink()
    assert WordIndex.open(tmp_path / "words", "database").count == 0


def test_an_empty_index_answers(tmp_path):
    index = WordIndex.open(tmp_path / "a" / "words", "database")
    assert (index.count, index.ids().tolist(), index.search("storm", 3)) == (0, [], [])
    index.update()
    assert index.search("storm", 3, Filter(languages=frozenset(["en"]))) == []


def test_a_folder_that_vanishes_is_begun_anew(words, tmp_path):
    shutil.rmtree(tmp_path / "words")
    assert WordIndex.open(tmp_path / "words", "database").count == 0
