"""What the bot remembers of Discord, in the same database: questions, searches, answers sent, its commands.

Questions are kept for a day, so that a follow-up is understood, and searches for a week, so that
their buttons work; then they are deleted, and at any time when the person asks for it. What an
answer quotes is kept for a month, without who asked, so that it can be amended. Feeds that were
shown to be followed are kept for a week, without to whom.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw

from bot.cited import Cited
from bot.guild_tables import MIGRATIONS, NAMESPACE
from bot.offers import offered_from, offered_text
from bot.request import Request
from corpus.database import IN_MEMORY, in_plain_words, migrate, open_database
from corpus.feed_types import FeedPreview
from corpus.reading import GREATEST_ID
from corpus.types import ArticleId

QUESTIONS_KEPT = timedelta(days=1)
SEARCHES_KEPT = timedelta(days=7)
OFFERS_KEPT = timedelta(days=7)
ANSWERS_KEPT = timedelta(days=30)
WITHDRAWN = 0
"""In place of the version that a citation was compared with, when its article is there no more."""
CONVERSATION_PAUSE = timedelta(minutes=30)
"""In a direct message or a thread, a question asked this long after the last one starts anew."""
LONGEST_CONVERSATION = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a question or search was limited to; both days are inclusive."""

    since: date | None = None
    until: date | None = None
    source: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The one source as the service takes it."""
        return (self.source,) if self.source else ()

    def request(self, text: str, *, now: datetime | None = None, conversation: Sequence[str] = ()) -> Request:
        """Return what is asked within these limits."""
        return Request(text, now, self.since, self.until, self.sources, tuple(conversation))


@dataclass(frozen=True, slots=True)
class Search:
    """A search that was shown: who searched, for what, and when."""

    id: int
    user_id: int
    query: str
    limits: Limits
    asked: datetime

    @property
    def request(self) -> Request:
        """The search as the service takes it, as of the moment when it was made."""
        return self.limits.request(self.query, now=self.asked)


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer in a channel, whether it was amended, and what it quotes."""

    message_id: int
    channel_id: int
    amended: bool
    cited: tuple[Cited, ...]


class Guilds:
    """The bot's own tables; every call runs on one thread of its own, never on the event loop."""

    def __init__(self, connection: apsw.Connection, now: Callable[[], datetime]) -> None:
        self._connection = connection
        self._name = connection.filename or IN_MEMORY
        self._now = now
        self.answers_remembered = 0
        """Answers that were kept since the start."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="guilds")

    async def remember_question(
        self, message_id: int, *, channel_id: int, user_id: int, question: str, after: int | None = None
    ) -> None:
        """Keep what was asked, by the message that answers it."""
        await self._run(
            "INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?, ?, ?)",
            (message_id, channel_id, user_id, question, after, self._seconds_ago(timedelta())),
        )

    async def questions_before(self, message_id: int) -> tuple[str, ...]:
        """Return what was asked in the chain of replies that ends with this answer, oldest first."""
        rows = await self._run(
            "WITH RECURSIVE chain (question, after, depth) AS ("
            " SELECT question, after, 1 FROM questions WHERE message_id = ?1 AND asked >= ?3"
            " UNION ALL SELECT q.question, q.after, depth + 1 FROM questions q JOIN chain"
            " ON q.message_id = chain.after WHERE depth < ?2 AND q.asked >= ?3)"
            " SELECT question FROM chain ORDER BY depth DESC",
            (message_id, LONGEST_CONVERSATION, self._seconds_ago(QUESTIONS_KEPT)),
        )
        return tuple(question for (question,) in rows)

    async def questions_in(
        self, channel_id: int, *, before: int | None = None, now: datetime | None = None
    ) -> tuple[str, ...]:
        """Return what was asked last in a channel, oldest first, up to the last long pause.

        With `before`, what was asked before that answer, which was sent at the moment `now`.
        """
        rows = await self._run(
            "SELECT question, asked FROM questions WHERE channel_id = ? AND message_id < ?"
            " ORDER BY asked DESC, message_id DESC LIMIT ?",
            (channel_id, GREATEST_ID if before is None else before, LONGEST_CONVERSATION),
        )
        questions: list[str] = []
        later = int(now.timestamp()) if now else self._seconds_ago(timedelta())
        for question, asked in rows:
            if later - asked > CONVERSATION_PAUSE.total_seconds():
                break
            questions.insert(0, question)
            later = asked
        return tuple(questions)

    async def keep_search(self, *, user_id: int, query: str, limits: Limits) -> Search:
        """Keep a search, so that its pages can be turned later."""
        asked = self._seconds_ago(timedelta())
        since, until = (day.isoformat() if day else None for day in (limits.since, limits.until))
        rows = await self._run(
            "INSERT INTO searches (user_id, query, since, until, source, asked) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING id",
            (user_id, query, since, until, limits.source, asked),
        )
        return Search(rows[0][0], user_id, query, limits, datetime.fromtimestamp(asked, UTC))

    async def search(self, search_id: int) -> Search | None:
        """Return a search that was kept, None when it is too old."""
        rows = await self._run(
            "SELECT user_id, query, since, until, source, asked FROM searches WHERE id = ? AND asked >= ?",
            (search_id, self._seconds_ago(SEARCHES_KEPT)),
        )
        for user_id, query, since, until, source, asked in rows:
            days = [date.fromisoformat(day) if day else None for day in (since, until)]
            limits = Limits(since=days[0], until=days[1], source=source)
            return Search(search_id, user_id, query, limits, datetime.fromtimestamp(asked, UTC))
        return None

    async def keep_offer(self, previews: Sequence[FeedPreview]) -> int:
        """Keep feeds that are shown to choose from, so that one can be followed later; return the id."""
        sql = "INSERT INTO offers (feeds, offered) VALUES (?, ?) RETURNING id"
        rows = await self._run(sql, (offered_text(previews), self._seconds_ago(timedelta())))
        return int(rows[0][0])

    async def offer(self, offer_id: int) -> list[FeedPreview]:
        """Return the feeds that were shown, without their items; none when that is too long ago."""
        sql = "SELECT feeds FROM offers WHERE id = ? AND offered >= ?"
        rows = await self._run(sql, (offer_id, self._seconds_ago(OFFERS_KEPT)))
        return [preview for (text,) in rows for preview in offered_from(text)]

    async def remember_answer(self, message_id: int, *, channel_id: int, cited: Sequence[Cited]) -> None:
        """Keep what a sent answer quotes; nothing for one without quotes."""
        if not cited:
            return
        now = self._seconds_ago(timedelta())
        await self._run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, 0)", (message_id, channel_id, now))
        for one in cited:
            values = (message_id, one.rank, one.article_id, one.version, one.start, one.end, one.digest)
            await self._run(
                "INSERT OR IGNORE INTO citations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, one.version)
            )
        self.answers_remembered += 1

    async def articles_cited(self) -> dict[ArticleId, set[int]]:
        """Return the articles that sent answers quote, with the versions they were last compared with."""
        cited: dict[ArticleId, set[int]] = {}
        for article_id, version in await self._run("SELECT DISTINCT article_id, compared FROM citations", ()):
            cited.setdefault(article_id, set()).add(version)
        return cited

    async def answers_citing(self, article_id: ArticleId, version: int) -> list[Sent]:
        """Return the answers that quote an article and were not compared with this version, newest first."""
        rows = await self._run(
            "SELECT message_id, channel_id, amended FROM answers WHERE message_id IN"
            " (SELECT message_id FROM citations WHERE article_id = ? AND compared != ?) ORDER BY sent DESC",
            (article_id, version),
        )
        return [Sent(row[0], row[1], bool(row[2]), await self._cited_in(row[0])) for row in rows]

    async def _cited_in(self, message_id: int) -> tuple[Cited, ...]:
        sql = 'SELECT rank, article_id, version, start, "end", digest FROM citations WHERE message_id = ?'
        return tuple(Cited(*row) for row in await self._run(f"{sql} ORDER BY rank", (message_id,)))

    async def compared(self, message_id: int, versions: Mapping[ArticleId, int], *, amended: bool) -> None:
        """Note which versions an answer's quotes were compared with, and whether it tells of changes."""
        await self._run("UPDATE answers SET amended = ? WHERE message_id = ?", (amended, message_id))
        for article_id, version in versions.items():
            await self._run(
                "UPDATE citations SET compared = ? WHERE message_id = ? AND article_id = ?",
                (version, message_id, article_id),
            )

    async def forget_answer(self, message_id: int) -> None:
        """Forget an answer whose message is gone, and its question."""
        await self._run("DELETE FROM answers WHERE message_id = ?", (message_id,))
        await self._run("DELETE FROM questions WHERE message_id = ?", (message_id,))

    async def forget_old(self) -> None:
        """Delete what has been kept for its time."""
        await self._run("DELETE FROM answers WHERE sent < ?", (self._seconds_ago(ANSWERS_KEPT),))
        await self._run("DELETE FROM questions WHERE asked < ?", (self._seconds_ago(QUESTIONS_KEPT),))
        await self._run("DELETE FROM searches WHERE asked < ?", (self._seconds_ago(SEARCHES_KEPT),))
        await self._run("DELETE FROM offers WHERE offered < ?", (self._seconds_ago(OFFERS_KEPT),))

    async def forget_user(self, user_id: int) -> None:
        """Delete what a person asked and searched."""
        await self._run("DELETE FROM questions WHERE user_id = ?", (user_id,))
        await self._run("DELETE FROM searches WHERE user_id = ?", (user_id,))

    async def told_gone(self, guild_id: int) -> set[ArticleId]:
        """Return the articles of which a server was told that their pages are gone."""
        sql = "SELECT article_id FROM told_gone WHERE guild_id = ?"
        return {row[0] for row in await self._run(sql, (guild_id,))}

    async def note_told(self, guild_id: int, article_ids: Iterable[ArticleId]) -> None:
        """Note that a server was told of these articles."""
        sql = "INSERT OR IGNORE INTO told_gone SELECT ?, value FROM json_each(?)"
        await self._run(sql, (guild_id, json.dumps(list(article_ids))))

    async def keep_told(self, article_ids: Iterable[ArticleId]) -> None:
        """Forget that servers were told of any other article: it has left, or its page is back."""
        sql = "DELETE FROM told_gone WHERE article_id NOT IN (SELECT value FROM json_each(?))"
        await self._run(sql, (json.dumps(list(article_ids)),))

    async def note(self, key: str) -> str | None:
        """Return a note of the bot to itself."""
        rows = await self._run("SELECT value FROM bot_meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    async def write_note(self, key: str, value: str) -> None:
        """Keep a note of the bot to itself."""
        await self._run("INSERT OR REPLACE INTO bot_meta VALUES (?, ?)", (key, value))

    async def close(self) -> None:
        """Finish what is being written and close the database."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown(wait=False)

    async def _run(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        def run() -> list[tuple[Any, ...]]:
            with in_plain_words(self._name):
                return self._connection.execute(statement, values).fetchall()

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def _seconds_ago(self, age: timedelta) -> int:
        return int((self._now() - age).timestamp())


@asynccontextmanager
async def open_guilds(
    path: Path | str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Guilds]:
    """Open the bot's tables in the database, bring them up to date, and close them at the end."""
    connection = open_database(path)
    migrate(connection, NAMESPACE, MIGRATIONS)
    guilds = Guilds(connection, now)
    try:
        yield guilds
    finally:
        await guilds.close()
