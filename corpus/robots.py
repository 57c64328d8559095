"""robots.txt: which pages a site lets us read."""

from protego import Protego

LARGEST = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for at least so many)."""


class Robots:
    """A site's rules for us."""

    def __init__(self, rules: str = "") -> None:
        self._rules = Protego.parse(rules)

    def allows(self, url: str, agent: str) -> bool:
        """Return whether the rules let `agent` (a product name like «Citewire») read the page."""
        return bool(self._rules.can_fetch(url, agent))
