"""The words that could answer a kind of question."""

import pytest

from index.answering import answering_spans, near
from index.patterns import numbers
from index.question import taken_apart


def found(question: str, sentence: str) -> list[str]:
    spans = answering_spans(taken_apart(question), sentence, str.casefold)
    return [sentence[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("who runs the yard?", "The yard is run by Ilse Marten, its founder's niece.", "Ilse Marten"),
        ("when does the bridge open?", "The bridge opens on 4 May 2025.", "4 May 2025"),
        ("when does the bridge open?", "It opens at 10:30 on Tuesday morning.", "10:30"),
        ("when was it built?", "The mill was built in 1887 by hand.", "1887"),
        ("where is the depot?", "Trams sleep at a depot in Lower Brask overnight.", "in Lower Brask"),
        ("how many jobs went?", "About 1,200 jobs will go.", "About 1,200"),
        ("how many dogs?", "Seventeen owners brought twenty-three dogs.", "twenty-three"),
        ("how much did it cost?", "The hall cost $4.5 million to roof.", "$4.5 million"),
        ("how much did it cost?", "Repairs will take 3 million euros.", "3 million euros"),
        ("how long is the tunnel?", "The tunnel is 2.8 kilometres long.", "2.8 kilometres"),
        ("by what score did Rovers win?", "Rovers won the replay 38-8 at home.", "38-8"),
        ("what was the score?", "It ended two-nil after a late goal.", "two-nil"),
        ("by what majority did it pass?", "The council ruled by an eight to one majority.", "eight to one"),
        ("what percentage agreed?", "Some 62.5% agreed.", "Some 62.5%"),
        (
            "why is it shut?",
            "It is shut because the lift failed in March.",
            "because the lift failed in March",
        ),
        ("what did she say?", "“We will not sell,” she said.", "“We will not sell,”"),
    ],
)
def test_an_answer_of_the_kind_is_found(question, sentence, answer):
    assert answer in found(question, sentence)


def test_what_the_question_says_itself_answers_nothing():
    assert found("who beat Oskar Lind?", "Oskar Lind lost.") == []


def test_days_and_months_are_no_names():
    assert found("who cut the ribbon?", "On Saturday in May the ribbon was cut by Nadia Brill.") == [
        "Nadia Brill"
    ]


def test_a_question_of_no_special_kind_has_no_answering_words():
    assert found("tell me about the ferry", "The ferry left on 4 May.") == []


def test_the_span_nearest_to_the_questions_words_comes_first():
    sentence = "In 2019 the town had 40 shops, and 12 bakers still work today."
    question = taken_apart("how many bakers work there?")
    spans = answering_spans(question, sentence, str.casefold)
    start, end = near(spans, sentence, set(question.words), str.casefold)[0]
    assert sentence[start:end] == "12"


def test_letters_that_grow_in_lower_case_move_no_span():
    sentence = "İİİ MOVED About 1,200 JOBS to İzmir, Because The LEASE ended there."
    assert found("how many jobs were moved?", sentence) == ["About 1,200"]
    assert found("why were they moved?", sentence) == ["Because The LEASE ended there"]
    assert [sentence[start:end] for start, end in numbers(sentence)] == ["1,200"]


def test_a_number_may_begin_a_sentence_in_words():
    assert found("how many dogs came?", "TWENTY-THREE dogs came.") == ["TWENTY-THREE"]
