"""The office of config.yaml, without a server: settings, and days that run on its plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock, machine_s
from queue_monitor.config import Settings
from queue_monitor.config.planning import plan
from queue_monitor.domain.model import SYSTEM
from queue_monitor.runtime import load as load_runtime
from queue_monitor.web.identity import Role
from tests.builders import Day, opened
from tests.support.config import office, settings_in, write_config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def settings() -> Settings:
    """The repository's office."""
    return office()


def day() -> Day:
    """A day at that office, just opened."""
    return Day(floor=opened(plan(settings())), events=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The whole application without a port, asked as a browser on the same machine asks."""

    running: Running

    def get(self, path: str, **options: Any) -> Any:
        """GET `path`."""
        return self._client().get(path, **self._options(options))

    def post(
        self, path: str, body: object = None, *, key: str | None = None, **options: Any
    ) -> Any:
        """POST `body` as JSON, under the Idempotency-Key `key` if given."""
        headers = {**options.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        body = {} if body is None else body
        return self._client().post(path, json=body, headers=headers, **self._options(options))

    def token(self, role: str) -> dict[str, Any]:
        """Options of `post` and `get` for a program of that role."""
        token, _ = self.running.accounts.tokens.create(role=Role(role), by=SYSTEM)
        return {"headers": {"Authorization": f"Bearer {token}"}}

    def _client(self) -> Any:
        return self.running.app.test_client()

    @staticmethod
    def _options(options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": "http://127.0.0.1:8080", **options}


@contextmanager
def served(
    folder: Path,
    *,
    start: datetime | None = None,
    changes: Mapping[str, Any] | None = None,
    seconds: Callable[[], float] = machine_s,
) -> Iterator[Served]:
    """That office running in this process, its clock at `start` and going on by `seconds`."""
    running = build(
        settings_in(write_config(folder / "config.yaml", changes)),
        runtime=load_runtime("threading"),
        data=folder / "office.db",
        clock=SteadyClock(start=start, monotonic=seconds),
    )
    running.start()
    try:
        yield Served(running=running)
    finally:
        running.stop()
