"""The conversation in the terminal: what each line gets as its reply."""

import sys
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from rich.table import Table
from rich.text import Text

from bot.cli.asking import covered_days
from bot.cli.commands import COMMANDS, Command, command_of
from bot.cli.output import Output
from bot.cli.session import Session
from bot.cli.stdin import stdin_lines
from bot.cli.telling import show_explanation, show_steps
from bot.render import plain, terminal
from bot.render.phrases import counted, days_covered, outlet_and_day
from bot.render.tables import status_table
from corpus.characters import one_line
from corpus.errors import NewsError
from corpus.types import Article, Span
from index.types import Citation, NoAnswer

REMEMBERED = 5
"""Questions that a follow-up is understood with."""


class Chat:
    """Answers lines; remembers what was asked and which excerpts were shown."""

    def __init__(self, session: Session) -> None:
        self._service = session.service
        self._session = session
        self._output: Output = session.output
        self._asked: deque[str] = deque(maxlen=REMEMBERED)
        self._shown: Sequence[Citation | Article] = ()
        self._last: tuple[Command, tuple[str, ...]] = (Command("/ask"), ())
        self.failed = False

    async def reply(self, line: str) -> bool:
        """Reply to a line; False when the conversation ends with it."""
        now = datetime.now().astimezone()
        command = command_of(line, sources=await self._service.sources(), today=now.date())
        if command is None:
            return True
        if command.problem:
            self._problem(command.problem)
            return True
        try:
            return await self._follow(command)
        except NewsError as error:
            self._problem(str(error))
            return True

    async def _follow(self, command: Command) -> bool:
        match command.name:
            case "/quit":
                return False
            case "/ask":
                await self._ask(command)
            case "/search":
                await self._search(command)
            case "/timeline" | "/latest":
                await self._tell(command)
            case "/explain":
                await self._explain(command)
            case "/more" | "/read":
                self._show(command.text, whole=command.name == "/read")
            case "/sources":
                await self._sources()
            case "/status":
                self._output.show(status_table(await self._service.status()))
            case "/new":
                self._asked.clear()
                self._output.text("Forgotten. The next question stands for itself.")
            case _:
                self._help()
        return True

    async def _ask(self, command: Command) -> None:
        reply = await self._service.ask(command.request(self._asked))
        self._last = command, tuple(self._asked)
        self._asked.append(command.text)
        covered = await covered_days(self._session) if isinstance(reply, NoAnswer) else ""
        self._shown = reply.nearest if isinstance(reply, NoAnswer) else reply.citations
        self._output.reply(reply, covered=covered)

    async def _tell(self, command: Command) -> None:
        telling = self._service.telling
        if command.name == "/latest":
            told = await telling.latest(command.request())
        else:
            told = await telling.timeline(command.request())
        show_steps(self._output, told)

    async def _explain(self, command: Command) -> None:
        asked, before = (command, tuple(self._asked)) if command.text else self._last
        if not asked.text:
            self._problem("nothing has been asked yet: ask something first")
            return
        explanation = await self._service.telling.explain(asked.request(before))
        show_explanation(self._output, explanation)

    async def _search(self, command: Command) -> None:
        results = await self._service.search(command.request())
        self._shown = results
        self._output.excerpts(results, nothing="No article matches.")

    def _show(self, number: str, *, whole: bool) -> None:
        rank = int(number) if number.isdecimal() else 1
        if not self._shown:
            self._problem("nothing has been shown yet: ask something first")
        elif (number and not number.isdecimal()) or not 1 <= rank <= len(self._shown):
            numbers = "1" if len(self._shown) == 1 else f"1 to {len(self._shown)}"
            self._problem(f"there is no {number}: give a number from what was shown last ({numbers})")
        else:
            self._page(self._shown[rank - 1], whole=whole)

    def _page(self, shown: Citation | Article, *, whole: bool) -> None:
        citation = shown if isinstance(shown, Citation) else None
        article = citation.article if citation else shown
        assert isinstance(article, Article)
        quote = (citation.start, citation.end) if citation else (0, 1)
        within = (0, len(article.text)) if whole else paragraphs_around(article.text, quote)
        if self._output.plain:
            self._output.text(plain.paragraphs(article.text[slice(*within)]))
        else:
            self._output.show(terminal.article_page(article, [quote] if citation else [], within=within))

    async def _sources(self) -> None:
        status = await self._service.status()
        for name, count in status.sources:
            self._output.text(f"{one_line(name)} ({counted(count, 'article')})")
        if not status.sources:
            self._output.text("No outlet is stored.")

    def _help(self) -> None:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column()
        for name, (about, does) in COMMANDS.items():
            table.add_row(f"{name} {about}".rstrip(), does)
        table.add_row("since: until: source:", "narrow a question: rates since:2024-03 source:“Volt Post”")
        self._output.show(table)

    def _problem(self, problem: str) -> None:
        self.failed = True
        self._output.notice(problem[:1].upper() + problem[1:])

    async def greet(self) -> None:
        """Say what is there and what can be asked."""
        from bot.cli.sample import SAMPLE_QUESTIONS, is_sample

        status = await self._service.status()
        facts = [counted(status.articles, "article"), counted(len(status.sources), "outlet")]
        facts += [days_covered(status.published_from, status.published_to)]
        show = self._output.show
        show(
            Text.assemble(
                ("Citewire", "bold cyan"), "  ", (" · ".join(fact for fact in facts if fact), "dim")
            )
        )
        if not status.articles:
            show(Text("There are no articles yet. Add some: citewire add PATH_OR_URL…"))
            return
        newest = [one.article for one in await self._service.articles(limit=3)]
        if is_sample(newest):
            show(Text("Ask in your own words; the answers are the publishers' own sentences. For example:"))
            for question in SAMPLE_QUESTIONS:
                show(Text(f"  {question}", "italic"))
        else:
            show(Text("Ask in your own words; the answers are the publishers' own sentences. The newest:"))
            for article in newest:
                show(Text(f"  {one_line(article.title)} ({outlet_and_day(article)})", "italic"))
        show(
            Text(
                "The number of an excerpt shows more around it. /help lists the commands, Ctrl-D leaves.",
                "dim",
            )
        )


def paragraphs_around(text: str, span: Span) -> Span:
    """Return where the paragraphs that hold the span begin and end, with one more on either side."""
    start, end = span
    edges = [0, *(at for at, character in enumerate(text) if character == "\n"), len(text)]
    blocks = [(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
    holding = [number for number, (a, b) in enumerate(blocks) if a < end and b > start]
    if not holding:
        return span
    first, last = max(holding[0] - 1, 0), min(holding[-1] + 1, len(blocks) - 1)
    return blocks[first][0], blocks[last][1]


async def converse(session: Session) -> bool:
    """Answer what is typed, or every line of a pipe; False when a piped line failed."""
    chat = Chat(session)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        async for raw in stdin_lines():
            line = raw.decode("utf-8", errors="replace")
            if line.strip():
                session.output.text(f"> {one_line(line)}\n")
            if not await chat.reply(line):
                break
            session.output.text()
        return not chat.failed
    from bot.cli.prompt import typed_lines

    await chat.greet()
    async for line in typed_lines(session):
        if not await chat.reply(line):
            break
    return True
