"""Keeps answers true: those that quote what was changed or withdrawn since are amended in place."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import ui

from bot.cited import Cited
from bot.guilds import WITHDRAWN, Sent
from bot.lane import Priority
from bot.later import Later
from bot.render.amended import Changed, Finding, Still, Withdrawn, amended_card
from bot.replies import NOBODY
from corpus.changes import changed_sentences
from corpus.errors import NewsError
from corpus.store import Store
from corpus.types import ArticleId
from index.types import Citation

if TYPE_CHECKING:
    from bot.client import NewsBot

MOST_AT_ONCE = 20
"""Messages edited in a round."""
SECONDS_BETWEEN = 20.0
"""From round to round: an edit a second on the whole; Discord's own limits are kept besides."""
PATIENCE = 20.0
"""Seconds that a round waits for one message; Discord may have limited its channel for minutes."""
LOST_IN_A_ROW = 3
"""After so many messages for which Discord wasn't reached the round ends."""

SOON, SELDOM = (1, 16), (180, 4_320)
"""Rounds until a message is tried again, at first and at most: 20 s to 5 min, an hour to a day."""
PASSING = frozenset({401, 408, 429})
"""Statuses that say nothing of the message itself, besides those from 500 on."""

log = logging.getLogger(__name__)


class Became(Enum):
    """What became of an answer that was looked at."""

    COMPARED = auto()
    """It stands, so Discord wasn't asked."""
    SETTLED = auto()
    LATER = auto()
    LOST = auto()
    """Discord wasn't reached; it is tried later."""


class Corrections:
    """Finds answers whose quotes no longer stand and edits their messages.

    What isn't delivered is tried again, ever later, and at once after a restart; the others go on
    meanwhile.
    """

    def __init__(self, bot: "NewsBot") -> None:
        self._bot = bot
        self._settled: tuple[int, int] | None = None
        self._later = Later()
        self._in_hand: dict[int, asyncio.Task[Became]] = {}
        """What takes longer than a round waits, by channel."""

    async def keep(self) -> None:
        """Forever: look when articles or answers have come or changed, until everything is amended."""
        await self._bot.wait_until_ready()
        try:
            while True:
                state = await self._state()
                if state != self._settled and await self.amend():
                    self._settled = state
                await asyncio.sleep(SECONDS_BETWEEN)
        finally:
            for task in [*self._in_hand.values()]:
                task.cancel()

    async def amend(self) -> bool:
        """Amend answers, at most MOST_AT_ONCE; return whether none is left.

        What Discord fails to hand over or to take is left for a later time, and the rest is done.
        """
        cited = await self._bot.memory.articles_cited()
        service = self._bot.service
        current = await service.lane.run(partial(service.store.version_numbers, list(cited)), Priority.ADMIN)
        self._later.begin_round()
        asked, lost, left = 0, 0, False
        for article_id, compared in cited.items():
            version = current.get(article_id, WITHDRAWN)
            if compared == {version}:
                continue
            for sent in await self._bot.memory.answers_citing(article_id, version):
                if self._later.waits(sent.message_id) or sent.channel_id in self._in_hand:
                    left = True
                    continue
                if asked >= MOST_AT_ONCE or lost >= LOST_IN_A_ROW:
                    return False
                became = await self._within_patience(sent)
                asked += became is not Became.COMPARED
                lost = lost + 1 if became is Became.LOST else 0
                left = left or became in (Became.LATER, Became.LOST)
        return not left

    async def _within_patience(self, sent: Sent) -> Became:
        """Do what is to be done; what takes long goes on beside, its channel left alone meanwhile."""
        task = asyncio.create_task(self._tried(sent))
        try:
            await asyncio.wait({task}, timeout=PATIENCE)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            return task.result()
        log.warning("answer takes long message=%d channel=%d", sent.message_id, sent.channel_id)
        self._in_hand[sent.channel_id] = task
        task.add_done_callback(partial(self._finished, sent.channel_id))
        return Became.LATER

    def _finished(self, channel_id: int, task: asyncio.Task[Became]) -> None:
        del self._in_hand[channel_id]
        if not task.cancelled() and (error := task.exception()):
            log.warning("answer left for later channel=%d reason=%s", channel_id, error)

    async def _tried(self, sent: Sent) -> Became:
        """Compare an answer and amend it; what fails is put off."""
        wait, became = SOON, Became.LATER
        try:
            asked = await self._compare(sent)
        except (discord.HTTPException, discord.RateLimited) as error:
            wait = SELDOM if isinstance(error, discord.Forbidden) else SOON
            reason = str(error)
        except (aiohttp.ClientError, OSError) as error:
            reason, became = str(error) or type(error).__name__, Became.LOST
        except NewsError:
            raise
        except Exception as error:
            log.exception("answer not amended message=%d", sent.message_id)
            wait, reason = SELDOM, type(error).__name__
        else:
            self._later.done(sent.message_id)
            return Became.SETTLED if asked else Became.COMPARED
        rounds = self._later.put_off(sent.message_id, wait)
        log.warning(
            "answer left for later message=%d wait_s=%.0f reason=%s",
            *(sent.message_id, rounds * SECONDS_BETWEEN, reason),
        )
        return became

    async def _compare(self, sent: Sent) -> bool:
        """Compare an answer's quotes with their sources; return whether its message was asked for."""
        service = self._bot.service
        findings, versions = await service.lane.run(
            partial(findings_of, service.store, sent.cited), Priority.ADMIN
        )
        stands = all(isinstance(finding, Still) for finding in findings.values())
        if not (stands and not sent.amended) and not await self._edit(sent, findings):
            return True
        await self._bot.memory.compared(sent.message_id, versions, amended=not stands)
        return sent.amended or not stands

    async def _edit(self, sent: Sent, findings: Mapping[int, Finding]) -> bool:
        """Edit the message unless it says so already; False when it is forgotten because it is gone.

        Raises HTTPException when trying later may help: Discord is at fault, or the bot may not see the
        channel now.
        """
        channel = self._bot.get_partial_messageable(sent.channel_id)
        try:
            message = await channel.fetch_message(sent.message_id)
            card = amended_card(ui.LayoutView.from_message(message, timeout=None), findings)
            if card is not None and not _says(message, card):
                await message.edit(view=card, allowed_mentions=NOBODY)
        except discord.NotFound as error:
            await self._bot.memory.forget_answer(sent.message_id)
            log.info("answer forgotten message=%d code=%d", sent.message_id, error.code)
            return False
        except discord.HTTPException as error:
            if error.status >= 500 or error.status in PASSING or isinstance(error, discord.Forbidden):
                raise
            log.warning("answer not amended message=%d code=%d", sent.message_id, error.code)
            return True
        log.info("answer amended message=%d", sent.message_id)
        return True

    async def _state(self) -> tuple[int, int]:
        """Return what has to change before there is anything to amend.

        An answer may have been found before its source changed and be remembered after that was noticed.
        """
        service, remembered = self._bot.service, self._bot.memory.answers_remembered
        return await service.lane.run(lambda: service.store.generation, Priority.ADMIN), remembered


def _says(message: discord.Message, card: ui.LayoutView) -> bool:
    """Return whether a message is this card already: it was edited, though Discord's answer was lost."""
    shown = ui.LayoutView.from_message(message, timeout=None)
    return _texts(shown) == _texts(card)


def _texts(view: ui.LayoutView) -> list[tuple[int | None, str]]:
    return [(part.id, part.content) for part in view.walk_children() if isinstance(part, ui.TextDisplay)]


def findings_of(store: Store, cited: Sequence[Cited]) -> tuple[dict[int, Finding], dict[ArticleId, int]]:
    """Return, by rank, what has become of the quotes, and the versions of the articles that were looked at.

    What can't be told, because the version that was quoted isn't kept, has no finding.
    """
    articles = store.articles_by_id({one.article_id for one in cited})
    findings: dict[int, Finding] = {}
    for one in cited:
        current = articles.get(one.article_id)
        if current is None:
            findings[one.rank] = Withdrawn()
            continue
        versions = [current, *store.versions(one.article_id)]
        old = next((version for version in versions if version.version == one.version), None)
        quote = None if old is None else one.quote_in(old)
        if old is None or not quote:
            continue
        changes = changed_sentences(quote, old.text, current.text, current.language)
        findings[one.rank] = Changed(changes) if changes else Still(Citation.cut(old, one.start, one.end))
    numbers = {one.article_id: WITHDRAWN for one in cited}
    return findings, numbers | {number: article.version for number, article in articles.items()}
