"""JSON of the accounts' API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from queue_monitor.accounts.passwords import MAX_LENGTH
from queue_monitor.accounts.records import Account, ApiToken, Device
from queue_monitor.accounts.staff import NAME
from queue_monitor.web.identity import Actor

Name = Annotated[str, Meta(pattern=NAME, description="name to sign in with", examples=["amy"])]
Label = Annotated[str, Meta(min_length=1, max_length=60)]
Password = Annotated[str, Meta(max_length=MAX_LENGTH)]
Secret = Annotated[str, Meta(min_length=20, max_length=200)]
StaffRole = Literal["admin", "supervisor", "clerk", "greeter", "viewer"]
DeviceRole = Literal["kiosk", "board"]
TokenRole = Literal["kiosk", "clerk", "supervisor", "viewer"]


class SignIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Name and password."""

    name: Annotated[str, Meta(max_length=64)]
    password: Password


class SignOut(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Query of signing out."""

    everywhere: bool = False


class SetUp(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The token of a one-time link, and the password to set."""

    token: Secret
    password: Password


class LinkToken(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The token of a one-time link."""

    token: Secret


class Invited(msgspec.Struct, kw_only=True):
    """Whom a one-time link is for."""

    name: str
    display_name: str
    role: StaffRole


class NewPassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The present password and the one to come."""

    old: Password
    new: Password


class Me(msgspec.Struct, kw_only=True):
    """Who asks; `csrf` is to be sent as X-CSRF-Token, null where no session speaks."""

    actor: str
    role: str
    name: str
    clerk: str | None
    csrf: str | None

    @classmethod
    def of(cls, actor: Actor) -> Me:
        """The view of an actor."""
        return cls(
            actor=actor.id,
            role=actor.role.value,
            name=actor.name,
            clerk=actor.clerk,
            csrf=actor.csrf or None,
        )


class AccountView(msgspec.Struct, kw_only=True):
    """A member of staff, without any secret."""

    name: str
    display_name: str
    role: StaffRole
    clerk: str | None
    state: Literal["invited", "active", "disabled"]
    created_at: datetime

    @classmethod
    def of(cls, account: Account) -> AccountView:
        """The view of an account."""
        active: Literal["invited", "active"] = "active" if account.password_hash else "invited"
        return cls(
            name=account.name,
            display_name=account.display_name,
            role=account.role.value,  # type: ignore[arg-type]  # staff roles only, by Staff.create
            clerk=account.clerk,
            state="disabled" if account.disabled else active,
            created_at=account.created_at,
        )


class AccountList(msgspec.Struct, kw_only=True):
    """All accounts, by name."""

    accounts: list[AccountView]


class NewAccount(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An account to make; `clerk` is an id of config.yaml."""

    name: Name
    display_name: Label
    role: StaffRole
    clerk: str | None = None


class AccountChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays."""

    display_name: Label | UnsetType = UNSET
    role: StaffRole | UnsetType = UNSET
    clerk: str | UnsetType | None = UNSET
    disabled: bool | UnsetType = UNSET


class LinkView(msgspec.Struct, kw_only=True):
    """A one-time link, told this once; `link` is a path with the token behind #."""

    name: str
    link: str
    expires_at: datetime


class CreatedAccount(msgspec.Struct, kw_only=True):
    """A new account and its one-time link."""

    account: AccountView
    link: LinkView


class AskPairing(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the device wants to be."""

    kind: DeviceRole = "kiosk"


class PairingView(msgspec.Struct, kw_only=True):
    """A code to show, and the secret id to ask by; `state` paired brings the cookie."""

    id: str
    state: Literal["waiting", "paired"]
    code: str | None
    expires_at: datetime | None
    kind: DeviceRole
    name: str | None = None


class PairDevice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The code a device shows, and what it shall be."""

    code: Annotated[str, Meta(min_length=6, max_length=12)]
    name: Label
    kind: DeviceRole


class DeviceView(msgspec.Struct, kw_only=True):
    """A paired device."""

    id: str
    name: str
    kind: DeviceRole
    paired_at: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, device: Device) -> DeviceView:
        """The view of a device."""
        return cls(
            id=device.id,
            name=device.name,
            kind=device.role.value,  # type: ignore[arg-type]  # devices are paired as these only
            paired_at=device.paired_at,
            seen_at=device.seen_at,
        )


class DeviceList(msgspec.Struct, kw_only=True):
    """All paired devices."""

    devices: list[DeviceView]


class NewToken(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A bearer token to make; without `days` it is valid until revoked."""

    role: TokenRole
    label: Annotated[str, Meta(max_length=60)] = ""
    clerk: str | None = None
    days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class TokenView(msgspec.Struct, kw_only=True):
    """A bearer token, without the token."""

    id: str
    role: TokenRole
    label: str
    clerk: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> TokenView:
        """The view of a token."""
        return cls(
            id=token.id,
            role=token.role.value,  # type: ignore[arg-type]  # tokens are made for these only
            label=token.label,
            clerk=token.clerk,
            created_at=token.created_at,
            created_by=token.created_by,
            expires_at=token.expires_at,
        )


class CreatedToken(msgspec.Struct, kw_only=True):
    """A new bearer token, told this once."""

    token: str
    details: TokenView


class TokenList(msgspec.Struct, kw_only=True):
    """All valid bearer tokens, the oldest first."""

    tokens: list[TokenView]
