"""The schema, in numbered steps. Each is one transaction, and never changed once released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from queue_monitor.store.errors import StoreUnusable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlite_utils import Database

    from queue_monitor.store.sqlite_file import Connection


def _log(db: Database) -> None:
    """1: the log. Rows are added and never touched again; the store's own triggers see to it."""
    db.table("events").create(
        {"seq": int, "kind": str, "version": int, "at": str, "body": str},
        pk="seq",
        not_null={"kind", "version", "at", "body"},
        strict=True,
    )
    db.execute("CREATE INDEX day_opened ON events (seq, at) WHERE kind = 'DayOpened'")
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events"
            " BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
        )


def _vault(db: Database) -> None:
    """2: the vault: private values that can be deleted for good."""
    db.table("vault").create(
        {"key": str, "value": bytes, "expires_at": str},
        pk="key",
        not_null={"key", "value"},
        strict=True,
    )
    db.execute("CREATE INDEX vault_expiry ON vault (expires_at) WHERE expires_at IS NOT NULL")


def _visits(db: Database) -> None:
    """3: one row for each ticket, folded from the log, and how far each follower has read it."""
    db.table("visits").create(
        {
            "ticket": str,
            "day": str,
            "date": str,
            "practice": int,
            "number": str,
            "service": str,
            "visit_class": str,
            "language": str,
            "slot_at": str,
            "issued_at": str,
            "called_at": str,
            "started_at": str,
            "finished_at": str,
            "waiting_s": float,
            "walk_s": float,
            "service_s": float,
            "sojourn_s": float,
            "counter": int,
            "clerk": str,
            "calls": int,
            "transfers": int,
            "outcome": str,
        },
        pk="ticket",
        not_null={
            "ticket", "day", "date", "practice", "number", "service", "visit_class", "language",
            "calls", "transfers",
        },
        strict=True,
    )  # fmt: skip
    db.table("visits").create_index(["date", "service"])
    db.table("cursors").create(
        {"follower": str, "seq": int}, pk="follower", not_null={"seq"}, strict=True
    )


def _survey(db: Database) -> None:
    """4: the survey. No table has row numbers: they would tell in which order answers came."""
    for table, columns in _SURVEY.items():
        named = ", ".join(f"{name} NOT NULL" for name in columns)
        key = _SURVEY_SUMS if table == "survey_sums" else columns[0].partition(" ")[0]
        db.execute(f"CREATE TABLE {table} ({named}, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID")


_SURVEY: Final[Mapping[str, tuple[str, ...]]] = {
    "survey_spent": ("mark TEXT", "day TEXT"),
    "survey_pool": ("receipt TEXT", "day TEXT", "run TEXT", "service TEXT", "body TEXT"),
    "survey_sums": (
        *("month TEXT", "run TEXT", "question TEXT", "service TEXT", "value TEXT"),
        "n INTEGER",
    ),
    "survey_texts": (
        *("id TEXT", "month TEXT", "run TEXT", "question TEXT", "language TEXT", "text TEXT"),
    ),
    "survey_complaints": (
        *("id TEXT", "day TEXT", "service TEXT", "language TEXT", "text TEXT", "state TEXT"),
        *("notes TEXT", "shown_at TEXT", "told INTEGER", "due_at TEXT"),
    ),
}
_SURVEY_SUMS: Final = "run, month, question, service, value"


STEPS: Final[tuple[Callable[[Database], None], ...]] = (_log, _vault, _visits, _survey)
#: The schema that this version of the program reads and writes.
NEWEST: Final = len(STEPS)


def migrate(connection: Connection, *, to: int = NEWEST) -> None:
    """Bring the schema forward to version `to`, one committed step after the other.

    Raises StoreUnusable for a schema of a newer program.
    """
    while True:
        found = _version(connection)
        if found > NEWEST:
            raise StoreUnusable(
                f"the store has schema {found}; this version of queue-monitor knows {NEWEST}:"
                " use the newer version that wrote it"
            )
        if found >= to:
            return
        _step(connection)


def _step(connection: Connection) -> None:
    from sqlite_utils import Database  # a quarter of a second that an up-to-date store is spared

    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken the step while this one waited for the lock.
        found = _version(connection)
        if found < NEWEST:
            STEPS[found](db)
            connection.execute(f"PRAGMA user_version = {found + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
