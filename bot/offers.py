"""Feeds that an admin may follow at a press, as they are kept until then (pure)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from corpus.feed_types import FeedKind, FeedPreview


def offered_text(previews: Sequence[FeedPreview]) -> str:
    """Return the feeds as JSON, without their items: those are for the one who decides."""
    return json.dumps([asdict(replace(preview, items=())) for preview in previews])


def offered_from(text: str) -> list[FeedPreview]:
    """Return the feeds that `offered_text` wrote."""
    return [
        FeedPreview(**values | {"kind": FeedKind(values["kind"]), "items": ()}) for values in json.loads(text)
    ]
