"""The list of feeds, page by page in Discord and as a table or lines in the terminal."""

from datetime import UTC, datetime, timedelta

import discord
from rich.console import Console

from bot.feed_states import FeedState
from bot.render.escape import units
from bot.render.feed_list import feeds_card
from bot.render.feed_tables import feed_lines, feeds_table
from corpus.feed_types import Feed, FeedKind

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
READ = NOW - timedelta(minutes=20)
DUE = NOW + timedelta(minutes=40)


def feed(number: int = 1, **changes) -> Feed:
    values = {
        "id": number,
        "url": f"https://daily.example/{number}.xml",
        "name": f"Daily {number}",
        "kind": FeedKind.RSS,
        "due": DUE,
        "added": NOW - timedelta(days=9),
        "last_success": READ,
    }
    return Feed(**(values | changes))


FAILING = {
    "failures": 2,
    "last_error": "could not fetch https://daily.example/3.xml: it answers 404",
    "advice": "look for its new address with the address of the site itself, then remove this one",
}
GONE = {"paused": True, "pause_reason": "it is gone for good (410)", "advice": "remove it"}


def told(states, page=0) -> str:
    card = feeds_card(states, page=page, now=NOW)
    return "\n".join(one.content for one in card.walk_children() if isinstance(one, discord.ui.TextDisplay))


def labels(states, page=0) -> dict[str, bool]:
    """The buttons' labels and whether each can be pressed."""
    card = feeds_card(states, page=page, now=NOW)
    buttons = [one for one in card.walk_children() if isinstance(one, discord.ui.Button)]
    return {button.label: not button.disabled for button in buttons}


def test_a_feed_says_when_it_was_read_when_it_is_next_and_what_it_brings():
    assert told([FeedState(feed(), 12.0)]) == (
        "**1 feed: all well**\n"
        f"- **Daily 1** (1): well, last read <t:{READ.timestamp():.0f}:R>, "
        f"next <t:{DUE.timestamp():.0f}:R>, about 12 a day"
    )


def test_what_is_wrong_is_told_with_what_to_do_and_comes_first():
    states = [FeedState(feed(1), 3.0), FeedState(feed(2, **FAILING), 1.0), FeedState(feed(3, **GONE), 0.0)]
    lines = told(states).split("\n")
    assert lines[0] == "**3 feeds: 1 gone for good, 1 failing**"
    assert lines[1].startswith("- **Daily 3** (3): gone for good, last read <t:")
    assert lines[2] == "  It is gone for good (410). Remove it."
    assert lines[4] == (
        "  Could not fetch https\\://daily\\.example/3.xml: it answers 404. "
        "Look for its new address with the address of the site itself, then remove this one."
    )
    assert lines[5].startswith("- **Daily 1** (1): well, ")


def test_a_feed_that_was_never_read_claims_no_rhythm_and_one_that_is_due_is_next_now():
    new = FeedState(feed(last_success=None, due=NOW - timedelta(hours=3)), None)
    assert told([new]).split("\n")[1] == ("- **Daily 1** (1): not read yet, next now, how often isn’t known")
    assert feed_lines([new])[0].split("\t")[:5] == ["1", "new", "-", "2024-03-20T06:00Z", "-"]


def test_hundreds_of_feeds_with_hostile_names_are_each_on_one_page_that_discord_takes():
    names = [
        "*" * 300,
        "\u05e9\u05dc\u05d5\u05dd " * 40,
        "\U0001f600" * 90,
        "@everyone [x](https://evil.example)",
    ]
    states = [
        FeedState(feed(number, name=names[number % 4], last_error="*" * 900, advice="_" * 900), 0.5)
        for number in range(1, 301)
    ]
    (count,) = [label.split(" of ")[1] for label in labels(states) if label.startswith("Page 1 of ")]
    pages = [told(states, page) for page in range(int(count))]

    assert all(units(page) <= 4_000 for page in pages)
    found = [
        line.rsplit(" (", 1)[1].split(")")[0] for page in pages for line in page.split("\n") if "): " in line
    ]
    assert found == [str(number) for number in range(1, 301)]
    assert labels(states) == {"Previous": False, f"Page 1 of {count}": False, "Next": True}
    assert labels(states, int(count) - 1)["Next"] is False


def test_a_page_that_is_there_no_more_is_the_last_one():
    states = [FeedState(feed(number), 1.0) for number in range(1, 21)]
    assert told(states, 7) == told(states, 1)
    assert labels(states, 7) == {"Previous": True, "Page 2 of 2": False, "Next": False}


def test_feeds_on_one_page_have_no_buttons():
    assert labels([FeedState(feed(), 1.0)]) == {}


def test_the_terminals_table_shows_all_that_the_card_shows():
    states = [FeedState(feed(1), 12.0), FeedState(feed(2, **FAILING, due=NOW - timedelta(days=1)), 0.3)]
    console = Console(width=140)
    with console.capture() as captured:
        console.print(feeds_table(states, NOW))

    text = " ".join(captured.get().split())
    assert "good 20 min ago in 40 min about 12 a day" in text
    assert "failing 20 min ago now about 2 a week" in text
    assert "it answers 404. Look for its new address with the address of the site itself" in text


def test_lines_for_pipes_hold_all_of_it_too():
    (line,) = feed_lines([FeedState(feed(2, **FAILING), 0.3)])
    assert line.split("\t") == [
        "2",
        "failing",
        "2024-03-20T08:40Z",
        "2024-03-20T09:40Z",
        "0.3",
        "Daily 2",
        "https://daily.example/2.xml",
        "Could not fetch https://daily.example/3.xml: it answers 404. "
        "Look for its new address with the address of the site itself, then remove this one.",
    ]
