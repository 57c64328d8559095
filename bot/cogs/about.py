"""`/sources` and `/privacy`: what the bot knows, and what it keeps."""

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.render.admin_cards import sources_card
from bot.render.cards import notice_card
from bot.render.privacy import privacy_card
from bot.replies import Interaction, tell, thinking

if TYPE_CHECKING:
    from bot.client import NewsBot


class About(commands.Cog):
    """The bot on itself."""

    def __init__(self, bot: "NewsBot") -> None:
        self.bot = bot
        bot.presses["forget"] = self.forget

    @app_commands.command(description="Which outlets the articles come from, and from when.")
    async def sources(self, interaction: Interaction) -> None:
        """List the outlets."""
        async with thinking(interaction, private=True) as reply:
            await reply.show(sources_card(await self.bot.service.status()))

    @app_commands.command(description="What I read, what I keep and for how long.")
    async def privacy(self, interaction: Interaction) -> None:
        """Say what is kept, with a button that deletes it."""
        await tell(interaction, privacy_card(summarised=self.bot.service.summaries is not None))

    async def forget(self, interaction: Interaction) -> None:
        """Delete what the person who pressed the button asked."""
        async with thinking(interaction, private=True) as reply:
            await self.bot.memory.forget_user(interaction.user.id)
            await reply.show(notice_card("Your questions and searches are deleted."))
