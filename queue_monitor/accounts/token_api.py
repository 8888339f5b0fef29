"""Bearer tokens for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from queue_monitor.accounts.service import Accounts
from queue_monitor.accounts.staff import may_manage
from queue_monitor.accounts.views import CreatedToken, NewToken, TokenList, TokenView
from queue_monitor.web.identity import SUPERVISORS, Role
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.web.operations import Api, Call


def declare(api: Api, accounts: Accounts) -> None:
    """Declare the operations on `api`."""
    tokens = accounts.tokens

    @api.operation(
        "GET",
        "/api/v1/api-tokens",
        answers={200: TokenList},
        roles=SUPERVISORS,
        summary="All bearer tokens",
    )
    def list_tokens(_call: Call[None]) -> TokenList:
        """The oldest first, without the tokens themselves."""
        return TokenList(tokens=[TokenView.of(token) for token in tokens.all()])

    @api.operation(
        "POST",
        "/api/v1/api-tokens",
        body=NewToken,
        answers={201: CreatedToken},
        roles=SUPERVISORS,
        problems=("unknown_clerk",),
        summary="Make a bearer token",
        example=NewToken(role="kiosk", label="Kiosk software at the door", days=365),
    )
    def create_token(call: Call[NewToken]) -> CreatedToken:
        """The token is told this once; only its digest is kept."""
        role = Role(call.body.role)
        if not may_manage(call.actor.role, role):
            raise Problem("forbidden")
        secret, token = tokens.create(
            role=role,
            by=call.actor.id,
            label=call.body.label,
            clerk=call.body.clerk,
            lasts=timedelta(days=call.body.days) if call.body.days is not None else None,
        )
        return CreatedToken(token=secret, details=TokenView.of(token))

    @api.operation(
        "DELETE",
        "/api/v1/api-tokens/<id_>",
        answers={204: None},
        roles=SUPERVISORS,
        problems=("unknown_token",),
        summary="Revoke a bearer token",
    )
    def revoke_token(call: Call[None], id_: str) -> None:
        """Ends at once, within five seconds on other servers."""
        if not may_manage(call.actor.role, tokens.get(id_).role):
            raise Problem("forbidden")
        tokens.revoke(id_, by=call.actor.id)
