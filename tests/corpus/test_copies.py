"""Text and Markdown files become articles; the fields above them are understood."""

from datetime import UTC, datetime

import pytest

from corpus.copies import draft_from_text
from corpus.errors import ExtractError
from corpus.markdown import markdown_blocks, text_blocks

FIRST = (
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday."
)
LAST = "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell."


def test_front_matter_is_metadata() -> None:
    draft = draft_from_text(
        "---\n"
        'title: "Night ferries: the end"\n'
        "authors:\n  - Ida Berg\n  - Per Olsen\n"
        "date: 2024-05-12T10:15:00+02:00\n"
        "lastmod: 2024-05-13\n"
        "source: The Coast Courier  # weekly\n"
        "canonical_url: https://coast.example/ferries?utm_source=feed\n"
        "lang: en\n"
        "draft: false\n"
        f"---\n\n{FIRST}\n\n{LAST}\n",
        origin="a.md",
        markdown=True,
    )

    assert (draft.title, draft.author) == ("Night ferries: the end", "Ida Berg, Per Olsen")
    assert draft.published == datetime(2024, 5, 12, 8, 15, tzinfo=UTC)
    assert draft.updated == datetime(2024, 5, 13, tzinfo=UTC)
    assert (draft.source, draft.url, draft.language) == (
        "The Coast Courier",
        "https://coast.example/ferries",
        "en",
    )
    assert draft.text == f"{FIRST}\n\n{LAST}"


def test_toml_front_matter_is_metadata_too() -> None:
    draft = draft_from_text(
        f'+++\ntitle = "Night ferries end"\nauthors = ["Ida Berg"]\ndate = 2024-05-12\n+++\n{FIRST}',
        origin="a.md",
        markdown=True,
    )

    assert (draft.title, draft.author, draft.published) == (
        "Night ferries end",
        "Ida Berg",
        datetime(2024, 5, 12, tzinfo=UTC),
    )


def test_named_lines_above_a_text_are_metadata() -> None:
    draft = draft_from_text(
        f"Title: Night ferries end\nAuthor: Ida Berg\nDate: 12 May 2024\nURL: https://coast.example/a\n\n{FIRST}\n{LAST}",
        origin="a.txt",
    )

    assert (draft.title, draft.author, draft.url) == (
        "Night ferries end",
        "Ida Berg",
        "https://coast.example/a",
    )
    assert draft.text == f"{FIRST}\n\n{LAST}"


def test_markdown_becomes_plain_text() -> None:
    draft = draft_from_text(
        "# Night *ferries* end\n\n"
        "*By Ida Berg*\n\n"
        "![The night boat](boat.jpg)\n\n"
        "The ferry company **Nordsund** will stop its [night crossings](https://coast.example/x)\n"
        "in October, the `harbour` office said on Monday.\n\n"
        "## What changes\n\n"
        "- one boat for cars\n- two boats for freight\n\n"
        "> We lose money on every empty deck, its director said.\n\n"
        "<div>raw</div>\n\n"
        f"{LAST}\n\n---\n\nFollow us on [X](https://x.example).\n",
        origin="a.md",
        markdown=True,
    )

    assert (draft.title, draft.author) == ("Night ferries end", "Ida Berg")
    assert draft.text.split("\n\n") == [
        FIRST,
        "What changes",
        "one boat for cars",
        "two boats for freight",
        "We lose money on every empty deck, its director said.",
        LAST,
    ]


def test_a_byline_and_a_date_in_one_markdown_paragraph_stay_apart() -> None:
    assert [block.text for block in markdown_blocks("By Ida Berg\n12 May 2024\n")] == [
        "By Ida Berg",
        "12 May 2024",
    ]


def test_a_piece_of_html_saved_as_text_loses_its_tags() -> None:
    draft = draft_from_text(f"<h1>Night ferries end</h1>\n<p>{FIRST}</p>\n<p>{LAST}</p>", origin="a.txt")

    assert (draft.title, draft.text) == ("Night ferries end", f"{FIRST}\n\n{LAST}")


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "Night ferries end\n\n"
        "The ferry company Nordsund will stop its night crossings in\n"
        "October, the harbour office said on Monday. About 40 people work\n"
        "on the night boats; most of them will be offered other posts.\n\n"
        "The last crossing leaves the island at 23:40 on 30 September, and\n"
        "the town plans a small farewell.\n"
    )

    assert [block.text for block in text_blocks(text)] == [
        "Night ferries end",
        f"{FIRST} About 40 people work on the night boats; most of them will be offered other posts.",
        LAST,
    ]


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    assert [block.text for block in text_blocks(f"{FIRST}\n{LAST}\n“Never,” she said.")] == [
        FIRST,
        LAST,
        "“Never,” she said.",
    ]


def test_a_text_without_a_headline_is_titled_by_its_first_sentence() -> None:
    draft = draft_from_text(f"{FIRST} {LAST}\n{LAST}", origin="a.txt", source="The Coast Courier")

    assert (
        draft.title
        == "The ferry company Nordsund will stop its night crossings in October, the harbour office said on…"
    )
    assert draft.text.startswith(FIRST)
    assert (draft.source, draft.language) == ("The Coast Courier", "en")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n\n", "there is no text"),
        ("Share\nAdvertisement", "there is no story, only what stands around one"),
    ],
)
def test_a_text_without_a_story_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        draft_from_text(text, origin="a.txt")

    assert caught.value.reason == reason
