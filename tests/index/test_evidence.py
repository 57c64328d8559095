"""What is known of a sentence, and the excerpt around it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from corpus.types import Article, Passage
from index.evidence import FEATURES, LONGEST_EXCERPT, Asked, Retrieved, excerpt_around, sentence_evidence
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


def feature(question: str, sentence: int, name: str) -> float:
    return float(sentence_evidence(asked(question), retrieved())[sentence].features[FEATURES.index(name)])


def test_the_cosine_is_that_of_the_vectors():
    assert feature("when did the ferry run aground?", 0, "sentence cosine") == pytest.approx(0.6)


def test_coverage_is_the_share_of_the_questions_words_that_a_sentence_has():
    assert feature("did the ferry hit the sandbank", 0, "sentence coverage") == pytest.approx(1 / 3)


def test_a_window_covers_what_the_neighbours_say():
    assert feature("pilot warned board", 1, "window coverage") == pytest.approx(1.0)


def test_the_title_counts_as_context_but_not_as_the_sentence():
    assert feature("what refloated", 2, "context coverage") == 1.0
    assert feature("what refloated", 2, "sentence coverage") == 0.0


def test_a_name_that_the_passage_lacks_shows():
    assert feature("did the ferry Alma reach Norwick?", 0, "name coverage") == pytest.approx(0.5)


def test_a_year_that_the_passage_lacks_shows():
    assert feature("what happened to the ferry in 2019", 0, "number coverage") == 0.0
    assert feature("who warned in 2023", 0, "number coverage") == 1.0


def test_an_answer_of_the_kind_asked_for_shows():
    assert feature("when did the ferry run aground?", 0, "answer found") == 1.0
    assert feature("how much did the ferry cost?", 1, "answer found") == 0.0


def test_a_sentence_that_leans_on_the_one_before_takes_it_along():
    long = tuple(sentence + " " + "x" * 150 + "." for sentence in SENTENCES)
    text, spans = laid_out(long)
    start, end = excerpt_around(text, spans, 1, [0.0, 0.0, 9.0])
    assert text[start:end].startswith("The ferry Alma")
    assert "She was refloated" in text[start:end]


def test_an_excerpt_has_at_most_three_sentences():
    text, spans = laid_out(("One.", "Two.", "Three.", "Four."))
    assert excerpt_around(text, spans, 1, [0.0, 0.0, 1.0, 2.0]) == (spans[1][0], spans[3][1])


def test_an_excerpt_stays_within_its_length():
    text, spans = laid_out(tuple("word " * 50 for _ in range(5)))
    start, end = excerpt_around(text, spans, 2, [0.0] * 5)
    assert (start, end) == spans[2]
    assert end - start <= LONGEST_EXCERPT


def test_a_single_sentence_too_long_stays_whole():
    text, spans = laid_out(("word " * 200,))
    assert excerpt_around(text, spans, 0, [0.0]) == spans[0]


def test_highlights_mark_the_answering_words_inside_the_excerpt():
    question = asked("when did the ferry run aground?")
    evidence = sentence_evidence(question, retrieved())[0]
    start, end = evidence.excerpt
    quote = evidence.article.text[start:end]
    assert [quote[first:last] for first, last in highlights(question, evidence)] == ["Monday"]


def test_without_a_special_kind_the_whole_sentence_is_marked():
    question = asked("tell me about the sandbank")
    evidence = sentence_evidence(question, retrieved())[2]
    start, end = evidence.excerpt
    quote = evidence.article.text[start:end]
    assert [quote[first:last] for first, last in highlights(question, evidence)] == [SENTENCES[2]]
