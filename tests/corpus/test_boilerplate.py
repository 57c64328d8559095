"""The story is found among the lines of copied pages, and none of its sentences is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.boilerplate import Story, story_of
from corpus.lines import Block
from corpus.markdown import text_blocks

FIRST = (
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday."
)
QUOTE = (
    "“We lose money on every empty deck,” its director, Ida Holm, told reporters in the old customs house."
)
THIRD = "About 40 people work on the night boats; most of them will be offered other posts by the company."
LAST = "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell."
STORY = [FIRST, QUOTE, THIRD, LAST]
TITLE = "Nordsund Ends Night Ferries To The Island"


def story(*lines: str) -> Story:
    return story_of(text_blocks("\n".join(lines)))


def test_a_copy_with_bullet_crumbs_and_a_biography_without_a_name_becomes_a_titled_story() -> None:
    found = story(
        "- News",
        "- Travel",
        f"- {TITLE}",
        "",
        *STORY,
        "Tagged:",
        "Written By",
        "Marit",
        "Once a deck hand, she found that nothing beats telling what happens on the quays at night.......",
    )

    assert (found.title, found.author) == (TITLE, "Marit")
    assert found.paragraphs == STORY


def test_paragraphs_are_separated_by_an_empty_line() -> None:
    assert story(TITLE, "", *STORY).text == "\n\n".join(STORY)


ABOVE = [
    (["Home > Travel > Ferries", TITLE], {}),
    (["Home › Travel › Ferries › Nordsund Ends Night Ferries To The Island"], {}),
    (["Travel", TITLE, "By Ida Berg, Staff writer"], {"author": "Ida Berg"}),
    ([TITLE, "By Ida Berg and Per Olsen"], {"author": "Ida Berg, Per Olsen"}),
    ([TITLE, "Written by: Ida Berg"], {"author": "Ida Berg"}),
    (
        [TITLE, "Von Ida Berg | 3. Mai 2024"],
        {"author": "Ida Berg", "published": datetime(2024, 5, 3, tzinfo=UTC)},
    ),
    (
        [TITLE, "Ida Berg", "12 May 2024"],
        {"author": "Ida Berg", "published": datetime(2024, 5, 12, tzinfo=UTC)},
    ),
    ([TITLE, "Ida Berg", "Transport correspondent", "Share"], {"author": "Ida Berg"}),
    ([TITLE, "Ida Berg in Nordsund", "Sun 12 May 2024 10.15 CEST"], {"author": "Ida Berg"}),
    ([f"{TITLE} | The Coast Courier", "5 hours ago", "Save"], {}),
    ([TITLE, "Published 12 May 2024 10:15"], {"published": datetime(2024, 5, 12, 10, 15, tzinfo=UTC)}),
    ([TITLE, "Updated: 3 March 2024"], {"updated": datetime(2024, 3, 3, tzinfo=UTC)}),
    (
        [TITLE, "Published: March 2, 2024 | Updated: March 3, 2024"],
        {"published": datetime(2024, 3, 2, tzinfo=UTC), "updated": datetime(2024, 3, 3, tzinfo=UTC)},
    ),
    (
        [TITLE, "By Ida Berg", "Sunday, 12 May 2024 at 10:15 am", "3 min read", "Share"],
        {"author": "Ida Berg"},
    ),
    ([TITLE, "Facebook Twitter WhatsApp Email", "12 comments"], {}),
    (["Skip to main content", "Menu", "Subscribe", TITLE, "1.2K shares"], {}),
    ([TITLE, "Photo: Ida Berg/Nordsund Press"], {}),
    ([TITLE, "The night boat at the quay last winter. Image credit: Ida Berg/Agency"], {}),
]


@pytest.mark.parametrize(("above", "stated"), ABOVE, ids=lambda value: str(value)[:40])
def test_what_stands_above_the_story_is_taken_off_and_understood(
    above: list[str], stated: dict[str, object]
) -> None:
    found = story(*above, "", *STORY)

    assert found.paragraphs == STORY
    assert found.title == TITLE
    for name, value in stated.items():
        assert getattr(found, name) == value


BELOW = [
    ["Tags: ferries, travel, Nordsund"],
    ["#ferries #travel #islands"],
    ["Filed under: Travel"],
    ["Related articles", "- Harbour fees rise again", "- Island school gets a new roof"],
    ["Read more: Harbour fees rise again"],
    ["Sign up for our newsletter and get the news of the coast in your inbox every morning."],
    ["Subscribe to our daily newsletter"],
    ["Follow us on X and Facebook for more stories from the coast."],
    ["Follow The Coast Courier on Facebook, X (@coast) and Instagram."],
    ["We use cookies to make this site work and to measure how it is used by its readers."],
    ["© 2024 The Coast Courier. All rights reserved."],
    ["Copyright 2024 The Coast Courier"],
    ["Share this article", "Facebook", "Twitter", "Copy link"],
    ["3 Comments", "Anna: I shall miss these boats so much, they were part of my youth here."],
    ["Leave a comment"],
    ["Advertisement"],
    ["By Ida Berg"],
    ["Reporting by Ida Berg in Nordsund; editing by Per Olsen"],
    ["(Reporting by Ida Berg; Editing by Per Olsen)"],
    ["About the author", "Ida Berg", "Ida has written about ships and those who sail on them for ten years."],
    ["Written by Ida Berg", "1.2K Followers", "I write about ships and those who sail on them.", "Follow"],
    [
        "More on this story",
        "Harbour fees rise again",
        "12 March",
        "New roof for the island school",
        "3 days ago",
    ],
    ["Ida Berg is a reporter who covers shipping. Follow her on X."],
    ["Contact Ida Berg at ida@coast.example"],
    ["This article was originally published by The Coast Courier on 12 May 2024."],
    ["Last updated on 12 May 2024 at 10:15"],
    ["Get the latest updates right in your inbox. Subscribe to our newsletters."],
]


@pytest.mark.parametrize("below", BELOW, ids=lambda value: value[0][:40])
def test_what_stands_below_the_story_is_taken_off(below: list[str]) -> None:
    assert story(TITLE, "", *STORY, "", *below).paragraphs == STORY


WITHIN = [
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Read more: Harbour fees rise again",
    "READ | Harbour fees rise again",
    "READ ALSO: Island school gets a new roof",
    "Sign up for our newsletter",
    "Sign up to our morning newsletter, free in your inbox.",
    "Follow us on Instagram",
    "Share this story",
    "Photo: Nordsund Press/Ida Berg",
    "Getty Images",
    "https://coast.example/ferries",
    "Externer Inhalt nicht verfügbar",
    "An dieser Stelle finden Sie einen externen Inhalt von Video Nord, der den Artikel ergänzt.",
    "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.",
    "This article includes content provided by Video Nord.",
    "Allow Video Nord content?",
    "Czytaj więcej",
    "Les også: Slik blir stormen",
    "To Read the Full Story",
]


@pytest.mark.parametrize("line", WITHIN)
def test_within_the_story_lines_about_the_page_itself_are_dropped(line: str) -> None:
    assert story(TITLE, "", FIRST, QUOTE, line, THIRD, LAST).paragraphs == STORY


def test_a_list_of_other_stories_in_the_middle_goes_and_the_story_goes_on() -> None:
    lines = [
        FIRST,
        QUOTE,
        "Related stories",
        "- Harbour fees rise again",
        "- New roof for school",
        THIRD,
        LAST,
    ]

    assert story(TITLE, "", *lines).paragraphs == STORY


KEPT = [
    "Read more books, the minister told the pupils on Monday, and promised every school a library.",
    "Follow the money and you reach a small office above the fish market, the auditors wrote.",
    "Share prices fell by four percent after the announcement, more than on any day of the year.",
    "By Tuesday the storm had moved out to sea and the first boats were running again.",
    "Photo evidence showed that the lock had been broken weeks before, the court heard.",
    "Comments by the chairman suggest that the sale is far from certain, analysts said.",
    "Copyright law does not protect a recipe, the judge said, however good the soup may be.",
    "Published in 2019, the report warned that the pier would not last another ten winters.",
    "Updated figures show that 1,204 people used the night boats in March 2024, half as many as in 2019.",
    "Subscribe or not, the paper will keep its website free for islanders, its owner promised.",
    "Tags on the ears of the sheep had been removed, so the police could not say whose they were.",
    "Related companies in Norway and Denmark are not affected by the decision, the office said.",
    "Like many people on Facebook, Ms Holm shared the picture with her friends before she had read it.",
    "Reporting by the local paper in March 2023 showed that the mayor had known of the cracks.",
    "Jane Roe is a reporter who was jailed for nine months because she would not name a source.",
    "Cookies baked by the crew were handed out to all passengers on the last summer crossing.",
    "Advertisement spending fell by a fifth in the spring, and the paper had to let two people go.",
    "I agree with the external auditors, the director of the harbour office wrote on Monday.",
    "Hier finden Sie keine Ruhe, sagte die Wirtin am Montag, und zeigte auf die Baustelle am Hafen.",
    "Read the full report before you judge us, the director told the newspaper on Monday evening.",
    "“Never,” she said.",
    "“I was there”",
    "What happens next",
    "12 May 2024",
]


@pytest.mark.parametrize("line", KEPT)
def test_within_the_story_whatever_could_be_story_is_kept(line: str) -> None:
    assert story(TITLE, "", FIRST, QUOTE, THIRD, line, LAST).paragraphs == [FIRST, QUOTE, THIRD, line, LAST]


def test_a_list_inside_the_story_is_kept_without_its_bullets() -> None:
    found = story(TITLE, "", FIRST, QUOTE, THIRD, "- one boat for cars", "- two boats for freight", LAST)

    assert found.paragraphs == [FIRST, QUOTE, THIRD, "one boat for cars", "two boats for freight", LAST]


LINKS = [Block(f"Bank number {at} of the coast", item=True, linked=1.0) for at in range(3)]


def test_a_list_of_links_that_the_story_announces_is_its_own() -> None:
    announced = [Block("These banks raised their rates on Monday, as the regulator said:"), *LINKS]

    assert story_of([*map(Block, STORY), *announced, *map(Block, STORY[::-1])]).text.count("Bank number") == 3


@pytest.mark.parametrize(
    "line", ["Two of them declined to comment on Monday.", "More on this from our desk:"]
)
def test_a_list_of_links_between_paragraphs_is_of_other_stories(line: str) -> None:
    partly = Block("Storms: What to do when the water comes", item=True, linked=0.7)
    lines = [*map(Block, STORY), Block(line), *LINKS, partly, *map(Block, STORY[::-1])]

    text = story_of(lines).text

    assert "Bank number" not in text
    assert "Storms" not in text


def test_key_points_above_the_story_stay() -> None:
    found = story(TITLE, "Key points", "- Nordsund stops its night boats in October", "", *STORY)

    assert found.paragraphs == ["Nordsund stops its night boats in October", *STORY]


def test_a_heading_named_like_furniture_does_not_cut_off_half_of_the_story() -> None:
    found = story(TITLE, "", FIRST, QUOTE, "Comments", *[f"{n}. {THIRD}" for n in range(6)], LAST)

    assert found.paragraphs[-1] == LAST
    assert len(found.paragraphs) == 9


def test_a_story_that_ends_with_a_quote_keeps_it() -> None:
    assert story(TITLE, "", FIRST, THIRD, QUOTE).paragraphs[-1] == QUOTE


def test_a_standfirst_above_the_byline_stays_in_the_story() -> None:
    found = story(TITLE, FIRST, "By Ida Berg", "12 May 2024", "", QUOTE, THIRD, LAST)

    assert (found.title, found.author, found.paragraphs) == (TITLE, "Ida Berg", STORY)


def test_a_first_line_that_asks_is_the_headline() -> None:
    asked = "Why does the ferry company stop the night crossings to the island?"

    assert story(asked, "", *STORY).title == asked


def test_a_text_that_begins_with_its_story_has_no_headline_and_loses_nothing() -> None:
    found = story(*STORY)

    assert (found.title, found.paragraphs) == (None, STORY)


def test_a_page_that_sets_its_story_twice_gives_it_once() -> None:
    assert story(TITLE, *STORY, TITLE, *STORY).paragraphs == STORY


def test_a_page_of_nothing_but_furniture_has_no_story() -> None:
    assert story("Home > News > Travel", "Share", "Advertisement", "© 2024 The Coast Courier").text == ""


def test_short_notes_without_a_whole_sentence_are_kept() -> None:
    found = story("Tide table for Sunday", "High water 04:12", "Low water 10:30")

    assert (found.title, found.paragraphs) == (
        "Tide table for Sunday",
        ["High water 04:12", "Low water 10:30"],
    )


WORD = st.text(st.characters(categories=["Ll"], max_codepoint=0x24F), min_size=2, max_size=9)
SENTENCE = st.lists(WORD, min_size=9, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")


@settings(deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=6, unique=True))
def test_any_whole_sentence_in_the_middle_of_a_story_is_kept(sentences: list[str]) -> None:
    assert story(TITLE, "", FIRST, QUOTE, *sentences, THIRD, LAST).paragraphs == [
        FIRST,
        QUOTE,
        *sentences,
        THIRD,
        LAST,
    ]


@settings(deadline=None)
@given(st.lists(st.text(max_size=120), max_size=30))
def test_no_text_breaks_the_reading(lines: list[str]) -> None:
    found = story(*lines)

    assert all(paragraph and "\n" not in paragraph for paragraph in found.paragraphs)
