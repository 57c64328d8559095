"""Moments are read as publishers write them."""

from datetime import UTC, datetime

import pytest

from corpus.dates import date_in_address, iso_moment, stated_moment, written_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-15", utc(2024, 3, 15)),
        ("2024-03-15T09:30:00Z", utc(2024, 3, 15, 9, 30)),
        ("2024-03-15T09:30:00+01:00", utc(2024, 3, 15, 8, 30)),
        ("2024-03-15T09:30:00.1234567+0000", utc(2024, 3, 15, 9, 30, 0, 123456)),
        ("2024-03-15 09:30", utc(2024, 3, 15, 9, 30)),
        ("Fri, 15 Mar 2024 10:00:00 -0500", utc(2024, 3, 15, 15)),
        ("23-09-2026", utc(2026, 9, 23)),
        ("09-23-2026", utc(2026, 9, 23)),
        ("1710497003", utc(2024, 3, 15, 10, 3, 23)),
        ("12 May 2024 10:15", utc(2024, 5, 12, 10, 15)),
        ("Published 12 May 2024 at 10:15 am EST", utc(2024, 5, 12, 15, 15)),
        ("March 3rd, 2024", utc(2024, 3, 3)),
        ("Sept. 4, 2024 | 4:05 p.m.", utc(2024, 9, 4, 16, 5)),
        ("3. Mai 2024, 14:05 Uhr", utc(2024, 5, 3, 14, 5)),
        ("le 5 avril 2024 à 10h30", utc(2024, 4, 5, 10, 30)),
        ("5 de mayo de 2024", utc(2024, 5, 5)),
        ("15.03.2024", utc(2024, 3, 15)),
        ("15/03/2024", utc(2024, 3, 15)),
        ("10:32 GMT, 4 March 2024", utc(2024, 3, 4, 10, 32)),
        ("12:30 am, ignore; May 5, 2024", utc(2024, 5, 5)),
        ("Published 11:34 PM EST Nov 19, 2019", utc(2019, 11, 20, 4, 34)),
        ("3:21 p.m. ET July 9, 2024", utc(2024, 7, 9, 19, 21)),
        ("March 9, 2024 8:00 am ET", utc(2024, 3, 9, 13)),
        ("March 10, 2024 8:00 am ET", utc(2024, 3, 10, 12)),
        ("Nov. 3, 2024 8:00 am PT", utc(2024, 11, 3, 16)),
        ("04/04/2024", utc(2024, 4, 4)),
    ],
)
def test_a_stated_moment_is_understood(text: str, moment: datetime) -> None:
    assert stated_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "soon", "03/04/2024", "03-04-2024", "31 February 2024", "0001-01-01", "9999-01-01", "May 2024"],
)
def test_what_is_no_moment_or_could_be_two_is_none(text: str) -> None:
    assert stated_moment(text) is None


@pytest.mark.parametrize("text", ["12 May 2024", "1710497003", "2024-13-01", "0001-01-01T00:00:00+14:00"])
def test_strict_reading_takes_iso_8601_only(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is Python's
        iso_moment(text)


def test_a_written_date_says_where_it_stands() -> None:
    found = written_date("Updated: 3 March 2024, 10:15 GMT by Ida")

    assert found is not None
    assert "Updated: 3 March 2024, 10:15 GMT by Ida"[slice(*found.span)] == "3 March 2024, 10:15 GMT"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/05/12/ferries", utc(2024, 5, 12)),
        ("/news/2024/may/12/ferries", utc(2024, 5, 12)),
        ("/2024-05-12/ferries.html", utc(2024, 5, 12)),
        ("/20240512/ferries", utc(2024, 5, 12)),
        ("/ferries-2024-05-12.html", utc(2024, 5, 12)),
        ("/2024/05/ferries", None),
        ("/2024/13/12/ferries", None),
        ("/ferries-20240512345", None),
    ],
)
def test_the_day_in_an_address_is_found(path: str, day: datetime | None) -> None:
    assert date_in_address("https://coast.example" + path) == day
