"""What an admin can do about a feed that fails (pure)."""

from corpus.errors import CorpusError, FeedError
from corpus.fetch_faults import RobotsError, StatusError, TooManyRedirectsError

BY_ITSELF = "nothing to do yet: it is asked again by itself, less often each time"
LOOK_FOR_IT = "look for its new address with the address of the site itself, then remove this one"


def advice_on(error: CorpusError) -> str:
    """Return what to do about a feed that could not be read."""
    if isinstance(error, RobotsError):
        return "ask the publisher for leave to read it, or remove it"
    if isinstance(error, StatusError):
        return _on_status(error.status)
    if isinstance(error, TooManyRedirectsError):
        return f"the site is set up wrongly, or the feed has moved: {LOOK_FOR_IT}"
    if isinstance(error, FeedError):
        return f"if it stays so, {LOOK_FOR_IT}"
    return BY_ITSELF


def _on_status(status: int) -> str:
    if status in (404, 410):
        return LOOK_FOR_IT
    if status in (401, 402, 403, 451):
        return "ask the publisher for leave to read it, or remove it"
    return BY_ITSELF
