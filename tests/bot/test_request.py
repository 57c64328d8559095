"""What people ask, as the index's query."""

from datetime import UTC, date, datetime

import pytest

from bot.guilds import Limits, Search
from bot.request import Request
from index.errors import QueryError

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)


def test_both_days_are_within_the_limits():
    query = Request("fares", NOW, date(2024, 2, 1), date(2024, 2, 29), ("Daily Example",)).query(5)
    assert query.filter.since == datetime(2024, 2, 1, tzinfo=UTC)
    assert query.filter.until == datetime(2024, 3, 1, tzinfo=UTC)
    assert query.filter.sources == {"daily example"}
    assert (query.k, query.now) == (5, NOW)


def test_without_limits_everything_is_let_through_as_of_now():
    query = Request("fares").query()
    assert not query.filter
    assert query.now.tzinfo is not None


def test_an_empty_question_is_refused_in_words():
    with pytest.raises(QueryError, match="the question is empty"):
        Request("  ").query()


def test_a_search_is_repeated_as_of_the_moment_when_it_was_made():
    search = Search(1, 9, "fares", Limits(source="Daily Example"), NOW)
    assert search.request == Request("fares", NOW, sources=("Daily Example",))
