"""Lists of feeds, as other programs write and read them."""

from datetime import UTC, datetime

import pytest

from corpus.errors import ReadError
from corpus.feed_types import Feed, FeedKind
from corpus.opml import Outline, read_opml, write_opml

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def feed(number, name, **options):
    url = f"https://post.example/{number}?a=1&b=2"
    return Feed(id=number, url=url, name=name, kind=FeedKind.RSS, due=NOW, added=NOW, **options)


def test_a_list_that_was_written_is_read_back():
    feeds = [feed(1, "The «Post» & <more>", site="https://post.example/"), feed(2, "Été")]

    assert read_opml(write_opml(feeds).encode()) == [
        Outline("https://post.example/1?a=1&b=2", "The «Post» & <more>", "https://post.example/"),
        Outline("https://post.example/2?a=1&b=2", "Été", None),
    ]


def test_folders_are_opened_and_each_address_is_read_once():
    text = """<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><head/><body>
    <outline text="News"><outline text="Caf\u00e9" xmlUrl="https://a.example/feed" htmlUrl="https://a.example"/>
    <outline title="Deeper"><outline XMLURL="https://b.example/feed"/></outline></outline>
    <outline text="Again" xmlUrl="https://a.example/feed"/>
    <outline text="Mail" xmlUrl="mailto:desk@a.example"/><outline text="A note"/></body></opml>"""

    assert read_opml(text.encode("latin-1")) == [
        Outline("https://a.example/feed", "Café", "https://a.example"),
        Outline("https://b.example/feed", None, None),
    ]


def test_a_list_that_is_cut_off_gives_what_is_there():
    text = '<opml><body><outline xmlUrl="https://a.example/feed"/><outline xmlUrl="https://b.ex'

    assert [found.url for found in read_opml(text.encode())] == ["https://a.example/feed"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is no OPML list of feeds"),
        (b"words", "it is no OPML list of feeds"),
        (b"<html></html>", "it is no OPML list of feeds"),
        (b"<rss/>", "it is no OPML list of feeds, but a feed: add its address"),
        (b"<opml><body/></opml>", "the OPML list names no feeds"),
    ],
)
def test_what_is_no_list_is_said_in_words(data, reason):
    with pytest.raises(ReadError) as caught:
        read_opml(data, "list.opml")

    assert (caught.value.item, caught.value.reason) == ("list.opml", reason)
