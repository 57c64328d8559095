"""What a publisher changed, found in the words of old and new."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.changes import (
    Change,
    changed_after_publication,
    changed_sentences,
    differences,
    says_otherwise,
)
from corpus.types import Article

OLD = "The fare rises by 10 per cent this spring. Pensioners travel free. The council met on Monday."
NEW = "The council met on Monday. Pensioners travel free. The fare rises by 12 per cent this spring."
DAY = timedelta(days=1)
MORNING = datetime(2024, 3, 15, 8, tzinfo=UTC)


def test_a_changed_figure_is_shown_with_the_sentence_that_has_it_now():
    assert changed_sentences("The fare rises by 10 per cent this spring.", OLD, NEW) == [
        Change("The fare rises by 10 per cent this spring.", "The fare rises by 12 per cent this spring.")
    ]


def test_only_the_changed_sentence_of_a_quote_is_named():
    changes = changed_sentences(
        "The fare rises by 10 per cent this spring. Pensioners travel free.", OLD, NEW
    )
    assert [change.was for change in changes] == ["The fare rises by 10 per cent this spring."]


def test_a_sentence_that_nothing_resembles_is_gone():
    new = "Ferries run every hour in summer. Pensioners travel free."
    assert changed_sentences("The council met on Monday.", OLD, new) == [
        Change("The council met on Monday.", None)
    ]


@pytest.mark.parametrize(
    "new",
    [
        f"Correction: a name was misspelt. {OLD}",
        OLD.replace(". ", ".\n\n"),
        f"{OLD} More follows.",
        NEW.replace("12", "10"),
    ],
    ids=["something before", "paragraphs", "something behind", "another order"],
)
def test_what_is_still_said_is_no_change(new):
    assert changed_sentences(OLD, OLD, new) == []


def test_typography_is_no_change_but_a_sign_before_a_number_is():
    assert changed_sentences("“It’s cold” – so he said.", "", "'It's cold' - so he said.") == []
    assert changed_sentences("It costs $5 a day.", "It costs $5 a day.", "It costs €5 a day.") == [
        Change("It costs $5 a day.", "It costs €5 a day.")
    ]


def test_an_old_sentence_is_not_taken_for_what_became_of_another():
    old = "The fare rises by 10 per cent this spring. The toll rises by 10 per cent this spring."
    new = "The toll rises by 10 per cent this spring."
    assert changed_sentences("The fare rises by 10 per cent this spring.", old, new) == [
        Change("The fare rises by 10 per cent this spring.", None)
    ]


def test_two_versions_differ_sentence_by_sentence():
    new = "The fare rises by 12 per cent this spring. The council met on Monday. It meets again in June."
    assert differences(OLD, new) == [
        Change("The fare rises by 10 per cent this spring.", "The fare rises by 12 per cent this spring."),
        Change("Pensioners travel free.", None),
        Change(None, "It meets again in June."),
    ]
    assert differences(OLD, OLD) == []


def article(**changes):
    values = {
        "id": 1, "title": "Fares", "text": OLD, "url": None, "source": None, "author": None,
        "published": MORNING, "updated": None, "fetched": MORNING + 9 * DAY, "digest": "",
        "language": "en",
    }  # fmt: skip
    return Article(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "moment"),
    [
        ({}, None),
        ({"updated": MORNING}, None),
        ({"updated": MORNING - timedelta(hours=1)}, None),
        ({"updated": MORNING + timedelta(hours=2)}, MORNING + timedelta(hours=2)),
        ({"published": MORNING.replace(hour=0), "updated": MORNING}, None),
        ({"published": MORNING.replace(hour=0), "updated": MORNING + DAY}, MORNING + DAY),
        ({"version": 2}, MORNING + 9 * DAY),
        ({"version": 2, "updated": MORNING + timedelta(hours=2)}, MORNING + timedelta(hours=2)),
        ({"published": None, "updated": MORNING}, None),
    ],
)  # fmt: skip
def test_a_story_was_changed_when_it_says_so_or_has_another_version(changes, moment):
    assert changed_after_publication(article(**changes)) == moment


TOLD = "The fare rises by 10 per cent this spring, the council said. Pensioners will still travel free."


@pytest.mark.parametrize(
    "new",
    [
        TOLD.replace("10", "12"),
        TOLD.removesuffix(" Pensioners will still travel free."),
        f"{TOLD}\n\nCorrection: an earlier version misspelt the name of the council’s treasurer.",
        f"{TOLD}\n\n“Never,” she said after the meeting.",
    ],
)
def test_a_sentence_that_is_another_says_otherwise(new):
    assert says_otherwise(new, TOLD)
    assert says_otherwise(TOLD, new)


@pytest.mark.parametrize(
    "new",
    [
        TOLD.replace(". ", ".\n\n"),
        TOLD.replace("fare rises", "fare  rises").replace("council", "council"),
        f"14:05\n\n{TOLD}\n\n1,204 views",
        f"vor 5 Minuten\n\n{TOLD}",
        f"{TOLD}\n\nWhat we know\n\nStorm hits the coast and three towns lose power\n\nIs the bridge safe?",
        f"{TOLD}\n\nBitcoin | $43,120 | +0.3%",
    ],
)
def test_what_only_stands_beside_the_sentences_says_nothing(new):
    assert not says_otherwise(new, TOLD)
    assert not says_otherwise(TOLD, new)


def test_a_text_in_japanese_says_otherwise_when_its_figure_changes():
    told = "東京都は五月から運賃を十パーセント上げると発表した。高齢者はこれからも無料で乗車できるという。"
    assert says_otherwise(told.replace("十パ", "二十パ"), told, "ja")
