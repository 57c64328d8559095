import json
import subprocess
import sys

import pytest

from corpus.ingest import Result
from corpus.passages import windows
from corpus.sentences import sentence_spans
from corpus.store import Store

CHILD = """
import json, sys
from datetime import UTC, datetime

import numpy as np

from corpus.ingest import ingest
from corpus.store import Store
from corpus.types import Draft

with Store.open(sys.argv[1]) as store, open(sys.argv[2]) as lines:
    for line in lines:
        draft = Draft(**json.loads(line))
        outcome = ingest(draft, store, lambda texts: [len(t.split()) for t in texts], datetime.now(UTC))
        print(json.dumps([outcome.result, outcome.article_id, draft.title, draft.text]), flush=True)
        for passage_id in store.passages_without_vectors("mini", 2):
            store.put_vectors("mini", {passage_id: np.full((3, 8), passage_id % 1000, np.float32)})
"""

KILLED_AFTER = (1, 2, 7, 25, 60, 61, 110, 160)
"""Lines read of the child's output before it is killed; it goes on writing in the meantime."""


def drafts(round_number):
    """Sixty stories, each followed by a copy and a revision, revised again in every round."""
    for number in range(60):
        body = " ".join(
            f"Ferry {number} carried {number + day} cars on day {day}, said Captain Oakley."
            for day in range(40)
        )
        story = {
            "title": f"Ferry {number}",
            "origin": "x",
            "url": f"https://herald.example/{number}",
            "source": "Herald",
        }
        copy = {"url": f"https://courier.example/{number}", "source": "Courier"}
        yield {**story, "text": body}
        yield {**story, **copy, "text": body}
        yield {**story, "text": f"{body} It was revised in round {round_number}."}


def count_words(texts):
    return [len(text.split()) for text in texts]


def test_nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed(tmp_path):
    database, lines = tmp_path / "citewire.db", tmp_path / "drafts.jsonl"
    told = {}
    for round_number, reads in enumerate(KILLED_AFTER):
        lines.write_text("\n".join(json.dumps(draft) for draft in drafts(round_number)))
        acknowledged = killed_after(reads, [sys.executable, "-c", CHILD, str(database), str(lines)])

        with Store.open(database) as store:
            for line in acknowledged:
                result, article_id, title, text = json.loads(line)
                article = store.article(article_id)
                assert article.title == title
                versions = [article.text, *(version.text for version in store.versions(article_id))]
                assert text in versions
                assert result != Result.UPDATED or len(versions) > 1
                assert told.setdefault(title, article_id) == article_id
            assert_whole(store)


def killed_after(reads, command):
    """Run a command, kill it when it has written so many lines; return all the lines it wrote."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        read = [child.stdout.readline() for _ in range(reads)]
        child.kill()
        rest = child.stdout.read().splitlines(keepends=True)
    return [line for line in [*read, *rest] if line.endswith("\n")]


def assert_whole(store):
    assert store.connection.pragma("integrity_check") == "ok"
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    stories = store.articles()
    assert len({story.article.url for story in stories}) == len(stories)
    for article in [story.article for story in stories]:
        expected = windows(article.text, sentence_spans(article.text), count_words)
        assert [(p.start, p.end, p.sentences) for p in store.passages_of(article.id)] == expected
        assert len(store.known.copies([article.id])) <= 1
    signed = store.connection.execute("SELECT count(*), sum(length(bands)) / 4 FROM signatures").get
    assert signed == (len(stories), store.connection.execute("SELECT count(*) FROM bands").get)
    encoded = store.vectors("mini", store.passage_ids().tolist())
    assert all(
        (array == passage_id % 1000).all() and array.shape == (3, 8) for passage_id, array in encoded.items()
    )


@pytest.mark.parametrize("processes", [3])
def test_processes_that_ingest_the_same_stories_at_once_store_each_once(tmp_path, processes):
    database, lines = tmp_path / "citewire.db", tmp_path / "drafts.jsonl"
    lines.write_text("\n".join(json.dumps(draft) for draft in drafts(0)))
    command = [sys.executable, "-c", CHILD, str(database), str(lines)]
    children = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(processes)]

    assert [child.wait() for child in children] == [0] * processes
    with Store.open(database) as store:
        assert store.count_articles() == 60
        assert {story.versions for story in store.articles()} == {2}
        assert_whole(store)
