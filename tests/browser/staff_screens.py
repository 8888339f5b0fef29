"""Staff accounts on a real server, and browsers in which they are signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from tests.support.browser import Screen, Screens
    from tests.support.server import Server

PASSWORD = "four words in a row"


@dataclass
class People:
    """Makes accounts as the first administrator does, by one-time links."""

    server: Server
    admin: requests.Session
    _signed_in: dict[str, Any] = field(default_factory=dict)  # what a browser keeps, by name

    @classmethod
    def of(cls, server: Server) -> People:
        """The administrator, signed in by the link of the first start."""
        people = cls(server, requests.Session())
        me = people._post(people.admin, "/set-up", token=_token(server.setup_link))
        people.admin.headers["X-CSRF-Token"] = me["csrf"]
        return people

    def add(self, name: str, display_name: str, role: str, clerk: str | None = None) -> str:
        """An account with `PASSWORD`; its name."""
        link = self.invite(name, display_name, role, clerk)
        self._post(requests.Session(), "/set-up", token=_token(link))
        return name

    def invite(self, name: str, display_name: str, role: str, clerk: str | None = None) -> str:
        """An account that has yet to set its password; the path of its one-time link."""
        fields = {"name": name, "display_name": display_name, "role": role, "clerk": clerk}
        return str(self._post(self.admin, "/accounts", **fields)["link"]["link"])

    def screen(self, screens: Screens, name: str, path: str, **options: Any) -> Screen:
        """A window in which `name` is signed in, at `path`; their windows share one session."""
        kept = self._signed_in.get(name)
        # Nothing is looked at half-way.
        screen = screens.open(reduced_motion=True, storage_state=kept, **options)
        if kept is None:
            answer = screen.page.request.post(
                self.server.url("/api/v1/session"), data={"name": name, "password": PASSWORD}
            )
            assert answer.ok, answer.text()
            self._signed_in[name] = screen.page.context.storage_state()
        screen.page.goto(self.server.url(path))
        return screen

    def _post(self, session: requests.Session, path: str, **body: Any) -> Any:
        if path == "/set-up":
            body["password"] = PASSWORD
        answer = session.post(self.server.url(f"/api/v1{path}"), json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json()


def _token(link: str) -> str:
    return link.partition("#")[2]
