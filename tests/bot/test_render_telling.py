"""Timelines and explanations at their longest, within Discord's limits; buttons' ids; the terminal."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.guilds import Limits
from bot.render.step_cards import latest_card, timeline_card
from bot.render.steps import steps_table, steps_text, timeline_document
from bot.render.why import explanation_tables, explanation_text, limits_in_words
from bot.render.why_card import limits_of, why_card, why_id
from corpus.types import Article
from index.chronicle import Timeline
from index.explain import Considered, Contribution, Explanation, Verdict
from index.timeline import Step
from index.types import Citation, Filter, Query

DAY = datetime(2024, 5, 30, 12, tzinfo=UTC)
HOSTILE = "*bold* [x](https://evil.example) @everyone " * 40


def article(number=1, **changes):
    values = {
        "id": number, "title": HOSTILE, "text": HOSTILE, "url": f"https://daily.example/{number}",
        "source": HOSTILE, "author": None, "published": DAY + timedelta(days=number), "updated": None,
        "fetched": DAY, "digest": "", "language": "en",
    }  # fmt: skip
    return Article(**(values | changes))


def steps(count):
    return tuple(
        Step(
            Citation.cut(article(number), 0, 800, also_in=(f"{HOSTILE}1", f"{HOSTILE}2")),
            (article(100 + number, source=f"{HOSTILE}{number}"),),
        )
        for number in range(count)
    )


def explanation(**changes):
    considered = tuple(
        Considered(Citation.cut(article(number), 0, 400), 0.5, 0.4, 0.45, 1.25, Verdict.LOWER)
        for number in range(12)
    )
    values = {
        "query": Query(text="why?", now=DAY), "understood": HOSTILE, "searched": HOSTILE, "kind": "why",
        "words": tuple((f"{HOSTILE[:30]}{number}", 1.0) for number in range(30)), "time": HOSTILE,
        "filter": Filter(sources=frozenset([HOSTILE])), "answered": False, "reason": HOSTILE,
        "confidence": 0.1, "threshold": 0.2, "intercept": -6.0,
        "contributions": tuple(Contribution(f"feature {number}", 0.5, 2.0) for number in range(20)),
        "considered": considered,
    }  # fmt: skip
    return Explanation(**(values | changes))


def texts(card):
    waiting, found = list(card.to_components()), []
    while waiting:
        part = waiting.pop(0)
        found += [part["content"]] if part["type"] == 10 else []
        waiting += [*part.get("components", []), *([part["accessory"]] if "accessory" in part else [])]
    return found


@pytest.mark.parametrize(
    "card",
    [
        timeline_card(Timeline(HOSTILE, steps(40), 1_000), page=2, search_id=2**50),
        latest_card(Timeline(HOSTILE, steps(24)), page=1, search_id=2**50),
        timeline_card(Timeline(HOSTILE, ()), page=0, search_id=1),
        why_card(explanation()),
    ],
    ids=["timeline", "latest", "nothing", "why"],
)
def test_the_longest_cards_fit_into_one_message_and_show_no_markup(card):
    assert sum(map(len, texts(card))) <= 4_000
    assert card.total_children_count <= 40
    assert "[x](" not in "".join(texts(card))
    assert "@everyone" not in "".join(texts(card)).replace("\\@", "")


def test_an_article_that_may_not_be_quoted_is_named_by_its_headline():
    silent = Step(Citation.of_headline(article(title="Line closes", text="Secret words.", source="Post")))
    shown = steps_text("line", [silent]) + "".join(
        texts(timeline_card(Timeline("line", (silent,)), page=0, search_id=1))
    )
    assert shown.count("Line closes") == 2
    assert "Secret" not in shown
    assert timeline_document("line", [silent])["steps"][0]["quote"] == ""


@pytest.mark.parametrize(
    "limits",
    [Limits(), Limits(since=date(2024, 5, 1)), Limits(until=date(2024, 5, 31), source="Daily Example")],
)
def test_a_buttons_id_holds_the_limits(limits):
    custom_id = why_id(limits)
    numbers = [int(number) for number in custom_id.removeprefix("citewire:why:").split(":")]
    assert len(custom_id) <= 100
    assert limits_of(*numbers, ["Morning Wire", "Daily Example"]) == limits


def test_the_limits_of_an_outlet_that_is_gone_are_gone_too():
    numbers = [int(number) for number in why_id(Limits(source="Daily Example")).split(":")[2:]]
    assert limits_of(*numbers, ["Morning Wire"]) is None


def test_the_terminal_shows_the_same_with_days_in_a_column():
    out = StringIO()
    console = Console(file=out, width=110)
    console.print(steps_table("line", steps(2), left_out=3))
    console.print(explanation_tables(explanation()))
    assert "30 May 2024" in out.getvalue()
    assert "3 articles less close to the topic left out" in out.getvalue()
    assert "Why no answer" in out.getvalue()
    assert "+1.25: 0.50, 0.40, 0.45" in explanation_text(explanation())


def test_limits_are_told_in_words():
    limits = Filter(since=DAY, until=DAY + timedelta(days=2), sources=frozenset(["Post"]))
    assert (
        limits_in_words(limits) == "published from 30 May 2024, published before 1 June 2024, outlets: post"
    )
    assert limits_in_words(Filter()) == "all articles"
