"""Answers as people see them in a terminal or a pipe."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.render import plain, terminal
from bot.render.phrases import also_reported, confidence_in_words, days_covered
from bot.render.tables import size, status_table
from bot.reports import Status
from corpus.types import Article
from index.types import Answer, Citation, NoAnswer, Query

NOW = datetime(2024, 3, 20, tzinfo=UTC)
TEXT = "Demand was weak, so Nissan cut its prices. Honda did not."
HOSTILE = "Evil \x1b[31mred\x1b]8;;http://x\x07 [bold]b[/bold] :smile: \u202eabc \x9b2J"


def article(**changes):
    fields = {
        "id": 1,
        "title": "Why the Ariya got cheaper",
        "text": TEXT,
        "url": "https://current.example/ariya",
        "source": "Motor & Current",
        "author": "Tobias Wrenfield",
        "published": datetime(2024, 3, 18, tzinfo=UTC),
        "updated": None,
        "fetched": NOW,
        "digest": "0",
        "language": "en",
    }
    return Article(**(fields | changes))


def answer(
    story=None, *, end=42, highlights=((0, 15),), also_in=("Northline Wire", "Harbour Ledger"), **changes
):
    story = story or article()
    citation = Citation.cut(story, 0, end, highlights=highlights, also_in=also_in)
    return Answer(
        Query(text="why?", now=NOW), (citation,), changes.get("confidence", 0.93), changes.get("understood")
    )


def drawn(renderable, *, colour=False, width=100):
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(renderable)
    return stream.getvalue()


def test_plain_text_holds_the_quote_who_when_and_the_link():
    assert plain.reply_text(answer()) == (
        "1. “Demand was weak, so Nissan cut its prices.”\n"
        "   — Why the Ariya got cheaper\n"
        "     Motor & Current, 18 March 2024, by Tobias Wrenfield\n"
        "     also reported by Northline Wire and Harbour Ledger\n"
        "     https://current.example/ariya#:~:text=Demand%20was%20weak%2C%20so%20Nissan%20cut%20its%20prices\n"
        "\n"
        "Confidence: very likely (93 %)"
    )


def test_plain_text_of_no_answer_says_why_what_is_near_and_what_is_covered():
    reply = NoAnswer(Query(text="why?", now=NOW), "No article mentions Mongolia.", (article(),), 0.1)
    assert plain.reply_text(reply, covered="18 March 2024 to 20 March 2024") == (
        "Not found in the articles: No article mentions Mongolia.\n"
        "\n"
        "The nearest articles:\n"
        "  1. Why the Ariya got cheaper (Motor & Current, 18 March 2024)\n"
        "     https://current.example/ariya\n"
        "\n"
        "The articles cover 18 March 2024 to 20 March 2024."
    )


def test_a_quote_that_holds_quotation_marks_gets_others_around_it():
    story = article(text="“We can’t win,” he said.")
    assert "«“We can’t win,” he said.»" in plain.reply_text(answer(story, end=24))


def test_long_lines_are_wrapped_but_links_are_not():
    story = article(text="word " * 100 + "end.", url="https://current.example/" + "a" * 120)
    lines = plain.reply_text(answer(story, end=504)).splitlines()
    assert max(len(line) for line in lines if "https" not in line) <= plain.WIDTH
    assert sum("https://" in line for line in lines) == 1


def test_the_answering_words_are_bold_and_nothing_else_of_the_quote():
    shown = drawn(terminal.quote_text(answer().citations[0]), colour=True)
    assert (
        shown == "\x1b[2m“\x1b[0m\x1b[1;33mDemand was weak\x1b[0m, so Nissan cut its prices.\x1b[2m”\x1b[0m\n"
    )


def test_a_card_links_the_address_to_the_sentence():
    shown = drawn(terminal.reply_card(answer()), colour=True)
    assert ";https://current.example/ariya#:~:text=Demand%20was%20weak" in shown
    assert "https://current.example/ariya\x1b" in shown


def test_a_card_says_who_when_where_else_and_how_sure():
    shown = drawn(terminal.reply_card(answer(understood="why did Nissan cut prices?")))
    for part in (
        "searched for: why did Nissan cut prices?",
        "Motor & Current · 18 March 2024 · by Tobias Wrenfield",
        "also reported by Northline Wire and Harbour Ledger",
        "very likely (93 %)",
    ):
        assert part in shown


def test_a_card_without_answer_lists_the_nearest_articles():
    reply = NoAnswer(Query(text="why?", now=NOW), "No article mentions Mongolia.", (article(),), 0.1)
    shown = drawn(terminal.reply_card(reply, covered="18 March 2024"))
    assert "Not found in the articles  No article mentions Mongolia." in shown
    assert "1  Why the Ariya got cheaper" in shown
    assert "The articles cover 18 March 2024." in shown


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_card_fits_the_terminal(width):
    shown = drawn(terminal.reply_card(answer()), width=width)
    assert max(len(line) for line in shown.splitlines()) <= min(width, terminal.WIDTH)


def test_hostile_text_commands_no_terminal():
    story = article(
        title=HOSTILE, text=HOSTILE, source=HOSTILE, author=HOSTILE, url="https://e.example/\x1b[2J"
    )
    reply = answer(story, end=len(HOSTILE), highlights=((3, 9),), also_in=(HOSTILE,), understood=HOSTILE)
    for shown in (plain.reply_text(reply), drawn(terminal.reply_card(reply)), plain.article_text(story)):
        assert not any(mark in shown for mark in "\x1b\x07\x9b\u202e")
        assert "[bold]b[/bold] :smile:" in " ".join(shown.split())


def test_hostile_text_adds_no_escape_sequence_to_a_coloured_card():
    story = article(title=HOSTILE, text=HOSTILE)
    shown = drawn(terminal.reply_card(answer(story, end=len(HOSTILE), highlights=())), colour=True)
    assert "\x1b[31m" not in shown
    assert "\x1b]8;;http" not in shown
    assert "\x9b" not in shown


def test_an_article_with_nothing_but_a_text_is_shown():
    story = article(url=None, source=None, author=None, published=None)
    assert "source and date unknown" in plain.reply_text(answer(story, also_in=()))
    assert "unknown source · no date" in drawn(terminal.reply_card(answer(story, also_in=())))


def test_the_part_of_an_article_is_shown_with_its_quote_marked():
    shown = drawn(terminal.article_page(article(), [(17, 42)], within=(0, 42)), colour=True)
    assert "Demand was weak, \x1b[1;33mso Nissan cut its prices.\x1b[0m" in shown
    assert "Honda" not in shown


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "very likely (100 %)"), (0.75, "likely (75 %)"), (0.3, "possible (30 %)"), (0.0, "a guess (0 %)")],
)
def test_confidence_in_words(confidence, words):
    assert confidence_in_words(confidence) == words


def test_outlets_are_listed_in_words():
    assert also_reported(["A"]) == "also reported by A"
    assert also_reported(["A", "B", "C"]) == "also reported by A, B and C"


def test_days_covered_may_be_one_or_none():
    assert days_covered(NOW, NOW) == "20 March 2024"
    assert days_covered(None, None) == ""


def test_the_status_tells_counts_days_lag_and_outlets():
    status = Status(
        articles=1234,
        passages=5000,
        indexed=4999,
        lag=1,
        encoder="mini",
        sources=(("Volt Post", 1), ("B", 1233)),
        published_from=datetime(2023, 2, 9, tzinfo=UTC),
        published_to=NOW,
        database_bytes=3_400_000,
        index_bytes=900,
    )
    lines = [" ".join(line.split()) for line in drawn(status_table(status)).splitlines()]
    assert lines[:6] == [
        "Articles 1,234",
        "Published 9 February 2023 to 20 March 2024",
        "Passages 5,000",
        "Index 1 passage behind: citewire reindex",
        "Encoder mini",
        "On disk 3.4 MB articles, 900 bytes index",
    ]
    assert lines[-2:] == ["Volt Post 1 article", "B 1,233 articles"]


def test_sizes_are_told_in_fitting_units():
    assert [size(count) for count in (0, 1_500, 2_000_000_000)] == ["0 bytes", "1.5 kB", "2.0 GB"]
