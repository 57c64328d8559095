"""What outlets allow, and for how long their articles are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.errors import RuleError
from corpus.ingest import Result, ingest
from corpus.rights import QUOTE_LIMIT, Rights, Rule
from corpus.store import Store
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def store():
    with Store.open(":memory:") as opened:
        yield opened


@pytest.fixture
def rights(store):
    return Rights(store.connection)


def put(store, number, days_ago, **fields):
    published = None if days_ago is None else NOW - timedelta(days=days_ago)
    text = " ".join(f"Boat {number} carried {number * day} crates of fish on day {day}." for day in range(9))
    values = {
        "title": f"Boat {number}",
        "text": text,
        "origin": "x",
        "source": "Herald",
        "published": published,
    }
    values["url"] = f"https://www.herald.example/{number}"
    return ingest(Draft(**(values | fields)), store, lambda texts: [len(text) for text in texts], NOW)


def test_an_outlet_without_a_rule_gets_the_default(rights):
    assert rights.rule("Herald") == Rule(name="Herald", quote_limit=QUOTE_LIMIT, headline_only=False)


def test_a_rule_is_found_by_the_name_in_any_case_and_replaced(rights):
    rights.set(Rule(name="Le  Quotidien", quote_limit=300))
    rights.set(Rule(name="le quotidien", headline_only=True, keep_days=30))

    assert rights.all() == [Rule(name="le quotidien", headline_only=True, keep_days=30)]
    assert rights.rule("LE QUOTIDIEN").headline_only


def test_a_rule_is_forgotten(rights):
    rights.set(Rule(name="Herald", quote_limit=0))

    assert rights.rule("Herald").quotes_nothing
    assert (rights.forget("HERALD"), rights.forget("Herald")) == (True, False)
    assert not rights.rule("Herald").quotes_nothing


@pytest.mark.parametrize(
    "values", [{"quote_limit": -1}, {"keep_days": 0}, {"keep_days": 99_999}, {"name": " "}]
)
def test_what_makes_no_sense_is_refused(values):
    with pytest.raises(RuleError):
        Rule(**({"name": "Herald"} | values))


def test_articles_expire_by_publication_or_else_by_when_they_were_stored(store, rights):
    numbers = [put(store, number, days).article_id for number, days in enumerate((40, 31, 29, None), start=1)]
    other = put(store, 9, 400, source="Courier").article_id
    nameless = put(store, 10, 50, source=None).article_id
    assert rights.expired(NOW) == []

    rights.set(Rule(name="Herald", keep_days=30))
    rights.set(Rule(name="herald.example", keep_days=45))

    assert rights.expired(NOW) == [*numbers[:2], nameless]
    assert rights.expired(NOW + timedelta(days=31)) == [*numbers, nameless]
    assert other not in rights.expired(NOW + timedelta(days=9_999))


def test_a_story_older_than_its_outlet_allows_is_not_taken(store, rights):
    rights.set(Rule(name="Herald", keep_days=30))

    refused = put(store, 1, 31)

    assert (refused.result, refused.article_id) == (Result.REFUSED, 0)
    assert refused.reason == "Herald allows its articles to be kept for 30 days, and it is older"
    assert put(store, 2, 29).result is Result.ADDED
