"""The tables of the corpus, as a list of steps that only grows at its end."""

from corpus.database import Migration

NAMESPACE = "corpus"

_FIRST = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('database', lower(hex(randomblob(16))));

CREATE TABLE articles (                 -- the current version of every story
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT NOT NULL UNIQUE,      -- what makes it the same story when it is read again
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,               -- of title and text
    text_digest TEXT NOT NULL,          -- of the text with case, spaces and punctuation folded
    published INTEGER,                  -- moments are seconds since 1970, UTC
    updated INTEGER,
    fetched INTEGER NOT NULL,
    language TEXT,
    source TEXT,
    author TEXT,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX articles_by_text ON articles (text_digest);
CREATE INDEX articles_by_date ON articles (published);
CREATE INDEX articles_by_source ON articles (source);

CREATE TABLE versions (                 -- what a story said before
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    published INTEGER,
    updated INTEGER,
    fetched INTEGER NOT NULL,
    language TEXT,
    source TEXT,
    author TEXT,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article_id, version)
);

CREATE TABLE copies (                   -- the same text from elsewhere, not kept a second time
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    identity TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    published INTEGER,
    fetched INTEGER NOT NULL,
    source TEXT,
    url TEXT,
    title TEXT NOT NULL
);
CREATE INDEX copies_by_article ON copies (article_id);

CREATE TABLE passages (                 -- AUTOINCREMENT: an id is never used again
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentences BLOB NOT NULL             -- little-endian uint32 start, end, start, end…
);
CREATE INDEX passages_by_article ON passages (article_id);

CREATE TABLE encoders (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE vectors (                  -- a passage's own vector, little-endian float16
    id INTEGER PRIMARY KEY,
    passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    encoder_id INTEGER NOT NULL REFERENCES encoders (id),
    vector BLOB NOT NULL,
    UNIQUE (passage_id, encoder_id)
);

CREATE TABLE sentence_vectors (         -- apart, so that rebuilding an index reads a tenth as much
    id INTEGER PRIMARY KEY REFERENCES vectors (id) ON DELETE CASCADE,
    vectors BLOB NOT NULL
);

CREATE TABLE signatures (               -- what finds near-identical texts: see corpus.duplicates
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    bands BLOB NOT NULL                 -- little-endian int32, one a band
);

CREATE TABLE bands (
    band INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (band, article_id)
) WITHOUT ROWID;
"""

MIGRATIONS: tuple[Migration, ...] = (_FIRST,)
