import json
import re
from collections import defaultdict
from datetime import date, datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest


def records(name: str) -> list[dict]:
    lines = files("corpus").joinpath("sample", name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ARTICLES = records("articles.jsonl")
QUESTIONS = records("questions.jsonl")
CURRENT = {article["url"]: article for article in ARTICLES}


def folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def holds(url: str, answer: str) -> bool:
    return folded(answer) in folded(CURRENT[url]["text"])


def moment(article: dict, key: str) -> datetime:
    return datetime.fromisoformat(article[key])


def by_text() -> dict[str, list[dict]]:
    groups = defaultdict(list)
    for article in ARTICLES:
        groups[article["text"]].append(article)
    return groups


def test_the_sample_has_more_than_forty_stories_from_at_least_seven_outlets():
    assert len(CURRENT) >= 44
    assert len({article["source"] for article in ARTICLES}) >= 7


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["url"])
def test_an_article_is_whole(article):
    assert set(article) - {"updated_at"} == {
        "title",
        "text",
        "url",
        "source",
        "author",
        "published_at",
        "language",
    }
    assert 250 <= len(article["text"].split()) <= 500
    assert article["text"].count("\n\n") >= 5
    assert all(paragraph.strip() == paragraph != "" for paragraph in article["text"].split("\n\n"))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["url"])
def test_a_date_has_an_offset_and_lies_in_the_two_years(article):
    assert moment(article, "published_at").utcoffset() is not None
    assert date(2023, 1, 1) <= moment(article, "published_at").date() <= date(2024, 12, 31)
    if "updated_at" in article:
        assert moment(article, "updated_at") > moment(article, "published_at")


def test_articles_stand_in_the_order_of_their_publication():
    moments = [moment(article, "published_at") for article in ARTICLES]

    assert moments == sorted(moments)


def test_every_address_is_under_an_example_domain():
    for article in ARTICLES:
        addresses = [article["url"], *re.findall(r"https?://[^\s)]+", article["text"] + article["title"])]
        for address in addresses:
            assert urlsplit(address).hostname.endswith(".example")
        assert not re.search(r"\w\.(com|org|net|co|io|de|fr)\b", article["text"])


def test_an_outlet_has_one_domain_and_a_domain_one_outlet():
    pairs = {(article["source"], urlsplit(article["url"]).hostname) for article in ARTICLES}

    assert len(pairs) == len({source for source, _ in pairs}) == len({host for _, host in pairs})


def test_only_a_corrected_story_repeats_its_address():
    versions = defaultdict(list)
    for article in ARTICLES:
        versions[article["url"]].append(article)
    repeated = [group for group in versions.values() if len(group) > 1]

    assert len(repeated) == 1
    [[earlier, later]] = repeated
    assert "updated_at" not in earlier
    assert "updated_at" in later
    assert "Correction: " not in earlier["text"]
    assert later["text"].split("\n\n")[-1].startswith("Correction: ")


def test_wire_stories_stand_word_for_word_in_several_outlets():
    copies = [group for group in by_text().values() if len(group) > 1]

    assert sorted(len({article["source"] for article in group}) for group in copies) == [2, 3]
    assert all(group[0]["source"] == "Northline Wire" for group in copies)
    assert all(len({article["title"] for article in group}) == len(group) for group in copies)


def test_the_sample_speaks_three_languages():
    assert {article["language"] for article in ARTICLES} == {"en", "de", "fr"}


def test_one_article_says_plainly_why_the_ariya_got_cheaper():
    sentence = (
        "Production problems and weak demand left sales of the Ariya low, so Nissan cut its prices in "
        "the United States to win back ground in the electric vehicle market."
    )

    assert sum(sentence in article["text"] for article in ARTICLES) == 1


def test_an_article_carries_an_instruction_and_another_carries_markdown_and_a_mention():
    texts = [article["title"] + article["text"] for article in ARTICLES]

    assert any("Ignore all previous instructions" in text for text in texts)
    assert any("**" in text and "@everyone" in text and "||" in text for text in texts)
    assert max(len(article["title"]) for article in ARTICLES) > 200


def test_there_are_sixty_questions_and_fifteen_have_no_answer():
    assert len(QUESTIONS) == len({question["question"] for question in QUESTIONS}) == 60
    assert sum(not question["answerable"] for question in QUESTIONS) == 15


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["question"])
def test_a_question_is_answered_by_the_articles_it_names_or_by_none(question):
    assert set(question) - {"now"} == {"question", "answers", "urls", "answerable"}
    assert bool(question["answers"]) == bool(question["urls"]) == question["answerable"]
    assert all(url in CURRENT for url in question["urls"])
    for answer in question["answers"]:
        assert any(holds(url, answer) for url in question["urls"])
    for url in question["urls"]:
        assert any(holds(url, answer) for answer in question["answers"])


def test_a_question_is_asked_on_a_day_after_an_article_that_answers_it():
    for question in QUESTIONS:
        asked = date.fromisoformat(question.get("now", "2024-12-31"))
        published = [moment(CURRENT[url], "published_at").date() for url in question["urls"]]
        assert not published or min(published) <= asked
