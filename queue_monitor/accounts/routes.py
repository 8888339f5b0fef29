"""The pages /sign-in, /set-up, /accounts and /pair, and the accounts' JSON API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request

from queue_monitor.accounts import device_api, session_api, staff_api, token_api
from queue_monitor.accounts.service import Accounts
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api
from queue_monitor.web.pages import current_actor, guard, safe_next

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """All routes of accounts. `parts.accounts` must be an `Accounts`."""
    accounts = parts.accounts
    assert isinstance(accounts, Accounts)
    accounts.metrics = parts.metrics
    pages = Blueprint("accounts", __name__, template_folder="templates")
    api = Api(pages, parts)
    session_api.declare(api, accounts)
    staff_api.declare(api, accounts)
    device_api.declare(api, accounts)
    token_api.declare(api, accounts)
    _pages(pages, parts)
    return pages


def _pages(pages: Blueprint, parts: Parts) -> None:
    clerks = [
        {"id": clerk.id, "name": clerk.name, "title": dict(clerk.title.items())}
        for clerk in parts.settings.clerks
    ]

    @pages.get("/sign-in")
    def sign_in() -> Any:
        """Name and password; whoever is signed in already goes on to where they wanted."""
        target = safe_next(request.args.get("next"))
        actor = current_actor(parts)
        if actor is not None and actor.is_staff:
            return redirect(target)
        return render_template(
            "accounts/sign_in.html", page_data={"next": target}, next_path=target
        )

    @pages.get("/set-up")
    def set_up() -> str:
        """A new password by the one-time link, whose token stays behind #."""
        return render_template("accounts/set_up.html", page_data={})

    @pages.get("/accounts")
    @guard(parts, SUPERVISORS)
    def accounts_page() -> str:
        """Staff and their links, devices and their codes."""
        actor = current_actor(parts)
        assert actor is not None
        return render_template(
            "accounts/accounts.html",
            page_data={"clerks": clerks, "role": actor.role.value, "actor": actor.id},
        )

    @pages.get("/pair")
    def pair() -> str:
        """A device shows its code and waits to be accepted."""
        kind = request.args.get("kind")
        target = safe_next(request.args.get("next"), default="/kiosk")
        page_data = {"kind": kind if kind in {"kiosk", "board"} else "kiosk", "next": target}
        return render_template("accounts/pair.html", page_data=page_data, next_path=target)
