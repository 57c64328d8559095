"""A date in numbers is read in the order that its page is known to write, else not at all."""

from datetime import UTC, datetime

import pytest

from corpus.date_order import day_comes_first
from corpus.dates import written_date
from corpus.metadata import page_metadata, visible_moments

APRIL, MARCH = datetime(2024, 4, 3, tzinfo=UTC), datetime(2024, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "url", "expected"),
    [
        ("en-GB", None, True),
        ("en_AU", "https://post.example.com/a", True),
        ("de", None, True),
        ("en", "https://www.post.co.uk/a", True),
        ("en-US", "https://www.post.co.uk/a", True),
        ("en", "https://www.post.us/a", False),
        ("en-GB", "https://www.post.us/a", None),
        ("en-US", "https://www.post.example.com/a", None),
        ("en", None, None),
        ("en-CA", "https://post.ca/a", None),
        ("ja", None, None),
        (None, None, None),
    ],
)
def test_tags_and_addresses_tell_it_where_they_agree(tag, url, expected):
    assert day_comes_first("03/04/2024", [tag], url) is expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("03/04/2024, before that 23/03/2024", True),
        ("03/04/2024, before that 03/23/2024", False),
        ("23/03/2024 and 03/23/2024", None),
        ("page 1/20/2024/5 of 40/13/2024", None),
    ],
)
def test_other_dates_on_the_page_tell_it(shown, expected):
    assert day_comes_first(shown, ["en"], None) is expected


def test_other_dates_go_before_tags():
    assert day_comes_first("03/04/2024 03/23/2024", ["en-GB"], "https://post.co.uk/") is False


@pytest.mark.parametrize(("day_first", "expected"), [(True, APRIL), (False, MARCH)])
def test_the_order_decides(day_first, expected):
    dated = written_date("Published 03/04/2024", day_first=day_first)

    assert dated is not None
    assert dated.moment == expected


def test_a_month_above_twelve_is_read_the_other_way_whatever_the_order():
    dated = written_date("23/04/2024 at 10:15", day_first=False)

    assert dated is not None
    assert dated.moment == datetime(2024, 4, 23, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "expected", "shown"), [("en-GB", APRIL, [APRIL]), ("en-US", None, []), ("en", None, [])]
)
def test_a_page_is_read_in_its_own_order(lang, expected, shown):
    from trafilatura import load_html

    tree = load_html(
        f"<html lang='{lang}'><head><meta name='pubdate' content='03/04/2024'></head>"
        "<body><p class='date'>03/04/2024</p><script>'03/23/2024'</script></body></html>"
    )
    page = page_metadata(tree, "https://post.example.com/ferry")

    assert page.published == expected
    assert list(visible_moments(tree, day_first=page.day_first)) == shown
