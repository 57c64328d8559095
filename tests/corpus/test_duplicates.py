import random

import pytest

from corpus.duplicates import fingerprint_of, is_near_duplicate, is_same_story

STORY = """\
KESTERBY FALLS (Northline) - Haldwick Foods is recalling 86,000 oat bars because some of them may hold \
peanuts that the label does not name, the company said on Thursday.

The bars were sold between March 3 and April 21 in nine states under the names Morning Mile and Sun Loop. \
Two people with allergies were treated in hospital and have gone home.

“We found the cause within a day and stopped the line,” said Petra Lindqvist, who heads the plant in \
Corven. A hopper that had carried peanut paste was filled with oats without being washed first.

The company asked shops to clear their shelves and buyers to throw the bars away or bring them back. \
It said the recall would cost it about 1.4 million dollars, most of it for the bars themselves. \
Inspectors visited the plant on Wednesday and will report in May."""

OTHER_OUTLET = """\
Shoppers across nine states were told on Thursday to throw away two kinds of oat bar. Haldwick Foods, the \
maker of Morning Mile and Sun Loop, said peanuts had got into some of the 86,000 bars it sold this spring.

“We found the cause within a day and stopped the line,” the plant's head, Petra Lindqvist, told reporters \
in Corven. Workers had filled a hopper with oats after it had held peanut paste, and nobody had cleaned it.

Two customers needed a doctor; both are well again. Haldwick puts the price of the recall at 1.4 million \
dollars. State inspectors were at the plant the day before and mean to publish what they saw next month."""

FILLER = (
    "The town's library opens at nine and closes at six. Its windows look onto the square, where a market is "
    "held every week, and a brass band plays there in summer when the weather lets it. Entry is free for all."
)


SHORT_STORY = STORY.split("\n\n")[1]
FRAME = """

Sign up for our newsletter and get stories like this one every morning.

Read more: what the harbour plans for the winter and who will have to pay for it in the end

Follow us on Facebook for more news from the region."""


def lightly_edited(text, share, seed=1):
    chosen = random.Random(seed)
    words = text.split(" ")
    small = [at for at, word in enumerate(words) if word.isalpha() and word.islower()]
    for at in chosen.sample(small, int(share * len(words))):
        words[at] = chosen.choice(["quite", "then", "also", ""])
    return " ".join(words)


def share_a_band(one, other):
    return bool(set(fingerprint_of("a", one).bands) & set(fingerprint_of("b", other).bands))


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.removeprefix("KESTERBY FALLS (Northline) - "),
        "PORT MERROW, April 28 (Courier) - " + STORY,
        STORY.replace("“", '"').replace("”", '"').replace("\n\n", "\n"),
        lightly_edited(STORY, 0.04),
        lightly_edited(STORY, 0.08),
        STORY.rsplit("\n\n", 1)[0],
        STORY.replace(" Two people with allergies were treated in hospital and have gone home.", ""),
        STORY + "\n\nSign up for our free newsletter and get stories like this one every morning.",
        "Share this story with your friends.\n\n" + STORY + "\n\nAll rights reserved. Do not republish.",
    ],
    ids=[
        "same",
        "no dateline",
        "dateline",
        "marks",
        "edited",
        "edited more",
        "shortened",
        "cut",
        "promo",
        "framed",
    ],
)
def test_a_copy_is_found_and_recognised(copy):
    assert share_a_band(copy, STORY)
    assert is_near_duplicate(copy, STORY)


def test_a_short_copy_is_recognised_among_its_sites_own_lines():
    assert share_a_band(SHORT_STORY + FRAME, SHORT_STORY)
    assert is_near_duplicate(SHORT_STORY + FRAME, SHORT_STORY)


SURROUNDINGS = [
    "In Corven the mill was closed by inspectors, and nobody there had heard of the bars before noon.",
    "Schools in Elmore sent a letter home with every pupil, asking parents to look into lunch boxes.",
    "A lorry with nine pallets was turned round at the Tarn bridge and is parked behind the fire station.",
    "Chemists in Quell report a run on tablets against hay fever, which do nothing for such an allergy.",
    "The dairy in Ansel, which shares a warehouse with Haldwick, tested its own lines and found them clean.",
    "Lawyers in Osterby offered to speak for buyers, though none of them has asked for money so far.",
    "For the farmers of Ridgeley it is the second bad spring: frost had taken a third of their oats.",
    "Shares in the company fell before lunch and rose again once the number of bars was known.",
    "Petra Lindqvist has led the plant since it was built; she began there as a driver of fork lifts.",
    "A hotline is open until Sunday, and whoever has eaten a bar and feels unwell should see a doctor.",
]
LONG_STORY = "\n\n".join([STORY, *SURROUNDINGS])
THIRD = "\n\n".join(STORY.split("\n\n")[:3])


@pytest.mark.parametrize(
    "cut",
    [
        THIRD,
        lightly_edited(THIRD, 0.04),
        "Share this story with your friends.\n\n" + THIRD + FRAME,
        "\n\n".join(STORY.split("\n\n")[:2]),
    ],
    ids=["a third", "edited", "framed", "a fifth"],
)
def test_a_long_story_that_was_cut_to_its_beginning_is_a_copy(cut):
    assert share_a_band(cut, LONG_STORY)
    assert is_near_duplicate(cut, LONG_STORY)
    assert not is_near_duplicate(LONG_STORY, cut)


def test_a_beginning_that_goes_on_with_its_own_news_is_no_copy():
    own = "\n\n".join([*STORY.split("\n\n")[:2], FILLER])

    assert share_a_band(own, LONG_STORY)
    assert not is_near_duplicate(own, LONG_STORY)


@pytest.mark.parametrize(
    "text",
    [
        OTHER_OUTLET,
        STORY.replace("86,000", "112,000"),
        STORY.replace("1.4 million", "1.9 million"),
        "\n\n".join([FILLER, FILLER.replace("library", "museum"), *STORY.split("\n\n")[1:]]),
        STORY.split("\n\n")[0] + "\n\n" + FILLER + "\n\n" + STORY.split("\n\n", 1)[1],
        FILLER,
    ],
    ids=[
        "other outlet",
        "a figure",
        "another figure",
        "new lead",
        "new middle",
        "other subject",
    ],
)
def test_a_story_of_its_own_is_no_copy(text):
    assert not is_near_duplicate(text, STORY)


def test_a_fuller_story_is_no_copy_of_its_first_paragraph():
    assert not is_near_duplicate(STORY, STORY.split("\n\n")[0])


def test_a_short_notice_is_no_copy():
    assert not is_near_duplicate("Subscribe to read on.", "Subscribe to read on.")


def test_case_spaces_and_punctuation_do_not_make_another_text():
    loud = STORY.upper().replace("\n\n", " ").replace(", ", " ")
    assert fingerprint_of("One title", loud).text_digest == fingerprint_of("Another", STORY).text_digest


def test_a_short_text_is_the_same_only_under_the_same_title():
    assert (
        fingerprint_of("Storm", "Subscribe to read on.").text_digest
        != fingerprint_of("Rates", "Subscribe to read on.").text_digest
    )


def test_the_digest_is_of_title_and_text():
    assert fingerprint_of("a", STORY).digest != fingerprint_of("b", STORY).digest
    assert len(fingerprint_of("a", STORY).digest) == 64


def test_bands_are_the_same_on_every_machine():
    bands = fingerprint_of("a", "Rates rose and markets fell.").bands
    assert bands[:3] == (2035184611, 1683392369, 1336015153)


@pytest.mark.parametrize("text", ["…", "42", "日本", "\ud83d"])
def test_a_text_of_hardly_any_words_has_a_fingerprint(text):
    assert len(fingerprint_of("a", text).digest) == 64


def test_one_text_is_a_revision_of_another_that_shares_some_of_it():
    assert is_same_story(STORY.rsplit("\n\n", 2)[0] + "\n\n" + FILLER, STORY)
    assert not is_same_story(FILLER, STORY)
