"""The outlets whose articles are stored, each with its rule and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.lane import Priority
from bot.reports import OnProgress, Progress
from bot.service import NewsService
from corpus.grouping import Regrouped, regroup_by_rules
from corpus.rights import Rights, Rule
from corpus.store import Store
from corpus.types import ArticleId

AT_ONCE = 20
"""Articles regrouped in one job, for which a question may have to wait."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """An outlet's rule, the number of its articles, and what the change of the rule has regrouped."""

    rule: Rule
    articles: int
    regrouped: Regrouped


async def outlets(service: NewsService) -> list[tuple[Rule, int]]:
    """Return each outlet's rule and number of articles, most first, then rules of outlets without any."""

    def read() -> list[tuple[Rule, int]]:
        rights = Rights(service.store.connection)
        found = [(replace(rights.rule(name), name=name), count) for name, count in service.store.sources()]
        known = {rule.name.casefold() for rule, _ in found}
        return found + [(rule, 0) for rule in rights.all() if rule.name.casefold() not in known]

    return await service.lane.run(read, Priority.ADMIN)


async def change_rule(
    service: NewsService,
    name: str,
    changes: Mapping[str, Any],
    *,
    anew: bool = False,
    on_progress: OnProgress | None = None,
) -> Ruled:
    """Change an outlet's rule, or with `anew` the default one for it.

    Where it may be quoted or kept less than other outlets that ran the same, or as much again, it is
    settled anew whose copy is quoted. If that is cut off, setting whether the outlet may be quoted goes
    through it again. Raises RuleError.
    """

    def change() -> tuple[Rule, Rule]:
        rights = Rights(service.store.connection)
        before = rights.rule(name)
        if anew:
            rights.forget(name)
        rule = replace(rights.rule(name), **changes, name=name)
        if changes:
            rights.set(rule)
        return before, rule

    before, rule = await service.lane.run(change, Priority.ADMIN)
    regrouped = Regrouped()
    if _bears_on_groups(before, rule, changes):
        regrouped = await _regrouped(service, name, on_progress)
    counts = await service.lane.run(
        lambda: {source.casefold(): count for source, count in service.store.sources()}, Priority.ADMIN
    )
    return Ruled(rule, counts.get(name.strip().casefold(), 0), regrouped)


def _bears_on_groups(before: Rule, rule: Rule, changes: Mapping[str, Any]) -> bool:
    """Return whether more than the number of characters that are quoted was set."""
    return (
        rule.quotes_nothing != before.quotes_nothing
        or rule.quotes_nothing
        or changes.keys() != {"quote_limit"}
    )


async def _regrouped(service: NewsService, name: str, on_progress: OnProgress | None) -> Regrouped:
    concerned = await service.lane.run(
        lambda: Rights(service.store.connection).concerned(name), Priority.INGEST
    )
    total = Regrouped()
    for at in range(0, len(concerned), AT_ONCE):
        job = partial(_regroup, service.store, concerned[at : at + AT_ONCE])
        total += await service.lane.run(job, Priority.INGEST)
        if on_progress:
            on_progress(Progress("regrouping", min(at + AT_ONCE, len(concerned)), len(concerned)))
    if total.groups:
        await service.repair(on_progress)
    return total


def _regroup(store: Store, article_ids: Sequence[ArticleId]) -> Regrouped:
    now = datetime.now(UTC)
    return sum((regroup_by_rules(store, number, now) for number in article_ids), Regrouped())
