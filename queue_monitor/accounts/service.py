"""Accounts as the rest sees them: whom a request comes from, and signing in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from queue_monitor.accounts import cookies
from queue_monitor.accounts.devices import Devices
from queue_monitor.accounts.off_loop import OffLoop
from queue_monitor.accounts.passwords import Passwords
from queue_monitor.accounts.records import Account, Session
from queue_monitor.accounts.sessions import Sessions
from queue_monitor.accounts.staff import Recorder, Staff
from queue_monitor.accounts.throttle import AddressLimits, SignInThrottle
from queue_monitor.accounts.tokens import ApiTokens
from queue_monitor.domain.model import ActorId, ClerkId
from queue_monitor.web.identity import Actor, Role, Via
from queue_monitor.web.peer import Site, is_this_machine
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault
    from queue_monitor.web.metrics import Metrics
    from queue_monitor.web.parts import Clock, Offload

_BEARER = "bearer "
THIS_MACHINE = Actor(
    id=ActorId("device:loopback"),
    role=Role.KIOSK,
    name="this machine",
    via=Via.LOOPBACK,
    device="loopback",
)


class SignedIn(NamedTuple):
    """A fresh session: its cookie's value, itself, and whose it is."""

    secret: str
    session: Session
    account: Account


class Accounts:
    """Implements `queue_monitor.web.identity.Identities`, and all that the pages and CLI need.

    `staff`, `devices` and `tokens` are for managing; `clerks` the ids of config.yaml. `record`
    writes an account change to the office's log and returns once it is there.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        clock: Clock,
        runtime: Offload,
        record: Recorder,
        clerks: Iterable[str] = (),
        site: Site | None = None,
    ) -> None:
        ids = tuple(clerks)
        vault = OffLoop(vault, runtime)
        self.site = site if site is not None else Site()
        self.passwords = Passwords(runtime)
        self.staff = Staff(vault, clock=clock, passwords=self.passwords, record=record, clerks=ids)
        self.devices = Devices(vault, clock=clock, record=record)
        self.tokens = ApiTokens(vault, clock=clock, record=record, clerks=ids)
        self._sessions = Sessions(vault, clock=clock, staff=self.staff)
        self._throttle = SignInThrottle(vault)
        self._limits = AddressLimits(vault, clock=clock)
        self.clock = clock
        self.metrics: Metrics | None = None  # where attempts to sign in are counted
        self._log = structlog.get_logger("queue_monitor.security")

    # --- who asks ----------------------------------------------------------------------------

    def actor_of(self, environ: Mapping[str, Any]) -> Actor | None:
        """Whom a WSGI request or a socket's connect comes from; None if unknown.

        A bearer token that is wrong is nobody, whatever cookies come with it.
        """
        authorization = environ.get("HTTP_AUTHORIZATION")
        if authorization is not None and authorization[: len(_BEARER)].lower() == _BEARER:
            return self.actor_of_bearer(authorization[len(_BEARER) :].strip())
        if "HTTP_COOKIE" in environ:
            actor = self._actor_of_cookies(environ)
            if actor is not None:
                return actor
        if self.site.trust_loopback and is_this_machine(environ, self.site):
            return THIS_MACHINE
        return None

    def actor_of_bearer(self, token: str) -> Actor | None:
        """Whom a bearer token stands for; None if unknown, expired or revoked."""
        found = self.tokens.find(token)
        if found is None:
            return None
        return Actor(
            id=ActorId(f"token:{found.id}"),
            role=found.role,
            name=found.label or found.id,
            via=Via.BEARER,
            clerk=ClerkId(found.clerk) if found.clerk is not None else None,
        )

    def name_of(self, actor: ActorId) -> str | None:
        """An account's display name, a token's label, what a device was called when paired."""
        kind, _, name = actor.partition(":")
        if kind == "staff":
            account = self.staff.glance(name)
            return None if account is None else account.display_name
        if kind == "device":
            device = self.devices.glance(name)
            return None if device is None else device.name
        return self.tokens.label_of(name) if kind == "token" else None

    def admit(self, rule: str, address: str) -> float:
        """Count one request of `address` under a limit; the seconds to wait, 0.0 for none."""
        return self._limits.admit(rule, address)

    def _actor_of_cookies(self, environ: Mapping[str, Any]) -> Actor | None:
        secret = cookies.read(environ, cookies.SESSION, self.site)
        present = self._sessions.find(secret) if secret is not None else None
        if present is not None:
            return actor_of_account(present.account, present.session)
        secret = cookies.read(environ, cookies.DEVICE, self.site)
        device = self.devices.find(secret) if secret is not None else None
        if device is None:
            return None
        return Actor(
            id=ActorId(f"device:{device.id}"),
            role=device.role,
            name=device.name,
            via=Via.DEVICE,
            device=device.id,
        )

    # --- signing in and out ------------------------------------------------------------------

    def sign_in(
        self, name: str, password: str, *, address: str, former: str | None = None
    ) -> SignedIn:
        """A new session; `former` is the browser's present cookie, whose session ends.

        Raises Problem wrong_credentials (the same, and as slowly, whether the name exists or
        not) and too_many with the seconds to wait.
        """
        plain = name.strip().lower()
        wait = self._throttle.begin(plain, address, self.clock.now())
        if wait:
            self._tell("throttled", plain, address)
            raise Problem("too_many", retry_after_s=int(wait.total_seconds()) + 1)
        account = self.staff.find(plain)
        hashed = account.password_hash if account and not account.disabled else None
        fits = self.passwords.matches(hashed, password)
        if not fits or account is None:
            self._tell("refused", plain, address)
            raise Problem("wrong_credentials")
        self._throttle.succeeded(plain, address)
        self.staff.refresh_hash(account, password)
        self._tell("signed_in", plain, address)
        return self._begin(account, former)

    def set_up(
        self, token: str, password: str, *, address: str, former: str | None = None
    ) -> SignedIn:
        """Set the password by a one-time link and sign in. Raises as `Staff.redeem` does."""
        account = self.staff.redeem(token, password)
        self._tell("set_up", account.name, address)
        return self._begin(account, former)

    def change_password(
        self, name: str, old: str, new: str, *, address: str, former: str | None
    ) -> SignedIn:
        """The owner's new password; other sessions end. Raises as `sign_in`, password_weak."""
        wait = self._throttle.begin(name, address, self.clock.now())
        if wait:
            raise Problem("too_many", retry_after_s=int(wait.total_seconds()) + 1)
        if not self.passwords.matches(self.staff.get(name).password_hash, old):
            self._tell("refused", name, address)
            raise Problem("wrong_credentials")
        self._throttle.succeeded(name, address)
        return self._begin(self.staff.set_password(name, new), former)

    def sign_out(self, secret: str) -> None:
        """End the session of a cookie."""
        self._sessions.end(secret)

    def _begin(self, account: Account, former: str | None) -> SignedIn:
        if former is not None:
            self._sessions.end(former)
        secret, session = self._sessions.begin(account)
        return SignedIn(secret, session, account)

    def _tell(self, outcome: str, name: str, address: str) -> None:
        known = self.staff.find(name) is not None
        # What was typed as a name may be a password: only names that exist are written down.
        self._log.info("sign_in", outcome=outcome, name=name if known else None, address=address)
        if self.metrics is not None:
            self.metrics.sign_ins.labels(outcome).inc()


def actor_of_account(account: Account, session: Session) -> Actor:
    """The actor of a signed-in person."""
    return Actor(
        id=ActorId(f"staff:{account.name}"),
        role=account.role,
        name=account.display_name,
        via=Via.SESSION,
        clerk=ClerkId(account.clerk) if account.clerk is not None else None,
        csrf=session.csrf,
    )
