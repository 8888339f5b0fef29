"""Staff accounts: making, changing, inviting; and who may do that to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext
from msgspec.structs import replace

from queue_monitor.accounts.cache import Remembered
from queue_monitor.accounts.names import readable
from queue_monitor.accounts.passwords import Passwords, check_new
from queue_monitor.accounts.records import Account, Kept, Link, digest, new_secret
from queue_monitor.domain.errors import UnknownClerk
from queue_monitor.domain.model import ActorId
from queue_monitor.web.identity import STAFF, SUPERVISORS, Role
from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault
    from queue_monitor.web.parts import Clock

#: Audit: who changed which account, device or token, and how. Durable before it returns.
Recorder = Callable[[ActorId, str, str], None]

LINK_LASTS: Final = timedelta(hours=24)
FIRST_NAME: Final = "supervisor"
NAME: Final = r"^[a-z0-9][a-z0-9._-]{1,31}$"


class Staff:
    """The accounts in the vault. Each change is recorded before it is made."""

    def __init__(
        self,
        vault: Vault,
        *,
        clock: Clock,
        passwords: Passwords,
        record: Recorder,
        clerks: Iterable[str],
    ) -> None:
        self._accounts: Kept[Account] = Kept(vault, "account/", Account)
        self._links: Kept[Link] = Kept(vault, "link/", Link)
        self._clock = clock
        self._passwords = passwords
        self._record = record
        self._clerks = frozenset(clerks)
        self._lock = RLock()
        self._remembered = Remembered(self._accounts.get)

    # --- asking ------------------------------------------------------------------------------

    def get(self, name: str) -> Account:
        """The account. Raises Problem unknown_account."""
        account = self._accounts.get(name)
        if account is None:
            raise Problem("unknown_account", account=name)
        return account

    def find(self, name: str) -> Account | None:
        """The account as it is now, or None."""
        return self._accounts.get(name)

    def glance(self, name: str) -> Account | None:
        """The account as it was at most five seconds ago, or None: for every request."""
        return self._remembered.get(name, self._clock.now())

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        return tuple(account for _, account in self._accounts.all())

    # --- changing ----------------------------------------------------------------------------

    def create(
        self, *, name: str, display_name: str, role: Role, clerk: str | None, by: ActorId
    ) -> Account:
        """An account that cannot sign in until its link is used.

        Raises Problem account_exists or invalid_body, UnknownClerk.
        """
        if not re.fullmatch(NAME, name):
            what = gettext("must be 2 to 32 of a-z, 0-9, dot and dash")
            raise Problem("invalid_body", errors=(Mistake(where="/name", what=what),))
        if role not in STAFF:
            raise ValueError(f"{role} is a device's role")
        self._check_clerk(clerk)
        with self._lock:
            if self._accounts.get(name) is not None:
                raise Problem("account_exists", account=name)
            self._record(by, name, f"account created: {role.value}")
            account = Account(
                name=name,
                display_name=readable(display_name, "/display_name"),
                role=role,
                clerk=clerk,
                created_at=self._clock.now(),
            )
            if not self._accounts.add(name, account):
                raise Problem("account_exists", account=name)
            return account

    def change(self, name: str, *, by: ActorId, **fields: Any) -> Account:
        """Set `display_name`, `role`, `clerk` or `disabled`; a new role or state ends all sessions.

        Raises Problem unknown_account, last_supervisor or invalid_body, UnknownClerk.
        """
        if "display_name" in fields:
            fields["display_name"] = readable(fields["display_name"], "/display_name")
        with self._lock:
            account = self.get(name)
            changed = replace(account, **fields)
            if changed == account:
                return account
            if "clerk" in fields:
                self._check_clerk(changed.clerk)
            if _is_in_charge(account) and not _is_in_charge(changed):
                self._keep_somebody_in_charge(name)
            if (changed.role, changed.disabled, changed.clerk) != (
                account.role,
                account.disabled,
                account.clerk,
            ):
                changed = replace(changed, epoch=account.epoch + 1)
            what = ", ".join(f"{field} = {_told(value)}" for field, value in fields.items())
            self._record(by, name, f"account changed: {what}")
            self._put(changed)
            return changed

    def end_sessions(self, name: str) -> None:
        """Sign `name` out everywhere."""
        with self._lock:
            account = self.get(name)
            self._put(replace(account, epoch=account.epoch + 1))

    # --- one-time links ----------------------------------------------------------------------

    def link(self, name: str, *, by: ActorId) -> str:
        """A new one-time token to set the password; earlier ones are no longer valid."""
        with self._lock:
            account = self.get(name)
            self._record(by, name, "one-time link made")
            secret, now = new_secret(), self._clock.now()
            if account.link is not None:
                self._links.delete(account.link)
            key = digest(secret)
            self._links.put(key, Link(account=name, created_at=now), expires_at=now + LINK_LASTS)
            self._put(replace(account, link=key))
            return secret

    def first_link(self, *, by: ActorId) -> str | None:
        """A token for the first one in charge while nobody can sign in as such; else None.

        Called at every start: the earlier link, printed by a start before, is replaced.
        """
        with self._lock:
            if any(_is_in_charge(account) for account in self.all()):
                return None
            if self._accounts.get(FIRST_NAME) is None:
                self.create(
                    name=FIRST_NAME, display_name="主管", role=Role.ADMIN, clerk=None, by=by
                )
            return self.link(FIRST_NAME, by=by)

    def invited(self, token: str) -> Account:
        """Whom a link is for. Raises Problem link_used if it is not valid (any more)."""
        link = self._links.get(digest(token))
        account = self._accounts.get(link.account) if link is not None else None
        if account is None or account.disabled or account.link != digest(token):
            raise Problem("link_used")
        return account

    def redeem(self, token: str, password: str) -> Account:
        """Set the password by a one-time link, which is used up; other sessions end.

        Raises Problem link_used, or password_weak, which leaves the link as it was.
        """
        account = self.invited(token)
        check_new(password, name=account.name)
        hashed = self._passwords.hash(password)
        with self._lock:
            if self._links.take(digest(token)) is None:
                raise Problem("link_used")
            return self._with_password(self.get(account.name), hashed, "password set by link")

    def set_password(self, name: str, password: str) -> Account:
        """A new password, chosen by its owner; other sessions end. Raises Problem password_weak."""
        check_new(password, name=name)
        hashed = self._passwords.hash(password)
        with self._lock:
            return self._with_password(self.get(name), hashed, "password changed")

    def refresh_hash(self, account: Account, password: str) -> None:
        """Hash again if the parameters are no longer today's; nothing else changes."""
        if account.password_hash and self._passwords.is_outdated(account.password_hash):
            hashed = self._passwords.hash(password)
            with self._lock:
                self._put(replace(self.get(account.name), password_hash=hashed))

    def _with_password(self, account: Account, hashed: str, what: str) -> Account:
        self._record(ActorId(f"staff:{account.name}"), account.name, what)
        changed = replace(account, password_hash=hashed, link=None, epoch=account.epoch + 1)
        self._put(changed)
        return changed

    def _put(self, account: Account) -> None:
        self._accounts.put(account.name, account)
        self._remembered.forget(account.name)

    def _check_clerk(self, clerk: str | None) -> None:
        if clerk is not None and clerk not in self._clerks:
            raise UnknownClerk(clerk)

    def _keep_somebody_in_charge(self, name: str) -> None:
        if not any(_is_in_charge(a) for a in self.all() if a.name != name):
            raise Problem("last_supervisor", account=name)


def may_manage(manager: Role, *roles: Role) -> bool:
    """Whether `manager` may make, change or invite accounts and tokens of all of `roles`."""
    if manager is Role.ADMIN:
        return True
    return manager is Role.SUPERVISOR and not any(role in SUPERVISORS for role in roles)


def _is_in_charge(account: Account) -> bool:
    can_sign_in = account.password_hash is not None and not account.disabled
    return can_sign_in and account.role is Role.ADMIN


def _told(value: object) -> str:
    return str(value.value if isinstance(value, Role) else value)
