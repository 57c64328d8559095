"""Articles come out of HTML pages with their metadata; pages that hold none say why."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from corpus.errors import ExtractError, ReadError
from corpus.extract import draft_from_html, read_page
from corpus.fetch import FetchedPage
from corpus.types import Draft

URL = "https://www.coast.example/travel/night-ferries"
TITLE = "Night ferries to the island end in October"
STORY = [
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday.",
    "“We lose money on every empty deck,” its director, Ida Holm, told reporters in the old customs house.",
    "About 40 people work on the night boats; most of them will be offered other posts by the company.",
    "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell.",
]
BODY = "".join(f"<p>{line}</p>" for line in STORY)
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2024-05-12T10:15:00+02:00",
    "dateModified": "2024-05-13T07:00:00Z",
    "author": [{"@type": "Person", "name": "Ida Berg"}, {"@type": "Person", "name": "Per Olsen"}],
    "publisher": {"@type": "Organization", "name": "The Coast Courier"},
    "inLanguage": "en",
}


def page(body: str = BODY, *, head: str = "", title: str = TITLE, lang: str = "en") -> str:
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><title>{title} | The Coast Courier</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a> <a href='/travel'>Travel</a></nav><main><article>"
        f"<h1>{title}</h1>{body}</article></main>"
        "<footer><p>© 2024 The Coast Courier</p></footer></body></html>"
    )


def linked(*values: object) -> str:
    return "".join(f"<script type='application/ld+json'>{json.dumps(value)}</script>" for value in values)


def meta(**values: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items()
    )


def read(html: str, url: str | None = URL) -> Draft:
    return draft_from_html(html, origin="page", url=url)


def test_the_story_comes_out_as_paragraphs() -> None:
    draft = read(page())

    assert (draft.title, draft.text) == (TITLE, "\n\n".join(STORY))


def test_a_page_of_bare_paragraphs_loses_its_furniture() -> None:
    bare = (
        "<p>Home &gt; Travel &gt; Ferries</p><p>By Ida Berg</p><p>12 May 2024</p>"
        + "".join(f"<p>{line}</p>" for line in STORY)
        + "<p>Tagged: ferries, travel</p><p>Follow us on X and Facebook.</p>"
        "<p>Written by</p><p>Ida Berg</p><p>Ida has written about ships and those who sail them.</p>"
    )
    draft = read(f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{bare}</body></html>")

    assert (draft.title, draft.author, draft.text) == (TITLE, "Ida Berg", "\n\n".join(STORY))
    assert draft.published == datetime(2024, 5, 12, tzinfo=UTC)


def test_lines_that_only_link_to_other_stories_are_dropped() -> None:
    teaser = "<p><a href='/other'>Harbour fees rise for the third time</a></p>"
    lines = [f"<p>{line}</p>" for line in STORY]

    assert read(page(lines[0] + lines[1] + teaser + lines[2] + lines[3])).text == "\n\n".join(STORY)


def test_a_link_within_a_sentence_stays() -> None:
    body = BODY.replace("night crossings", "<a href='/x'>night crossings</a>").replace(
        "Ida Holm", "<b>Ida Holm</b>"
    )

    assert read(page(body)).text == "\n\n".join(STORY)


def test_a_list_within_the_story_stays() -> None:
    boats = "<ul><li>one boat for cars and their drivers</li><li>two boats for freight</li></ul>"
    draft = read(page(BODY.replace("</p><p>About", f"</p>{boats}<p>About")))

    assert draft.text.split("\n\n")[2:4] == ["one boat for cars and their drivers", "two boats for freight"]


def test_a_story_set_in_several_containers_is_whole() -> None:
    part = "<div class='chunk'><p>{}</p><p>{}</p></div><div class='ad'>Advertisement</div>"
    longer = [
        f"{line} It was the {number}. decision of this kind in a year."
        for number in range(3)
        for line in STORY
    ]
    body = "".join(part.format(*longer[at : at + 2]) for at in range(0, len(longer), 2))

    assert read(page(body)).text == "\n\n".join(longer)


def test_linked_data_gives_times_authors_and_the_outlet() -> None:
    draft = read(page(head=linked(NEWS)))

    assert draft.published == datetime(2024, 5, 12, 8, 15, tzinfo=UTC)
    assert draft.updated == datetime(2024, 5, 13, 7, tzinfo=UTC)
    assert (draft.author, draft.source, draft.language) == ("Ida Berg, Per Olsen", "The Coast Courier", "en")


@pytest.mark.parametrize(
    "head",
    [
        linked({"@graph": [{"@type": "WebSite"}, {"@type": "WebPage", "datePublished": "2024-05-12"}]}),
        "<time class='entry-date published' datetime='2024-05-12'>May</time>",
        "<p class='date'>May 12, 2024. <i>Updated: May 14, 2024</i></p>",
    ],
)
def test_a_day_that_only_the_page_around_the_story_states_is_taken(head: str) -> None:
    assert read(page(head=head), url=None).published == datetime(2024, 5, 12, tzinfo=UTC)


def without(*names: str, **changed: object) -> Mapping[str, Any]:
    return {name: value for name, value in (NEWS | changed).items() if name not in names}


PUBLISHER = {"@id": "#us", "@type": "NewsMediaOrganization", "name": "The Coast Courier"}
TEASER = {"@type": "NewsArticle", "headline": "Harbour fees rise", "url": "https://www.coast.example/other"}


@pytest.mark.parametrize(
    "scripts",
    [
        linked({"@context": "https://schema.org", "@graph": [without(publisher={"@id": "#us"}), PUBLISHER]}),
        linked([{"@type": "BreadcrumbList"}, NEWS]),
        linked({"@type": "WebPage", "mainEntity": NEWS}),
        linked({"@type": "ItemList", "itemListElement": [TEASER]}, NEWS),
        linked(without(**{"@type": ["Article", "NewsArticle"]})),
        "<script type='application/ld+json'>{ not json</script>" + linked(NEWS),
        "<script type='application/ld+json'><!-- " + json.dumps(NEWS) + " --></script>",
        "<script type='application/ld+json'>" + json.dumps(NEWS).replace("}]", "},]") + "</script>",
        "<script type='application/ld+json'>"
        + json.dumps(NEWS, indent=1).replace("ends", "en\tds")
        + "</script>",
    ],
    ids=["graph", "list", "nested", "teasers", "types", "broken before", "comment", "comma", "control"],
)
def test_linked_data_is_understood_in_all_its_shapes(scripts: str) -> None:
    draft = read(page(head=scripts))

    assert draft.published == datetime(2024, 5, 12, 8, 15, tzinfo=UTC)
    assert (draft.title, draft.source) == (TITLE, "The Coast Courier")


def test_linked_data_broken_beyond_repair_still_gives_its_dates() -> None:
    torn = json.dumps(NEWS)[:-40]

    assert read(page(head=f"<script type='application/ld+json'>{torn}</script>")).published == datetime(
        2024, 5, 12, 8, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        (meta(article__published_time="2024-05-12T10:15:00+02:00"), datetime(2024, 5, 12, 8, 15, tzinfo=UTC)),
        ("<meta name='DC.date.issued' content='2024-05-12'>", datetime(2024, 5, 12, tzinfo=UTC)),
        (
            "<meta itemprop='datePublished' content='2024-05-12T08:15Z'>",
            datetime(2024, 5, 12, 8, 15, tzinfo=UTC),
        ),
        (
            linked(without(datePublished="2024-05-12"))
            + meta(article__published_time="2024-05-12T08:15:00Z"),
            datetime(2024, 5, 12, 8, 15, tzinfo=UTC),
        ),
        (linked(without(datePublished="yesterday")), datetime(2024, 5, 12, 6, tzinfo=UTC)),
    ],
    ids=["open graph", "dublin core", "microdata", "day made exact", "nonsense"],
)
def test_the_time_of_publication_is_found_where_it_is_stated(head: str, moment: datetime) -> None:
    stamp = (
        "<header><time datetime='2024-05-12T06:00:00Z'>12 May</time></header>" if "yesterday" in head else ""
    )

    assert read(page(stamp + BODY, head=head)).published == moment


@pytest.mark.parametrize(
    ("body", "url", "moment"),
    [
        ("<div class='meta'>12 May 2024, 10:15 GMT</div>", URL, datetime(2024, 5, 12, 10, 15, tzinfo=UTC)),
        ("<span class='stamp'>Published 9:05 PM EST May 12, 2024</span>", "https://www.coast.example/2024/05/12/x",
         datetime(2024, 5, 13, 2, 5, tzinfo=UTC)),
        ("<div class='date'>Updated 14 May 2024</div><div class='date'>12 May 2024</div>", URL,
         datetime(2024, 5, 12, tzinfo=UTC)),
        (f"{BODY}<div class='tweet'><p class='date'>1 May 2024</p></div>", "https://www.coast.example/2024/05/12/x",
         datetime(2024, 5, 12, tzinfo=UTC)),
    ],
    ids=["line", "of the address's day", "not the change", "not beside"],
)  # fmt: skip
def test_a_day_that_is_only_shown_is_found(body: str, url: str, moment: datetime) -> None:
    assert read(page(body + BODY * (BODY not in body)), url=url).published == moment


def test_a_change_is_never_taken_for_the_publication() -> None:
    draft = read(
        page(head=linked(without("datePublished")) + meta(article__modified_time="2024-05-13T07:00:00Z"))
    )

    assert draft.published is None
    assert draft.updated == datetime(2024, 5, 13, 7, tzinfo=UTC)


def test_a_story_that_stands_only_in_the_data_is_read_from_there() -> None:
    shell = "<div id='app'></div>"

    assert read(page(shell, head=linked(without(articleBody="\n\n".join(STORY))))).text == "\n\n".join(STORY)


def test_a_list_of_described_stories_says_nothing_of_the_page() -> None:
    others = [
        without(headline=f"Harbour fees rise in port {n}", datePublished="2019-01-01") for n in range(4)
    ]

    assert read(page(head=linked(*others, NEWS))).published == datetime(2024, 5, 12, 8, 15, tzinfo=UTC)
    assert read(page(head=linked(*others))).published is None


def test_open_graph_names_the_outlet_and_else_the_host_does() -> None:
    assert read(page(head=meta(og__site_name="Coast Courier"))).source == "Coast Courier"
    assert read(page(head=meta(og__site_name="Courier | News of the coast"))).source == "Courier"
    assert read(page()).source == "coast.example"
    assert read(page(), url=None).source is None


def test_a_name_that_the_user_gives_goes_before_the_page() -> None:
    draft = draft_from_html(page(head=linked(NEWS)), origin="page", url=URL, source="My Courier")

    assert draft.source == "My Courier"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<link rel='canonical' href='https://www.coast.example/travel/7'>",
            "https://www.coast.example/travel/7",
        ),
        ("<link rel='canonical' href='/travel/7?utm_source=x'>", "https://www.coast.example/travel/7"),
        (
            "<meta property='og:url' content='https://coast.example/travel/7'>",
            "https://coast.example/travel/7",
        ),
        ("<link rel='canonical' href='https://other.example/travel/7'>", URL),
        ("<link rel='canonical' href='https://www.coast.example/'>", URL),
        ("<link rel='canonical' href='javascript:x'>", URL),
        ("", URL),
    ],
)
def test_the_canonical_address_is_believed_on_its_own_site(head: str, url: str) -> None:
    assert read(page(head=head), url=URL + "?utm_source=y#top").url == url


def test_a_page_from_a_file_has_the_address_that_it_names() -> None:
    assert read(page(head=f"<link rel='canonical' href='{URL}'>"), url=None).url == URL


def test_a_headline_from_metadata_loses_the_name_of_the_site() -> None:
    head = f"<head><title>{TITLE} | The Coast Courier</title></head>"
    html = f"<html>{head}<body><article>{BODY}</article></body></html>"

    assert read(html).title == TITLE


def test_a_language_stated_wrongly_is_corrected_by_the_text() -> None:
    german = (
        "<p>Die Reederei Nordsund stellt ihre Nachtfahrten im Oktober ein, sagte das Hafenamt am Montag.</p>"
        "<p>Rund vierzig Menschen arbeiten auf den Schiffen; die meisten sollen bleiben.</p>"
    )

    assert read(page(german, title="Die Nachtfähren enden", lang="en")).language == "de"


NOT_FOUND = "<p>Sorry, the page you are looking for has moved or was never here at all.</p>"
CHECK = "<p>Checking that you are human, this takes a few seconds.</p>"
CONSENT = (
    "<p>We and our partners use cookies and ask for your consent to process data for advertising.</p>"
    "<p>Manage your privacy choices and the cookies of our partners here at any time you want.</p>"
)
TEASERS = "".join(f"<div><h2><a href='/{n}'>Story number {n} of today</a></h2></div>" for n in range(30))


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "the page is empty"),
        ("   \n", "the page is empty"),
        ("<html><body></body></html>", "no article was found on the page"),
        (page(NOT_FOUND, title="Page not found"), "it is an error page («Page not found»)"),
        (page(NOT_FOUND, title="404 – nothing here"), "it is an error page («404 – nothing here»)"),
        (page(CHECK, title="Just a moment..."), "it is an error page («Just a moment...»)"),
        (page(CONSENT, title="Before you continue"), "it is a page that asks for consent, not the article"),
        (page(CONSENT, title="The Coast Courier"), "it is a page that asks for consent, not the article"),
        (
            page(TEASERS, title="All our news today"),
            "it is a list of 30 stories, not one: add them by their own addresses",
        ),
    ],
    ids=[
        "empty",
        "spaces",
        "no body",
        "not found",
        "404",
        "robot check",
        "consent",
        "consent untitled",
        "index",
    ],
)
def test_a_page_without_an_article_says_why(html: str, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(html)

    assert caught.value.reason == reason


def test_a_long_story_about_errors_is_a_story() -> None:
    body = "".join(f"<p>{number}. {line}</p>" for number in range(4) for line in STORY)

    assert (
        read(page(body, title="404: how a number became a word")).title == "404: how a number became a word"
    )


def test_a_short_notice_that_calls_itself_an_article_is_one() -> None:
    short = "<p>The night boat is late tonight, the harbour says.</p>"

    assert read(page(short, head=linked(NEWS))).text == "The night boat is late tonight, the harbour says."


@pytest.mark.parametrize(
    "html", ["<", "plain words", "<html><body><p>\x00\x01</p>", "<a" * 5_000, "<div>" * 3_000]
)
def test_broken_markup_is_an_extract_error_and_nothing_else(html: str) -> None:
    with pytest.raises(ExtractError):
        read(html)


def fetched(body: bytes, kind: str, charset: str | None = None) -> FetchedPage:
    return FetchedPage(URL, body, kind, charset)


def test_a_fetched_page_is_read_in_the_charset_of_its_server() -> None:
    html = page(
        "<p>Der Fährverkehr über Nacht endet im Oktober, weil zu wenige Gäste mitfahren wollten.</p>" * 3
    )

    draft = read_page(fetched(html.encode("cp1252"), "text/html", "windows-1252"))

    assert "Fährverkehr über Nacht" in draft.text
    assert (draft.url, draft.origin) == (URL, URL)


def test_fetched_plain_text_and_json_are_read_too() -> None:
    text = read_page(fetched("\n".join([TITLE, "", *STORY]).encode(), "text/plain"))
    article = read_page(fetched(json.dumps({"title": TITLE, "text": STORY[0]}).encode(), "application/json"))

    assert (text.title, text.url, text.text) == (TITLE, URL, "\n\n".join(STORY))
    assert (article.title, article.url, article.text) == (TITLE, URL, STORY[0])


def test_fetched_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ReadError, match="it is a PDF document, not text"):
        read_page(fetched(b"%PDF-1.7", "text/html"))
