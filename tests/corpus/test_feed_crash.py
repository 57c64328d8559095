"""A refresh is killed at any moment and started again: no item is lost, none is there twice."""

import asyncio
import sys

from corpus.feed_types import FeedKind
from corpus.store import Store

CHILD = """
import asyncio, os, signal, sys

from corpus.fetch import Fetcher
from corpus.refresh import Refresher
from corpus.store import Store

def count_words(texts):
    return [len(text.split()) for text in texts]

async def main():
    begun, last = 0, int(sys.argv[2])

    def watch(cursor, sql, bindings):
        nonlocal begun
        begun += sql.startswith("BEGIN")
        if begun == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    with Store.open(sys.argv[1]) as store:
        if last:
            store.connection.exec_trace = watch

        async def on_store(job):
            result = job(store)
            print("a job is done", flush=True)
            return result

        async with Fetcher(allow_private=True) as fetcher:
            refresher = Refresher(fetcher, on_store, count_words)
            async for report in refresher.refresh(store.feeds.all(), force=True):
                assert report.error is None and not report.failed, report
    print("all is done", flush=True)

asyncio.run(main())
"""

FEEDS = 4
KILLED_AFTER = (4, 9, 15, 22)
"""Jobs done before the process is killed; it goes on working in the meantime."""
KILLED_AT = range(1, 9)
"""The transaction before which the process is killed: nothing between two of them may be lost."""


def put_feeds(newsstand, editions):
    """List three stories a feed: those of its edition and no others, half of them told in the feed."""
    listed = {}
    for feed, edition in editions.items():
        names = [f"Feed{feed}Edition{edition}Story{n}" for n in range(3)]
        items = [
            newsstand.item(name, rest=newsstand.full_text(name) if n % 2 else "")
            for n, name in enumerate(names)
        ]
        newsstand.put(f"/feed-{feed}", newsstand.rss(*items))
        listed[feed] = {f"News of {name}" for name in names}
    return listed


async def run(database, *, lines=None, transaction=0):
    """Refresh in a process of its own; kill it when it has written so many lines, or before a transaction.

    Return its last line.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(database), str(transaction), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    line = last = b""
    while lines != 0 and (line := await child.stdout.readline()):
        last, lines = line, None if lines is None else lines - 1
    if lines == 0 and child.returncode is None:
        child.kill()
    await child.communicate()
    return last.decode().strip()


async def test_a_killed_refresh_loses_no_item_and_takes_none_twice(newsstand, tmp_path):
    database = tmp_path / "citewire.db"
    with Store.open(database) as store:
        for feed in range(FEEDS):
            url = newsstand.url(f"/feed-{feed}")
            store.feeds.add(url=url, name=f"Feed {feed}", kind=FeedKind.RSS, now=newsstand.now)
    editions, expected = dict.fromkeys(range(FEEDS), 0), set()

    kills = [{"lines": n} for n in KILLED_AFTER] + [{"transaction": n} for n in KILLED_AT]
    for kill in kills:
        listed = put_feeds(newsstand, editions)
        with Store.open(database) as store:
            before = {feed.id: feed.last_asked for feed in store.feeds.all()}
        await run(database, **kill)
        with Store.open(database) as store:
            for feed in store.feeds.all():
                number = feed.id - 1
                if feed.last_asked != before[feed.id]:
                    expected |= listed[number]
                    editions[number] += 1  # it was recorded as read: its items are listed no more
    expected |= set().union(*put_feeds(newsstand, editions).values())

    assert await run(database) == "all is done"
    with Store.open(database) as store:
        stories = store.articles()
        assert sorted(story.article.title for story in stories) == sorted(expected)
        assert {(story.versions, story.also_in) for story in stories} == {(1, ())}
        assert [store.feeds.items.count_waiting(feed + 1) for feed in range(FEEDS)] == [0] * FEEDS
        assert store.connection.pragma("integrity_check") == "ok"
