"""The page that a link in a message opens, and what its button asks. Works signed out."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from flask import Blueprint, render_template

from alerts import views
from alerts.links import PAGE, Link, Links, plan_of, standing, use
from alerts.shapes import Words
from queue_monitor.domain.watch import Verb

if TYPE_CHECKING:
    from alerts.watching import Watching
    from alerts.wording import Wording
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.operations import Api, Call
    from queue_monitor.web.parts import Parts

#: Of one address. A token has 132 random-looking bits; this is against noise, not against guessing.
_LIMIT: Final = "60/minute"
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class LinkShown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind the # of the link."""

    token: Token


class LinkUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, with why not, where a plan is declined."""

    token: Token
    reason: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class TapView(msgspec.Struct, frozen=True, kw_only=True):
    """What a link does, and how things stand now.

    `standing`: "open" (it may be used), "used" (by this link), "done" (somebody else was first),
    "over" or "expired". `value` and `limit` are of the alert now, null once it is not known.
    """

    verb: str
    standing: str
    to: Words
    office: Words
    practice: bool
    title: Words | None
    state: str | None
    crossed_at: datetime | None
    value: float | None
    limit: float | None
    unit: str | None
    plan: Words | None
    plan_state: str | None
    by: str | None  # who acknowledged or decided
    by_name: str | None
    done_at: datetime | None
    expires_at: datetime


def links_of(parts: Parts) -> Links:
    """The links of this office."""
    url = parts.settings.server.public_url
    return Links(
        seal=parts.seal,
        base=None if url is None else str(url),
        valid=parts.settings.alerts.link_valid,
    )


def register(
    pages: Blueprint, api: Api, parts: Parts, watching: Watching, wording: Wording
) -> None:
    """The page and its two operations."""
    links = links_of(parts)

    @pages.get(PAGE)
    def tap() -> str:
        """The same for every link: what it does stands behind the #, which stays on the phone."""
        return render_template("alerts/tap.html", office=parts.settings.office.name)

    def view(floor: Floor, at: datetime, link: Link) -> TapView:
        return tap_view(floor, at, link, watching=watching, wording=wording)

    @api.operation(
        "POST",
        "/api/v1/links/look",
        body=LinkShown,
        answers={200: TapView},
        roles=None,
        problems=("unknown_link",),
        limit=_LIMIT,
        summary="What a link in a message does, and whether it still can",
    )
    def look(call: Call[LinkShown]) -> TapView:
        """Changes nothing. The token goes in the body, so that no log has it."""
        link = links.read(call.body.token)
        return view(parts.office.floor(), parts.clock.now(), link)

    @api.operation(
        "POST",
        "/api/v1/links/use",
        body=LinkUse,
        answers={200: TapView},
        roles=None,
        problems=("unknown_link", "link_spent", "already_decided"),
        limit=_LIMIT,
        summary="Acknowledge, accept or decline by a link in a message",
    )
    def tapped(call: Call[LinkUse]) -> TapView:
        """Works once, signed in or not; the recipient of the message is the one who acted."""
        link = links.read(call.body.token)
        reason = (call.body.reason or "").strip() or None
        answer = parts.office.ask(partial(use, link=link, reason=reason, watching=watching))
        return view(answer.floor, answer.at, link)


def tap_view(
    floor: Floor, at: datetime, link: Link, *, watching: Watching, wording: Wording
) -> TapView:
    """How things stand for `link` at `at`. Pure."""
    alert, plan = floor.watch.alerts.get(link.alert), plan_of(floor.watch, link)
    known = None
    if alert is not None:
        known = views.alert_view(floor, alert, at, watching=watching, wording=wording)
    by, done_at = None, None
    if link.verb is not Verb.ACK and plan is not None:
        by, done_at = plan.decided_by, plan.decided_at
    elif link.verb is Verb.ACK and alert is not None:
        by, done_at = alert.acked_by, alert.acked_at
    return TapView(
        verb=link.verb,
        standing=standing(floor.watch, link, at),
        to=wording.recipient(link.to),
        office={str(lang): name for lang, name in wording.settings.office.name.items()},
        practice=floor.day is not None and floor.day.practice,
        title=None if known is None else known.title,
        state=None if known is None else known.state,
        crossed_at=None if known is None else known.crossed_at,
        value=None if known is None else known.value,
        limit=None if known is None else known.limit,
        unit=None if known is None else known.unit,
        plan=None if plan is None else wording.plan(plan),
        plan_state=None if plan is None else plan.state,
        by=by,
        by_name=wording.actor(by),
        done_at=done_at,
        expires_at=link.expires_at,
    )
