"""What a line typed into the chat means: a question, a slash command, a number (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.days import first_day, last_day
from bot.request import Request
from index.errors import QueryError

COMMANDS = {
    "/ask": ("QUESTION", "answer a question; so does just typing it"),
    "/search": ("QUERY", "list the articles that match best"),
    "/timeline": ("TOPIC", "tell how a story developed"),
    "/latest": ("[TOPIC]", "list what happened last"),
    "/explain": ("[QUESTION]", "tell why that, or the last answer, is the answer"),
    "/more": ("N", "show what stands around excerpt N; so does just its number"),
    "/read": ("N", "show the whole article of excerpt N"),
    "/sources": ("", "list the outlets"),
    "/status": ("", "show what is stored and indexed"),
    "/new": ("", "forget what was asked before"),
    "/help": ("", "show this"),
    "/quit": ("", "leave; so does Ctrl-D"),
}
OPTIONS = ("since:", "until:", "source:")
_ALIASES = {"/exit": "/quit", "/q": "/quit", "/h": "/help", "/?": "/help", "/reset": "/new", "/show": "/more"}
_WORDS = {"exit": "/quit", "quit": "/quit", "bye": "/quit", "help": "/help", "?": "/help"}
_WITH_OPTIONS = frozenset({"/ask", "/search", "/timeline", "/latest", "/explain"})
_ALONE = frozenset({"/latest", "/explain"})
"""Commands that mean something without words too."""
_OPTION = re.compile(r"(?<!\S)(since|until|source):\s*", re.IGNORECASE)
_VALUE = re.compile(r"[\"“«]([^\"”»]*)[\"”»]|(\S+)")


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what it is about; `problem` says why the line can't be followed."""

    name: str
    text: str = ""
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    problem: str = ""

    def request(self, conversation: Sequence[str] = ()) -> Request:
        """Return what is asked, in a conversation where it may belong to one."""
        return Request(
            self.text,
            since=self.since,
            until=self.until,
            sources=self.sources,
            conversation=tuple(conversation),
        )


def command_of(line: str, *, sources: Sequence[str], today: date) -> Command | None:
    """Return what the line asks for; None for an empty one. `sources` are the outlets' names."""
    words = line.strip()
    if not words:
        return None
    if words.casefold() in _WORDS:
        return Command(_WORDS[words.casefold()])
    if re.fullmatch(r"#?\d{1,2}", words):
        return Command("/more", words.removeprefix("#"))
    name, _, rest = words.partition(" ")
    if not name.startswith("/"):
        name, rest = "/ask", words
    name = _ALIASES.get(name.casefold(), name.casefold())
    if name not in COMMANDS:
        return Command("/help", problem=_unknown(name))
    if name not in _WITH_OPTIONS or (not rest.strip() and name in _ALONE):
        return Command(name, rest.strip())
    try:
        return _with_options(name, rest, sources, today)
    except QueryError as error:
        return Command(name, problem=str(error))


def _unknown(name: str) -> str:
    nearest = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    return f"there is no {name}: " + (
        f"did you mean {nearest[0]}?" if nearest else "/help lists the commands"
    )


def _with_options(name: str, text: str, sources: Sequence[str], today: date) -> Command:
    """Take `since:`, `until:` and `source:` out of the text, wherever they stand."""
    since, until, chosen = None, None, []
    while option := _OPTION.search(text):
        key = option[1].casefold()
        value, end = _value(text, option.end(), sources if key == "source" else ())
        if key == "since":
            since = first_day(value, today)
        elif key == "until":
            until = last_day(value, today)
        else:
            chosen.append(_known_source(value, sources))
        text = text[: option.start()] + text[end:]
    text = " ".join(text.split())
    if not text and name not in _ALONE:
        example = f"{name} why did Nissan cut Ariya prices?"
        return Command(name, problem=f"{name} needs something to look for, for example: {example}")
    return Command(name, text, since, until, tuple(chosen))


def _value(text: str, start: int, names: Sequence[str]) -> tuple[str, int]:
    """Return an option's value and where it ends: a name that is known, a quoted text, else one word."""
    for known in sorted(names, key=len, reverse=True):
        end = start + len(known)
        if text[start:end].casefold() == known.casefold() and not text[end : end + 1].isalnum():
            return known, end
    match = _VALUE.match(text, start)
    if not match:
        return "", start
    return match[1] if match[1] is not None else match[2], match.end()


def _known_source(value: str, sources: Sequence[str]) -> str:
    """Return the outlet that is meant: by its name, the beginning of it, or one much like it."""
    folded = {name.casefold(): name for name in sources}
    wanted = value.casefold()
    if wanted in folded:
        return folded[wanted]
    beginning = [name for key, name in folded.items() if wanted and key.startswith(wanted)]
    if len(beginning) == 1:
        return beginning[0]
    if nearest := get_close_matches(wanted, folded, n=1, cutoff=0.75):
        return folded[nearest[0]]
    raise QueryError(f"there is no outlet «{value}»: /sources lists them")
