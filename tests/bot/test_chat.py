"""The conversation in the terminal: what lines mean, what is completed, what is around a quote."""

import stat
from datetime import date

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.cli.chat import paragraphs_around
from bot.cli.commands import COMMANDS, Command, command_of
from bot.cli.prompt import Commands, _history_file

TODAY = date(2024, 3, 20)
SOURCES = ("Volt Post", "Motor & Current", "Volt", "Northline Wire")


def read(line):
    return command_of(line, sources=SOURCES, today=TODAY)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("  why did prices fall? ", Command("/ask", "why did prices fall?")),
        ("/ask why?", Command("/ask", "why?")),
        ("/SEARCH rates", Command("/search", "rates")),
        ("2", Command("/more", "2")),
        ("#2", Command("/more", "2")),
        ("/more 2", Command("/more", "2")),
        ("/read", Command("/read")),
        ("exit", Command("/quit")),
        ("?", Command("/help")),
        ("/q", Command("/quit")),
    ],
)
def test_a_line_is_a_question_a_command_or_a_number(line, command):
    assert read(line) == command


def test_an_empty_line_is_nothing():
    assert read("  ") is None


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ('rates source:"Volt Post"', ("Volt Post",)),
        ("rates source:volt post", ("Volt Post",)),
        ("source:Volt rates", ("Volt",)),
        ("rates source:motor", ("Motor & Current",)),
        ("rates source:“Nortline Wire” source:volt", ("Northline Wire", "Volt")),
    ],
)
def test_outlets_are_known_by_name_beginning_or_likeness(line, sources):
    assert read(line) == Command("/ask", "rates", sources=sources)


def test_days_narrow_a_question():
    assert read('/search rates since:2024-02 until:"last week"') == Command(
        "/search", "rates", since=date(2024, 2, 1), until=date(2024, 3, 17)
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/serach rates", "there is no /serach: did you mean /search?"),
        ("/xyzzy", "there is no /xyzzy: /help lists the commands"),
        ("/ask", "/ask needs something to look for, for example: /ask why did Nissan cut Ariya prices?"),
        ("/search since:2024", "/search needs something to look for, for example: /search why did Nissan"),
        ("rates source:Nowhere", "there is no outlet «Nowhere»: /sources lists them"),
        ("rates since:soon", "«soon» is no day that can be read"),
        ("rates since:", "«» is no day that can be read"),
    ],
)
def test_a_line_that_can_not_be_followed_says_what_to_do(line, problem):
    assert read(line).problem.startswith(problem)


def completed(text):
    completions = Commands(SOURCES).get_completions(Document(text), CompleteEvent())
    return [text[: len(text) + one.start_position] + one.text for one in completions]


def test_commands_options_days_and_outlets_are_completed():
    assert completed("/s") == ["/search ", "/sources", "/status"]
    assert completed("rates si") == ["rates since:"]
    assert completed("rates since:") == [
        "rates since:today",
        "rates since:yesterday",
        'rates since:"last week"',
        'rates since:"last month"',
    ]
    assert completed("rates source:vo") == ['rates source:"Volt Post"', "rates source:Volt"]


def test_every_completed_command_is_understood():
    assert all(read(f"{name} x").name == name for name in COMMANDS)


def test_a_quote_is_shown_with_the_paragraphs_beside_it():
    text = "One.\n\nTwo.\n\nThree is here.\n\nFour.\n\nFive."
    start, end = paragraphs_around(text, (text.index("Three"), text.index("Three") + 5))
    assert text[start:end].split() == ["Two.", "Three", "is", "here.", "Four."]


def test_the_history_is_readable_for_its_owner_only(tmp_path):
    assert stat.S_IMODE(_history_file(tmp_path).stat().st_mode) == 0o600
