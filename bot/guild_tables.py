"""The bot's own tables, as a list of steps that only grows at its end."""

from corpus.database import Migration

NAMESPACE = "bot"

MIGRATIONS: tuple[Migration, ...] = (
    """
CREATE TABLE bot_meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE questions (                -- the answer's message and what was asked
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    after INTEGER,                      -- the answer to which it was a reply
    asked INTEGER NOT NULL              -- seconds since 1970, UTC
);
CREATE INDEX questions_by_channel ON questions (channel_id, asked);
CREATE INDEX questions_by_date ON questions (asked);

CREATE TABLE searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    query TEXT NOT NULL,
    since TEXT,
    until TEXT,
    source TEXT,
    asked INTEGER NOT NULL
);
CREATE INDEX searches_by_date ON searches (asked);
""",
    """
CREATE TABLE answers (                  -- sent in Discord; who asked is not among it
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    amended INTEGER NOT NULL DEFAULT 0  -- whether it says now that a source has changed
);
CREATE INDEX answers_by_date ON answers (sent);

CREATE TABLE citations (                -- what an answer quotes: by place and digest, not by its words
    message_id INTEGER NOT NULL REFERENCES answers (message_id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    digest TEXT NOT NULL,
    compared INTEGER NOT NULL,          -- the article's version that the quote was last compared with
    PRIMARY KEY (message_id, rank)
) WITHOUT ROWID;
CREATE INDEX citations_by_article ON citations (article_id, compared);
""",
    """
CREATE TABLE offers (                   -- feeds shown to be followed; an id is never used again
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feeds TEXT NOT NULL,                -- JSON: see bot.offers
    offered INTEGER NOT NULL
);
CREATE INDEX offers_by_date ON offers (offered);
""",
    """
CREATE TABLE told_gone (                -- articles whose pages are gone, by the server that was told of it
    guild_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, article_id)
) WITHOUT ROWID;
""",
)
