"""Signing in and out, one-time links, who I am."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from flask import Response

from queue_monitor.accounts import cookies
from queue_monitor.accounts.service import Accounts, SignedIn, actor_of_account
from queue_monitor.accounts.views import Invited, LinkToken, Me, NewPassword, SetUp, SignIn, SignOut
from queue_monitor.web.identity import ANYONE_KNOWN, STAFF, Via
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.web.operations import Api, Call


def declare(api: Api, accounts: Accounts) -> None:
    """Declare the operations on `api`."""

    def signed_in(call: Call[Any], fresh: SignedIn) -> Response:
        me = Me.of(actor_of_account(fresh.account, fresh.session))
        response = Response(msgspec.json.encode(me), 200, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        cookies.write(
            response,
            call.request.environ,
            accounts.site,
            name=cookies.SESSION,
            value=fresh.secret,
            max_age_s=cookies.SESSION_AGE_S,
        )
        return response

    def present(call: Call[Any]) -> str | None:
        return cookies.read(call.request.environ, cookies.SESSION, accounts.site)

    @api.operation(
        "POST",
        "/api/v1/session",
        body=SignIn,
        answers={200: Me},
        roles=None,
        problems=("wrong_credentials", "too_many"),
        summary="Sign in",
        example=SignIn(name="amy", password="correct horse battery"),  # noqa: S106
        limit="120/minute",
    )
    def sign_in(call: Call[SignIn]) -> Response:
        """Begins a session in a cookie; wrong tries make the next one wait longer and longer."""
        fresh = accounts.sign_in(
            call.body.name, call.body.password, address=call.address, former=present(call)
        )
        return signed_in(call, fresh)

    @api.operation(
        "DELETE",
        "/api/v1/session",
        answers={204: None},
        query=SignOut,
        roles=STAFF,
        summary="Sign out",
    )
    def sign_out(call: Call[None]) -> Response:
        """Ends this browser's session, or with everywhere=true every session of the account."""
        secret = present(call)
        if call.actor.via is not Via.SESSION or secret is None:
            raise Problem("not_signed_in")
        if call.query(SignOut).everywhere:
            accounts.staff.end_sessions(call.actor.id.removeprefix("staff:"))
        accounts.sign_out(secret)
        response = Response(status=204)
        cookies.forget(response, call.request.environ, accounts.site, name=cookies.SESSION)
        return response

    @api.operation("GET", "/api/v1/me", answers={200: Me}, roles=ANYONE_KNOWN, summary="Who asks")
    def me(call: Call[None]) -> Me:
        """The actor, its role, and the token that changes must carry."""
        return Me.of(call.actor)

    @api.operation(
        "POST",
        "/api/v1/me/password",
        body=NewPassword,
        answers={200: Me},
        roles=STAFF,
        problems=("wrong_credentials", "password_weak", "too_many"),
        summary="Change one's own password",
    )
    def change_password(call: Call[NewPassword]) -> Response:
        """Every other session of the account ends; this browser gets a new one."""
        if call.actor.via is not Via.SESSION:
            raise Problem("not_signed_in")
        fresh = accounts.change_password(
            call.actor.id.removeprefix("staff:"),
            call.body.old,
            call.body.new,
            address=call.address,
            former=present(call),
        )
        return signed_in(call, fresh)

    @api.operation(
        "POST",
        "/api/v1/set-up/check",
        body=LinkToken,
        answers={200: Invited},
        roles=None,
        problems=("link_used",),
        summary="Whom a one-time link is for",
        limit="30/minute",
    )
    def check_link(call: Call[LinkToken]) -> Invited:
        """Leaves the link as it is."""
        account = accounts.staff.invited(call.body.token)
        return Invited(
            name=account.name,
            display_name=account.display_name,
            role=account.role.value,  # type: ignore[arg-type]  # staff roles only
        )

    @api.operation(
        "POST",
        "/api/v1/set-up",
        body=SetUp,
        answers={200: Me},
        roles=None,
        problems=("link_used", "password_weak"),
        summary="Set a password by a one-time link",
        limit="30/minute",
    )
    def set_up(call: Call[SetUp]) -> Response:
        """Uses the link up, ends the account's other sessions and signs in."""
        fresh = accounts.set_up(
            call.body.token, call.body.password, address=call.address, former=present(call)
        )
        return signed_in(call, fresh)
