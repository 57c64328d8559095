"""A simulated Discord with the real client, and a small newsroom for what the real service can't show."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.client import NewsBot
from bot.guilds import open_guilds
from bot.reports import AddReport, ArticleSummary, Progress, ReindexReport, Status
from bot.service import NewsService
from corpus.types import Article
from index.types import Answer, Citation, NoAnswer, Query

PUBLISHED = datetime(2024, 3, 15, 8, 30, tzinfo=UTC)
SENTENCE = "Nissan cut Ariya prices because of rising competition."


def article(number: int = 1, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": number,
        "title": f"Nissan story {number}",
        "text": SENTENCE,
        "url": f"https://daily.example/{number}",
        "source": "Daily Example",
        "author": "Jane Doe",
        "published": PUBLISHED,
        "updated": None,
        "fetched": PUBLISHED,
        "digest": "",
        "language": "en",
    }
    return Article(**(values | changes))


class Newsroom(NewsService):
    """Twelve stories; answers when «Nissan» is in the question; does `trouble()` first when there is one."""

    def __init__(self) -> None:
        self.stories = {number: article(number) for number in range(1, 13)}
        self.calls: list[SimpleNamespace] = []
        self.added: list[Any] = []
        self.trouble: Any = None
        self.on_progress: Any = None

    async def _called(self, verb: str, **values: Any) -> None:
        self.calls.append(SimpleNamespace(verb=verb, **values))
        if self.trouble is not None:
            await self.trouble()

    async def ask(self, asked, **options):
        await self._called("ask", asked=asked, **options)
        query = Query(text=asked.text, now=PUBLISHED)
        if "nissan" not in asked.text.casefold():
            return NoAnswer(query, "No article says so.", (self.stories[1],), 0.1)
        return Answer(query, (self._cited(self.stories[1]),), 0.93)

    async def search(self, asked, **options):
        await self._called("search", asked=asked, **options)
        found = [self._cited(story) for story in self.stories.values() if "nothing" not in asked.text]
        return found[: options.get("limit", 10)]

    def _cited(self, story):
        return Citation.cut(story, 0, len(story.text), highlights=((24, 53),))

    async def article(self, article_id):
        return self.stories.get(article_id)

    async def articles(self, *, limit=None, offset=0, only_gone=False):
        return (
            []
            if only_gone
            else [ArticleSummary(story, 1, ()) for story in self.stories.values()][offset:][:limit]
        )

    async def remove(self, ids, *, block=False):
        await self._called("remove", ids=tuple(ids), block=block)
        return [self.stories.pop(i) for i in ids if i in self.stories], [
            i for i in ids if i not in self.stories
        ]

    async def add(self, items, *, source=None, on_progress=None):
        self.added += [(item, source) for item in items]
        return AddReport(len(list(items)), 0, 0, 0, (), (self.stories[2],))

    async def add_bytes(self, name, data, *, source=None, on_progress=None):
        self.added.append((name, data, source))
        return AddReport(1, 0, 0, 0, (), (self.stories[3],))

    async def sources(self):
        return ["Daily Example", "Morning Wire", "x" * 120, "The Example Daily"]

    async def status(self):
        return Status(12, 30, 28, 2, "model", (("Daily Example", 12),), PUBLISHED, PUBLISHED, 10**6, 10**6)

    async def reindex(self, *, full=False, dry_run=False, on_progress=None):
        self.on_progress = on_progress
        on_progress(Progress("embedding", 1, 4))
        await self._called("reindex", full=full)
        return ReindexReport(30 if full else 2, 2, 0, 30, 1.5, False)


def parts(message: Any) -> Iterator[dict[str, Any]]:
    """Yield the components of a message, outer ones first."""
    waiting = [
        part if isinstance(part, dict) else part.to_dict() for part in (message.components if message else ())
    ]
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting = [
            *part.get("components", []),
            *([part["accessory"]] if "accessory" in part else []),
            *waiting,
        ]


def text_of(message: Any) -> str:
    """Return what a member reads in a message."""
    return "\n".join(part["content"] for part in parts(message) if part["type"] == 10)


@pytest.fixture
def newsroom():
    return Newsroom()


@pytest.fixture
def folder(request, tmp_path, encoder):
    """A data folder for the real service, with the model that the session keeps."""
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    (data / "models").symlink_to(request.config.cache.mkdir("models"))
    return data


@pytest.fixture
async def memory(tmp_path):
    """What the bot remembers of servers: in the real service's database where a test has one."""
    (tmp_path / "data").mkdir(exist_ok=True)
    async with open_guilds(tmp_path / "data" / "citewire.db") as opened:
        yield opened


@pytest.fixture
def simcord_bot(newsroom, memory):
    return NewsBot(newsroom, memory)


@pytest.fixture
def env(simcord_env):
    """The simulated Discord; a fault that a test doesn't look at fails it."""
    return simcord_env


@pytest.fixture
def guild(env):
    return env.create_guild("Readers")


@pytest.fixture
def channel(guild):
    return guild.create_text_channel("news")


@pytest.fixture
def alice(env, guild):
    return guild.add_member(env.create_user("alice"))


@pytest.fixture
def bob(env, guild):
    return guild.add_member(env.create_user("bob"))


@pytest.fixture
def admin(env, guild):
    role = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(env.create_user("admin"), roles=[role])


@pytest.fixture
def demote(env, guild):
    """Take a member's roles away, as an admin loses the permission while a card of theirs is still there."""
    return lambda member: env.backend.guilds[guild.id].members[member.id].role_ids.clear()


@pytest.fixture
def read():
    """Read a message as a member does."""
    return text_of


@pytest.fixture
def components():
    """List a message's components."""
    return lambda message: list(parts(message))
