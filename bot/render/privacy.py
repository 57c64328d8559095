"""What the bot says about privacy (pure)."""

import discord
from discord import ui

from bot.render.cards import Card

TEXT = """\
**What I read:** messages that mention me, replies that ping me, direct messages to me, and what you \
give my commands. No other message reaches me.
**What I keep:** your question with your user number for 24 hours, so that follow-up questions make sense, \
and your search for 7 days, so that its buttons work. Then both are deleted.
**What I remember of my answers:** for 30 days, which passages of which articles a message of mine quotes, \
without who asked, so that I can amend it when its source changes. Private answers are not among them.
**What I count:** how many questions come and how long answers take, without who asked what.
**What I log:** that something was asked, not what, unless my operator looks for a fault with debugging on.
"""

NOWHERE = """\
**Where it goes:** nowhere. Answers are found on the machine I run on, in the articles stored there; \
your questions are sent to no one. Opening an article’s link takes you to its publisher."""

TO_A_MODEL = """\
**Where it goes:** your question and the excerpts that answer it are sent, without your name, to the \
language model that my operator has set up, which writes the summary; nothing else is sent to anyone. \
Opening an article’s link takes you to its publisher."""


def privacy_card(*, summarised: bool = False) -> Card:
    """Return what is read and kept, with a button that deletes it; `summarised` by a language model."""
    button: ui.Button[Card] = ui.Button(
        label="Delete my questions now", style=discord.ButtonStyle.danger, custom_id="citewire:forget"
    )
    return Card(ui.TextDisplay(TEXT + (TO_A_MODEL if summarised else NOWHERE)), ui.ActionRow(button))
