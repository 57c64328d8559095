"""How each site wants to be read: its robots.txt, how many requests at once, how far apart."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.robots import Robots

AT_ONCE = 2
"""Requests to one site at the same time."""
AT_ONCE_IN_ALL = 64
"""Requests to all sites at the same time; a hung one holds its place for the time limit at most."""
MOST_SITES = 1_000
"""So many sites' robots.txt are remembered."""
ROBOTS_SECONDS = 3_600


@dataclass(slots=True)
class Site:
    """A site's rules and when they were read; the lock makes those who ask at once wait for one reading."""

    robots_url: str
    everywhere: asyncio.Semaphore
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    robots: Robots | None = None
    read: float = 0.0
    delay: float = 0.0
    next_turn: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether its robots.txt was read lately."""
        return self.robots is not None and time.monotonic() - self.read <= ROBOTS_SECONDS

    def learn(self, robots: Robots, agent: str) -> None:
        """Remember its rules."""
        self.robots, self.read, self.delay = robots, time.monotonic(), robots.delay(agent)

    @asynccontextmanager
    async def turn(self, clock: asyncio.Timeout) -> AsyncIterator[None]:
        """Wait until it may be asked once more; while waiting for that, `clock` stands still."""
        loop = asyncio.get_running_loop()
        left = (clock.when() or loop.time()) - loop.time()
        clock.reschedule(None)
        async with self.slots:
            now = time.monotonic()
            begins = max(now, self.next_turn)
            self.next_turn = begins + self.delay
            if begins > now:
                await asyncio.sleep(begins - now)
            async with self.everywhere:
                clock.reschedule(loop.time() + left)
                yield


class Sites:
    """The sites asked last."""

    def __init__(self) -> None:
        self._sites: OrderedDict[str, Site] = OrderedDict()
        self._everywhere = asyncio.Semaphore(AT_ONCE_IN_ALL)

    def of(self, url: str) -> Site:
        """Return the site of an address."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        site = self._sites.setdefault(address, Site(address, self._everywhere))
        self._sites.move_to_end(address)
        if len(self._sites) > MOST_SITES:
            self._sites.popitem(last=False)
        return site
