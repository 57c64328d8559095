from datetime import UTC, datetime

import apsw
import numpy as np
import pytest

from corpus import schema
from corpus.catalogue import UNDATED, UNKNOWN
from corpus.database import migrate, open_database, schema_version, transaction
from corpus.errors import StoreError
from corpus.passages import Window
from corpus.store import Store
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
MARCH = datetime(2024, 3, 15, 8, 30, tzinfo=UTC)
TEXT = "Rates rose. Markets fell."
WINDOWS = (Window(0, 11, ((0, 11),)), Window(12, 25, ((12, 25),)))


@pytest.fixture
def store():
    with Store.open(":memory:") as store:
        yield store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "citewire.db"


def put(store, identity="url:a", *, text=TEXT, windows=WINDOWS, **fields):
    draft = Draft(**{"title": "Rates rise", "text": text, "origin": identity, **fields})
    return store.put(draft, windows, identity=identity, fetched=NOW)


def test_what_was_put_comes_back(store):
    article_id = put(
        store,
        url="https://herald.example/rates",
        source="Herald",
        author="A. Smith",
        published=MARCH,
        updated=NOW,
        language="en",
    )
    article = store.article(article_id)

    assert (article.title, article.text, article.version) == ("Rates rise", TEXT, 1)
    assert (article.url, article.source, article.author) == (
        "https://herald.example/rates",
        "Herald",
        "A. Smith",
    )
    assert (article.published, article.updated, article.fetched) == (MARCH, NOW, NOW)
    assert article.language == "en"


def test_an_article_that_is_not_there_is_none(store):
    assert store.article(7) is None
    assert store.article(10**30) is None
    assert store.remove([-1, 10**30]) == []
    assert store.articles_by_id([]) == {}


@pytest.mark.parametrize("text", ["😀 up 3 %.\x00 Then \u2028 down.", "é" * 5_000])
def test_texts_come_back_character_by_character(store, text):
    assert store.article(put(store, text=text, windows=())).text == text


def test_passages_know_their_sentences(store):
    article_id = put(store)
    assert [(p.start, p.end, p.sentences) for p in store.passages_of(article_id)] == list(WINDOWS)


def test_passage_texts_are_what_an_encoder_reads(store):
    put(store)
    found = store.passage_texts([2, 1, 99])
    assert [(p.passage.id, p.title, p.text) for p in found] == [
        (1, "Rates rise", "Rates rose."),
        (2, "Rates rise", "Markets fell."),
    ]


def test_a_changed_story_is_a_new_version_and_the_old_one_is_kept(store):
    article_id = put(store, author="A. Smith", published=MARCH)
    assert put(store, text="Rates fell.", windows=(Window(0, 11, ((0, 11),)),)) == article_id

    article = store.article(article_id)
    assert (article.version, article.text) == (2, "Rates fell.")
    assert (article.author, article.published) == ("A. Smith", MARCH)
    assert [(old.version, old.text) for old in store.versions(article_id)] == [(1, TEXT)]
    assert store.count_articles() == 1


def test_a_passage_id_is_never_used_again(store):
    article_id = put(store)
    store.remove([article_id])
    put(store)
    put(store, text="Rates fell.", windows=WINDOWS[:1])

    assert store.passage_ids().tolist() == [5]


def test_removing_takes_everything_of_an_article_with_it(store):
    article_id = put(store)
    put(store, text="Rates fell.", windows=WINDOWS[:1])
    store.put_vectors("mini", {3: np.ones((2, 4))})

    assert store.remove([article_id, 99]) == [article_id]
    left = {
        table: store.connection.execute(f"SELECT count(*) FROM {table}").get
        for table in (
            "articles",
            "versions",
            "passages",
            "vectors",
            "sentence_vectors",
            "signatures",
            "bands",
        )
    }
    assert set(left.values()) == {0}


def test_articles_come_newest_publication_first_and_undated_last(store):
    undated = put(store, "url:a")
    old = put(store, "url:b", published=MARCH)
    new = put(store, "url:c", published=NOW)

    assert [story.article.id for story in store.articles()] == [new, old, undated]
    assert [story.article.id for story in store.articles(limit=1, offset=1)] == [old]


def test_versions_are_counted_in_the_list(store):
    put(store)
    put(store, text="Rates fell.")
    assert [story.versions for story in store.articles()] == [2]


def test_sources_and_dates_are_summed_up(store):
    put(store, "url:a", source="Herald", published=MARCH)
    put(store, "url:b", source="Courier", published=NOW)
    put(store, "url:c", source="Courier")
    put(store, "url:d")

    assert store.sources() == [("Courier", 2), ("Herald", 1)]
    assert store.published_range() == (MARCH, NOW)


def test_an_empty_store_covers_no_dates(store):
    assert store.published_range() == (None, None)
    assert store.passage_ids().tolist() == []
    assert store.catalogue().passage_ids.tolist() == []


def test_other_outlets_are_named_once_and_never_the_articles_own(store):
    article_id = put(store, source="Herald")
    copies = [
        ("url:1", "Courier", None),
        ("url:2", "COURIER", None),
        ("url:3", "herald", None),
        ("url:4", None, "https://www.post.example/a"),
    ]
    with store.transaction():
        for identity, source, url in copies:
            draft = Draft(title="t", text=TEXT, origin="x", source=source, url=url)
            store.known.remember_copy(article_id, draft, identity=identity, digest="d", fetched=NOW)

    assert store.also_in([article_id, 99]) == {article_id: ("Courier", "post.example")}
    assert store.articles()[0].also_in == ("Courier", "post.example")


def test_the_catalogue_tells_outlet_date_and_language_of_every_passage(store):
    put(store, "url:a", source="Herald", published=MARCH, language="en")
    put(store, "url:b", windows=WINDOWS[:1])
    put(store, "url:c", source="Courier", windows=WINDOWS[:1], language="de")
    catalogue = store.catalogue()

    assert catalogue.passage_ids.tolist() == [1, 2, 3, 4]
    assert catalogue.article_ids.tolist() == [1, 1, 2, 3]
    assert catalogue.source_names == ("Courier", "Herald")
    assert catalogue.sources.tolist() == [1, 1, UNKNOWN, 0]
    assert catalogue.published.tolist() == [int(MARCH.timestamp())] * 2 + [UNDATED] * 2
    assert catalogue.language_names == ("de", "en")
    assert catalogue.languages.tolist() == [1, 1, UNKNOWN, 0]
    assert catalogue.generation == store.generation


def test_the_generation_changes_with_passages_and_with_what_is_known_of_them(store):
    seen = [store.generation]
    for change in (
        lambda: put(store),
        lambda: put(store, text="Rates fell."),
        lambda: store.fill_in(1, Draft(title="t", text="t", origin="x", source="Herald")),
        lambda: store.remove([1]),
    ):
        change()
        seen.append(store.generation)
    assert len(set(seen)) == 5


def test_the_generation_stays_when_nothing_changes(store):
    put(store, source="Herald")
    before = store.generation
    store.fill_in(1, Draft(title="t", text="t", origin="x", source="Courier"))
    store.put_vectors("mini", {1: np.ones((2, 4))})
    store.remove([99])

    assert store.generation == before
    assert store.article(1).source == "Herald"


def test_meta_keeps_the_last_value(store):
    assert store.meta("colour") is None
    store.set_meta("colour", "red")
    store.set_meta("colour", "blue")
    assert store.meta("colour") == "blue"


def test_every_database_has_a_name_of_its_own(store):
    with Store.open(":memory:") as other:
        assert store.database_id != other.database_id
        assert len(store.database_id) == 32


# Vectors


def test_vectors_come_back_in_single_precision(store):
    put(store)
    array = np.array([[0.5, 0.25], [1, 0]], dtype=np.float32)
    store.put_vectors("mini", {1: array})

    found = store.vectors("mini", [1, 2])
    assert list(found) == [1]
    assert found[1].dtype == np.float32
    assert found[1].tolist() == array.tolist()


def test_passage_vectors_are_the_first_rows_in_ascending_order(store):
    put(store)
    store.put_vectors("mini", {2: np.array([[0, 1], [1, 1]]), 1: np.array([[1, 0], [1, 1], [1, 1]])})

    ids, vectors = store.passage_vectors("mini", np.array([2, 1, 9]))
    assert ids.tolist() == [1, 2]
    assert vectors.tolist() == [[1, 0], [0, 1]]
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("ids", [[], [1]])
def test_an_encoder_that_encoded_nothing_has_no_vectors(store, ids):
    put(store)
    found, vectors = store.passage_vectors("mini", ids)
    assert (len(found), len(vectors)) == (0, 0)
    assert store.vectors("mini", ids) == {}


def test_passages_without_vectors_are_counted_and_listed_for_each_encoder(store):
    put(store)
    put(store, "url:b")
    store.put_vectors("mini", {2: np.ones((2, 4))})

    assert store.passages_without_vectors("mini", 10) == [1, 3, 4]
    assert store.passages_without_vectors("mini", 1, after=1) == [3]
    assert store.count_without_vectors("mini") == 3
    assert store.count_without_vectors("maxi") == 4


def test_vectors_of_passages_removed_meanwhile_are_ignored(store):
    put(store)
    store.remove([1])
    store.put_vectors("mini", {1: np.ones((2, 4))})
    assert store.vectors("mini", [1]) == {}


def test_vectors_put_again_replace_the_first(store):
    put(store)
    store.put_vectors("mini", {1: np.zeros((3, 4))})
    store.put_vectors("mini", {1: np.ones((2, 4))})
    assert store.vectors("mini", [1])[1].tolist() == np.ones((2, 4)).tolist()


def test_dropping_an_encoder_keeps_the_others_vectors(store):
    put(store)
    store.put_vectors("mini", {1: np.ones((2, 4))})
    store.put_vectors("maxi", {1: np.ones((2, 8))})
    store.drop_vectors(["mini"])

    assert store.vector_encoders() == ["maxi"]
    assert store.vectors("mini", [1]) == {}
    assert store.vectors("maxi", [1])[1].shape == (2, 8)


# The file


def test_a_store_opened_again_holds_what_was_put(path):
    with Store.open(path) as store:
        put(store)
        store.checkpoint()
    with Store.open(path) as store:
        assert store.article(1).text == TEXT


def test_a_reader_sees_a_transaction_only_when_it_is_complete(path):
    with Store.open(path) as store, store.reader() as reader:
        with store.transaction():
            put(store)
            assert reader.count_passages() == 0
        assert reader.count_passages() == 2


def test_a_failed_transaction_leaves_nothing(path):
    def fail(store):
        with store.transaction():
            put(store)
            raise RuntimeError

    with Store.open(path) as store:
        with pytest.raises(RuntimeError):
            fail(store)
        assert store.count_articles() == 0


def test_a_reader_cannot_write(path):
    with Store.open(path) as store, store.reader() as reader, pytest.raises(StoreError):  # noqa: SIM117
        with transaction(reader.connection):
            reader.connection.execute("DELETE FROM articles")


def test_a_database_in_memory_has_no_reader(store):
    with pytest.raises(StoreError, match="only one connection"):
        store.reader()


def test_closing_twice_is_fine(path):
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.count_articles()


def test_a_file_that_is_no_database_is_named(path):
    path.parent.mkdir()
    path.write_bytes(b"this is a diary and no database, however long it may be\n" * 100)
    with pytest.raises(StoreError, match=r"citewire\.db is not a database"):
        Store.open(path)


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="data"):
        Store.open(tmp_path / "data" / "citewire.db")


def test_a_database_of_a_newer_version_is_refused(path):
    with Store.open(path) as store:
        migrate(store.connection, schema.NAMESPACE, [*schema.MIGRATIONS, "CREATE TABLE later (id)"])
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path)


def test_a_file_that_may_not_be_written_is_named(path):
    Store.open(path).close()
    connection = open_database(path, read_only=True)
    try:
        with pytest.raises(StoreError, match="can't be written"):
            migrate(connection, "guilds", ["CREATE TABLE guilds (id)"])
    finally:
        connection.close()


def test_a_busy_database_is_told(path):
    with Store.open(path) as store:
        other = open_database(path)
        other.set_busy_timeout(0)
        try:
            with store.transaction(), pytest.raises(StoreError, match="busy"):  # noqa: SIM117
                with transaction(other):
                    raise AssertionError
        finally:
            other.close()


def test_a_full_disk_is_told_and_what_was_there_stays(path):
    with Store.open(path) as store:
        put(store)
        pages = store.connection.pragma("page_count")
        store.connection.pragma("max_page_count", pages)
        with pytest.raises(StoreError, match="disk is full"):
            put(store, "url:b", text="Rates rose. " * 10_000)
        assert store.count_articles() == 1


# Migrations


def test_articles_from_before_there_were_sections_stay_as_they_are(path):
    older = open_database(path)
    migrate(older, schema.NAMESPACE, schema.MIGRATIONS[:4])
    older.execute(
        "INSERT INTO articles (identity, version, digest, text_digest, fetched, title, text) "
        "VALUES ('url:a', 2, 'new', 'folded', 0, 'Rates rise', 'Rates rose.')"
    )
    older.execute(
        "INSERT INTO versions (article_id, version, digest, fetched, title, text) "
        "VALUES (1, 1, 'old', 0, 'Rates', 'Rates rose?')"
    )
    older.close()

    with Store.open(path) as store:
        article, (before,) = store.article(1), store.versions(1)
    assert (article.section, article.digest, article.version) == (None, "new", 2)
    assert (before.section, before.text) == (None, "Rates rose?")


def test_each_namespace_migrates_by_itself(store):
    migrate(store.connection, "guilds", ["CREATE TABLE guilds (id INTEGER)"])
    migrate(
        store.connection, "guilds", ["CREATE TABLE guilds (id INTEGER)", "ALTER TABLE guilds ADD name TEXT"]
    )

    store.connection.execute("INSERT INTO guilds VALUES (1, 'a')")
    assert schema_version(store.connection, "guilds") == 2
    assert schema_version(store.connection, schema.NAMESPACE) == len(schema.MIGRATIONS)


def test_a_step_may_be_a_function(store):
    migrate(store.connection, "guilds", [lambda connection: connection.execute("CREATE TABLE guilds (id)")])
    assert store.connection.execute("SELECT count(*) FROM guilds").get == 0


def test_a_step_that_fails_leaves_nothing_and_can_be_tried_again(store):
    with pytest.raises(apsw.SQLError):
        migrate(store.connection, "guilds", ["CREATE TABLE guilds (id); CREATE TABLE guilds (id)"])
    migrate(store.connection, "guilds", ["CREATE TABLE guilds (id)"])
    assert schema_version(store.connection, "guilds") == 1
