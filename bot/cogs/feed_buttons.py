"""The buttons of feeds' cards: to follow one, to remove one, to turn the list; they outlive a restart."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.feeds import Feeds
from bot.render.cards import Card, notice_card
from bot.render.feed_cards import followed_card, unfollowed_card
from bot.render.feed_list import feeds_card
from bot.replies import Interaction, turning
from index.errors import QueryError

if TYPE_CHECKING:
    from bot.client import NewsBot

TOO_OLD = "this was shown too long ago to be followed: look again with /admin feed add"

log = logging.getLogger(__name__)


async def feed_list(feeds: Feeds, page: int) -> Card:
    """Return a page of the list as it is now, pages counted from 0."""
    return feeds_card(await feeds.states(), page=page, now=datetime.now(UTC))


class FeedButtons:
    """What a press does; `check` raises for members who may not manage the server."""

    def __init__(self, bot: "NewsBot", check: Callable[[Interaction], Awaitable[object]]) -> None:
        self._bot = bot
        self._check = check
        bot.presses |= {"follow": self.follow, "notnow": self.not_now}
        bot.presses |= {"unfollow": self.unfollow, "feeds": self.turn}

    async def follow(self, interaction: Interaction, offer: int, number: int) -> None:
        """Follow the feed whose button was pressed, today or after a restart."""
        await self._check(interaction)
        previews = await self._bot.memory.offer(offer)
        if number >= len(previews):
            raise QueryError(TOO_OLD)
        async with turning(interaction) as reply:
            feed = await self._bot.feeds.follow(previews[number])
            log.info("admin followed feed=%d user=%d", feed.id, interaction.user.id)
            await reply.show(followed_card(feed))

    async def not_now(self, interaction: Interaction) -> None:
        """Follow nothing."""
        async with turning(interaction) as reply:
            await reply.show(notice_card("Nothing was followed."))

    async def unfollow(self, interaction: Interaction, feed_id: int, with_articles: int) -> None:
        """Remove the feed whose button was pressed."""
        await self._check(interaction)
        async with turning(interaction) as reply:
            feed = await self._bot.feeds.chosen(str(feed_id))
            count = await self._bot.feeds.remove(feed, with_articles=bool(with_articles))
            log.info("admin removed feed=%d articles=%d user=%d", feed.id, count, interaction.user.id)
            await reply.show(unfollowed_card(feed, count, with_articles=bool(with_articles)))

    async def turn(self, interaction: Interaction, page: int) -> None:
        """Turn the list to the page whose button was pressed."""
        await self._check(interaction)
        async with turning(interaction) as reply:
            await reply.show(await feed_list(self._bot.feeds, page))
