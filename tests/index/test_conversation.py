"""Questions that lean on the ones before."""

import pytest

from index.conversation import standalone

BEFORE = "why did Nissan cut Ariya prices?"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("and in Europe?", "why did Nissan cut Ariya prices in Europe?"),
        ("what about Honda?", "why did Nissan cut Ariya prices Honda?"),
        ("when was that?", "when was that, Nissan cut Ariya prices?"),
        ("who said so?", "who said so, Nissan cut Ariya prices?"),
        ("when?", "when, Nissan cut Ariya prices?"),
        ("by how much did they lower it", "by how much did they lower it, Nissan cut Ariya prices?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_question_before(question, understood):
    assert standalone(question, [BEFORE]) == understood


@pytest.mark.parametrize(
    "question",
    [
        "who won the Port Merrow election?",
        "is there a strike at the harbour",
        "when did the Teale Bridge open?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question):
    assert standalone(question, [BEFORE]) is None


def test_nothing_was_asked_before():
    assert standalone("when was that?", []) is None


def test_a_chain_is_followed_to_the_question_that_stands_alone():
    asked = [BEFORE, "and in Europe?"]
    assert standalone("when was that?", asked) == "when was that, Nissan cut Ariya prices Europe?"
