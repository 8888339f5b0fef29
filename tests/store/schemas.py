"""Every schema there ever was, written out as it was made, with something in it.

`migrations.py` may be refactored; what lies on the offices' disks does not change with it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

ROW = (
    "INSERT INTO events VALUES (1, 'Issued', 1, '2026-03-04T04:00:00.000000+00:00',"
    ' \'{"at":"2026-03-04T04:00:00Z","ticket":"2026-03-04/A001","number":"A001",'
    '"service":"transcript","visit_class":"walk_in","language":"zh-TW","device":"device:k1",'
    '"request":null}\')'
)

V1 = (
    (
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, version INTEGER"
        " NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) STRICT"
    ),
    "CREATE INDEX day_opened ON events (seq, at) WHERE kind = 'DayOpened'",
    (
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
    ),
    (
        "CREATE TRIGGER events_no_delete BEFORE DELETE ON events"
        " BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
    ),
    ROW,
)
V2 = (
    *V1,
    (
        "CREATE TABLE vault (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL, expires_at TEXT)"
        " STRICT"
    ),
    "CREATE INDEX vault_expiry ON vault (expires_at) WHERE expires_at IS NOT NULL",
    "INSERT INTO vault VALUES ('a', x'01', NULL)",
)
V3 = (
    *V2,
    (
        "CREATE TABLE visits (ticket TEXT PRIMARY KEY NOT NULL, day TEXT NOT NULL, date TEXT"
        " NOT NULL, practice INTEGER NOT NULL, number TEXT NOT NULL, service TEXT NOT NULL,"
        " visit_class TEXT NOT NULL, language TEXT NOT NULL, slot_at TEXT, issued_at TEXT,"
        " called_at TEXT, started_at TEXT, finished_at TEXT, waiting_s REAL, walk_s REAL,"
        " service_s REAL, sojourn_s REAL, counter INTEGER, clerk TEXT, calls INTEGER NOT NULL,"
        " transfers INTEGER NOT NULL, outcome TEXT) STRICT"
    ),
    "CREATE INDEX idx_visits_date_service ON visits (date, service)",
    "CREATE TABLE cursors (follower TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT",
)
V4 = (
    *V3,
    (
        "CREATE TABLE survey_spent (mark TEXT PRIMARY KEY NOT NULL, day TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID"
    ),
    (
        "CREATE TABLE survey_pool (receipt TEXT PRIMARY KEY NOT NULL, day TEXT NOT NULL,"
        " run TEXT NOT NULL, service TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID"
    ),
    (
        "CREATE TABLE survey_sums (month TEXT NOT NULL, run TEXT NOT NULL, question TEXT NOT NULL,"
        " service TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL,"
        " PRIMARY KEY (run, month, question, service, value)) STRICT, WITHOUT ROWID"
    ),
    (
        "CREATE TABLE survey_texts (id TEXT PRIMARY KEY NOT NULL, month TEXT NOT NULL,"
        " run TEXT NOT NULL, question TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID"
    ),
    (
        "CREATE TABLE survey_complaints (id TEXT PRIMARY KEY NOT NULL, day TEXT NOT NULL,"
        " service TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL,"
        " notes TEXT NOT NULL, shown_at TEXT NOT NULL, told INTEGER NOT NULL,"
        " due_at TEXT NOT NULL) STRICT, WITHOUT ROWID"
    ),
)
SCHEMAS = ((), V1, V2, V3, V4)


def build(path: Path, version: int) -> None:
    """A store at `path` as the program of schema `version` left it (0: an empty file)."""
    connection = sqlite3.connect(path)
    for statement in SCHEMAS[version]:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


def shape(path: Path) -> dict[str, object]:
    """What tables, columns and other things a store has, whoever wrote it down how."""
    connection = sqlite3.connect(path)
    names = connection.execute(
        "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found: dict[str, object] = {
        name: (kind, table, connection.execute(f"PRAGMA table_xinfo({name})").fetchall())
        for kind, name, table in names
    }
    connection.close()
    return found
