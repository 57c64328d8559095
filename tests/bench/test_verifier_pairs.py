"""The verifier's training pairs, made of questions in SQuAD's format."""

import json
import random
import sys

import pytest

from bench.corpora import Collection
from bench.train_verifier import Pair
from bench.verifier_pairs import found, made_vague, main, pairs, strangers
from corpus.types import Draft
from index.known_answers import Question

CONTEXT = (
    "The Brask ferry began to sail in 1997. It was built by Nils Aarberg for two towns. "
    "Its cook sells 28 kinds of soup. The harbour has a lighthouse, which is red."
)


def asked(question, answer):
    answers = [{"text": answer, "answer_start": CONTEXT.index(answer)}] if answer else []
    return {"question": question, "answers": answers, "is_impossible": not answers}


ASKED = [
    asked("When did the Brask ferry begin to sail?", "1997"),
    asked("Who built the ferry?", "Nils Aarberg"),
    asked("How many kinds of soup does its cook sell?", "28"),
    asked("Which colour has the lighthouse?", "red"),
    asked("Who painted the lighthouse?", None),
]
PARAGRAPH = {"context": CONTEXT, "qas": ASKED}
ANSWERS = {one["question"].rstrip("?"): one["answers"][0]["text"] for one in ASKED if one["answers"]}


def made(seed=0):
    return list(pairs("Brask", PARAGRAPH, random.Random(seed)))


@pytest.mark.parametrize("seed", range(20))
def test_a_text_that_answers_has_the_answer_at_its_span_and_one_that_does_not_lacks_it(seed):
    for pair in made(seed):
        answer = ANSWERS.get(pair.question.rstrip("?"))
        if pair.answers:
            assert pair.text[slice(*pair.span)] == answer
        else:
            assert pair.span is None
            assert answer is None or answer not in pair.text


def test_every_question_has_its_pairs():
    told = {(pair.question.rstrip("?"), pair.answers) for pair in made()}
    assert told == {(question, answers) for question in ANSWERS for answers in (True, False)} | {
        ("Who painted the lighthouse", False)
    }


def test_a_question_without_an_answer_has_what_comes_nearest():
    assert all(
        "lighthouse" in pair.text
        for seed in range(9)
        for pair in made(seed)
        if pair.question.startswith("Who painted")
    )


def test_other_answers_are_made_vague_where_the_own_stands():
    texts = [pair.text for seed in range(30) for pair in made(seed) if pair.answers]
    assert any("began to sail. It" in text or ("kinds" in text and "28" not in text) for text in texts)


@pytest.mark.parametrize(
    ("question", "answer", "wanted"),
    [
        ("When did it begin?", "1997", {"The Brask ferry began to sail. It was"}),
        ("Who built it?", "Nils Aarberg", {"built by a man for", "built by someone for"}),
        ("How many kinds?", "28", {"sells several kinds", "sells some kinds", "sells many kinds"}),
        ("Which colour is the lighthouse?", "red", {"which is a colour."}),
    ],
)
def test_the_answer_is_made_vague_by_its_kind(question, answer, wanted):
    start = CONTEXT.index(answer)
    span = (start, start + len(answer))
    seen = set()
    for seed in range(20):
        text, grown = made_vague(question, CONTEXT, span, random.Random(seed))
        assert answer not in text
        assert len(text) == len(CONTEXT) + grown
        seen |= {one for one in wanted if one in text}
    assert seen == wanted


def test_the_command_prints_lines_that_the_training_reads(tmp_path, monkeypatch, capsys):
    path = tmp_path / "train.json"
    path.write_text(json.dumps({"data": [{"title": "Brask", "paragraphs": [PARAGRAPH]}]}), "utf-8")
    monkeypatch.setattr(sys, "argv", ["verifier_pairs", str(path)])
    main()
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) >= 9
    assert all(record.keys() == {"question", "text", "answers", "span"} for record in records)


def test_without_files_the_command_says_how_it_is_called(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["verifier_pairs"])
    with pytest.raises(SystemExit, match="Which files"):
        main()


def test_texts_of_other_articles_answer_nothing():
    tram = Pair("When does the tram open?", "The tram opens on 4 June.", True, (18, 24))
    made_of = [("Brask", pair) for pair in made()] + [("Trams", tram)] * 9
    strange = list(strangers(made_of, random.Random(1)))
    assert strange
    assert not any(pair.answers for pair in strange)
    assert all((pair.text == tram.text) == (pair.question != tram.question) for pair in strange)


def test_one_article_has_no_strangers():
    assert not list(strangers([("Brask", pair) for pair in made()], random.Random(1)))


FERRY = Draft(
    title="Brask ferry gets a new boat",
    text="The Brask ferry will get a new boat. The boat was built by Nils Aarberg in Tromsund. "
    "It holds 240 people, the harbour master said. Tickets stay as they are. "
    "The old boat sinks a little every winter, so the council wants to sell it for scrap.",
    origin="https://ferry.example/1",
    url="https://ferry.example/1",
)
TRAM = Draft(
    title="Tram line to the harbour opens",
    text="A tram line to the harbour opens on 4 June. It was built by a firm from Tromsund, the mayor said.",
    origin="https://ferry.example/2",
    url="https://ferry.example/2",
)


def about(text, *answers):
    return Question(
        text=text, answers=answers, urls=(FERRY.url,) if answers else (), answerable=bool(answers)
    )


def pairs_of(*questions):
    return list(found(Collection("harbour", (FERRY, TRAM), questions), random.Random(0)))


def test_a_question_on_news_has_the_excerpt_that_tells_its_answer_as_found():
    told, *rest = pairs_of(about("who built the new brask boat", "Nils Aarberg"))
    assert told.answers
    assert told.text.startswith("Brask ferry gets a new boat. ")
    assert told.text[slice(*told.span)] == "Nils Aarberg"
    assert [pair.answers for pair in rest] == [False]
    assert "Nils" not in rest[0].text


def test_a_near_miss_on_news_is_answered_by_nothing_that_is_found():
    made_of = pairs_of(about("who paid for the new brask boat"))
    assert len(made_of) == 2
    assert not any(pair.answers for pair in made_of)


def test_an_answer_that_is_not_found_is_cut_from_its_article():
    told = [pair for pair in pairs_of(about("opening day of the tram line", "240 people")) if pair.answers]
    assert [pair.text[slice(*pair.span)] for pair in told] == ["240 people"]


def test_an_excerpt_that_may_tell_the_answer_otherwise_is_left_out():
    made_of = pairs_of(about("which town is the boat from", "built by Nils Aarberg in Tromsund"))
    assert all(pair.answers or "Tromsund" not in pair.text for pair in made_of)


def test_an_excerpt_that_tells_the_answer_within_a_word_is_never_said_not_to():
    made_of = pairs_of(about("what will the brask ferry get", "boa"))
    assert [pair.answers for pair in made_of if "new boat" in pair.text] == [True]


def test_without_the_articles_the_command_says_where_they_belong(monkeypatch):
    monkeypatch.setattr("bench.verifier_pairs.at_hand", lambda _: False)
    monkeypatch.setattr(sys, "argv", ["verifier_pairs", "--news"])
    with pytest.raises(SystemExit, match="aren't in"):
        main()


def test_an_answer_that_no_article_tells_makes_no_pair_that_answers():
    assert not any(pair.answers for pair in pairs_of(about("who built the boat", "Kari Nordmann")))
