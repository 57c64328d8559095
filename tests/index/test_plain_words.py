"""A near miss shares the names with the articles; the plain words tell it."""

from dataclasses import replace

import numpy as np
import pytest

from index.answering import answering_spans
from index.plain_words import event_likeness, figure_likeness, plain_shares
from index.question import taken_apart
from index.said import Asked, said


@pytest.fixture
def ask(encoder):
    def prepared(text: str) -> Asked:
        question = taken_apart(text)
        along = np.eye(2, dtype=np.float32)[0]
        return Asked(
            question,
            dict.fromkeys(question.words, 1.0),
            along,
            along,
            str.casefold,
            vectors=encoder.encode_words,
        )

    return prepared


def figures(asked: Asked, told: tuple[str, ...]) -> list[float]:
    spans = [answering_spans(asked.question, sentence, asked.same) for sentence in told]
    return figure_likeness(asked, [told], [spans], plain_shares(asked, []))[0].tolist()


def event(asked: Asked, text: str) -> float:
    return event_likeness(asked, said(asked, [text]).together(), plain_shares(asked, [text]))


def test_what_the_articles_write_as_a_name_is_no_plain_word(ask):
    asked = ask("why did blair drop the plan")
    assert plain_shares(asked, ["Mr Blair kept the plan."]).tolist() == [0.0, 0.5, 0.5]
    assert plain_shares(asked, ["Drop, Blair and Plan are names."]).tolist() == [0.0, 0.0, 0.0]
    assert plain_shares(asked, []).tolist() == pytest.approx([1 / 3] * 3)


def test_a_capital_in_the_question_or_a_number_makes_no_plain_word(ask):
    assert plain_shares(ask("did Blair drop 34 plans"), []).tolist() == [0.0, 0.5, 0.0, 0.5]


def test_a_question_why_is_about_what_it_takes_to_have_happened(ask):
    asked = ask("why did blair drop the plan")
    assert event(asked, "Mr Blair will drop the plan, said Blair.") == 1.0
    assert event(asked, "Mr Blair praised the plan in Leeds.") < 0.5
    assert event(ask("when did blair drop the plan"), "Mr Blair praised the plan.") == 1.0


def test_a_figure_counts_by_what_is_said_around_it(ask):
    asked = ask("how much did the concert raise")
    told = (
        "The concert raised £5m for the fund.",
        "He sang for two hours.",
        "It rained.",
        "Tickets cost £3.",
    )
    near = figures(replace(asked, same=lambda word: word.removesuffix("d")), told)
    assert near[0] == near[1] == 1.0
    assert near[2] == near[3] < 1.0


def test_where_no_figure_is_asked_for_or_no_plain_word_says_of_what_none_is_missed(ask):
    why = ask("why did the concert end")
    assert figures(why, ("It rained.",)) == [1.0]
    names = ask("how much did Elton John")
    assert figures(names, ("It rained.",)) == [1.0]


def test_a_time_that_is_named_is_no_plain_word(ask):
    asked = replace(ask("which plans did early 2023 bring"), of_time=frozenset({"early", "2023"}))
    assert plain_shares(asked, []).tolist() == [0.5, 0.0, 0.0, 0.5]
