"""Errors of the service."""

from corpus.errors import NewsError


class ServiceError(NewsError):
    """The service can't do what was asked now."""


class Busy(ServiceError):  # noqa: N818 - a state to wait out, not a fault
    """Too many questions are waiting; asking again in a moment will work."""

    def __init__(self) -> None:
        super().__init__("too many questions are waiting right now: please ask again in a moment")


class SettingsError(ServiceError):
    """A setting has a value that can't be used."""
