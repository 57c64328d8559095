"""What each outlet allows: how much is quoted, whether text is shown at all, how long it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import apsw

from corpus.database import rows, transaction
from corpus.errors import RuleError
from corpus.known import outlet_of
from corpus.records import seconds_of
from corpus.types import Article, ArticleId, Draft

QUOTE_LIMIT = 1_200
"""Characters of one outlet quoted in one answer, unless its rule says otherwise."""

MOST_QUOTED = 100_000
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an outlet allows.

    `quote_limit` is in characters an answer, whatever its number of quotes. `headline_only` shows
    no text at all, only the headline and the link. `keep_days` counts from publication, or from
    when the article was stored where that isn't known; None keeps it until it is removed.
    """

    name: str
    quote_limit: int = QUOTE_LIMIT
    headline_only: bool = False
    keep_days: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleError("an outlet's rule needs the outlet's name")
        if not 0 <= self.quote_limit <= MOST_QUOTED:
            raise RuleError(
                f"a quote limit of {self.quote_limit:,} is not from 0 to {MOST_QUOTED:,} characters"
            )
        if self.keep_days is not None and not 1 <= self.keep_days <= MOST_DAYS:
            raise RuleError(f"articles can't be kept {self.keep_days:,} days: give 1 to {MOST_DAYS:,}")

    @property
    def quotes_nothing(self) -> bool:
        """Whether none of the outlet's text may be shown."""
        return self.headline_only or not self.quote_limit

    def allows_as_much_as(self, other: "Rule") -> bool:
        """Return whether articles under this rule may be quoted and kept wherever the other's may be."""
        if self.quotes_nothing and not other.quotes_nothing:
            return False
        return self.keep_days is None or (other.keep_days is not None and self.keep_days >= other.keep_days)


class Rights:
    """The table of rules, by outlets' names without case."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def all(self) -> list[Rule]:
        """Return the rules that were set, in order of the names."""
        sql = "SELECT name, quote_limit, headline_only, keep_days FROM rights ORDER BY outlet"
        return [_rule(row) for row in rows(self._connection, sql)]

    def rule(self, outlet: str | None) -> Rule:
        """Return an outlet's rule; the default one where none was set."""
        sql = "SELECT name, quote_limit, headline_only, keep_days FROM rights WHERE outlet = ?"
        found = rows(self._connection, sql, (_folded(outlet or ""),))
        return _rule(found[0]) if found else Rule(name=outlet or "unknown")

    def rule_of(self, article: Article | Draft) -> Rule:
        """Return the rule of the outlet that published an article: its name's, else its site's."""
        return self.rule(outlet_of(article.source, article.url))

    def set(self, rule: Rule) -> None:
        """Keep an outlet's rule, in place of the one before."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO rights VALUES (?, ?, ?, ?, ?)",
                (_folded(rule.name), rule.name.strip(), rule.quote_limit, rule.headline_only, rule.keep_days),
            )

    def forget(self, outlet: str) -> bool:
        """Let the default rule hold for an outlet again; False when it did already."""
        with transaction(self._connection):
            sql = "DELETE FROM rights WHERE outlet = ? RETURNING outlet"
            return bool(rows(self._connection, sql, (_folded(outlet),)))

    def concerned(self, outlet: str) -> list[ArticleId]:
        """Return the articles that an outlet's rule bears on: its own, and those that it ran copies of."""
        found = rows(
            self._connection,
            "SELECT id, source, url FROM articles UNION ALL SELECT article_id, source, url FROM copies",
        )
        name = _folded(outlet)
        return sorted({row[0] for row in found if _folded(outlet_of(row[1], row[2]) or "") == name})

    def expired(self, now: datetime) -> list[ArticleId]:
        """Return the articles that have been kept for as long as their outlets allow."""
        limits = {_folded(rule.name): rule for rule in self.all() if rule.keep_days is not None}
        if not limits:
            return []
        latest = max(_keeps_since(rule, now) for rule in limits.values())
        names = [row[0] for row in rows(self._connection, "SELECT DISTINCT source FROM articles") if row[0]]
        found = rows(
            self._connection,
            "SELECT id, source, url, coalesce(published, fetched) FROM articles "
            "WHERE (source IS NULL OR source IN (SELECT value FROM json_each(?))) "
            "AND coalesce(published, fetched) < ? ORDER BY id",
            (json.dumps([name for name in names if _folded(name) in limits]), latest),
        )
        expired = []
        for article_id, source, url, since in found:
            rule = limits.get(_folded(outlet_of(source, url) or ""))
            if rule is not None and since < _keeps_since(rule, now):
                expired.append(article_id)
        return expired


def is_expired(published: datetime | None, rule: Rule, now: datetime) -> bool:
    """Tell whether a story published then may not be kept any more."""
    if rule.keep_days is None or published is None:
        return False
    return published < now - timedelta(days=rule.keep_days)


def _keeps_since(rule: Rule, now: datetime) -> int:
    seconds = seconds_of(now - timedelta(days=rule.keep_days or 0))
    assert seconds is not None
    return seconds


def _folded(outlet: str) -> str:
    return " ".join(outlet.split()).casefold()


def _rule(row: tuple[Any, ...]) -> Rule:
    return Rule(name=row[0], quote_limit=row[1], headline_only=bool(row[2]), keep_days=row[3])
