"""Days and moments that people type into options."""

from datetime import UTC, date, datetime

import pytest

from bot.days import first_day, last_day, moment
from index.errors import QueryError

TODAY = date(2024, 3, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024-03-15T18:30:00Z", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("Yesterday", date(2024, 3, 19), date(2024, 3, 19)),
        ("today", TODAY, TODAY),
        ("last week", date(2024, 3, 11), date(2024, 3, 17)),
        ("March 2023", date(2023, 3, 1), date(2023, 3, 31)),
    ],
)
def test_words_name_their_first_and_last_day(text, first, last):
    assert (first_day(text, TODAY), last_day(text, TODAY)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13", "2024-02-30", "2024-00-01", "0000", "yesterday at noon"]
)
def test_words_that_name_no_day_are_refused(text):
    with pytest.raises(QueryError, match=f"«{text}» is no day that can be read"):
        first_day(text, TODAY)


def test_a_moment_is_a_date_at_noon_or_a_datetime():
    assert moment("2024-03-15") == datetime(2024, 3, 15, 12, tzinfo=UTC)
    assert moment("2024-03-15T18:30") == datetime(2024, 3, 15, 18, 30, tzinfo=UTC)
    assert moment("2024-03-15T18:30+02:00") == datetime(2024, 3, 15, 16, 30, tzinfo=UTC)


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(QueryError, match="«tomorrow» is no moment"):
        moment("tomorrow")
