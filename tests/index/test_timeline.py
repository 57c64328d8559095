"""Timelines and the newest events over the bundled articles, judged as a reader would."""

from datetime import UTC, datetime

import pytest

from index.chronicle import Chronicler
from index.search import Searcher
from index.timeline import Step
from index.types import Citation, Filter, Query

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def chronicler(sample):
    store, indexes = sample
    return Chronicler(store, indexes, Searcher(store, indexes))


@pytest.fixture
def timeline(chronicler):
    return lambda topic, **options: chronicler.timeline(Query(text=topic, now=NOW, **options)).steps


def told(steps):
    return [(f"{step.article.published:%Y-%m-%d}", step.citation.quote[:40]) for step in steps]


FERRIES = [
    ("2023-10-03", "Sound & Isles Ferries, which has carried"),
    ("2023-11-14", "Two shipping groups and a cooperative of"),
    ("2024-01-22", "Crews of Sound & Isles Ferries went on s"),
    ("2024-02-03", "Tern Maritime has agreed to buy the rout"),
    ("2024-05-30", "Tern Maritime will cut 112 jobs at the f"),
    ("2024-05-31", "Ninety-six employees of the island ferri"),
    ("2024-08-17", "The ship that is to replace the Lady Hal"),
    ("2024-10-12", "With a blast of her horn that set the do"),
]


@pytest.mark.parametrize(
    "topic", ["Sound & Isles Ferries", "ferry line", "ferries", "what happened with the ferries?"]
)
def test_the_ferries_story_has_its_eight_steps_whatever_the_line_is_called(timeline, topic):
    assert told(timeline(topic)) == FERRIES


def test_the_bridge_has_five_steps_and_none_about_a_race_that_once_crossed_it(timeline):
    assert told(timeline("Teale Bridge")) == [
        ("2023-02-09", "The Teale Bridge, which carries 31,000 v"),
        ("2023-06-21", "Aldwater’s city council voted on Wednesd"),
        ("2023-06-23", "Repairing the Teale Bridge will cost the"),
        ("2024-03-27", "The Teale Bridge will not reopen until N"),
        ("2024-11-16", "Some 9,000 people walked across the Teal"),
    ]


@pytest.mark.parametrize(
    ("topic", "first", "other"),
    [
        ("Storm Edda", "Harbour Ledger", "The Graysholm Herald"),
        ("Port Merrow election", "Harbour Ledger", "The Graysholm Herald"),
        ("Larkmill bookkeeper", "The Kesterby Post", "Northline Wire"),
    ],
)
def test_two_outlets_reports_of_one_event_are_one_step(timeline, topic, first, other):
    (step,) = timeline(topic)
    assert (step.article.source, step.outlets) == (first, (other,))


def test_copies_of_a_wire_story_are_one_step(timeline):
    (step,) = timeline("Haldwick oat bars")
    assert sorted(step.outlets) == ["Pixel Dispatch", "The Kesterby Post"]
    assert step.citation.quote.startswith("Haldwick Foods Inc. is recalling about 86,000 oat bars")


def test_the_same_event_of_two_years_is_two_steps(timeline):
    assert [day for day, _ in told(timeline("Merrow Prize"))] == ["2023-10-24", "2024-10-22"]


def test_a_question_to_the_reader_is_no_step(timeline):
    quotes = [step.citation.quote for step in timeline("Nissan")]
    assert "Production problems and weak demand left sales of the Ariya low" in quotes[2]
    assert not any("?" in quote or "in the headlines" in quote for quote in quotes)


def test_days_and_outlets_narrow_it(timeline):
    since = datetime(2024, 5, 1, tzinfo=UTC)
    assert told(timeline("ferries", filter=Filter(since=since))) == FERRIES[4:]
    bridge = told(timeline("Teale Bridge", filter=Filter(since=datetime(2024, 1, 1, tzinfo=UTC))))
    assert [day for day, _ in bridge] == ["2024-03-27", "2024-11-16"]
    assert told(timeline("ferries", filter=Filter(sources=frozenset(["northline wire"])))) == FERRIES[3:4]


@pytest.mark.parametrize("topic", ["banana bread", "football", "the weather", "Mongolia"])
def test_a_topic_that_no_article_is_about_has_no_steps(timeline, topic):
    assert timeline(topic) == ()


def test_every_step_is_the_stored_text(timeline):
    for step in timeline("ferries"):
        citation = step.citation
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_the_newest_come_first_one_an_event(chronicler):
    steps = chronicler.newest(Filter(), 6).steps
    assert [day for day, _ in told(steps)] == [
        "2024-11-16", "2024-10-29", "2024-10-22", "2024-10-12", "2024-09-24", "2024-09-11",
    ]  # fmt: skip
    assert steps[5].outlets == ("Aldwater Gazette",)


def test_the_newest_of_a_topic_and_of_an_outlet(chronicler):
    on_topic = chronicler.latest(Query(text="ferries", now=NOW, k=2)).steps
    of_outlet = chronicler.newest(Filter(sources=frozenset(["vessinger tageblatt"])), 5).steps
    assert told(on_topic) == FERRIES[:-3:-1]
    assert [step.article.source for step in of_outlet] == ["Vessinger Tageblatt"]


def test_an_outlet_is_named_once(timeline):
    (step,) = timeline("Storm Edda")
    quoted, other = step.article, step.others[0]
    citation = Citation.cut(quoted, 0, 10, also_in=("The Graysholm Herald", "Northline Wire"))
    assert Step(citation, (other, quoted)).outlets == ("The Graysholm Herald", "Northline Wire")
