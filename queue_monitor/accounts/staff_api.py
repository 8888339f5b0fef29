"""Managing accounts: for supervisors, and for admins whom supervisors may not manage."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from queue_monitor.accounts.service import Accounts
from queue_monitor.accounts.staff import LINK_LASTS, may_manage
from queue_monitor.accounts.views import (
    AccountChange,
    AccountList,
    AccountView,
    CreatedAccount,
    LinkView,
    NewAccount,
)
from queue_monitor.web.identity import SUPERVISORS, Actor, Role
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.web.operations import Api, Call


def declare(api: Api, accounts: Accounts) -> None:
    """Declare the operations on `api`."""
    staff = accounts.staff

    def link_of(name: str, actor: Actor) -> LinkView:
        token = staff.link(name, by=actor.id)
        return LinkView(name=name, link=f"/set-up#{token}", expires_at=_expiry(accounts))

    @api.operation(
        "GET",
        "/api/v1/accounts",
        answers={200: AccountList},
        roles=SUPERVISORS,
        summary="All accounts",
    )
    def list_accounts(_call: Call[None]) -> AccountList:
        """By name, without any secret."""
        return AccountList(accounts=[AccountView.of(account) for account in staff.all()])

    @api.operation(
        "POST",
        "/api/v1/accounts",
        body=NewAccount,
        answers={201: CreatedAccount},
        roles=SUPERVISORS,
        problems=("account_exists", "unknown_clerk"),
        summary="Make an account",
        example=NewAccount(name="amy", display_name="Amy", role="clerk", clerk="c01"),
    )
    def create_account(call: Call[NewAccount]) -> CreatedAccount:
        """Gives a one-time link, valid for 24 hours, by which its owner sets the password."""
        role = Role(call.body.role)
        _require(call.actor, role)
        account = staff.create(
            name=call.body.name,
            display_name=call.body.display_name,
            role=role,
            clerk=call.body.clerk,
            by=call.actor.id,
        )
        link = link_of(account.name, call.actor)
        return CreatedAccount(account=AccountView.of(account), link=link)

    @api.operation(
        "PATCH",
        "/api/v1/accounts/<name>",
        body=AccountChange,
        answers={200: AccountView},
        roles=SUPERVISORS,
        problems=("unknown_account", "unknown_clerk", "last_supervisor"),
        summary="Change an account",
    )
    def change_account(call: Call[AccountChange], name: str) -> AccountView:
        """A new role, clerk or state ends the account's sessions."""
        fields = _given(call.body)
        _require(call.actor, staff.get(name).role, fields.get("role"))
        return AccountView.of(staff.change(name, by=call.actor.id, **fields))

    @api.operation(
        "POST",
        "/api/v1/accounts/<name>/link",
        answers={200: LinkView},
        roles=SUPERVISORS,
        problems=("unknown_account",),
        summary="Make a one-time link",
    )
    def make_link(call: Call[None], name: str) -> LinkView:
        """For a new or forgotten password; earlier links of the account are no longer valid."""
        _require(call.actor, staff.get(name).role)
        return link_of(name, call.actor)


def _given(change: AccountChange) -> dict[str, Any]:
    fields = {name: getattr(change, name) for name in change.__struct_fields__}
    given = {name: value for name, value in fields.items() if value is not UNSET}
    if "role" in given:
        given["role"] = Role(given["role"])
    return given


def _require(actor: Actor, *roles: Role | None) -> None:
    if not may_manage(actor.role, *(role for role in roles if role is not None)):
        raise Problem("forbidden")


def _expiry(accounts: Accounts) -> datetime:
    return accounts.clock.now() + LINK_LASTS
