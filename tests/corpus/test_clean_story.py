"""A story comes out without what its page puts between, above and "
"below its paragraphs, in many shapes."""

import re

import pytest

from corpus.extract import draft_from_html

STORY = [
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday.",
    "“We lose money on every empty deck,” its director, Ida Holm, told reporters in the old customs house.",
    "About 40 people work on the night boats; most of them will be offered other posts by the company.",
    "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell.",
    "Until then tickets cost half, and those who have booked for later get their money back within a week.",
    "The mayor of Vessel Bay, Per Olsen, asked the company to think again and offered it a loan of the town.",
]
LINKS = "<ul><li><a href='/a'>Harbour fees rise</a></li><li><a href='/b'>Storm hits the coast</a></li></ul>"
FURNITURE = {
    "a link to read more": "<p><a href='/x'>Read more: Harbour fees rise for the third time</a></p>",
    "a label and a link": "<p><strong>READ MORE:</strong> <a href='/x'>Harbour fees rise this year</a></p>",
    "a list to read more": f"<div class='box'><h3>Read more</h3>{LINKS}</div>",
    "a list without a label": f"<section><h2>Most read</h2>{LINKS}</section>",
    "also read": "<p><em>Also read: <a href='/x'>Harbour fees rise for the third time</a></em></p>",
    "a newsletter form": "<form><h3>Get the Courier in your inbox</h3><p>Every "
    "morning.</p><input><button>Go</button></form>",
    "a newsletter box": "<div class='newsletter-box'><h3>The Morning Tide</h3><p>All the news "
    "of the harbour, early.</p></div>",
    "a newsletter line": "<p>Sign up for our newsletter to get the news of the coast every morning.</p>",
    "a caption": "<figure><img src='a'><figcaption>A night ferry in 2022. Photo: Per "
    "Olsen/Coast Pictures</figcaption></figure>",
    "a caption in a container": "<div><img src='a'><div class='caption'>A night ferry leaves the "
    "harbour of Vessel Bay.</div>"
    "<div class='photo-credit'>Per Olsen / Coast Pictures</div></div>",
    "a share bar": "<ul "
    "class='share'><li><a>Facebook</a></li><li><a>Twitter</a></li><li><a>Email</a></li></ul>",
    "share lines": "<p>Share this article on Facebook</p><p>Copy link</p>",
    "a count of comments": "<p>37 comments</p><p><a href='#c'>Join the conversation</a></p>",
    "an advertisement": "<div class='ad'>Advertisement</div><p>Article continues below advertisement</p>",
    "a player": "<p>Listen to this article</p><p>4 min</p>",
    "a video": "<div><video></video><p>Watch: The last night ferry leaves the island</p></div>",
    "follow us": "<p>Follow the Courier on Instagram and Facebook for more news.</p>",
    "an app": "<p>Download our app for breaking news.</p>",
    "a request": "<p>Support our journalism with a gift of any size.</p>",
}


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def read(body: str) -> list[str]:
    html = (
        "<html><head><title>Night ferries end in "
        "October</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>Night ferries end in October</h1>{body}</article></main>"
        "<footer><p>© 2024 Courier</p></footer></body></html>"
    )
    return draft_from_html(html, origin="page").text.split("\n\n")


@pytest.mark.parametrize("where", [0, 3, 6], ids=["above", "between", "below"])
@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE)
def test_what_a_page_says_of_itself_is_not_in_the_story(furniture: str, where: int) -> None:
    assert read(paragraphs(*STORY[:where]) + furniture + paragraphs(*STORY[where:])) == STORY


@pytest.mark.parametrize(
    "note",
    [
        "<p>Correction: An earlier version of this article misstated the day of the last crossing.</p>",
        "<p><em>This article was updated on 13 May 2024 to add a comment by the mayor.</em></p>",
        "<div class='correction'><p>This article was corrected on May 13 to "
        "say that 40 people work there.</p></div>",
        "<aside><strong>Clarification (13 May):</strong> The story now says "
        "that the town offered the loan.</aside>",
        "<footer><p>• This article was amended on 13 May 2024. An earlier "
        "version gave another day.</p></footer>",
        "<p>Editor’s note: This story has been corrected to give the right day.</p>",
        "<p>Korrektur: In einer früheren Fassung stand ein falscher Tag der letzten Fahrt.</p>",
        "<p>Written by</p><p>Ida Berg</p><p>Ida has written about ships and those who sail them.</p>"
        "<p>Correction: The last crossing is on 30 September, not on 30 August.</p>",
        "<p>Tagged: ferries, travel</p><p>This story has been updated with a comment by the mayor.</p>",
    ],
)
def test_a_note_of_what_was_corrected_is_kept_once(note: str) -> None:
    said = re.sub("<[^>]+>", "", note.rpartition("<p>")[2]).lstrip("• ")

    assert read(paragraphs(*STORY) + note) == [*STORY, said]


def test_corrections_of_other_stories_are_not_taken() -> None:
    others = "<div class='related'><p><a href='/c'>Correction: The fees rise by a tenth</a></p></div>"

    assert read(paragraphs(*STORY) + others) == STORY
