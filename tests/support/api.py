"""A small client of the JSON API, as another program would write it: bearer token, plain HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response: `body` is the decoded JSON, None when there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        """The stable `code` of a problem document, None for an ordinary answer."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    def expect(self, status: int) -> Self:
        """This answer, if its status is `status`; otherwise fail and show what came."""
        assert self.status == status, f"wanted {status}, got {self.status}: {self.body}"
        return self


class Api:
    """Asks one server. Not shared between threads: give each its own."""

    def __init__(self, base_url: str, *, token: str | None = None, timeout_s: float = 30) -> None:
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the machine has no business here
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Answer:
        """GET `path`, which begins with a slash, such as `/api/v1/board`."""
        return self._ask("GET", path, params=query)

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> Answer:
        """POST `body` as JSON; `key` goes as Idempotency-Key."""
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._ask("POST", path, json=dict(body or {}), headers=headers)

    def send(self, method: str, path: str, data: bytes, content_type: str) -> Answer:
        """Send bytes as they are: for input that a polite client would never make."""
        return self._ask(method, path, data=data, headers={"Content-Type": content_type})

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, method: str, path: str, **options: Any) -> Answer:
        with self._session.request(
            method, self._base_url + path, timeout=self._timeout_s, **options
        ) as response:
            kind = response.headers.get("Content-Type", "")
            body = response.json() if "json" in kind and response.content else None
            return Answer(status=response.status_code, body=body, headers=response.headers)
