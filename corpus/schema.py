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

_FILES = """
CREATE TABLE files (                    -- files that were read: see corpus.files_read
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL,                -- size and times of change
    digest TEXT,                        -- of a small file's bytes
    source TEXT NOT NULL,               -- the outlet named with it, or ''
    edition INTEGER NOT NULL,           -- of the rules it was read by
    items INTEGER NOT NULL,             -- how many of its items are done
    stories INTEGER NOT NULL,           -- how many of these are in the store
    complete INTEGER NOT NULL,
    failures TEXT NOT NULL              -- JSON: [[item, reason], …]
);
CREATE TABLE files_of_articles (
    article_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, file_id)
) WITHOUT ROWID;
CREATE INDEX articles_of_file ON files_of_articles (file_id);
CREATE TRIGGER forget_files_of_removed BEFORE DELETE ON articles BEGIN
    DELETE FROM files WHERE id IN (SELECT file_id FROM files_of_articles WHERE article_id = old.id);
END;
"""

_FEEDS = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,           -- where it is asked now; permanent redirects change it
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT,                        -- the outlet that its articles are named after, if one was given
    site TEXT,
    language TEXT,
    etag TEXT,
    modified TEXT,
    rhythm INTEGER,                     -- seconds
    due INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,    -- since it was last read
    paused INTEGER NOT NULL DEFAULT 0,
    pause_reason TEXT,                  -- NULL: an admin paused it
    added INTEGER NOT NULL,
    asked INTEGER,
    succeeded INTEGER,
    error TEXT,
    advice TEXT
);

CREATE TABLE feed_items (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    key TEXT NOT NULL,                  -- what names it within its feed
    digest TEXT NOT NULL,               -- of what the feed says of it; when that changes it is read again
    url TEXT,
    published INTEGER,
    first_listed INTEGER NOT NULL,
    listed INTEGER NOT NULL,            -- for the last time
    read INTEGER,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    error TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    retry INTEGER NOT NULL,             -- not before, while it waits
    waiting TEXT,                       -- what the feed says of it, as JSON, until it is read
    UNIQUE (feed_id, key)
);
CREATE INDEX feed_items_by_article ON feed_items (article_id);
CREATE INDEX feed_items_by_url ON feed_items (url);
CREATE INDEX feed_items_by_date ON feed_items (feed_id, published);
CREATE INDEX feed_items_waiting ON feed_items (feed_id, retry) WHERE waiting IS NOT NULL;
"""

_RIGHTS_AND_TAKEDOWNS = """
CREATE TABLE rights (                   -- what an outlet allows; for one without a row see corpus.rights
    outlet TEXT PRIMARY KEY,            -- its name in lower case
    name TEXT NOT NULL,
    quote_limit INTEGER NOT NULL,
    headline_only INTEGER NOT NULL,
    keep_days INTEGER
) WITHOUT ROWID;

CREATE TABLE takedowns (                -- what must not come back; none of its words
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT NOT NULL UNIQUE,
    url TEXT,
    source TEXT,
    blocked INTEGER NOT NULL,
    runs BLOB                           -- hashes of three words each, little-endian uint64, ascending
);
CREATE INDEX takedowns_by_url ON takedowns (url);

CREATE TABLE takedown_bands (           -- finds texts that resemble a withdrawn one
    band INTEGER NOT NULL,
    takedown_id INTEGER NOT NULL REFERENCES takedowns (id) ON DELETE CASCADE,
    PRIMARY KEY (band, takedown_id)
) WITHOUT ROWID;
CREATE INDEX takedown_bands_by_takedown ON takedown_bands (takedown_id);
"""

_SECTIONS = """
ALTER TABLE articles ADD COLUMN section TEXT;
ALTER TABLE versions ADD COLUMN section TEXT;
"""

_LOOKS = """
CREATE TABLE looks (                    -- recent articles, looked at again: see corpus.looking
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    url TEXT NOT NULL,                  -- where it was read
    feed_id INTEGER REFERENCES feeds (id) ON DELETE SET NULL,
    begun INTEGER NOT NULL,             -- what its looks are counted from
    due INTEGER,                        -- NULL: never, as the page is gone
    etag TEXT,
    modified TEXT,
    missed INTEGER NOT NULL,            -- looks in a row that found no page
    gone INTEGER,                       -- when that was sure
    error TEXT                          -- why the last look failed
);
CREATE INDEX looks_due ON looks (feed_id, due);
"""

_HEADS = """
ALTER TABLE articles ADD COLUMN copy_of INTEGER REFERENCES articles (id) ON DELETE CASCADE;
CREATE INDEX articles_by_head ON articles (copy_of) WHERE copy_of IS NOT NULL;
"""  # the article that is quoted in this one's place: see corpus.grouping

_WINDOWS = """
ALTER TABLE articles ADD COLUMN windows TEXT;
"""  # JSON: the passages of one in whose place another is quoted, for when it is quoted itself again

MIGRATIONS: tuple[Migration, ...] = (
    _FIRST,
    _FILES,
    _FEEDS,
    _RIGHTS_AND_TAKEDOWNS,
    _SECTIONS,
    _LOOKS,
    _HEADS,
    _WINDOWS,
)
