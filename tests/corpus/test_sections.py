"""The section that an article stands in is the one that its page states."""

import json

import pytest

from corpus.article_json import draft_from_json
from corpus.copies import draft_from_text
from corpus.extract import draft_from_html

TITLE = "Night ferries to the island end in October"
STORY = (
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday. "
    "About 40 people work on the night boats; most of them will be offered other posts by the company. "
    "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell."
)
NEWS = {"@type": "NewsArticle", "headline": TITLE, "publisher": {"name": "The Coast Courier"}}
HOME = "https://www.coast.example"


def section(head: str = "", above: str = "", within: str = "") -> str | None:
    html = (
        f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body>{above}<main><article>"
        f"<h1>{TITLE}</h1>{within}<p>{STORY}</p><p>{STORY.lower()}</p></article></main></body></html>"
    )
    return draft_from_html(html, origin="page", url=f"{HOME}/travel/night-ferries").section


def linked(*values: object) -> str:
    return "".join(f"<script type='application/ld+json'>{json.dumps(value)}</script>" for value in values)


def crumbs(*steps: tuple[str, str]) -> object:
    listed = [
        {"@type": "ListItem", "position": at, "item": {"@id": address, "name": name}}
        for at, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed[::-1]}


def test_linked_data_name_it() -> None:
    assert section(linked({**NEWS, "articleSection": "Travel &amp; Leisure"})) == "Travel & Leisure"


def test_of_several_the_first_that_says_something_is_it() -> None:
    assert section(linked({**NEWS, "articleSection": ["News", "Travel", "Ferries"]})) == "Travel"


def test_linked_data_go_before_tags_and_tags_before_crumbs() -> None:
    tag = "<meta property='article:section' content='Economy'>"
    path = linked(crumbs(("Home", HOME), ("Islands", f"{HOME}/islands"), (TITLE, f"{HOME}/x")))

    assert section(linked({**NEWS, "articleSection": "Travel"}) + tag + path) == "Travel"
    assert section(tag + path) == "Economy"
    assert section(path) == "Islands"


@pytest.mark.parametrize(
    "tag",
    [
        "<meta property='article:section' content='Travel'>",
        "<meta property='og:article:section' content='Travel'>",
        "<meta name='parsely-section' content='Travel'>",
        "<meta name='section' content=' travel '>",
        "<meta itemprop='articleSection' content='Travel'>",
    ],
)
def test_tags_name_it(tag) -> None:
    assert (section(tag) or "").casefold() == "travel"


def test_microdata_name_it_but_not_that_of_other_stories() -> None:
    assert section(within="<span itemprop='articleSection'>Travel</span>") == "Travel"
    assert section(above="<aside><span itemprop='articleSection'>Sport</span></aside>") is None


def test_of_a_path_the_first_step_behind_the_front_page_and_news_is_it() -> None:
    path = "<a href='/'>Home</a> › <a href='/news'>News</a> › <a href='/news/travel'>Travel</a> › "
    here = f"<a href='/travel/night-ferries'>{TITLE}</a>"

    assert section(above=f"<nav aria-label='Breadcrumb'>{path}{here}</nav>") == "Travel"
    assert section(above=f"<ol class='site-breadcrumbs'>{path}{here}</ol>") == "Travel"


def test_a_path_that_does_not_begin_at_the_front_page_is_not_believed() -> None:
    path = "<a href='/tag/boats'>Boats</a> › <a href='/tag/night'>Night</a>"

    assert section(above=f"<nav class='breadcrumb'>{path}</nav>") is None


def test_news_is_better_than_nothing() -> None:
    assert section(linked({**NEWS, "articleSection": "News"})) == "News"


@pytest.mark.parametrize(
    "stated",
    [
        "Uncategorized",
        "Home",
        "The Coast Courier",
        "https://www.coast.example/travel",
        "ferries, islands, night, boats, October, Nordsund",
        "All that moves over water and what becomes of it",
        "12",
        {"@type": "Thing"},
        7,
    ],
)
def test_what_names_no_part_of_the_outlet_is_no_section(stated) -> None:
    assert section(linked({**NEWS, "articleSection": stated})) is None


def test_a_path_in_one_name_is_taken_apart() -> None:
    assert section("<meta property='article:section' content='/news/us-politics'>") == "us-politics"
    assert section("<meta property='article:section' content='Home > Sci/Tech > Ships'>") == "Sci/Tech"


def test_without_a_statement_there_is_none() -> None:
    assert section(above="<nav><a href='/'>Home</a> <a href='/travel'>Travel</a></nav>") is None


def test_json_and_the_fields_above_a_text_give_it() -> None:
    article = {"title": TITLE, "text": STORY, "section": "Travel"}

    assert draft_from_json(article, origin="x").section == "Travel"
    assert draft_from_json({**article, "section": ["Travel"]}, origin="x").section is None
    assert draft_from_text(f"Title: {TITLE}\nSection: Travel\n\n{STORY}", origin="x").section == "Travel"
