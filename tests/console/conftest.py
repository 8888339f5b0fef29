"""A running office on a Monday morning, and those who ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.domain.model import SYSTEM, ClerkId
from queue_monitor.runtime import load as load_runtime
from queue_monitor.web.identity import Role
from tests.support import config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Taipei


@dataclass
class Asker:
    """A program with a token of its own, bound to a clerk or to nobody."""

    office: Running
    role: Role
    clerk: str | None = None
    token: str = field(init=False)

    def __post_init__(self) -> None:
        clerk = None if self.clerk is None else ClerkId(self.clerk)
        self.token = self.office.accounts.tokens.create(role=self.role, clerk=clerk, by=SYSTEM)[0]

    def get(self, path: str) -> Any:
        """The JSON there; fails unless it is a 200."""
        answer = self._ask("GET", path, None)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def post(self, path: str, **body: Any) -> Any:
        """The JSON that came back; fails unless it went well."""
        answer = self._ask("POST", path, body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.get_json()

    def refused(self, path: str, **body: Any) -> str:
        """The code of the refusal; fails if there was none."""
        answer = self._ask("POST", path, body)
        assert answer.status_code >= 400, answer.text
        return str(answer.get_json()["code"])

    def at(self, desk: int, verb: str, /, **body: Any) -> Any:
        """Ask a counter."""
        return self.post(f"/counters/{desk}/{verb}", **body)

    def refused_at(self, desk: int, verb: str, /, **body: Any) -> str:
        """The code with which a counter refuses."""
        return self.refused(f"/counters/{desk}/{verb}", **body)

    def issue(self, service: str = "transcript", visit_class: str = "walk_in") -> str:
        """A number, taken now."""
        body = {"service": service, "class": visit_class, "language": "zh-TW"}
        return str(self.post("/tickets", **body)["number"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        return self.office.app.test_client().open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
        )


class Asks(Protocol):
    """`asker("clerk", "c01")`: somebody of that role, bound to that clerk."""

    def __call__(self, role: str, clerk: str | None = None) -> Asker: ...


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Running]:
    """The office of config.yaml, running, without a port."""
    running = build(
        config.office(),
        runtime=load_runtime("threading"),
        data=tmp_path / "office.db",
        clock=SteadyClock(start=MORNING),
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def asker(office: Running) -> Asks:
    """Makes askers."""
    return lambda role, clerk=None: Asker(office, Role(role), clerk)


@pytest.fixture
def clerk(asker: Asks) -> Asker:
    """The clerk of counter 3, c03."""
    return asker("clerk", "c03")
