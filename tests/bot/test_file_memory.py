"""Files that were read are not read again; what is new, changed or was broken off is."""

import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from bot.file_memory import ITEMS_BETWEEN_NOTES, AlreadyIn, FileMemory
from bot.intake import take_items
from bot.lane import Lane
from corpus.fetch import Fetcher
from corpus.ingest import ingest
from corpus.readers import Unreadable
from corpus.store import Store
from corpus.types import Draft

TEXT = "The ferry company will stop its crossings at pier {} in October, the harbour office said on Monday. "


def story(number):
    return {
        "title": f"Pier {number} closes",
        "text": TEXT.format(number) * 3,
        "url": f"https://bay.example/{number}",
    }


def page(number, text=None):
    body = (text or TEXT.format(number)) * 4
    html = f"<html><head><title>Pier {number} closes</title></head><body><p>{body}</p></body></html>".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://bay.example/{number}\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


class Adding:
    """Adds as the service does, and keeps what was read and how far it was."""

    def __init__(self, lane, store, fetcher):
        self._lane, self.store, self._fetcher = lane, store, fetcher
        self.read = []
        self.refused = set()
        self.known = 0
        self.failed = []
        self.progress = []

    async def __call__(self, *items, source=None, stop_after=None):
        self.read, self.known, self.failed, self.progress = [], 0, [], []
        taken = take_items(list(items), source, self._fetcher, FileMemory(self._lane, self.store))
        async for item in taken:
            self.progress.append((item.done, item.total))
            if isinstance(item.read, AlreadyIn):
                self.known += item.read.stories
            elif isinstance(item.read, Unreadable):
                self.failed.append(item.read.reason)
            elif isinstance(item.read, Draft):
                draft = item.read
                outcome = await self._lane.run(lambda: ingest(draft, self.store, count_words, NOW))  # noqa: B023
                if draft.title not in self.refused:
                    item.stored(outcome.article_id)
                self.read.append(draft.title)
            if len(self.read) == stop_after:
                break
        await taken.aclose()
        return len(self.read), self.known


NOW = datetime(2024, 5, 1, tzinfo=UTC)


def count_words(texts):
    return [len(text.split()) for text in texts]


@pytest.fixture
async def adding():
    lane = Lane()
    store = await lane.run(lambda: Store.open(":memory:"))
    async with Fetcher(contact="", allow_private=False) as fetcher:
        yield Adding(lane, store, fetcher)
    await lane.run(store.close)
    await lane.close()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.json").write_text(json.dumps(story(number)))
    return folder


async def test_a_folder_added_again_is_not_read_again(adding, folder):
    assert await adding(folder) == (5, 0)
    assert await adding(folder) == (0, 5)
    assert adding.progress[-1] == (5, 5)


async def test_only_new_and_changed_files_are_read(adding, folder):
    await adding(folder)
    (folder / "2.json").write_text(json.dumps(story(22)))
    (folder / "9.json").write_text(json.dumps(story(9)))

    assert await adding(folder) == (2, 4)
    assert adding.read == ["Pier 22 closes", "Pier 9 closes"]


async def test_a_change_that_keeps_size_and_time_is_seen(adding, folder):
    await adding(folder)
    file = folder / "2.json"
    before = file.stat()
    file.write_text(json.dumps(story(7)))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert await adding(folder) == (1, 4)


async def test_a_file_that_was_only_touched_is_not_read(adding, folder):
    await adding(folder)
    os.utime(folder / "2.json", (0, 0))

    assert await adding(folder) == (0, 5)


async def test_broken_files_are_named_at_every_run(adding, folder):
    (folder / "broken.json").write_text('{"title": "x", "te')
    await adding(folder)
    reason = adding.failed

    assert await adding(folder) == (0, 5)
    assert adding.failed == reason
    assert len(reason) == 1


async def test_a_fault_of_the_disk_is_not_remembered(adding, folder):
    link = folder / "z.json"
    link.symlink_to(folder / "y.json")
    await adding(folder)
    assert adding.failed == ["there is no such file or folder"]
    (folder / "y.json").write_text(json.dumps(story(8)))

    await adding(folder)

    assert adding.failed == []


async def test_files_of_a_removed_article_are_read_again(adding, folder):
    await adding(folder)
    first = adding.store.articles()[0].article
    adding.store.remove([first.id])

    assert await adding(folder) == (1, 4)
    assert adding.read == [first.title]


async def test_a_file_of_which_a_story_was_refused_is_read_again(adding, folder):
    adding.refused = {"Pier 2 closes"}
    await adding(folder)
    adding.refused = set()

    assert await adding(folder) == (1, 4)


async def test_a_name_for_the_outlet_makes_files_be_read_again(adding, folder):
    await adding(folder)

    assert await adding(folder, source="Bay Post") == (5, 0)
    assert {stored.article.source for stored in adding.store.articles()} == {"Bay Post"}


@pytest.mark.parametrize("kind", ["jsonl", "warc.gz"])
async def test_a_large_file_goes_on_where_its_reading_stopped(adding, tmp_path, kind):
    count = ITEMS_BETWEEN_NOTES + 60
    file = tmp_path / f"news.{kind}"
    if kind == "jsonl":
        file.write_text("\n".join(json.dumps(story(number)) for number in range(count)))
    else:
        file.write_bytes(b"".join(page(number) for number in range(count)))

    assert await adding(file, stop_after=ITEMS_BETWEEN_NOTES + 20) == (ITEMS_BETWEEN_NOTES + 20, 0)
    assert await adding(file) == (60, ITEMS_BETWEEN_NOTES)
    assert await adding(file) == (0, count)
    assert adding.store.count_articles() == count


async def test_broken_pages_of_an_archive_are_named_also_after_a_stop(adding, tmp_path):
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(page("x", "Go. ") + b"".join(page(number) for number in range(ITEMS_BETWEEN_NOTES + 5)))
    await adding(file, stop_after=ITEMS_BETWEEN_NOTES + 1)

    await adding(file)

    assert adding.failed == ["the page lists stories or has too little text to be one"]


async def test_progress_of_an_archive_is_estimated_by_its_bytes(adding, tmp_path):
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(b"".join(page(number) for number in range(200)))
    (tmp_path / "a.json").write_text(json.dumps(story(0)))

    await adding(tmp_path)

    dones, totals = zip(*adding.progress, strict=True)
    assert dones == tuple(range(1, 202))
    assert totals[-1] == 201
    assert all(done <= total for done, total in adding.progress)


async def test_files_are_known_in_a_database_opened_again(folder, tmp_path):
    for expected in [(5, 0), (0, 5)]:
        lane = Lane()
        store = await lane.run(lambda: Store.open(tmp_path / "citewire.db"))
        async with Fetcher(contact="", allow_private=False) as fetcher:
            assert await Adding(lane, store, fetcher)(folder) == expected
        await lane.run(store.close)
        await lane.close()
