"""What is known of a sentence, and the excerpt around it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from corpus.types import Article, Passage
from index.evidence import FEATURES, LONGEST_EXCERPT, Asked, Evidence, Retrieved, window_evidence, windows_of
from index.highlights import highlights
from index.question import taken_apart

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
    return Asked(parts, dict.fromkeys(parts.words, 1.0), np.array([1.0, 0.0], np.float32), str.casefold)


def retrieved(sentences: tuple[str, ...] = SENTENCES) -> Retrieved:
    text, spans = laid_out(sentences)
    vectors = np.tile(np.array([0.6, 0.8], np.float32), (1 + len(sentences), 1))
    return Retrieved(Passage(7, 1, 0, len(text), spans), article(text), vectors, bm25=0.5)


def only_window(question: str, sentences: tuple[str, ...] = SENTENCES) -> Evidence:
    """Three short sentences make one window."""
    (window,) = window_evidence(asked(question), retrieved(sentences))
    return window


def feature(question: str, name: str) -> float:
    return float(only_window(question).features[FEATURES.index(name)])


def quoted(evidence: Evidence) -> str:
    return evidence.article.text[slice(*evidence.excerpt)]


def marked(question: str) -> list[str]:
    evidence = only_window(question)
    return [quoted(evidence)[start:end] for start, end in highlights(asked(question), evidence)]


def test_the_cosine_is_that_of_the_vectors():
    assert feature("when did the ferry run aground?", "sentence cosine") == pytest.approx(0.6)


def test_coverage_is_the_share_of_the_questions_words():
    assert feature("did the ferry hit the sandbank", "window coverage") == pytest.approx(2 / 3)
    assert feature("did the ferry hit the sandbank", "sentence coverage") == pytest.approx(1 / 3)


def test_the_best_sentence_is_the_one_with_the_questions_words():
    assert only_window("had a pilot warned of the sandbank").sentence == 2


def test_the_title_counts_as_context_but_not_as_the_window():
    title = "refloated salvage"
    assert feature(f"ferry {title}", "context coverage") == pytest.approx(2 / 3)
    window = retrieved(("It was a calm night.",))
    features = window_evidence(asked("ferry"), window)[0].features
    assert features[FEATURES.index("context coverage")] == 1.0
    assert features[FEATURES.index("window coverage")] == 0.0


def test_a_name_that_the_passage_lacks_shows():
    assert feature("did the ferry Alma reach Norwick?", "name coverage") == pytest.approx(0.5)


def test_a_year_that_the_passage_lacks_shows():
    assert feature("what happened to the ferry in 2019", "number coverage") == 0.0
    assert feature("who warned in 2023", "number coverage") == 1.0


def test_a_figure_of_the_kind_asked_for_counts_for_the_window_and_its_lack_against_it():
    assert feature("when did the ferry run aground?", "figure found") == 1.0
    assert feature("how much did the ferry cost?", "figure found") == -1.0
    assert feature("what is known of the ferry", "figure found") == 0.0


def test_a_figure_close_to_the_questions_words_counts_more():
    near_it = feature("when did the ferry run aground off Brask?", "figure closeness")
    far_away = feature("when was the ferry refloated?", "figure closeness")
    assert 0 < far_away < near_it <= 1


def test_a_phrase_of_the_kind_asked_for_shows():
    assert feature("what did the harbour board say?", "phrase found") == 1.0
    assert feature("why was the ferry refloated?", "phrase found") == -1.0


def test_a_window_has_at_most_three_sentences():
    _, spans = laid_out(("One.", "Two.", "Three.", "Four."))
    assert windows_of(spans) == [(0, 2), (1, 3)]


def test_a_window_stays_within_its_length():
    _, spans = laid_out(("word " * (LONGEST_EXCERPT // 9),) * 3)
    assert windows_of(spans) == [(0, 0), (1, 1), (2, 2)]
    assert 2 * (spans[0][1] - spans[0][0]) > LONGEST_EXCERPT


def test_a_sentence_too_long_is_a_window_of_its_own():
    _, spans = laid_out(("word " * 200,))
    assert windows_of(spans) == [(0, 0)]


def test_no_window_lies_inside_another():
    _, spans = laid_out(("Short one.", "Short two."))
    assert windows_of(spans) == [(0, 1)]


def test_highlights_mark_the_answering_words():
    assert marked("when did the ferry run aground?") == ["Monday"]


def test_without_a_special_kind_the_whole_sentence_is_marked():
    assert marked("tell me about the sandbank") == [SENTENCES[2]]
