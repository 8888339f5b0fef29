"""The supervisor's page, alerts and reallocations over the JSON API."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from flask import Blueprint, render_template

from alerts import (
    duty_routes,
    marquee_routes,
    notice_routes,
    proposals,
    report_routes,
    requests,
    rule_routes,
    staff_routes,
    tap_routes,
    views,
    what_if_routes,
)
from alerts.about import about_in, device_name, lately_heard
from alerts.shapes import AlertsView, AlertView, EyesView, PlanView, ReallocationsView
from alerts.silence_routes import add_silences
from alerts.watching import Watching, watching_of
from alerts.wording import Wording
from queue_monitor.domain.errors import AlreadyDecided, NotAsked, UnknownReallocation
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import AlertId, Plan, PlanId, PlanState
from queue_monitor.web.identity import CLERKS, SUPERVISORS, WATCHERS, Actor, Via
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor, guard
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from queue_monitor.web.parts import Parts

Note = Annotated[str, msgspec.Meta(max_length=500)]
_DECISION_PROBLEMS: Final = ("unknown_reallocation", "already_decided", "not_asked", "forbidden")


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person wants others to know. No visitor's name belongs here."""

    note: Note | None = None


class Acceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to say."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why not."""

    reason: Note | None = None


class AlertsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`history=1` also lists what ended more than an hour ago or within its hold time."""

    history: str | None = None


def blueprint(parts: Parts) -> Blueprint:
    """The page `/supervisor`, `/api/v1/alerts…` and `/api/v1/reallocations…`."""
    pages = Blueprint("alerts", __name__, template_folder="templates")
    watching = watching_of(parts.settings)
    wording = wording_of(parts)
    api = Api(pages, parts, tag="alerts")
    _page(pages, parts)
    _alerts(api, parts, watching, wording)
    _reallocations(api, parts, watching, wording)
    add_silences(api, parts, watching, wording)
    staff_routes.declare(api, parts, watching, wording)
    report_routes.declare(pages, api, parts, watching, wording)
    notice_routes.register(pages, api, parts, wording)
    what_if_routes.register(pages, api, parts)
    duty_routes.register(pages, api, parts, watching, wording)
    tap_routes.register(pages, api, parts, watching, wording)
    rule_routes.declare(pages, api, parts, wording)
    marquee_routes.register(pages, api, parts)
    parts.live.topic("alerts", partial(_view, parts, watching, wording), roles=WATCHERS)
    return pages


def wording_of(parts: Parts) -> Wording:
    """The office's words, in every language its catalogues have."""
    return Wording(
        settings=parts.settings,
        texts=parts.catalogues,
        languages=tuple(parts.catalogues.languages),
        name_of=parts.accounts.name_of,
        about=about_in(watching_of(parts.settings), partial(lately_heard, parts.accounts)),
        device_name=partial(device_name, parts.accounts),
    )


def _eyes(parts: Parts) -> EyesView:
    heartbeat = parts.health.heartbeat
    seen_at = heartbeat.last_seen_at
    if seen_at is not None:
        seen_at -= timedelta(seconds=seen_at.second % 5, microseconds=seen_at.microsecond)
    blind = heartbeat.blind or seen_at is None
    return EyesView(state="blind" if blind else "watching", last_seen_at=seen_at)


def _view(
    parts: Parts,
    watching: Watching,
    wording: Wording,
    floor: Floor,
    at: datetime,
    *,
    history: bool = False,
) -> AlertsView:
    return views.alerts_view(
        floor, at, watching=watching, wording=wording, e_eyes=_eyes(parts), history=history
    )


def _page(pages: Blueprint, parts: Parts) -> None:
    ways, recipients = parts.settings.channels, parts.settings.recipients
    push = [
        {"id": id_, "name": dict(recipient.name.items())}
        for id_, recipient in recipients.items()
        if "push" in ways.reaching(recipient)
    ]

    @pages.get("/supervisor")
    @guard(parts, SUPERVISORS)
    def supervisor() -> str:
        """The floor at a glance, alerts, and plans to accept."""
        actor = current_actor(parts)
        assert actor is not None
        me = {"actor": actor.id, "role": actor.role, "name": actor.name, "clerk": actor.clerk}
        return render_template("alerts/supervisor.html", page_data={"me": me, "push": push})


def _alerts(api: Api, parts: Parts, watching: Watching, wording: Wording) -> None:
    @api.operation(
        "GET",
        "/api/v1/alerts",
        query=AlertsQuery,
        answers={200: AlertsView},
        roles=WATCHERS,
        summary="Alerts and their plans",
    )
    def alerts(call: Call[None]) -> AlertsView:
        """What lasts, and what ended within the hour; `history=1` gives all that is known."""
        history = call.query(AlertsQuery).history not in {None, "", "0"}
        floor, now = parts.office.floor(), parts.clock.now()
        return _view(parts, watching, wording, floor, now, history=history)

    @api.operation(
        "POST",
        "/api/v1/alerts/<alert>/ack",
        body=Acknowledgement,
        answers={200: AlertView},
        roles=SUPERVISORS,
        problems=("unknown_alert", "already_decided"),
        summary="Acknowledge an alert",
        example={"note": "Counter 7 opens in a minute"},
    )
    def ack(call: Call[Acknowledgement], alert: str) -> AlertView:
        """Somebody has seen it: nobody further is told, until it lapses or grows worse.

        An alert that is acknowledged already stays as it is; another note to it is refused, so
        that nobody takes it for kept.
        """
        answer = parts.office.ask(
            partial(
                requests.acknowledge,
                alert=AlertId(alert),
                by=_actor(call.actor).id,
                note=call.body.note,
                watching=watching,
            )
        )
        episode = answer.floor.watch.alerts[AlertId(alert)]
        return views.alert_view(
            answer.floor, episode, answer.at, watching=watching, wording=wording
        )


def _reallocations(api: Api, parts: Parts, watching: Watching, wording: Wording) -> None:
    @api.operation(
        "GET",
        "/api/v1/reallocations",
        answers={200: ReallocationsView},
        roles=WATCHERS,
        summary="Proposed, running and past reallocations",
    )
    def reallocations(_: Call[None]) -> ReallocationsView:
        """Open plans first, then the newest."""
        return views.reallocations_view(parts.office.floor(), parts.clock.now(), wording=wording)

    @api.operation(
        "POST",
        "/api/v1/reallocations/<plan>/accept",
        body=Acceptance,
        answers={200: PlanView},
        roles=CLERKS,
        problems=_DECISION_PROBLEMS,
        summary="Accept a reallocation, or come when asked",
    )
    def accept(call: Call[Acceptance], plan: str) -> PlanView:
        """The supervisor accepts a proposed plan; the clerk who was asked takes the request.

        When the clerk accepts, the counters change at once.
        """
        return _decide(call.actor, plan, accepted=True, reason=None)

    @api.operation(
        "POST",
        "/api/v1/reallocations/<plan>/decline",
        body=Refusal,
        answers={200: PlanView},
        roles=CLERKS,
        problems=_DECISION_PROBLEMS,
        summary="Decline a reallocation, or a request for help",
        example={"reason": "In the middle of a case"},
    )
    def decline(call: Call[Refusal], plan: str) -> PlanView:
        """The supervisor turns the plan down, and the next best is sought; or the clerk who was
        asked cannot come, and the next helper is asked.
        """
        return _decide(call.actor, plan, accepted=False, reason=call.body.reason)

    def _decide(
        asked_by: Actor | None, plan: str, *, accepted: bool, reason: str | None
    ) -> PlanView:
        actor = _actor(asked_by)

        def request(floor: Floor, at: datetime) -> Sequence[Event]:
            return decision(
                floor,
                at,
                plan=PlanId(plan),
                actor=actor,
                accepted=accepted,
                reason=reason,
                watching=watching,
            )

        answer = parts.office.ask(request)
        return views.plan_view(answer.floor.watch.plans[PlanId(plan)], wording, answer.floor)


def decision(
    floor: Floor,
    at: datetime,
    *,
    plan: PlanId,
    actor: Actor,
    accepted: bool,
    reason: str | None,
    watching: Watching,
) -> Sequence[Event]:
    """Who answers decides what is answered: the clerk who was asked, else the supervisor.

    Raises UnknownReallocation, AlreadyDecided, NotAsked, and Problem "forbidden".
    """
    known = floor.watch.plans.get(plan)
    if known is not None and _is_asked(known, actor):
        clerk = actor.clerk
        if accepted:
            return proposals.come(floor, at, plan=plan, clerk=clerk, by=actor.id, watching=watching)
        return proposals.stay(floor, at, plan=plan, clerk=clerk, reason=reason, watching=watching)
    if actor.role not in SUPERVISORS:
        raise _why_not(known, plan, actor)
    if accepted:
        return proposals.accept(floor, at, plan=plan, by=actor.id, watching=watching)
    return proposals.decline(floor, at, plan=plan, by=actor.id, reason=reason)


def _why_not(known: Plan | None, plan: PlanId, actor: Actor) -> Exception:
    """Why a clerk has no say in it now."""
    if known is None:
        return UnknownReallocation(plan)
    match known.state:
        case PlanState.PROPOSED:
            return Problem("forbidden")
        case PlanState.OFFERED:
            return NotAsked(actor.clerk or actor.id)
        case _:
            return AlreadyDecided(plan, known.state)


def _is_asked(plan: Plan, actor: Actor) -> bool:
    """Whether the actor may answer for the clerk: is that clerk, or a program bound to nobody."""
    if plan.state is not PlanState.OFFERED:
        return False
    unbound = actor.via is Via.BEARER and actor.clerk is None and actor.role not in SUPERVISORS
    return unbound or (actor.clerk is not None and actor.clerk == plan.clerk)


def _actor(actor: Actor | None) -> Actor:
    assert actor is not None  # the operation has roles
    return actor
