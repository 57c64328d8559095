"""robots.txt: which pages a site lets us read, how fast, and which sitemaps it has."""

from protego import Protego

LARGEST = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for at least so many)."""
LONGEST_DELAY = 60.0
"""Seconds between two requests that are honoured; a site that asks for more is read this slowly."""


class Robots:
    """A site's rules for us."""

    def __init__(self, rules: str = "") -> None:
        self._rules = Protego.parse(rules)

    def allows(self, url: str, agent: str) -> bool:
        """Return whether the rules let `agent` (a product name like «Citewire») read the page."""
        return bool(self._rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Return the seconds that the rules ask to leave between two requests, at most a minute."""
        stated = self._rules.crawl_delay(agent) or 0.0
        rate = self._rules.request_rate(agent)
        if rate is not None and rate.requests:
            stated = max(stated, rate.seconds / rate.requests)
        return min(max(float(stated), 0.0), LONGEST_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        """The addresses of sitemaps that it names."""
        return list(self._rules.sitemaps)
