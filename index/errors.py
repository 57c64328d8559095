"""Errors of the index."""

from corpus.errors import NewsError


class SearchError(NewsError):
    """Something is wrong with a question, an index or a model."""


class QueryError(SearchError):
    """A question or query can't be used as it is; the text says what to change."""


class ModelError(SearchError):
    """A model can't be loaded or does not fit."""
