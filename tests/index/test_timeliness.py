"""When news of a time that a question names was published."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from corpus.catalogue import UNDATED
from index.time import time_named
from index.timeliness import published_within, recency, timeliness

MONDAY = datetime(2024, 3, 18, 9, tzinfo=UTC)


def within(question: str, now: datetime = MONDAY) -> tuple[datetime | None, datetime | None] | None:
    named = time_named(question, now)
    assert named is not None
    return published_within(named, now)


def fit(question: str, *published: datetime, now: datetime = MONDAY) -> list[float]:
    seconds = np.array([moment.timestamp() for moment in published])
    return timeliness(time_named(question, now), seconds).tolist()


def day(month: int, number: int) -> datetime:
    return datetime(2024, month, number, 12, tzinfo=UTC)


def test_this_week_on_a_monday_means_the_last_seven_days():
    since, until = within("what did the mayor say this week")
    assert since == MONDAY - timedelta(days=7)
    assert until > MONDAY


def test_news_of_last_week_may_be_printed_this_week_and_never_before_it():
    since, until = within("who won last week")
    assert since == datetime(2024, 3, 11, tzinfo=UTC)
    assert MONDAY < until <= MONDAY + timedelta(days=1)


def test_news_of_last_month_comes_in_for_a_week_more():
    since, until = within("fires last month")
    assert (since, until) == (datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 3, 8, tzinfo=UTC))


def test_asking_for_the_latest_names_no_range():
    assert within("latest on the bridge") is None


def test_what_was_published_in_the_time_named_fits_and_the_farther_outside_the_less():
    inside, soon_after, long_after = fit("fires in January 2024", day(1, 20), day(2, 4), day(3, 10))
    assert inside == 1.0
    assert 0.1 < soon_after < 1.0
    assert long_after < 0.01


def test_without_a_time_everything_fits_and_with_one_the_undated_does_not():
    assert timeliness(None, np.array([float(UNDATED), 0.0])).tolist() == [1.0, 1.0]
    named = time_named("fires in January 2024", MONDAY)
    assert timeliness(named, np.array([float(UNDATED)])).tolist() == [0.0]


def test_the_latest_counts_from_the_newest_found_however_old_that_is():
    newest, older = fit("latest on the bridge", day(1, 20), day(1, 6))
    assert newest == 1.0
    assert older == pytest.approx(0.5)


def test_the_newest_is_wholly_new_and_what_is_undated_not_at_all():
    moments = [datetime(2024, 7, 1, tzinfo=UTC), None, datetime(2024, 1, 3, tzinfo=UTC)]
    assert recency(moments) == pytest.approx([1.0, 0.0, 0.5])
    assert recency([]).shape == (0,)
