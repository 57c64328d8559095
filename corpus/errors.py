"""Errors of the corpus; everything that Citewire raises on purpose is a NewsError.

NewsError
├── CorpusError
│   ├── ReadError      a file can't be read as articles
│   ├── ExtractError   a page or text holds no article
│   ├── FetchError     a page could not be retrieved
│   ├── UrlError       a text is no web address that a story can have
│   ├── FeedError      what is at an address is no feed, or a feed can't be followed
│   ├── RuleError      an outlet's rule can't be kept
│   └── StoreError     the database can't be used
├── SearchError  (index.errors): QueryError, ModelError
└── ServiceError (bot.errors): Busy, SettingsError
"""


class NewsError(Exception):
    """Something a user or operator can act on; `str(error)` is one line: what, which and why."""


class CorpusError(NewsError):
    """Something is wrong with what was given to read or with what is stored."""


class ReadError(CorpusError):
    """A file could not be read as articles."""

    def __init__(self, item: str, reason: str) -> None:
        super().__init__(f"could not read {item}: {reason}")
        self.item = item
        self.reason = reason


class ExtractError(CorpusError):
    """A page or a text holds no article; trying again won't help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FetchError(CorpusError):
    """A page could not be retrieved; trying later may help."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"could not fetch {url}: {reason}")
        self.url = url
        self.reason = reason


class FeedError(CorpusError):
    """What is at an address is no feed that can be read, or a feed can't be followed."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"could not use the feed {url}: {reason}")
        self.url = url
        self.reason = reason


class UrlError(CorpusError, ValueError):
    """A text is no web address that a story can have."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"«{url}» can't be used as a web address: {reason}")
        self.url = url
        self.reason = reason


class RuleError(CorpusError, ValueError):
    """What an outlet is said to allow can't be kept."""


class StoreError(CorpusError):
    """The database can't be opened, read or written."""
