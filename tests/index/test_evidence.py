"""What is known of a sentence that may answer."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from corpus.types import Article, Passage
from index.evidence import Retrieved, sentence_features
from index.excerpts import excerpts
from index.features import FEATURES
from index.highlights import highlights
from index.question import taken_apart
from index.said import Asked

SENTENCES = (
    "The ferry Alma ran aground off Brask on Monday.",
    "She was refloated at noon, the harbour board said.",
    "A pilot had warned of the sandbank in 2023.",
)


def article(text: str) -> Article:
    return Article(
        id=1,
        title="Ferry refloated",
        text=text,
        url=None,
        source=None,
        author=None,
        published=None,
        updated=None,
        fetched=datetime(2024, 1, 1, tzinfo=UTC),
        digest="",
        language="en",
    )


def laid_out(sentences: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return text.strip(), tuple(spans)


def asked(question: str) -> Asked:
    parts = taken_apart(question)
    along, across = np.eye(2, dtype=np.float32)
    return Asked(parts, dict.fromkeys(parts.words, 1.0), along, across, str.casefold)


def retrieved(sentences: tuple[str, ...] = SENTENCES) -> Retrieved:
    text, spans = laid_out(sentences)
    vectors = np.tile(np.array([0.6, 0.8], np.float32), (1 + len(sentences), 1))
    return Retrieved(Passage(7, 1, 0, len(text), spans), article(text), vectors, bm25=0.5)


def feature(question: str, name: str, sentence: int = 0, found: Retrieved | None = None) -> float:
    rows = sentence_features(asked(question), [found or retrieved()])[0]
    return float(rows[sentence, FEATURES.index(name)])


def marked(question: str, sentence: int) -> list[str]:
    """The highlights when one sentence is surely the answer."""
    found = retrieved()
    features = sentence_features(asked(question), [found])
    scores = np.where(np.arange(len(SENTENCES)) == sentence, 20.0, 0.0)
    best = excerpts([found], features, [scores], 1)[0]
    quote = found.article.text[slice(*best.excerpt)]
    return [quote[start:end] for start, end in highlights(asked(question), best)]


def test_the_cosine_is_that_of_the_vectors():
    assert feature("when did the ferry run aground?", "sentence cosine") == pytest.approx(0.6)
    assert feature("when did the ferry run aground?", "passage cosine") == pytest.approx(0.6)
    assert feature("when did the ferry run aground?", "passage weighted cosine") == pytest.approx(0.8)


def test_a_sentence_that_adds_what_the_question_adds_to_the_passage_shows():
    text, spans = laid_out(SENTENCES)
    vectors = np.array([[0.6, 0.8], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]], np.float32)
    found = Retrieved(Passage(7, 1, 0, len(text), spans), article(text), vectors, bm25=0.5)
    toward, nothing, away = (feature("aground", "added cosine", place, found) for place in range(3))
    assert toward == pytest.approx(1.0)
    assert nothing == pytest.approx(0.0)
    assert away == pytest.approx(-1.0)


def test_coverage_is_the_share_of_the_questions_words():
    question = "did the ferry hit the sandbank"
    assert feature(question, "sentence coverage", 0) == pytest.approx(1 / 3)
    assert feature(question, "sentence coverage", 1) == 0.0
    assert feature(question, "passage likeness", 1) == pytest.approx(2 / 3)


def test_the_sentences_around_count_as_surroundings_and_so_does_the_title():
    assert feature("warned of the sandbank", "surroundings coverage", 1) == 1.0
    assert feature("warned of the sandbank", "surroundings coverage", 0) == 0.0
    found = retrieved(("It was a calm night.",))
    assert feature("ferry", "surroundings coverage", 0, found) == 1.0
    assert feature("ferry", "sentence coverage", 0, found) == 0.0


def test_words_in_another_passage_of_the_story_count_for_the_story_alone():
    text, spans = laid_out(SENTENCES)
    vectors = np.tile(np.array([0.6, 0.8], np.float32), (2, 1))
    parts = [
        Retrieved(Passage(number, 1, *span, (span,)), article(text), vectors, bm25=0.5)
        for number, span in enumerate(spans)
    ]
    rows = sentence_features(asked("sandbank harbour"), parts)
    assert [row[0, FEATURES.index("passage likeness")] for row in rows] == [0.0, 0.5, 0.5]
    assert [row[0, FEATURES.index("story coverage")] for row in rows] == [1.0, 1.0, 1.0]


def test_a_year_that_the_passage_lacks_shows():
    assert feature("what happened to the ferry in 2019", "number coverage") == 0.0
    assert feature("who warned in 2023", "number coverage") == 1.0


def test_a_figure_of_the_kind_asked_for_counts_for_the_sentence_and_its_lack_against_it():
    assert feature("when did the ferry run aground?", "figure found", 0) == 1.0
    assert feature("how much did the ferry cost?", "figure found", 0) == -1.0
    assert feature("what is known of the ferry", "figure found", 0) == 0.0


def test_a_figure_close_to_the_questions_words_counts_more():
    near_it = feature("when did the ferry run aground off Brask?", "figure closeness")
    far_away = feature("when was the ferry at sea?", "figure closeness")
    assert 0 < far_away < near_it <= 1


@pytest.mark.parametrize(
    ("question", "name", "sentence", "sign"),
    [
        ("what did the pilot say?", "speech found", 2, 1),
        ("why was the ferry refloated?", "reason found", 1, -1),
        ("who saw the sandbank?", "name found", 0, 1),
        ("where did the ferry run aground?", "place found", 0, 1),
        ("when did the ferry run aground?", "name found", 0, 0),
    ],
)
def test_a_phrase_of_the_kind_asked_for_shows(question, name, sentence, sign):
    assert feature(question, name, sentence) == sign


def test_an_article_of_the_time_named_need_not_name_it():
    question = replace(asked("ferry in May 2019"), dated=True, of_time=frozenset({"may", "2019"}))
    for name in ("surroundings coverage", "story likeness", "number coverage"):
        of_it, of_another = (
            float(
                sentence_features(question, [replace(retrieved(), timeliness=fit)])[0][
                    0, FEATURES.index(name)
                ]
            )
            for fit in (1.0, 0.3)
        )
        assert of_it == pytest.approx(1.0)
        assert of_another < 1.0


def test_a_later_article_that_names_an_old_time_fits_it_less_than_one_of_that_time():
    late = replace(retrieved(), timeliness=0.0)
    assert 0.0 < feature("who warned in 2023", "timeliness", 2, late) < 1.0
    assert feature("who warned in 2023", "timeliness", 2, retrieved()) == 1.0
    assert feature("who warned in 2019", "timeliness", 2, late) == 0.0


def test_a_word_near_in_meaning_counts_as_much_as_it_is_near(encoder):
    found = retrieved(("The price of a crossing rose.", "It leaves from the river."))
    question = replace(asked("cost"), vectors=encoder.encode_words)
    rows = sentence_features(question, [found])[0]
    near = rows[:, FEATURES.index("passage likeness")]
    assert 0.5 < near[0] < 1.0
    assert rows[0, FEATURES.index("sentence coverage")] == 0.0
    far = sentence_features(
        replace(question, question=taken_apart("penguin"), weights={"penguin": 1.0}), [found]
    )
    assert far[0][0, FEATURES.index("passage likeness")] < 0.3


def test_plain_words_are_those_that_articles_do_not_write_as_names():
    assert feature("was the alma refloated off brask", "passage plain likeness") == 1.0
    assert feature("was the alma painted off brask", "passage plain likeness") == 0.0
    assert feature("was the alma refloated or painted", "passage plain likeness") == 0.5
    assert feature("Alma, Brask", "passage plain likeness") == 1.0


def test_plain_words_around_a_sentence_are_told_from_those_elsewhere_in_its_passage():
    question = "had a pilot warned"
    assert feature(question, "surroundings plain likeness", 0) == 0.0
    assert feature(question, "surroundings plain likeness", 1) == 1.0
    assert feature(question, "passage plain likeness", 0) == 1.0


def test_a_number_of_something_else_is_not_what_is_counted(encoder):
    found = retrieved(("The 34 rebel Labour members lost.", "They met for two days.", "No vote was held."))
    question = replace(asked("how many members rebelled"), vectors=encoder.encode_words)
    rows = sentence_features(question, [found])[0][:, FEATURES.index("counted closeness")]
    assert rows[0] == 1.0
    assert max(rows[1:]) < 0.5


def test_a_question_that_counts_nothing_is_not_judged_by_it():
    assert feature("why was the ferry refloated", "counted closeness") == 1.0


def test_a_passage_without_sentences_has_no_rows():
    bare = Retrieved(Passage(7, 1, 0, 5, ()), article("Brask"), np.array([[0.6, 0.8]], np.float32), bm25=0.5)
    assert sentence_features(asked("ferry"), [bare])[0].shape == (0, len(FEATURES))
    assert sentence_features(asked("ferry"), []) == []


def test_highlights_mark_the_answering_words():
    assert marked("when did the ferry run aground?", 0) == ["Monday"]


def test_of_several_all_are_marked():
    names = ("Ilse Marten, Oskar Lind, Tove Holm and Nils Brandt won the prize.",)
    found = retrieved(names)
    question = asked("which authors won the prize?")
    best = excerpts([found], sentence_features(question, [found]), [np.array([9.0])], 1)[0]
    spans = highlights(question, best)
    marks = [names[0][start:end] for start, end in spans]
    assert marks == ["Ilse Marten", "Oskar Lind", "Tove Holm and Nils Brandt"]


def test_without_a_special_kind_the_whole_sentence_is_marked():
    assert marked("tell me about the sandbank", 2) == [SENTENCES[2]]
