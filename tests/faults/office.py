"""People who use a real server while it is treated badly, and the log they leave behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import requests

from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from tests.support.api import Answer, Api
from tests.support.history import History, Numbered

SERVICES = ("moving", "id_card", "transcript", "vital", "marriage", "seal")


class Person:
    """Asks one server, and records what it asked and what it heard."""

    everybody: ClassVar[list[Person]] = []  # who has not hung up yet

    def __init__(self, base_url: str, history: History, *, token: str | None = None) -> None:
        self.everybody.append(self)
        self._api = Api(base_url, token=token)
        self._history = history

    def take(self, service: str = "transcript", *, key: str | None = None) -> Answer | None:
        """A number; None if the connection broke. `key` repeats an earlier wish."""
        key = key or uuid4().hex
        return self._ask("issue", "/api/v1/tickets", {"service": service}, key)

    def call(self, counter: int) -> Answer | None:
        """Call whoever is next."""
        return self._ask("call", f"/api/v1/counters/{counter}/call-next")

    def at(self, counter: int, action: str) -> Answer | None:
        """Any other action at a counter."""
        return self._ask("other", f"/api/v1/counters/{counter}/{action}")

    def look(self) -> dict[str, Any]:
        """What the board shows now."""
        view: dict[str, Any] = self._api.get("/api/v1/board").expect(200).body
        self._history.saw(view)
        return view

    def close(self) -> None:
        """Hang up."""
        self._api.close()

    def _ask(
        self, what: Any, path: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> Answer | None:
        asked = self._history.begin(what, key)
        try:
            answer = self._api.post(path, body, key=key)
        except requests.RequestException:
            return None
        self._history.end(asked, answer.status, answer.body)
        return answer


def log_of(data: Path) -> Numbered:
    """The whole log; a server may be writing it."""
    file = SqliteFile(data / "office.db")
    try:
        return list(SqliteStore(file).read())
    finally:
        file.close()
