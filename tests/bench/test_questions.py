import json
from collections import Counter
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

FIT = Path(__file__).resolve().parents[2] / "bench" / "questions" / "fit.jsonl"


def records(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def sample(name: str) -> list[dict]:
    return records(files("corpus").joinpath("sample", name).read_text(encoding="utf-8"))


def folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


QUESTIONS = records(FIT.read_text(encoding="utf-8"))
ARTICLES = {article["url"]: article for article in sample("articles.jsonl")}
TEXTS = {url: folded(article["text"]) for url, article in ARTICLES.items()}
JUDGED = sample("questions.jsonl")


def published(url: str) -> date:
    return datetime.fromisoformat(ARTICLES[url]["published_at"]).date()


def test_there_are_two_hundred_questions_of_three_kinds():
    assert Counter(question["kind"] for question in QUESTIONS) == {
        "quiz": 70,
        "member": 70,
        "near_miss": 60,
    }


def test_no_question_is_asked_twice():
    assert len({folded(question["question"]) for question in QUESTIONS}) == len(QUESTIONS)


def test_no_question_is_one_of_those_that_the_answers_are_judged_by():
    judged = {folded(question["question"]) for question in JUDGED}

    assert not judged & {folded(question["question"]) for question in QUESTIONS}


def test_no_answer_is_one_of_those_that_the_answers_are_judged_by():
    judged = [folded(answer) for question in JUDGED for answer in question["answers"]]
    ours = [folded(answer) for question in QUESTIONS for answer in question["answers"]]

    assert [(a, b) for a in ours for b in judged if a in b or b in a] == []


def test_every_story_is_asked_about():
    assert {url for question in QUESTIONS for url in question["urls"]} == set(ARTICLES)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["question"])
def test_a_question_is_answered_by_the_articles_it_names_or_by_none(question):
    assert set(question) - {"now"} == {"question", "answers", "urls", "answerable", "kind"}
    assert question["answerable"] == (question["kind"] != "near_miss")
    assert bool(question["answers"]) == bool(question["urls"]) == question["answerable"]
    answers = [folded(answer) for answer in question["answers"]]
    assert all(url in TEXTS for url in question["urls"])
    assert all(any(answer in TEXTS[url] for url in question["urls"]) for answer in answers)
    assert all(any(answer in TEXTS[url] for answer in answers) for url in question["urls"])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["question"])
def test_every_article_with_the_wording_of_an_answer_is_named(question):
    answers = [folded(answer) for answer in question["answers"]]
    holding = {url for url, text in TEXTS.items() if any(answer in text for answer in answers)}

    assert holding == set(question["urls"])


def test_fifteen_answers_and_four_near_misses_depend_on_the_day():
    dated = Counter(question["answerable"] for question in QUESTIONS if "now" in question)

    assert dated == {True: 15, False: 4}


def test_a_question_is_asked_on_a_day_after_an_article_that_answers_it():
    for question in QUESTIONS:
        asked = date.fromisoformat(question.get("now", "2024-12-31"))
        assert not question["urls"] or min(map(published, question["urls"])) <= asked


def bbc(name: str) -> list[dict]:
    return records(FIT.with_name(f"bbc-{name}.jsonl").read_text(encoding="utf-8"))


def test_what_the_verifier_is_taught_with_is_asked_nowhere_else():
    taught = {folded(question["question"]) for question in bbc("teach")}
    others = [*QUESTIONS, *JUDGED, *bbc("fit"), *bbc("report")]

    assert len(taught) == len(bbc("teach"))
    assert not taught & {folded(question["question"]) for question in others}


def test_the_verifier_is_taught_with_articles_of_its_own():
    taught, fitted, reported = (
        {url for question in bbc(name) for url in question["urls"]} for name in ("teach", "fit", "report")
    )

    assert not taught & (fitted | reported)


def test_the_verifier_is_taught_with_as_many_near_misses_as_answers():
    kinds = Counter(question["kind"] for question in bbc("teach"))

    assert kinds.keys() == {"member", "quiz", "near_miss"}
    assert 0.48 <= kinds["near_miss"] / kinds.total() <= 0.52
    assert all(bool(q["answers"]) == q["answerable"] == (q["kind"] != "near_miss") for q in bbc("teach"))


def test_no_answer_is_more_than_a_few_words_of_an_article():
    assert max(len(answer.split()) for q in bbc("teach") for answer in q["answers"]) <= 8
