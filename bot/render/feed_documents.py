"""Feeds → the documents that `--json` prints (pure)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from bot.feed_states import FeedState
from bot.render.feed_words import condition_of
from bot.reports import ImportReport
from corpus.feed_types import Feed, FeedPreview, FeedReport

Document: TypeAlias = dict[str, Any]


def feed_document(state: FeedState) -> Document:
    """Return a feed with its schedule and how it is doing."""
    return _feed(state.feed) | {"items_per_day": _rounded(state.per_day)}


def feeds_document(states: Sequence[FeedState]) -> Document:
    """Return what `feeds list --json` prints."""
    return {"feeds": [feed_document(state) for state in states]}


def followed_document(
    feed: Feed | None, preview: FeedPreview | None, others: Sequence[FeedPreview], *, added: bool
) -> Document:
    """Return what `feeds add --json` prints; `others` are further feeds that were found there."""
    return {
        "added": added,
        "feed": _feed(feed) if feed else None,
        "preview": _preview(preview) if preview else None,
        "others": [_preview(other) for other in others],
    }


def changed_document(feed: Feed, **changes: object) -> Document:
    """Return what `feeds remove|pause|resume --json` print."""
    return {"feed": _feed(feed)} | changes


def report_document(report: FeedReport) -> Document:
    """Return what became of one feed in a refresh."""
    return {
        "feed": {"id": report.feed.id, "url": report.feed.url, "name": report.feed.name},
        "status": report.status.value,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": [{"item": item.item, "reason": item.reason} for item in report.failed],
        "waiting": report.waiting,
        "moved_from": report.moved_from,
        "error": report.error,
        "advice": report.feed.advice if report.error else None,
        "next_due": None if report.feed.paused else _iso(report.feed.due),
    }


def refresh_document(reports: Sequence[FeedReport]) -> Document:
    """Return what `feeds refresh --json` prints: sums, all that failed, and each feed's report."""
    failed = [
        {"item": report.feed.url, "reason": report.error} for report in reports if report.error is not None
    ]
    failed += [{"item": item.item, "reason": item.reason} for report in reports for item in report.failed]
    return {
        "added": sum(report.added for report in reports),
        "updated": sum(report.updated for report in reports),
        "unchanged": sum(report.unchanged for report in reports),
        "duplicates": sum(report.duplicates for report in reports),
        "failed": failed,
        "feeds": [report_document(report) for report in reports],
    }


def import_document(report: ImportReport) -> Document:
    """Return what `feeds import --json` prints."""
    return {
        "added": [_feed(feed) for feed in report.added],
        "known": [_feed(feed) for feed in report.known],
        "failed": [{"item": failure.item, "reason": failure.reason} for failure in report.failed],
    }


def _feed(feed: Feed) -> Document:
    return {
        "id": feed.id,
        "url": feed.url,
        "name": feed.name,
        "kind": feed.kind.value,
        "source": feed.source,
        "site": feed.site,
        "language": feed.language,
        "state": condition_of(feed).value,
        "paused": feed.paused,
        "added": _iso(feed.added),
        "last_asked": _iso(feed.last_asked),
        "last_success": _iso(feed.last_success),
        "next_due": None if feed.paused else _iso(feed.due),
        "failures": feed.failures,
        "error": feed.pause_reason or feed.last_error,
        "advice": feed.advice,
    }


def _preview(preview: FeedPreview) -> Document:
    return {
        "url": preview.url,
        "name": preview.name,
        "kind": preview.kind.value,
        "site": preview.site,
        "language": preview.language,
        "items_listed": preview.total,
        "items_per_day": _rounded(preview.per_day),
        "full_text": preview.full_text,
        "newest": [
            {"title": item.title, "url": item.url, "published_at": _iso(item.published)}
            for item in preview.items
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rounded(per_day: float | None) -> float | None:
    return None if per_day is None else round(per_day, 2)
