"""An office with accounts and nothing else: memory vault, settable clock, listening recorder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import jinja2
from flask import Flask

from queue_monitor.accounts.routes import blueprint
from queue_monitor.accounts.service import Accounts
from queue_monitor.domain.model import ActorId
from queue_monitor.store.memory import MemoryVault
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.identity import Role
from queue_monitor.web.pages import install
from queue_monitor.web.parts import Parts
from queue_monitor.web.peer import Site

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

P = ParamSpec("P")
R = TypeVar("R")

MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
PASSWORD = "a sunny Monday 8:30"
SYSTEM = ActorId("system")
#: What pages look like is not the matter here: each shows what the server hands it.
PAGES = {
    f"accounts/{name}.html": "<!doctype html>{{ page_data | tojson }}|{{ csrf_token or '' }}"
    for name in ("sign_in", "set_up", "accounts", "pair")
}


@dataclass(slots=True)
class SettableClock:
    """Stands still until it is moved."""

    at: datetime = MORNING

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


class AtOnce:
    """A runtime that needs no other thread."""

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


@dataclass(slots=True)
class World:
    """One process of the office; `restarted` is the next one on the same vault."""

    clock: SettableClock = field(default_factory=SettableClock)
    vault: MemoryVault | None = None
    site: Site = field(default_factory=Site)
    recorded: list[tuple[str, str, str]] = field(default_factory=list)
    accounts: Accounts = field(init=False)
    parts: Parts = field(init=False)
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        if self.vault is None:
            self.vault = MemoryVault(now=self.clock.now)
        self.accounts = Accounts(
            self.vault,
            clock=self.clock,
            runtime=AtOnce(),
            record=lambda by, account, what: self.recorded.append((by, account, what)),
            clerks=("c01", "c02"),
            site=self.site,
        )
        clerks = (SimpleNamespace(id="c01", name="Lin", title={"en": "Clerk"}),)
        nothing = cast("Any", None)
        self.parts = Parts(
            settings=cast("Any", SimpleNamespace(clerks=clerks)),
            office=nothing,
            daybook=nothing,
            live=nothing,
            clock=self.clock,
            forecast=nothing,
            tokens=nothing,
            seal=nothing,
            accounts=self.accounts,
            runtime=AtOnce(),
            catalogues=Catalogues.of_packages(),
            site=self.site,
        )
        self.app = Flask("queue_monitor")
        self.app.jinja_loader = jinja2.DictLoader(PAGES)
        self.app.register_blueprint(blueprint(self.parts))
        install(self.app, self.parts, timezone="Asia/Taipei")

    def restarted(self) -> World:
        """Another process on the same vault, at the same hour."""
        return World(clock=self.clock, vault=self.vault, site=self.site)

    def member(self, name: str, role: Role, *, clerk: str | None = None) -> None:
        """An account that can sign in with PASSWORD."""
        staff = self.accounts.staff
        staff.create(name=name, display_name=name.title(), role=role, clerk=clerk, by=SYSTEM)
        staff.redeem(staff.link(name, by=SYSTEM), PASSWORD)

    def token(self, role: Role) -> str:
        """A bearer token."""
        return self.accounts.tokens.create(role=role, by=SYSTEM)[0]

    def browser(self, address: str = "192.0.2.7", *, tls: bool = False) -> Browser:
        """A browser on another machine."""
        return Browser(self.app.test_client(), address, tls=tls)

    def signed_in(self, role: Role, *, name: str | None = None) -> Browser:
        """A browser in which a member of staff of that role has signed in."""
        who = name or role.value
        if self.accounts.staff.find(who) is None:
            self.member(who, role)
        browser = self.browser()
        assert browser.sign_in(who).status_code == 200
        return browser


class Browser:
    """Keeps cookies, sends what a browser on our own page sends."""

    def __init__(self, client: FlaskClient, address: str, *, tls: bool = False) -> None:
        self.client = client
        self.address = address
        self.base = "https://q.example" if tls else "http://q.example"
        self.csrf: str | None = None

    def ask(
        self, method: str, path: str, body: Any = None, /, **headers: str | None
    ) -> TestResponse:
        """Ask as our own page would; a header given as None is left out."""
        sent: dict[str, str | None] = {
            "Sec_Fetch_Site": "same-origin",
            "Origin": self.base if method != "GET" else None,
            "X_CSRF_Token": self.csrf,
            "Accept_Language": "en",
            **headers,
        }
        given = {k.replace("_", "-"): v for k, v in sent.items() if v is not None}
        return self.client.open(
            path,
            method=method,
            json=body,
            headers=given,
            base_url=self.base,
            environ_overrides={"REMOTE_ADDR": self.address},
        )

    def get(self, path: str, **headers: str | None) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str | None) -> TestResponse:
        return self.ask("POST", path, body, **headers)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        """Sign in and keep the token that changes must carry."""
        answer = self.post("/api/v1/session", {"name": name, "password": password})
        if answer.status_code == 200:
            self.csrf = answer.get_json()["csrf"]
        return answer

    def cookie(self, name: str = "qm_session") -> str:
        """The value of a cookie, "" if there is none."""
        domain = self.base.partition("://")[2]
        found = self.client.get_cookie(name, domain=domain)
        return found.value if found is not None else ""

    def steal(self, value: str, name: str = "qm_session") -> None:
        """Set a cookie from elsewhere."""
        self.client.set_cookie(name, value, domain=self.base.partition("://")[2])


def code_of(answer: TestResponse) -> str:
    """The stable code of a refusal."""
    assert answer.content_type == "application/problem+json", (answer.status_code, answer.text)
    return str(answer.get_json()["code"])
