"""What a message asks: its words without mentions, emoji and marks of Discord (pure)."""

import re

import discord

from bot.render.escape import shortened, visible
from index.errors import QueryError
from index.types import LONGEST_QUESTION

_MARKS = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:>]+:|id:)[^<>\s]*>")
_MARKDOWN = re.compile(r"\*\*|__|~~|\|\||`+|(?m:^(?:>>> |> |-# |#{1,3} ))")

NOTHING_ASKED = (
    "Ask me about the news: mention me with your question, for example "
    "«why did Nissan cut Ariya prices?», or use **/ask**."
)


def asked_text(content: str) -> str:
    """Return a message's words on one line, without what Discord shows as something else."""
    return " ".join(visible(_MARKDOWN.sub("", _MARKS.sub(" ", content))).split())


def question_about(message: discord.Message) -> str:
    """Return what a message says as a question, its beginning when it is long; raise QueryError for none."""
    texts = [
        message.content,
        *(text for embed in message.embeds for text in (embed.title, embed.description)),
    ]
    question = asked_text("\n".join(filter(None, texts)))
    if not question:
        raise QueryError("this message has no words that I could look for")
    return shortened(question, LONGEST_QUESTION)
