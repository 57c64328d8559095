"""Articles picked by headline while typing."""

from contextlib import suppress

from discord import app_commands

from bot.render.escape import shortened, visible
from bot.replies import Interaction
from bot.request import Request
from bot.service import NewsService
from corpus.errors import NewsError
from corpus.types import Article
from index.errors import QueryError

MOST_CHOICES = 25
LONGEST_CHOICE = 100


async def headlines(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer the article whose number is typed and those that match it, or the newest; the value is the id."""
    if not interaction.permissions.manage_guild:
        return []
    articles: list[Article] = []
    with suppress(NewsError):
        service = interaction.client.service
        numbered = await _numbered(service, current)
        articles = [numbered] if numbered else []
        articles += [one for one in await _matching(service, current.strip()) if one != numbered]
    return [
        app_commands.Choice(name=_label(article), value=str(article.id))
        for article in articles[:MOST_CHOICES]
    ]


async def chosen_article(service: NewsService, chosen: str) -> Article:
    """Return the article that was picked, or whose id or a headline's own words were typed.

    Raises QueryError for anything else.
    """
    if _is_number(chosen):
        article = await _numbered(service, chosen)
    else:
        article = await _only_match(service, chosen.strip())
    if article is None:
        raise QueryError(f"«{shortened(chosen, 80)}» is no article here: pick one from the list that appears")
    return article


async def _matching(service: NewsService, typed: str) -> list[Article]:
    if not typed:
        return [summary.article for summary in await service.articles(limit=MOST_CHOICES)]
    found = [citation.article for citation in await service.search(Request(typed), limit=MOST_CHOICES)]
    return sorted(found, key=lambda article: not _is_in_title(typed, article))


def _is_number(typed: str) -> bool:
    digits = typed.strip().removeprefix("#")
    return digits.isascii() and digits.isdecimal() and len(digits) < 19


async def _numbered(service: NewsService, typed: str) -> Article | None:
    """Return the article whose number was typed, as «17» or «#17»."""
    return await service.article(int(typed.strip().removeprefix("#"))) if _is_number(typed) else None


async def _only_match(service: NewsService, typed: str) -> Article | None:
    """Return the one article whose headline holds all the words; None when none or several do."""
    found = [article for article in await _matching(service, typed) if typed and _is_in_title(typed, article)]
    return found[0] if len(found) == 1 else None


def _is_in_title(typed: str, article: Article) -> bool:
    return all(word in article.title.casefold() for word in typed.casefold().split())


def _label(article: Article) -> str:
    day = f"{article.published:%Y-%m-%d}" if article.published else ""
    facts = ", ".join(filter(None, (shortened(visible(article.source or ""), 30), day)))
    title = " ".join(visible(article.title).split()) or f"article {article.id}"
    end = f" ({facts})" if facts else ""
    return shortened(title, LONGEST_CHOICE - len(end)) + end
