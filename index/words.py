"""BM25 over passages with tantivy: which passages say the question's words.

A cache: what can't be opened is begun anew, and `sync` fills it from the store.
"""

import json
import logging
import math
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import FieldType, Occur
from tantivy import Filter as TokenFilter
from tantivy import Query as WordQuery

from corpus.types import PassageId
from index.question import STOP_WORDS
from index.types import Filter, Scored

TITLE_BOOST = 0.25
"""What a word in the title counts on top of its place in «title. text». More helps where titles name
the subject (ClapNQ: MRR .85, .87 and .89 at 0, .25 and .5), but all passages of a story share it."""

WRITER_BYTES = 30_000_000
"""Memory for one batch of additions."""

LONGEST_WORD = 80
"""Bytes; longer ones are debris."""

LABEL_FILE = "citewire.json"
FORMAT = 1
LEFTOVERS = frozenset({"s", "t", "d", "ll", "re", "ve"})
"""What «Nissan's» and «don't» leave behind."""

_log = logging.getLogger(__name__)


class WordsBusy(Exception):  # noqa: N818 - a state to wait out, not a fault
    """Another process is writing to the word index; it will be done in a moment."""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """What the word index keeps of a passage; `published` in seconds since 1970.

    `mark` is any number that changes when source, published or language do: see `Catalogue.marks`.
    """

    passage_id: PassageId
    title: str
    text: str
    source: str | None
    published: int | None
    language: str | None
    mark: int


class WordIndex:
    """Words → passages. Several processes may read; one at a time writes, for a moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stemmed = _analyzer(TokenFilter.ascii_fold(), TokenFilter.stemmer("English"))
        self._plain = _analyzer()
        self._state = b""
        self._contents: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self.same = lru_cache(maxsize=100_000)(self._same)
        self.refresh()

    @classmethod
    def open(cls, folder: Path, label: str) -> "WordIndex":
        """Open the folder; one that is torn or was made of something else (another label) is begun anew."""
        try:
            if json.loads((folder / LABEL_FILE).read_text("utf-8")) != _label(label):
                raise ValueError("it was made of other articles or by another version")
            opened = cls(folder)
            opened._probe()
        except FileNotFoundError:
            return cls._begun(folder, label)
        except (OSError, ValueError) as error:
            _log.warning("began the word index in %s anew: %s", folder, error)
            return cls._begun(folder, label)
        return opened

    @property
    def count(self) -> int:
        """How many passages are in."""
        return int(self._searcher.num_docs)

    def refresh(self) -> None:
        """See what other processes have committed, or put in the folder's place."""
        state = (self._folder / "meta.json").read_bytes()
        if state != self._state:
            self._index = tantivy.Index.open(str(self._folder))
            self._index.register_tokenizer("words", self._stemmed)
            self._index.config_reader(reload_policy="manual")
            self._searcher = self._index.searcher()
            self._contents = None
            self._state = state

    def ids(self) -> NDArray[np.int64]:
        """Return the ids that are in, ascending."""
        return self.contents()[0]

    def contents(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the ids that are in, ascending, and the mark of each."""
        if self._contents is None:
            hits = self._searcher.search(WordQuery.all_query(), limit=max(1, self.count), count=False).hits
            places = [place for _, place in hits]
            ids = np.array(self._searcher.fast_field_values("id", places), np.int64)
            marks = np.array(self._searcher.fast_field_values("mark", places), np.int64)
            order = np.argsort(ids)
            self._contents = ids[order], marks[order]
        return self._contents

    def update(
        self, added: Iterable[WordDocument] = (), removed: Iterable[PassageId] | NDArray[np.int64] = ()
    ) -> None:
        """Add, replace and remove passages in one commit. Raises WordsBusy while another process writes."""
        self.refresh()
        self.write(added, removed)
        self.refresh()

    def write(self, added: Iterable[WordDocument], removed: Iterable[PassageId] | NDArray[np.int64]) -> None:
        """Update the files, on whichever thread: what is searched stays the same until `refresh`.

        Frees the GIL; takes some 0.3 s where parts of the index are merged.
        """
        writer = self._writer()
        try:
            for passage_id in removed:
                writer.delete_documents_by_term("id", int(passage_id))
            for document in added:
                writer.delete_documents_by_term("id", document.passage_id)
                writer.add_document(_document(document))
            writer.commit()
        finally:
            writer.wait_merging_threads()

    def search(self, text: str, k: int, allowed: Filter | None = None) -> list[Scored]:
        """Return the k passages with the best BM25 for any of the text's words, best first.

        The text is words, never a query language. Stop words count only when there is nothing else.
        """
        words = [self._word_query(term) for term in self.analyze(text)]
        if not words or k <= 0:
            return []
        clauses = [(Occur.Should, word) for word in words]
        query = WordQuery.boolean_query(clauses)
        if allowed:
            query = WordQuery.boolean_query(
                [(Occur.Must, query)]
                + [(Occur.Must, WordQuery.const_score_query(part, 0.0)) for part in self._conditions(allowed)]
            )
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("id", [place for _, place in hits])
        scored = [Scored(int(number or 0), score) for number, (score, _) in zip(ids, hits, strict=True)]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage_id))

    def analyze(self, text: str) -> list[str]:
        """Return the text's distinct terms as the index knows them, without stop words unless only those."""
        words = self._plain.analyze(text)
        kept = [word for word in words if word not in STOP_WORDS and word not in LEFTOVERS] or words
        return list(dict.fromkeys(term for word in kept for term in self._stemmed.analyze(word)))

    def _same(self, word: str) -> str:
        """Return what all forms of a word have in common: «prices», «Priced» → «price».

        A word that the index reads as several («Mercedes-Benz») keeps them, with spaces between.
        """
        return " ".join(self._stemmed.analyze(word)) or word.casefold()

    def document_frequency(self, term: str) -> int:
        """Return how many passages' titles or texts hold a term of `same`; of several words, the rarest."""
        return min((int(self._searcher.doc_freq("text", part)) for part in term.split()), default=0)

    def _word_query(self, term: str) -> WordQuery:
        schema = self._index.schema
        text = WordQuery.term_query(schema, "text", term, "freq")
        title = WordQuery.term_query(schema, "title", term, "freq")
        return WordQuery.boolean_query(
            [(Occur.Should, text), (Occur.Should, WordQuery.boost_query(title, TITLE_BOOST))]
        )

    def _conditions(self, allowed: Filter) -> list[WordQuery]:
        schema, conditions = self._index.schema, []
        for field, values in (("source", allowed.sources), ("language", allowed.languages)):
            if values:
                terms = [WordQuery.term_query(schema, field, value, "basic") for value in sorted(values)]
                conditions.append(WordQuery.boolean_query([(Occur.Should, term) for term in terms]))
        if allowed.since or allowed.until:
            first = None if allowed.since is None else math.ceil(allowed.since.timestamp())
            last = None if allowed.until is None else math.ceil(allowed.until.timestamp()) - 1
            conditions.append(WordQuery.range_query(schema, "published", FieldType.Integer, first, last))
        return conditions

    def _writer(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(WRITER_BYTES, 1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise WordsBusy("another process is writing to the word index") from error
            raise

    def _probe(self) -> None:
        """Touch every kind of file, so that a torn one shows now and not in the middle of a question."""
        self.contents()
        self._searcher.search(self._word_query("a"), limit=1)

    @classmethod
    def _begun(cls, folder: Path, label: str) -> "WordIndex":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / LABEL_FILE).write_text(json.dumps(_label(label)), "utf-8")
        tantivy.Index(_schema(), str(folder))
        return cls(folder)


def _label(label: str) -> dict[str, object]:
    return {"format": FORMAT, "label": label}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("mark", fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    for field in ("text", "title"):
        builder.add_text_field(field, tokenizer_name="words", index_option="freq")
    for field in ("source", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _analyzer(*more: TokenFilter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for token_filter in (TokenFilter.remove_long(LONGEST_WORD), TokenFilter.lowercase(), *more):
        builder = builder.filter(token_filter)
    return builder.build()


def _document(passage: WordDocument) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", passage.passage_id)
    document.add_integer("mark", passage.mark)
    document.add_text("title", passage.title)
    document.add_text("text", f"{passage.title}. {passage.text}")
    if passage.source is not None:
        document.add_text("source", passage.source.casefold())
    if passage.published is not None:
        document.add_integer("published", passage.published)
    if passage.language is not None:
        document.add_text("language", passage.language)
    return document
