"""When a feed is asked next."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.feed_types import Hints
from corpus.schedule import due_after_failure, due_after_success, fresh_for, retry_after, rhythm_of

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def every(gap, newest=timedelta(), count=20):
    """Moments of publication, so far apart, the last one so long ago."""
    return [NOW - newest - gap * n for n in range(count)]


@pytest.mark.parametrize(
    ("published", "rhythm"),
    [
        (every(3 * HOUR), HOUR),
        (every(30 * MINUTE), 10 * MINUTE),
        (every(MINUTE), 5 * MINUTE),
        (every(30 * DAY), DAY),
        (every(HOUR, newest=2 * DAY), 4 * HOUR),
        (every(HOUR, newest=90 * DAY), DAY),
        ([], HOUR),
        ([NOW], HOUR),
    ],
    ids=["hours", "half hours", "a busy wire", "monthly", "quiet for two days", "dormant", "undated", "one"],
)
def test_a_feed_is_asked_three_times_between_its_stories(published, rhythm):
    assert rhythm_of(Hints(), published, NOW) == rhythm


@pytest.mark.parametrize(
    ("hints", "rhythm"),
    [
        (Hints(ttl=20 * MINUTE), 20 * MINUTE),
        (Hints(ttl=DAY), HOUR),
        (Hints(period=15 * MINUTE, ttl=10 * MINUTE), 15 * MINUTE),
        (Hints(fresh_for=30 * MINUTE), 30 * MINUTE),
        (Hints(fresh_for=365 * DAY), 12 * HOUR),
    ],
)
def test_what_feed_and_server_advise_is_kept_within_reason(hints, rhythm):
    assert rhythm_of(hints, every(15 * MINUTE), NOW) == rhythm


def test_an_undated_feed_is_asked_as_it_advises():
    assert rhythm_of(Hints(ttl=40 * MINUTE), [], NOW) == 40 * MINUTE


def test_feeds_added_together_spread():
    assert [due_after_success(NOW, HOUR, jitter) - NOW for jitter in (0.0, 0.5, 1.0)] == [
        60 * MINUTE,
        63 * MINUTE,
        66 * MINUTE,
    ]


def test_failures_double_the_wait_up_to_a_day():
    waits = [due_after_failure(NOW, failures, None, None, 0.0) - NOW for failures in (1, 2, 3, 8, 9, 500)]

    assert waits == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 1280 * MINUTE, DAY, DAY]


def test_a_failing_feed_is_asked_no_oftener_than_when_it_answered():
    assert due_after_failure(NOW, 1, 6 * HOUR, None, 0.0) == NOW + 6 * HOUR


@pytest.mark.parametrize(
    ("asked", "wait"), [(5 * MINUTE, 10 * MINUTE), (2 * DAY, 2 * DAY), (99 * DAY, 7 * DAY)]
)
def test_what_the_site_asks_for_is_kept_up_to_a_week(asked, wait):
    assert due_after_failure(NOW, 1, None, asked, 0.0) == NOW + wait


@pytest.mark.parametrize(
    ("stated", "wait"),
    [
        ("120", 2 * MINUTE),
        ("Wed, 20 May 2026 13:00:00 GMT", HOUR),
        ("Wed, 20 May 2026 11:00:00 GMT", None),
        ("99999999999999999999", 7 * DAY),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(stated, wait):
    assert retry_after(stated, NOW) == wait


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache-Control": "public, max-age=600"}, 10 * MINUTE),
        ({"Cache-Control": "max-age=600", "Age": "300"}, 5 * MINUTE),
        ({"Cache-Control": "max-age=600", "Age": "900"}, None),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age=60", "Expires": "Thu, 21 May 2026 12:00:00 GMT"}, MINUTE),
        ({"Expires": "Wed, 20 May 2026 13:00:00 GMT", "Date": "Wed, 20 May 2026 12:30:00 GMT"}, 30 * MINUTE),
        ({"Expires": "0"}, None),
        ({}, None),
    ],
)
def test_an_answer_is_fresh_as_long_as_its_server_says(headers, fresh):
    assert fresh_for(headers, NOW) == fresh
