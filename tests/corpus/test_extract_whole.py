"""No sentence is lost or moved by the way a page is set."""

import pytest

from corpus.extract import draft_from_html

URL = "https://www.coast.example/travel/night-ferries"
TITLE = "Night ferries to the island end in October"
ARTICLE = "<meta property='og:type' content='article'>"
STORY = [
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday.",
    "“We lose money on every empty deck,” its director, Ida Holm, told reporters in the old customs house.",
    "About 40 people work on the night boats; most of them will be offered other posts by the company.",
    "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell.",
]


def text_of(body: str, *, head: str = "") -> str:
    html = (
        f"<html lang='en'><head><title>{TITLE}</title>{head}{ARTICLE}</head>"
        f"<body><article><h1>{TITLE}</h1>{body}</article></body></html>"
    )
    return draft_from_html(html, origin="page", url=URL).text


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_words_before_and_behind_a_link_stay_with_it() -> None:
    linked = [line.replace("the", "<a href='/other/story'>the <b>well-known</b></a>", 1) for line in STORY]
    known = [line.replace("the", "the well-known", 1) for line in STORY]

    assert text_of("".join(f"<p class='p1'>{line}</p>" for line in linked)) == "\n\n".join(known)


def test_a_link_over_several_paragraphs_keeps_their_order_and_words() -> None:
    body = f"<a href='/all'><div>{paragraphs(*STORY[:2])}</div></a>{paragraphs(*STORY[2:])}"

    assert text_of(body) == "\n\n".join(STORY)


def test_headings_between_the_parts_of_a_story_stay_where_they_are() -> None:
    longer = [f"{line} It was the {number}. such step in a year." for number in range(3) for line in STORY]
    parts = [
        f"<h2>Part {at // 2 + 1} of this story</h2><div class='part'>{paragraphs(*longer[at : at + 2])}</div>"
        for at in range(0, len(longer), 2)
    ]
    lines = [
        line
        for at in range(0, len(longer), 2)
        for line in (f"Part {at // 2 + 1} of this story", *longer[at : at + 2])
    ]

    assert text_of("".join(parts)) == "\n\n".join(lines)


def test_a_page_set_in_a_table_gives_its_paragraphs() -> None:
    cell = paragraphs(*(line.replace("the", "<a href='/other'>the</a>", 1) for line in STORY))
    table = f"<table><tr><td>Menu</td><td>{cell}</td></tr></table>"

    assert text_of(table).endswith("\n\n".join(STORY))


def test_a_row_of_figures_is_one_line_without_the_signs_of_its_links() -> None:
    rows = "<tr><td><a href='/oslo'>Oslo</a></td><td>40</td></tr><tr><td>Bergen</td><td>1,250</td></tr>"

    text = text_of(f"{paragraphs(*STORY[:2])}<table>{rows}</table>{paragraphs(*STORY[2:])}")

    assert text.split("\n\n")[2:4] == ["Oslo | 40", "Bergen | 1,250"]


def test_long_paragraphs_without_a_final_mark_are_a_story() -> None:
    thai = "ผู้สื่อข่าวได้รับแจ้งจากสำนักงานท่าเรือว่าเรือข้ามฟากกลางคืนจะหยุดให้บริการในเดือนตุลาคม " * 3
    body = paragraphs(thai, thai.replace("เรือ", "รถ"))
    html = f"<html><title>เรือ</title><body><main>{body}</main></body></html>"

    assert thai.strip() in draft_from_html(html, origin="page", url=URL).text


def test_notes_and_sources_at_the_end_are_the_storys_own() -> None:
    notes = [
        "The harbour office counts a crossing as empty if fewer than ten people are on board, "
        "<a href='/rules'>its rules</a> say.",
        "The company’s figures are from <a href='/report'>its report</a> for the last year, not checked.",
        "Night means the hours between ten in the evening and <a href='/law'>six in the morning</a> by law.",
    ]
    text = text_of(paragraphs(*STORY) + "<ul>" + "".join(f"<li>{note}</li>" for note in notes) + "</ul>")

    assert text.endswith("Night means the hours between ten in the evening and six in the morning by law.")


def test_a_list_of_other_stories_at_the_end_goes() -> None:
    others = "".join(
        f"<li><a href='/other/{at}'>{name}</a> today</li>"
        for at, name in enumerate(["Storm hits the coast", "Rates rise again", "Ten ways to cook fish"])
    )

    assert text_of(f"{paragraphs(*STORY)}<ul>{others}</ul>") == "\n\n".join(STORY)


def test_what_is_told_about_a_thing_between_headings_is_no_company_speaking_of_itself() -> None:
    body = (
        paragraphs(*STORY)
        + "<h3>About Nordsund</h3>"
        + paragraphs("Nordsund is the story of a small company that grew with the island and its tourists.")
        + "<h3>What comes next for the island</h3>"
        + paragraphs("The island’s council meets on Tuesday to talk about a boat of its own for the night.")
    )

    assert text_of(body).endswith("a boat of its own for the night.")


def test_what_a_company_says_of_itself_below_its_announcement_goes() -> None:
    body = (
        paragraphs(*STORY)
        + "<h3>About Nordsund</h3>"
        + paragraphs(
            "Nordsund is the leading provider of ferries in the north, with offices in six countries."
        )
    )

    assert text_of(body) == "\n\n".join(STORY)


@pytest.mark.parametrize("author", [", ", " ,", "Ida Berg, ", ", , Ida Berg"])
def test_an_empty_name_among_the_authors_breaks_nothing(author: str) -> None:
    head = f'<meta name="author" content="{author}">'

    assert text_of(paragraphs(*STORY), head=head) == "\n\n".join(STORY)
