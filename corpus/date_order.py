"""Whether «03/04/2024» is in April or in March: told by a page's other dates, language and address (pure)."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

DAY_FIRST_REGIONS = frozenset(
    "gb uk ie au nz in pk bd lk ng ke gh sg my mt de at ch fr be lu nl it es pt br mx ar cl pe uy gr pl cz "
    "sk ro bg dk no fi tr ru ua il eg ma tn id th vn".split()
)
"""Where the day is written first, as in tags of languages (`en-GB`) and at the end of addresses (`.uk`)."""
DAY_FIRST_LANGUAGES = frozenset("de fr es it pt nl pl cs sk ro bg el da nb no fi tr ru uk id vi".split())
MONTH_FIRST_REGION = "us"
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?![\d/])")


def day_comes_first(shown: str, tags: Iterable[str | None], url: str | None) -> bool | None:
    """Return whether a page writes the day before the month; None when that is not sure.

    Other dates it shows («23/04/2024») go first. Then its tags of language and its address decide if they
    agree. «en-US» says nothing: software writes it on pages all over the world.
    """
    pairs = [(int(one), int(other)) for one, other in _SLASHED.findall(shown)]
    seen = {one > 12 for one, other in pairs if (one > 12) != (other > 12) and max(one, other) <= 31}
    told = seen or {order for order in (*map(_by_tag, tags), _by_address(url)) if order is not None}
    return next(iter(told)) if len(told) == 1 else None


def _by_tag(tag: str | None) -> bool | None:
    language, _, rest = (tag or "").strip().lower().replace("_", "-").partition("-")
    region = rest.rpartition("-")[2]
    if region:
        return True if region in DAY_FIRST_REGIONS else None
    return True if language in DAY_FIRST_LANGUAGES else None


def _by_address(url: str | None) -> bool | None:
    region = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    if region == MONTH_FIRST_REGION:
        return False
    return True if region in DAY_FIRST_REGIONS else None
