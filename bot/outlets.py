"""The outlets whose articles are stored, each with its rule and how many there are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.lane import Priority
from bot.service import NewsService
from corpus.rights import Rights, Rule


async def outlets(service: NewsService) -> list[tuple[Rule, int]]:
    """Return each outlet's rule and number of articles, most first, then rules of outlets without any."""

    def read() -> list[tuple[Rule, int]]:
        rights = Rights(service.store.connection)
        found = [(replace(rights.rule(name), name=name), count) for name, count in service.store.sources()]
        known = {rule.name.casefold() for rule, _ in found}
        return found + [(rule, 0) for rule in rights.all() if rule.name.casefold() not in known]

    return await service.lane.run(read, Priority.ADMIN)


async def change_rule(
    service: NewsService, name: str, changes: Mapping[str, Any], *, anew: bool = False
) -> tuple[Rule, int]:
    """Change an outlet's rule, or with `anew` the default one for it; return it and its number of articles.

    Raises RuleError.
    """

    def change() -> tuple[Rule, int]:
        rights = Rights(service.store.connection)
        if anew:
            rights.forget(name)
        rule = replace(rights.rule(name), **changes, name=name)
        if changes:
            rights.set(rule)
        counts = {source.casefold(): count for source, count in service.store.sources()}
        return rule, counts.get(name.strip().casefold(), 0)

    return await service.lane.run(change, Priority.ADMIN)
