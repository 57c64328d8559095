"""One spelling for each address, and only for addresses that a story can have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import NewsError, UrlError
from corpus.urls import canonical_url, checked_url, same_site, site_name


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example/Story", "https://news.example/Story"),
        ("https://news.example", "https://news.example/"),
        (" https://news.example/a\n", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a#!/story/7", "https://news.example/a#!/story/7"),
        ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
        ("https://news.example/a?fbclid=1&id=7&gclid=2", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1&b=1", "https://news.example/a?b=2&a=1&b=1"),
        ("https://news.example/a?page=2&ref=home", "https://news.example/a?page=2&ref=home"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a/", "https://news.example/a/"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/%7Eida/%c3%a9t%C3%A9", "https://news.example/~ida/%C3%A9t%C3%A9"),
        ("https://news.example/été", "https://news.example/%C3%A9t%C3%A9"),
        ("https://news.example/50%", "https://news.example/50%25"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://news.example/story/amp", "https://news.example/story"),
        ("https://news.example/story/amp/", "https://news.example/story/"),
        ("https://news.example/story.amp.html", "https://news.example/story.html"),
        ("https://news.example/story?amp=1", "https://news.example/story"),
        ("https://news.example/story?outputType=amp", "https://news.example/story"),
        ("https://news.example/amp", "https://news.example/amp"),
        ("https://news.example/champ", "https://news.example/champ"),
        ("https://www.google.com/amp/s/news.example/story", "https://news.example/story"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/story", "https://news.example/story"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_an_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "it must begin with http:// or https://"),
        ("news.example/a", "it must begin with http:// or https://"),
        ("ftp://news.example/a", "it must begin with http:// or https://"),
        ("javascript:alert(1)", "it must begin with http:// or https://"),
        ("https://", "the host is missing"),
        ("https:///a", "the host is missing"),
        ("https://news example/a", "there is a space or a control character in it"),
        ("https://news.example/a\nb", "there is a space or a control character in it"),
        ("https://ida:secret@news.example/", "it holds a user name or password; leave that out"),
        ("https://news.example/" + "a" * 5_000, "it has 5,021 characters and at most 4,096 are read"),
        ("https://news_.example!/a", "the host is no valid name"),
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(UrlError) as caught:
        canonical_url(url)

    assert caught.value.reason == reason
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, NewsError)


def test_an_error_never_shows_a_password() -> None:
    with pytest.raises(UrlError) as caught:
        canonical_url("https://ida:secret@news.example/")

    assert "secret" not in str(caught.value)


@settings(deadline=None)
@given(st.text(max_size=60).map("https://news.example/".__add__))
def test_the_canonical_spelling_of_a_canonical_address_is_itself(url: str) -> None:
    try:
        once = canonical_url(url)
    except UrlError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


def test_an_address_to_ask_for_keeps_all_parameters() -> None:
    assert checked_url("HTTPS://News.Example/a/amp?utm_source=x&q=é#top") == (
        "https://news.example/a/amp?utm_source=x&q=%C3%A9"
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.news.example/a", "news.example"),
        ("https://m.news.example/a", "news.example"),
        ("https://amp.news.example/a", "news.example"),
        ("https://sport.news.example/a", "sport.news.example"),
        ("https://www.example/a", "www.example"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
    ],
)
def test_an_outlet_is_named_by_its_host(url: str, name: str) -> None:
    assert site_name(url) == name


def test_sites_are_told_apart_by_their_domain() -> None:
    assert same_site("https://www.news.example/a", "https://news.example/b")
    assert same_site("https://sport.news.example/a", "https://news.example/b")
    assert not same_site("https://news.example/a", "https://othernews.example/a")
