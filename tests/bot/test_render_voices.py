"""Who else says so, and figures that conflict: in Discord, in the terminal, in JSON."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from bot.render import plain, terminal
from bot.render.cards import answer_card, no_answer_card
from bot.render.json import answer_document
from corpus.types import Article
from index.types import (
    Answer,
    Citation,
    Claim,
    Corroboration,
    NoAnswer,
    Query,
    Summary,
    SummarySentence,
)

DAY = datetime(2024, 5, 30, 12, tzinfo=UTC)
QUERY = Query(text="how many jobs will go?", now=DAY)


def citation(number, source, text="Tern will cut 112 jobs.", day=DAY):
    story = Article(
        id=number, title="The line", text=text, url=f"https://daily.example/{number}", source=source,
        author=None, published=day, updated=None, fetched=DAY, digest="", language="en",
    )  # fmt: skip
    return Citation.cut(story, 0, len(text))


def answer(found, **changes):
    return Answer(QUERY, (citation(1, "Harbour Ledger"),), 0.9, corroboration=found, **changes)


SUPPORTED = Corroboration((citation(2, "Island Courier"), citation(3, "Northline Wire")))
CONFLICT = Corroboration(
    (),
    (
        Claim("112 jobs", citation(1, "Harbour Ledger")),
        Claim("Ninety-six employees", citation(2, "Island Courier", day=DAY.replace(day=31))),
    ),
)


def texts(card):
    waiting, found = list(card.to_components()), []
    while waiting:
        part = waiting.pop(0)
        found += [part["content"]] if part["type"] == 10 else []
        waiting += [*part.get("components", []), *([part["accessory"]] if "accessory" in part else [])]
    return found


def buttons(card):
    rows = [part for part in card.to_components()[0]["components"] if part["type"] == 1]
    return [(part["label"], part["custom_id"]) for row in rows for part in row["components"]]


def in_colour(reply):
    out = StringIO()
    Console(file=out, width=120).print(terminal.reply_card(reply))
    return out.getvalue()


def test_independent_outlets_are_named():
    names = "ndependently reported by Island Courier and Northline Wire"
    assert f"I{names}." in plain.reply_text(answer(SUPPORTED))
    assert names in in_colour(answer(SUPPORTED))
    assert f"-# I{names}" in texts(answer_card(answer(SUPPORTED)))


def test_figures_that_conflict_stand_side_by_side_with_outlets_and_days():
    figures = (
        "The articles give different figures:\n"
        "  112 jobs (Harbour Ledger, 30 May 2024)\n"
        "  Ninety-six employees (Island Courier, 31 May 2024)"
    )
    assert figures in plain.reply_text(answer(CONFLICT))
    assert "Ninety-six employees (Island Courier, 31 May 2024)" in in_colour(answer(CONFLICT))
    assert (
        "**The articles give different figures:**\n"
        "- 112 jobs (Harbour Ledger, <t:1717070400:D>)\n"
        "- Ninety-six employees (Island Courier, <t:1717156800:D>)"
    ) in texts(answer_card(answer(CONFLICT)))


def test_an_answer_that_stands_alone_says_nothing_of_others():
    shown = plain.reply_text(answer(Corroboration())) + in_colour(answer(Corroboration()))
    assert "reported" not in shown
    assert "figures" not in shown


def test_programs_get_both():
    document = answer_document("?", answer(SUPPORTED), milliseconds=1.0)
    assert [one["article"]["source"] for one in document["corroboration"]] == [
        "Island Courier",
        "Northline Wire",
    ]
    conflicts = answer_document("?", answer(CONFLICT), milliseconds=1.0)["conflicts"]
    assert [(one["figure"], one["article"]["published_at"][:10], one["quote"]) for one in conflicts] == [
        ("112 jobs", "2024-05-30", "Tern will cut 112 jobs."),
        ("Ninety-six employees", "2024-05-31", "Tern will cut 112 jobs."),
    ]
    nothing = answer_document("?", NoAnswer(QUERY, "No.", (), 0.1), milliseconds=1.0)
    assert (nothing["corroboration"], nothing["conflicts"]) == ([], [])


def test_the_button_that_asks_why_is_there_where_it_can_be_answered():
    nothing = NoAnswer(QUERY, "No.", (), 0.1)
    assert buttons(answer_card(answer(SUPPORTED), why="citewire:why")) == [
        ("Why this answer", "citewire:why")
    ]
    assert buttons(no_answer_card(nothing, why="citewire:why")) == [("Why no answer", "citewire:why")]
    assert buttons(answer_card(answer(SUPPORTED))) == buttons(no_answer_card(nothing)) == []


@pytest.mark.parametrize("summed_up", [False, True])
def test_the_longest_answer_fits_into_one_message(summed_up):
    long = [citation(number, "*x" * 200, "*w* " * 400) for number in range(1, 8)]
    claims = tuple(Claim("1" * 300, one) for one in long)
    sentence = SummarySentence("*word* " * 300, (1, 2, 3))
    card = answer_card(
        Answer(
            QUERY,
            tuple(long[:3]),
            0.9,
            "*u*" * 300,
            corroboration=Corroboration(tuple(long), claims),
            summary=Summary((sentence,) * 3, 0) if summed_up else None,
        ),
        asked="*q*" * 300,
        hint="To ask further, reply to this and mention me.",
        why="citewire:why:738000:738400:4294967295",
    )
    assert sum(map(len, texts(card))) <= 4_000
    assert card.total_children_count <= 40
