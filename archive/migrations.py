"""The schema of ``archive.db``. Append only: a migration that has been released is never edited.

``sqlite-utils migrate ARCHIVE/archive.db archive/migrations.py`` runs it unaided: no function of our own
is called while the schema is made (the triggers call ``fts_text`` only when rows are written).
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from archive.schema import FIRST

migrations = Migrations("gazette")


@migrations(name="0001_first_tables")
def first_tables(db: Database) -> None:
    _execute(db, FIRST)


@migrations(name="0002_disagreements")
def disagreements(db: Database) -> None:
    db.execute("ALTER TABLE articles ADD COLUMN disagreements TEXT NOT NULL DEFAULT '{}'")
    db.execute("ALTER TABLE runs ADD COLUMN disagreements INTEGER NOT NULL DEFAULT 0")


@migrations(name="0003_coverage")
def coverage(db: Database) -> None:
    """A portal's articles and refusals by day, read from an index alone."""
    db.execute(
        "CREATE INDEX articles_portal_day ON articles("
        "portal, coalesce(published_on, modified_on, substr(first_seen_at, 1, 10)))"
    )
    db.execute("CREATE INDEX refusals_day ON refusals(portal, substr(refused_at, 1, 10), reason)")


_HEALTH = """
ALTER TABLE runs ADD COLUMN found INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN refused_by_reason TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN errors_by_kind TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN failed_by_reason TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN slowest_host TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN slowest_seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN sampled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN with_date INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN with_author INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN with_section INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN with_picture INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN median_length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN languages TEXT NOT NULL DEFAULT '{}';
UPDATE runs SET seconds = max(0, (julianday(finished_at) - julianday(started_at)) * 86400)
    WHERE julianday(finished_at) IS NOT NULL AND julianday(started_at) IS NOT NULL;
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT
);
CREATE UNIQUE INDEX incidents_open ON incidents(portal, kind) WHERE closed_at IS NULL;
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents(id),
    event TEXT NOT NULL,
    channel TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    sent_at TEXT,
    tries INTEGER NOT NULL DEFAULT 1,
    error TEXT NOT NULL DEFAULT '',
    UNIQUE (incident, event, channel)
);
"""


@migrations(name="0004_health")
def health(db: Database) -> None:
    _execute(db, _HEALTH)


@migrations(name="0005_longest_wait")
def longest_wait(db: Database) -> None:
    db.execute("ALTER TABLE runs ADD COLUMN longest_wait_host TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE runs ADD COLUMN longest_wait_seconds REAL NOT NULL DEFAULT 0")


@migrations(name="0006_missed_reason")
def missed_reason(db: Database) -> None:
    """Before, only 404 and 410 made an article missing, and which of them was not kept."""
    db.execute("ALTER TABLE articles ADD COLUMN missed_reason TEXT NOT NULL DEFAULT ''")


_FORMER = """
CREATE VIEW former_search AS
    SELECT revisions.id, fts_text(revisions.title) AS title, fts_text(revisions.text) AS text
    FROM revisions JOIN articles ON articles.id = revisions.article
    WHERE revisions.number < articles.revisions;
CREATE VIRTUAL TABLE former_fts USING fts5(
    title, text,
    content="former_search", content_rowid="id",
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE TRIGGER former_fts_insert AFTER INSERT ON revisions WHEN new.number > 1 BEGIN
    INSERT INTO former_fts (rowid, title, text)
    SELECT id, fts_text(title), fts_text(text) FROM revisions
    WHERE article = new.article AND number = new.number - 1;
END;
CREATE TRIGGER former_fts_update AFTER UPDATE OF title, text ON revisions
WHEN EXISTS (SELECT 1 FROM revisions WHERE article = new.article AND number = new.number + 1) BEGIN
    INSERT INTO former_fts (former_fts, rowid, title, text)
    VALUES ('delete', old.id, fts_text(old.title), fts_text(old.text));
    INSERT INTO former_fts (rowid, title, text)
    VALUES (new.id, fts_text(new.title), fts_text(new.text));
END;
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sightings_at ON sightings(at);
CREATE INDEX sightings_article ON sightings(article);
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
    SELECT id, missed_at, state, 'published', last_seen_at, missed_reason FROM articles
    WHERE state = 'missing' AND missed_at IS NOT NULL ORDER BY missed_at;
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
    SELECT id, last_seen_at, state, 'published', last_seen_at, moved_to FROM articles
    WHERE state = 'moved' ORDER BY last_seen_at;
CREATE TRIGGER sightings_state AFTER UPDATE OF state, moved_to ON articles
WHEN new.state <> old.state OR (new.state = 'moved' AND new.moved_to <> old.moved_to) BEGIN
    INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
    VALUES (new.id, CASE new.state WHEN 'missing' THEN new.missed_at ELSE new.last_seen_at END, new.state, old.state,
            old.last_seen_at, CASE new.state WHEN 'missing' THEN new.missed_reason ELSE new.moved_to END);
END;
CREATE INDEX articles_changed ON articles(id) WHERE revisions > 1;
CREATE INDEX revisions_silent ON revisions(article) WHERE silent AND number > 1;
"""


@migrations(name="0007_former_states")
def former_states(db: Database) -> None:
    """What articles said and no longer say can be searched, what changed can be asked for, and when an article went,
    came back or moved is kept."""
    _execute(db, _FORMER)
    # In Python, because `sqlite-utils migrate` has none of our SQL functions.
    from archive.tokens import fts_text

    former = (
        "SELECT revisions.id, revisions.title, revisions.text FROM revisions "
        "JOIN articles ON articles.id = revisions.article WHERE revisions.number < articles.revisions"
    )
    for number, title, text in db.execute(former).fetchall():
        db.execute(
            "INSERT INTO former_fts (rowid, title, text) VALUES (?, ?, ?)",
            [number, fts_text(title), fts_text(text)],
        )


_FILES = """
CREATE INDEX sightings_files ON sightings(at) WHERE state IN ('file-removed', 'file-replaced');
ALTER TABLE attachments ADD COLUMN removed_at TEXT;
ALTER TABLE attachments ADD COLUMN checked_at TEXT;
ALTER TABLE attachments ADD COLUMN missed_reason TEXT NOT NULL DEFAULT '';
CREATE TABLE file_revisions (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    number INTEGER NOT NULL,
    capture INTEGER NOT NULL REFERENCES captures(id),
    captured_at TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (url, number)
);
INSERT INTO file_revisions (url, number, capture, captured_at, text, reason)
    SELECT t.url, 1, c.id, c.captured_at, t.text, t.reason FROM attachments t JOIN captures c ON c.id = t.capture
    GROUP BY t.url;
UPDATE attachments SET checked_at = (SELECT captured_at FROM captures WHERE id = attachments.capture);
"""


@migrations(name="0008_files")
def files(db: Database) -> None:
    """Attached files have states, are looked at again, and are told when they are replaced or taken off."""
    _execute(db, _FILES)


_PAGES = """
ALTER TABLE attachments ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attachments ADD COLUMN own INTEGER NOT NULL DEFAULT 1;
ALTER TABLE file_revisions ADD COLUMN offers TEXT NOT NULL DEFAULT '[]';
DROP INDEX sightings_files;
CREATE INDEX sightings_files ON sightings(at)
    WHERE state IN ('file-removed', 'file-replaced', 'page-changed', 'page-removed');
CREATE VIEW former_file_search AS
    SELECT id, fts_text(text) AS text FROM file_revisions AS state
    WHERE EXISTS (SELECT 1 FROM file_revisions WHERE url = state.url AND number = state.number + 1);
CREATE VIRTUAL TABLE former_file_fts USING fts5(
    text,
    content="former_file_search", content_rowid="id",
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE TRIGGER former_file_fts_insert AFTER INSERT ON file_revisions WHEN new.number > 1 BEGIN
    INSERT INTO former_file_fts (rowid, text)
    SELECT id, fts_text(text) FROM file_revisions WHERE url = new.url AND number = new.number - 1;
END;
CREATE TRIGGER former_file_fts_update AFTER UPDATE OF text ON file_revisions
WHEN EXISTS (SELECT 1 FROM file_revisions WHERE url = new.url AND number = new.number + 1) BEGIN
    INSERT INTO former_file_fts (former_file_fts, rowid, text) VALUES ('delete', old.id, fts_text(old.text));
    INSERT INTO former_file_fts (rowid, text) VALUES (new.id, fts_text(new.text));
END;
"""


@migrations(name="0009_further_pages")
def further_pages(db: Database) -> None:
    """Further pages of an article are kept as its files are, and may name yet further ones. What both said and no
    longer say can be searched."""
    _execute(db, _PAGES)
    from archive.tokens import fts_text

    former = (
        "SELECT id, text FROM file_revisions AS state "
        "WHERE EXISTS (SELECT 1 FROM file_revisions WHERE url = state.url AND number = state.number + 1)"
    )
    for number, text in db.execute(former).fetchall():
        db.execute("INSERT INTO former_file_fts (rowid, text) VALUES (?, ?)", [number, fts_text(text)])


_SKETCHES = """
CREATE TABLE sketches (
    key INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (key, article)
) WITHOUT ROWID;
CREATE INDEX sketches_article ON sketches(article);
CREATE TRIGGER sketches_insert AFTER INSERT ON articles BEGIN
    INSERT INTO sketches (key, article) SELECT value, new.id FROM json_each(sketch(new.text));
END;
CREATE TRIGGER sketches_update AFTER UPDATE OF text ON articles WHEN new.text <> old.text BEGIN
    DELETE FROM sketches WHERE article = new.id;
    INSERT INTO sketches (key, article) SELECT value, new.id FROM json_each(sketch(new.text));
END;
"""


@migrations(name="0010_sketches")
def sketches(db: Database) -> None:
    """Articles that say the same on several portals find each other."""
    _execute(db, _SKETCHES)
    from archive.syndication import sketch

    last = 0
    while batch := db.execute(
        "SELECT id, text FROM articles WHERE id > ? ORDER BY id LIMIT 1000", [last]
    ).fetchall():
        last = batch[-1][0]
        keys = [(key, number) for number, text in batch for key in sketch(text)]
        db.conn.executemany("INSERT INTO sketches (key, article) VALUES (?, ?)", keys)


_FATES = """
DROP INDEX sightings_files;
CREATE INDEX sightings_files ON sightings(at) WHERE detail <> '' AND state GLOB '*-*';
"""


@migrations(name="0011_fates_of_files")
def fates_of_files(db: Database) -> None:
    """That a file was added, offered again, missed and found is told as its being replaced and taken off is."""
    _execute(db, _FATES)


@migrations(name="0012_files_of_runs_and_imports")
def files_of_runs_and_imports(db: Database) -> None:
    """A run counts files as it counts articles. A capture says from whose file it was taken, if it is not our own."""
    for outcome in ("new", "changed", "unchanged"):
        db.execute(f"ALTER TABLE runs ADD COLUMN files_{outcome} INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE captures ADD COLUMN imported_from TEXT NOT NULL DEFAULT ''")


_WITHHELD = """
CREATE TABLE withheld (
    article INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    portal TEXT NOT NULL REFERENCES portals(name),
    since TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE withheld_addresses (
    article INTEGER NOT NULL REFERENCES withheld(article),
    url TEXT NOT NULL,
    PRIMARY KEY (article, url)
);
CREATE INDEX withheld_addresses_url ON withheld_addresses(url);
"""


@migrations(name="0013_withheld")
def withheld(db: Database) -> None:
    """Which articles are closed to everybody, since when and why. Nothing of what they say: see ``archive.sealed``."""
    _execute(db, _WITHHELD)


_PAST = """
ALTER TABLE captures ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE captures ADD COLUMN withheld INTEGER;
CREATE TABLE renumbered (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    capture INTEGER NOT NULL REFERENCES captures(id),
    until TEXT NOT NULL
);
CREATE INDEX renumbered_article ON renumbered(article, number);
"""


@migrations(name="0014_past")
def past(db: Database) -> None:
    """States that are older than what is held are put in their place; what the numbers of states meant before is kept,
    and whether a capture of others is still to be read. A capture that brought the words of what is withheld from an
    address that is open is closed by itself."""
    _execute(db, _PAST)


_TIMESTAMPS = """
CREATE TABLE timestamps (
    id INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL REFERENCES captures(id),
    chain_digest TEXT NOT NULL,
    certified_at TEXT NOT NULL,
    authority TEXT NOT NULL,
    signer TEXT NOT NULL,
    response BLOB NOT NULL
);
CREATE INDEX timestamps_capture ON timestamps(capture);
"""


@migrations(name="0015_timestamps")
def timestamps(db: Database) -> None:
    """What timestamp authorities have certified: that all captures up to one were there at an instant."""
    _execute(db, _TIMESTAMPS)


@migrations(name="0016_addresses_by_hand")
def addresses_by_hand(db: Database) -> None:
    """Runs that asked for no more than addresses that somebody had named, and what runs brought that pages need."""
    for column in ("addresses", "parts_new", "parts_unchanged"):
        db.execute(f"ALTER TABLE runs ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


_WATCHED = """
CREATE TABLE watched (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(name),
    url TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    looked_at TEXT,
    reason TEXT NOT NULL DEFAULT '',
    article INTEGER,
    is_stray INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX watched_now ON watched(url, portal) WHERE until IS NULL;
CREATE INDEX watched_article ON watched(article) WHERE until IS NULL;
"""


@migrations(name="0017_watched")
def watched(db: Database) -> None:
    """Which pages are watched, since when, when they were looked at last and what came of it."""
    _execute(db, _WATCHED)


def _execute(db: Database, script: str) -> None:
    """Each statement of ``script``: ``executescript()`` would commit the migration's own transaction. Those of a
    trigger's body stay together."""
    current = ""
    for line in script.splitlines():
        current += line + "\n"
        if line.endswith(";") and ("BEGIN" not in current or line.strip() == "END;"):
            db.execute(current.strip())
            current = ""
