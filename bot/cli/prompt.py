"""The prompt of the chat: editing, history, completion."""

from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory

from bot.cli.commands import COMMANDS, OPTIONS
from bot.cli.session import Session

HISTORY = "chat-history"
_DAYS = ("today", "yesterday", '"last week"', '"last month"')


class Commands(Completer):
    """Completes slash commands, options, days and the names of outlets."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield what the word before the cursor may become."""
        before = document.text_before_cursor
        word = before.rpartition(" ")[2]
        option, colon, begun = word.partition(":")
        if before.startswith("/") and " " not in before:
            for name, (about, does) in COMMANDS.items():
                if name.startswith(before.casefold()):
                    text = f"{name} " if about else name
                    yield Completion(text, -len(before), display=name, display_meta=does)
        elif colon and option.casefold() == "source":
            yield from _matching([_quoted(name) for name in self._sources], begun)
        elif colon and option.casefold() in ("since", "until"):
            yield from _matching(_DAYS, begun)
        elif word:
            yield from _matching(OPTIONS, word)


def _matching(values: Iterable[str], begun: str) -> Iterable[Completion]:
    for value in values:
        if value.strip('"').casefold().startswith(begun.strip('"').casefold()):
            yield Completion(value, -len(begun))


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


async def typed_lines(session: Session) -> AsyncIterator[str]:
    """Yield the lines typed at the prompt until Ctrl-D; Ctrl-C only drops the line."""
    prompt: PromptSession[str] = PromptSession(
        history=FileHistory(str(_history_file(session.settings.data_dir))),
        completer=Commands(await session.service.sources()),
        complete_while_typing=False,
        auto_suggest=AutoSuggestFromHistory(),
    )
    while True:
        try:
            yield await prompt.prompt_async(FormattedText([("bold ansicyan", "\n› ")]))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _history_file(folder: Path) -> Path:
    """Return the history's file, readable for its owner only: what was asked is private."""
    path = folder / HISTORY
    path.touch(mode=0o600)
    return path
