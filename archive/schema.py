"""The tables that an archive began with: the text of the first migration, which stands in ``archive.migrations``."""

FIRST = """
CREATE TABLE portals (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    country TEXT NOT NULL,
    languages TEXT NOT NULL,
    timezone TEXT NOT NULL,
    licence TEXT NOT NULL,
    home_url TEXT NOT NULL,
    first_date TEXT NOT NULL
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(name),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    from_date TEXT NOT NULL DEFAULT '',
    to_date TEXT NOT NULL DEFAULT '',
    planned INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    captures INTEGER NOT NULL DEFAULT 0,
    revisits INTEGER NOT NULL DEFAULT 0,
    articles_new INTEGER NOT NULL DEFAULT 0,
    articles_changed INTEGER NOT NULL DEFAULT 0,
    articles_unchanged INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    gazette_version TEXT NOT NULL DEFAULT ''
);
CREATE INDEX runs_portal ON runs(portal, started_at);
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    run INTEGER REFERENCES runs(id),
    portal TEXT NOT NULL,
    target_url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content_type TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    redirect_url TEXT NOT NULL DEFAULT '',
    truncated TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    hint TEXT NOT NULL DEFAULT '',
    payload_digest TEXT NOT NULL,
    payload_length INTEGER NOT NULL,
    warc_file TEXT NOT NULL,
    warc_offset INTEGER NOT NULL,
    warc_length INTEGER NOT NULL,
    record_id TEXT NOT NULL UNIQUE,
    record_digest TEXT NOT NULL,
    chain_digest TEXT NOT NULL
);
CREATE INDEX captures_final_url ON captures(final_url, captured_at);
CREATE INDEX captures_run ON captures(run);
CREATE INDEX captures_warc ON captures(warc_file, warc_offset);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    portal TEXT NOT NULL REFERENCES portals(name),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    authors TEXT NOT NULL DEFAULT '[]',
    section TEXT NOT NULL DEFAULT '',
    breadcrumb TEXT NOT NULL DEFAULT '[]',
    source_line TEXT NOT NULL DEFAULT '',
    publisher TEXT NOT NULL DEFAULT '',
    keywords TEXT NOT NULL DEFAULT '[]',
    language TEXT NOT NULL DEFAULT '',
    published_at TEXT,
    published_on TEXT,
    published_precision TEXT,
    published_from TEXT,
    modified_at TEXT,
    modified_on TEXT,
    modified_precision TEXT,
    modified_from TEXT,
    lead_image TEXT NOT NULL DEFAULT '',
    word_count INTEGER NOT NULL DEFAULT 0,
    text_digest TEXT NOT NULL,
    attachment_text TEXT NOT NULL DEFAULT '',
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    missed_at TEXT,
    misses INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'published',
    moved_to TEXT NOT NULL DEFAULT '',
    revisions INTEGER NOT NULL DEFAULT 1,
    capture INTEGER NOT NULL REFERENCES captures(id),
    extractor TEXT NOT NULL,
    encoding TEXT NOT NULL DEFAULT '',
    encoding_origin TEXT NOT NULL DEFAULT '',
    replacement_share REAL NOT NULL DEFAULT 0,
    flags TEXT NOT NULL DEFAULT '[]',
    origins TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX articles_portal ON articles(portal, published_on);
CREATE INDEX articles_published ON articles(published_on);
CREATE INDEX articles_day ON articles(
    coalesce(published_on, modified_on, substr(first_seen_at, 1, 10)), portal, section, language, state);
CREATE INDEX articles_section ON articles(section);
CREATE INDEX articles_digest ON articles(text_digest);
CREATE INDEX articles_state ON articles(state);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    capture INTEGER NOT NULL REFERENCES captures(id),
    captured_at TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    published_at TEXT,
    modified_at TEXT,
    silent INTEGER NOT NULL DEFAULT 0,
    significance REAL NOT NULL DEFAULT 0,
    extractor TEXT NOT NULL,
    UNIQUE (article, number)
);
CREATE INDEX revisions_captured ON revisions(captured_at);
CREATE INDEX revisions_capture ON revisions(capture);
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT NOT NULL DEFAULT '',
    credit TEXT NOT NULL DEFAULT '',
    alt TEXT NOT NULL DEFAULT '',
    UNIQUE (article, position)
);
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    capture INTEGER REFERENCES captures(id),
    text TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (article, position)
);
CREATE INDEX attachments_url ON attachments(url);
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    UNIQUE (article, position)
);
CREATE INDEX links_url ON links(url);
CREATE TABLE refusals (
    id INTEGER PRIMARY KEY,
    run INTEGER REFERENCES runs(id),
    capture INTEGER REFERENCES captures(id),
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    refused_at TEXT NOT NULL
);
CREATE INDEX refusals_run ON refusals(run);
CREATE INDEX refusals_capture ON refusals(capture);
CREATE INDEX refusals_reason ON refusals(portal, reason);
CREATE TABLE boilerplate (
    portal TEXT NOT NULL REFERENCES portals(name),
    line TEXT NOT NULL,
    learnt_at TEXT NOT NULL,
    PRIMARY KEY (portal, line)
);
CREATE VIEW articles_search AS
    SELECT id, fts_text(title) AS title, fts_text(text) AS text,
           fts_text(attachment_text) AS attachment_text
    FROM articles;
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, text, attachment_text,
    content="articles_search", content_rowid="id",
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, text, attachment_text)
    VALUES (new.id, fts_text(new.title), fts_text(new.text), fts_text(new.attachment_text));
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text, attachment_text)
    VALUES ('delete', old.id, fts_text(old.title), fts_text(old.text), fts_text(old.attachment_text));
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text, attachment_text ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text, attachment_text)
    VALUES ('delete', old.id, fts_text(old.title), fts_text(old.text), fts_text(old.attachment_text));
    INSERT INTO articles_fts (rowid, title, text, attachment_text)
    VALUES (new.id, fts_text(new.title), fts_text(new.text), fts_text(new.attachment_text));
END;
"""
