"""Taking a question apart."""

import pytest

from index.question import Kind, kind_of, taken_apart


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("why did Nissan cut Ariya prices?", Kind.WHY),
        ("what was the reason for the strike", Kind.WHY),
        ("who runs the harbour board?", Kind.WHO),
        ("which company won the tender", Kind.WHO),
        ("when will the bridge open", Kind.WHEN),
        ("in which year was the mill built?", Kind.WHEN),
        ("where did the ferry run aground?", Kind.WHERE),
        ("which town hosts the fair", Kind.WHERE),
        ("how many jobs were lost", Kind.COUNT),
        ("how much did the museum pay for the painting", Kind.MONEY),
        ("what does a ticket cost?", Kind.MONEY),
        ("how expensive is the new tram", Kind.MONEY),
        ("how long is the tunnel", Kind.DISTANCE),
        ("what is the range of the Prologue?", Kind.DISTANCE),
        ("how long did the strike last", Kind.DURATION),
        ("how old is the boat", Kind.AGE),
        ("which zoo lost a panda", Kind.WHICH),
        ("what percentage voted yes", Kind.SHARE),
        ("what did the mayor say about parking?", Kind.SAID),
        ("how did the union respond", Kind.SAID),
        ("is the bridge open", Kind.YES_NO),
        ("didn't the museum say how many people came?", Kind.YES_NO),
        ("do you know when the bridge opens", Kind.WHEN),
        ("can you tell me why the ferry stopped", Kind.WHY),
        ("what did the mayor tell us about parking", Kind.SAID),
        ("which film led the charts when the cinema opened?", Kind.WHICH),
        ("what happened when the bridge shut", Kind.OTHER),
        ("in which Welsh town did the choir sing", Kind.WHERE),
        ("by what score did Rovers beat Town", Kind.SCORE),
        ("what was the final score of the cup tie", Kind.SCORE),
        ("which seat did she win by what majority", Kind.WHICH),
        ("which is cheaper, the tram or the ferry?", Kind.COMPARE),
        ("is the tram faster than the ferry", Kind.COMPARE),
        ("did more than 100 people come", Kind.YES_NO),
        ("what is the difference between the two plans", Kind.COMPARE),
        ("tell me about the ferry", Kind.OTHER),
        ("warum streiken die Lokführer", Kind.WHY),
        ("wer leitet das Krankenhaus", Kind.WHO),
        ("wie viele Menschen kamen", Kind.COUNT),
    ],
)
def test_the_kind_of_a_question(text, kind):
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("which towns lost their bus?", True),
        ("who were the judges of the prize", True),
        ("what two reasons did the board give", True),
        ("name all bridges over the Teale", True),
        ("which bus goes to Brask", False),
        ("what happens to the ferry", False),
        ("who are you", False),
    ],
)
def test_a_question_may_ask_for_several(text, several):
    assert taken_apart(text).several is several


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("how many jobs will the bank cut", "jobs"),
        ("how many of the crew were saved", "crew"),
        ("what number of boats sank", "boats"),
        ("how many are there", None),
        ("how much did the boats cost", None),
        ("which boats sank", None),
    ],
)
def test_what_a_question_counts(text, counted):
    assert taken_apart(text).counted == counted


def test_words_leave_out_what_belongs_to_the_asking():
    assert taken_apart("What is the latest news about the ferry strike?").words == ("ferry", "strike")


def test_names_are_written_with_a_capital_inside_the_question():
    assert taken_apart("Does Nissan sell the Ariya in Europe?").names == ("nissan", "ariya", "europe")


def test_numbers_keep_their_separators():
    assert taken_apart("who lost 2,000 jobs in 2023").numbers == ("2,000", "2023")


def test_a_possessive_is_the_name_itself():
    assert taken_apart("What was Honda’s share?").words == ("honda", "share")


def test_a_question_of_little_words_keeps_them():
    assert taken_apart("who is it").words == ("who", "is", "it")
