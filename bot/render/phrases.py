"""What is said about a citation, in words (pure)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.changes import changed_after_publication
from corpus.characters import one_line
from corpus.types import Article
from index.types import Corroboration, Summary

if TYPE_CHECKING:
    from corpus.takedown import Takedown

BY_A_MODEL = "Written by a language model from the excerpts below, and checked against them"

DIFFERENT = "The articles give different figures"

_CONFIDENCES = ((0.9, "very likely"), (0.7, "likely"), (0.5, "more likely than not"), (0.25, "possible"))


def confidence_in_words(confidence: float) -> str:
    """Return «likely (78 %)»: how sure it is that the first excerpt answers."""
    words = next((words for least, words in _CONFIDENCES if confidence >= least), "a guess")
    return f"{words} ({confidence:.0%})".replace("%", " %")


def day(moment: datetime | None) -> str | None:
    """Return «15 March 2024»."""
    return f"{moment.day} {moment:%B %Y}" if moment else None


def outlet_and_day(article: Article) -> str:
    """Return «Volt Post, 15 March 2024», with what is known of it."""
    known = (one_line(article.source or ""), day(article.published))
    return ", ".join(part for part in known if part) or "source and date unknown"


def changed_on(article: Article) -> str:
    """Return «updated 3 April 2024» for a story that was changed after its publication, or nothing."""
    changed = changed_after_publication(article)
    return f"updated {day(changed)}" if changed else ""


def not_quoted(headlines: Sequence[Article]) -> str:
    """Return «not to be quoted: “Ferry back” (Volt Post)», or nothing."""
    named = [f"“{one_line(one.title)}” ({one_line(one.source or 'source unknown')})" for one in headlines]
    return f"not to be quoted: {'; '.join(named)}" if named else ""


def author_of(article: Article) -> str:
    """Return «by Mara Ellison», or nothing."""
    author = one_line(article.author or "")
    return f"by {author}" if author else ""


def also_reported(outlets: Sequence[str]) -> str:
    """Return «also reported by Aldwater Gazette and Harbour News», or nothing."""
    names = [one_line(name) for name in outlets]
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"also reported by {listed}"


def independently_reported(found: Corroboration) -> str:
    """Return «independently reported by Harbour Ledger», or nothing."""
    return also_reported([citation.article.source or "" for citation in found.supported_by]).replace(
        "also", "independently", 1
    )


def figures_side_by_side(found: Corroboration) -> list[str]:
    """Return «112 jobs (Harbour Ledger, 30 May 2024)» for each figure that conflicts, oldest first."""
    return [
        f"{one_line(claim.figure)} ({outlet_and_day(claim.citation.article)})" for claim in found.conflicting
    ]


def summary_in_words(summary: Summary) -> str:
    """Return the sentences on one line, each with the numbers of the excerpts that support it."""
    return " ".join(
        one_line(one.text) + " " + "".join(f"[{number}]" for number in one.citations)
        for one in summary.sentences
    )


def days_covered(first: datetime | None, last: datetime | None) -> str:
    """Return «9 February 2023 to 30 March 2025», or nothing when no article has a date."""
    if not first or not last:
        return ""
    return day(first) or "" if first.date() == last.date() else f"{day(first)} to {day(last)}"


def story_blocked(entry: "Takedown") -> str:
    """Return a blocked story's address, or «a story without address from Volt Post»."""
    return one_line(entry.url or f"a story without address from {entry.source or 'an unknown outlet'}")


def counted(count: int, noun: str) -> str:
    """Return «1 article», «1,234 articles»."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
