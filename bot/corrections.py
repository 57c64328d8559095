"""Keeps answers true: those that quote what was changed or withdrawn since are amended in place."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.cited import Cited
from bot.guilds import WITHDRAWN, Sent
from bot.lane import Priority
from bot.render.amended import Changed, Finding, Still, Withdrawn, amended_card
from bot.replies import NOBODY
from corpus.changes import changed_sentences
from corpus.store import Store
from corpus.types import ArticleId
from index.types import Citation

if TYPE_CHECKING:
    from bot.client import NewsBot

MOST_AT_ONCE = 20
"""Messages edited in a round."""
SECONDS_BETWEEN = 20.0
"""From round to round: an edit a second on the whole; Discord's own limits are kept besides."""

log = logging.getLogger(__name__)


class Corrections:
    """Finds answers whose quotes no longer stand and edits their messages."""

    def __init__(self, bot: "NewsBot") -> None:
        self._bot = bot
        self._settled: tuple[int, int] | None = None

    async def keep(self) -> None:
        """Forever: look when articles or answers have come or changed, until everything is amended."""
        await self._bot.wait_until_ready()
        while True:
            state = await self._state()
            if state != self._settled and await self.amend():
                self._settled = state
            await asyncio.sleep(SECONDS_BETWEEN)

    async def amend(self) -> bool:
        """Amend answers, at most MOST_AT_ONCE; return whether none is left.

        What Discord fails to hand over or to take is left for the next time, and the rest is done.
        """
        cited = await self._bot.memory.articles_cited()
        service = self._bot.service
        current = await service.lane.run(partial(service.store.version_numbers, list(cited)), Priority.ADMIN)
        edits, failed = 0, False
        for article_id, compared in cited.items():
            version = current.get(article_id, WITHDRAWN)
            if compared == {version}:
                continue
            for sent in await self._bot.memory.answers_citing(article_id, version):
                if edits >= MOST_AT_ONCE:
                    return False
                try:
                    edits += await self._compare(sent)
                except discord.HTTPException as error:
                    log.warning("answer left for later message=%d status=%d", sent.message_id, error.status)
                    edits, failed = edits + 1, True
                except (aiohttp.ClientError, OSError) as error:
                    log.warning("answers left for later reason=%s", error)
                    return False
        return not failed

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
        """Edit the message; False when it is forgotten because it is gone or out of reach.

        Raises HTTPException when Discord is at fault, so that trying later may help.
        """
        channel = self._bot.get_partial_messageable(sent.channel_id)
        try:
            message = await channel.fetch_message(sent.message_id)
            card = amended_card(discord.ui.LayoutView.from_message(message, timeout=None), findings)
            if card is not None:
                await message.edit(view=card, allowed_mentions=NOBODY)
        except (discord.NotFound, discord.Forbidden) as error:
            await self._bot.memory.forget_answer(sent.message_id)
            log.info("answer forgotten message=%d code=%d", sent.message_id, error.code)
            return False
        except discord.HTTPException as error:
            if error.status >= 500:
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
