"""The verifier tells a text that answers from one that only shares the question's words."""

import pytest

from index.verifier import LONGEST, bundled_verifier

TOLD = {
    "did the ferry company cut its fares?": (
        "Fares on the Brask ferry fell by a tenth in May, the company said.",
        "The Brask ferry company said that it would buy two new boats.",
    ),
    "who bought the old brewery in Port Ellery?": (
        "The old brewery in Port Ellery was bought by Joan Tarrow, who owns two hotels.",
        "The old brewery in Port Ellery was bought for £2 million after standing empty for ten years.",
    ),
    "how many people were hurt in the fire at the mill?": (
        "Six people were taken to hospital after the fire at the mill.",
        "The fire at the mill began in the drying room and was put out by midnight.",
    ),
    "when does the new tram line open?": (
        "The new tram line will open on 4 June.",
        "The new tram line will cost £62 million and have nine stops.",
    ),
    "why did the mayor resign?": (
        "The mayor resigned because her brother's firm had won the contract.",
        "The mayor resigned and will be followed by her deputy.",
    ),
}


@pytest.mark.parametrize("question", TOLD)
def test_what_answers_is_told_from_what_shares_the_words(question):
    answering, other = TOLD[question]
    judge = bundled_verifier()
    assert judge.logit(question, answering) > judge.logit(question, other)


def test_a_long_text_is_read_as_far_as_the_model_reaches():
    judge = bundled_verifier()
    long = "The new tram line will open on 4 June. " * LONGEST
    assert judge.logit("when does the tram line open?", long) == judge.logit(
        "when does the tram line open?", long + "It is red."
    )


@pytest.mark.parametrize("text", ["", " ", "東京", "\u200b"])
def test_a_text_without_words_is_judged_too(text):
    assert isinstance(bundled_verifier().logit("when does the tram line open?", text), float)


def test_a_question_longer_than_the_model_reads_is_cut_too():
    assert isinstance(bundled_verifier().logit("why " * 400, "Because of the storm."), float)
