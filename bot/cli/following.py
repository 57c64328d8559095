"""`feeds add`: what is found at an address is shown, chosen, and followed."""

import sys
from collections.abc import Sequence

from bot.cli.output import Output
from bot.cli.session import Session
from bot.feeds import Feeds
from bot.render.feed_documents import followed_document
from bot.render.feed_tables import choice_lines, preview_text
from corpus.characters import one_line
from corpus.feed_types import Feed, FeedPreview

MOST_CHOICES = 12


async def followed(
    session: Session, url: str, *, asks: bool, only_preview: bool, name: str | None, source: str | None
) -> bool:
    """Show the feeds at an address and follow the chosen one; on a terminal it may ask which."""
    desk, output = Feeds(session.service), session.output
    known = await desk.named(url) if "." in url else None
    if known is not None and not only_preview:
        return _known(known, None, [], output)
    with output.waiting("Looking for feeds…"):
        found = (await desk.discover(url))[:MOST_CHOICES]
    can_ask = asks and output.out.is_terminal and sys.stdin.isatty()
    preview = await _chosen(found, output) if can_ask and len(found) > 1 else found[0]
    if preview is None:
        return _not_followed(output)
    others = [one for one in found if one is not preview]
    if not output.as_json:
        output.text(preview_text(preview))
    known = await desk.named(preview.url)
    if only_preview:
        return _previewed(preview, others, output)
    if known is not None:
        return _known(known, preview, others, output)
    if can_ask and not await _agreed("Follow it? [Y/n] "):
        return _not_followed(output)
    feed = await desk.follow(preview, name=name, source=source)
    if output.as_json:
        output.document(followed_document(feed, preview, others, added=True))
        return True
    output.text(f"Followed as feed {feed.id}.")
    output.notice(
        "Its stories come with «citewire feeds refresh», or by themselves while «citewire run» runs."
    )
    if others and not can_ask:
        _tell_others(others, output)
    return True


def _known(feed: Feed, preview: FeedPreview | None, others: Sequence[FeedPreview], output: Output) -> bool:
    if output.as_json:
        output.document(followed_document(feed, preview, others, added=False))
    else:
        output.text(f"Followed already, as «{one_line(feed.name)}» (feed {feed.id}).")
    return True


def _previewed(preview: FeedPreview, others: Sequence[FeedPreview], output: Output) -> bool:
    if output.as_json:
        output.document(followed_document(None, preview, others, added=False))
    elif others:
        _tell_others(others, output)
    return True


def _not_followed(output: Output) -> bool:
    output.text("Nothing was followed.")
    return True


def _tell_others(others: Sequence[FeedPreview], output: Output) -> None:
    output.notice("Also found there:")
    for other in others:
        output.notice(f"  {one_line(other.name)}: {other.url}")


async def _chosen(found: Sequence[FeedPreview], output: Output) -> FeedPreview | None:
    """Ask which of several; None when none is wanted."""
    output.text("\n".join(choice_lines(found)))
    while True:
        answer = await _typed(f"Which one? [1–{len(found)}, n for none] ")
        if answer in ("n", "no", "none"):
            return None
        if not answer:
            return found[0]
        if answer.isdecimal() and 1 <= int(answer) <= len(found):
            return found[int(answer) - 1]


async def _agreed(question: str) -> bool:
    return await _typed(question) in ("", "y", "yes")


async def _typed(question: str) -> str:
    """Return what is typed, in lower case; Ctrl-D is «n»."""
    from prompt_toolkit import PromptSession

    prompt: PromptSession[str] = PromptSession()
    try:
        return (await prompt.prompt_async(question)).strip().casefold()
    except EOFError:
        return "n"
