"""After a removal nothing of the article is left in the indexes' files either; the real service."""

import json

import pytest

from bot.config import Settings
from bot.erasing import erase
from bot.request import Request
from bot.service import open_service
from corpus.database import open_database
from corpus.errors import StoreError
from index.vectors import VectorIndex
from index.words import WordIndex

STORIES = [
    {"title": "Ferry back", "text": "Captain Zabriskie sailed the ferry back to Orrin on Monday morning."},
    {"title": "Frost", "text": "Frost took half of the pear blossom in the Vale of Orrin this week."},
]


@pytest.fixture
def folder(request, tmp_path, encoder):
    (tmp_path / "models").symlink_to(request.config.cache.mkdir("models"))
    return tmp_path


@pytest.fixture
async def service(folder):
    settings = Settings(_env_file=None, data_dir=folder, sample=False)
    async with open_service(settings) as opened:
        await opened.add_lines([json.dumps(story) for story in STORIES])
        yield opened


def on_disk(service, folder, encoder):
    """The passages in the vectors' file, and in how many a withdrawn word is said to be."""
    label = f"{service.store.database_id} {encoder.name}"
    vectors = VectorIndex.load(folder / "indexes" / "vectors.faiss", encoder.dimension, label)
    words = WordIndex.open(folder / "indexes" / "words", service.store.database_id)
    return vectors.ids().tolist(), words.ids().tolist(), words.document_frequency(words.same("zabriskie"))


@pytest.mark.parametrize("block", [True, False])
async def test_a_removed_article_is_in_no_index_on_the_disk(service, folder, encoder, block):
    assert await service.lane.run(lambda: on_disk(service, folder, encoder)) == ([1, 2], [1, 2], 1)
    removed, _ = await service.remove([1], block=block)

    assert [article.title for article in removed] == ["Ferry back"]
    vectors, words, occurrences = await service.lane.run(lambda: on_disk(service, folder, encoder))
    assert (vectors, words) == ([2], [2])
    assert occurrences == 0 or not block
    assert [one.article.id for one in await service.search(Request("frost in Orrin"))] == [2]


async def test_a_log_in_use_is_told_where_no_trace_may_stay(service, folder):
    reader = open_database(folder / "citewire.db", read_only=True)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchall()
        await service.remove([2])
        with pytest.raises(StoreError, match="still in its log"):
            await erase(service.lane, service.store, service._indexes, words=True)
    finally:
        reader.close()

    await service.remove([1], block=True)
    assert (folder / "citewire.db-wal").stat().st_size == 0
