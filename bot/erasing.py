"""After articles were removed: nothing of them is left in the log, the vectors' file or the word index."""

import asyncio
import logging
from functools import partial

from bot.lane import Lane, Priority
from corpus.errors import StoreError
from corpus.store import Store
from corpus.takedown import overwrite_log
from index.indexes import Indexes
from index.sync import words_anew

log = logging.getLogger(__name__)


async def erase(lane: Lane, store: Store, indexes: Indexes, *, words: bool) -> None:
    """Empty the database's log and write the vectors' file; with `words`, build the word index anew.

    The word index holds no text, but counts of a removed passage's words until tantivy merges them
    away. When another process keeps the log in use, what is left in it goes when it next grows
    full; with `words`, where no trace may stay, that raises StoreError. The caller lets nothing else
    change the indexes meanwhile.
    """
    if words:
        steps = words_anew(store, indexes)
        try:
            while await lane.run(partial(next, steps, None), Priority.INGEST) is not None:
                pass
        finally:
            await lane.run(steps.close, Priority.INGEST)
    await asyncio.to_thread(indexes.save)
    try:
        await lane.run(partial(overwrite_log, store), Priority.INGEST)
    except StoreError as error:
        if words:
            raise
        log.warning("log not emptied reason=%s", error)
