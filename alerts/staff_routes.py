"""Moving staff over the JSON API: by hand, and back where they were."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from flask_babel import gettext

from alerts import going_back, views
from alerts.guards import Guard
from alerts.placing import place
from alerts.shapes import PlacementView, PlanView
from queue_monitor.domain.errors import Guarded
from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.domain.watch_ids import PlanId
from queue_monitor.web.identity import SUPERVISORS, Actor
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.watching import Watching
    from alerts.wording import Wording
    from queue_monitor.config import Reallocation
    from queue_monitor.domain.rules import Request
    from queue_monitor.office import Answer
    from queue_monitor.web.parts import Parts

    Ask = Callable[[Request], Answer]

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\S")]


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a message for the catalogues without translating it yet."""
    return message


#: What speaks against a move, as a supervisor reads it.
GUARDS: Final = {
    Guard.SKILLS: N_("the clerk can give none of the services of this counter"),
    Guard.DONOR_MINIMUM: N_("a service would be left with too few open counters"),
    Guard.STANDS: N_(
        "the clerk or the counter was moved a short while ago; a move stands its time"
    ),
    Guard.ENGAGED: N_("another reallocation counts on the clerk or on the counter"),
    Guard.ON_BREAK: N_("the clerk is on a break, and breaks are the clerk's own"),
    Guard.DECLINED: N_("the clerk has said no during this alert"),
    Guard.ABSENT: N_("the clerk has signed out"),
}


class Placement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the clerk is to sit; null: away from the counters, to other work.

    A reason overrides the guards that a reason can override. No visitor's name belongs there.
    """

    counter: int | None
    reason: Reason | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to say."""


class Keeping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the help stays."""

    reason: Reason | None = None


def declare(api: Api, parts: Parts, watching: Watching, wording: Wording) -> None:
    """Declare the operations on `api`."""

    def ask(request: Request) -> Answer:
        try:
            return parts.office.ask(request)
        except Guarded as guarded:
            raise explained(guarded) from guarded

    _going_back(api, ask, watching.reallocation, wording)
    _placing(api, ask, watching.reallocation)


def _going_back(api: Api, ask: Ask, settings: Reallocation, wording: Wording) -> None:
    def on_plan(request: Request, plan: str) -> PlanView:
        answer = ask(request)
        known = answer.floor.watch.plans[PlanId(plan)]
        return views.plan_view(known, wording, answer.floor)

    @api.operation(
        "POST",
        "/api/v1/reallocations/<plan>/stand-down",
        body=Agreement,
        answers={200: PlanView},
        roles=SUPERVISORS,
        problems=("unknown_reallocation", "already_decided", "guarded_firmly"),
        summary="Let the help go back",
    )
    def stand_down(call: Call[Agreement], plan: str) -> PlanView:
        """The clerk goes back where they were, after the visitor in hand. It may be said before
        e-Eyes proposes it, but not before the move has stood its time.
        """
        by = _actor(call.actor).id
        return on_plan(
            partial(going_back.stand_down, plan=PlanId(plan), by=by, settings=settings), plan
        )

    @api.operation(
        "POST",
        "/api/v1/reallocations/<plan>/keep",
        body=Keeping,
        answers={200: PlanView},
        roles=SUPERVISORS,
        problems=("unknown_reallocation", "already_decided"),
        summary="Keep the help for now",
        example={"reason": "A group is on its way"},
    )
    def keep(call: Call[Keeping], plan: str) -> PlanView:
        """Going back was proposed and is turned down; it is proposed again when the load has
        allowed it as long again.
        """
        by, reason = _actor(call.actor).id, call.body.reason
        return on_plan(partial(going_back.keep, plan=PlanId(plan), by=by, reason=reason), plan)


def _placing(api: Api, ask: Ask, settings: Reallocation) -> None:
    @api.operation(
        "POST",
        "/api/v1/clerks/<clerk>/place",
        body=Placement,
        answers={200: PlacementView},
        roles=SUPERVISORS,
        problems=(
            "unknown_clerk",
            "unknown_counter",
            "office_closed",
            "counter_already_open",
            "counter_busy",
            "guarded",
            "guarded_firmly",
        ),
        summary="Move a clerk by hand",
        example={"counter": 7, "reason": "Agreed with both"},
    )
    def place_clerk(call: Call[Placement], clerk: str) -> PlacementView:
        """The clerk closes the counter they sit at and opens the closed one named, for what its
        plan and their skills allow. The guards of every reallocation hold; `guarded` tells which
        speak against it, and the same request with a reason overrides them.
        """
        to = call.body.counter
        answer = ask(
            partial(
                place,
                clerk=ClerkId(clerk),
                counter=None if to is None else CounterId(to),
                by=_actor(call.actor).id,
                settings=settings,
                reason=call.body.reason,
            )
        )
        placing = answer.floor.watch.placed.get(ClerkId(clerk))
        seat = answer.floor.counter_of(ClerkId(clerk))
        return PlacementView(
            clerk=clerk,
            counter=None if seat is None else seat.id,
            left=placing.left if placing is not None and answer.events else None,
            at=answer.at,
        )


def explained(guarded: Guarded) -> Problem:
    """Each guard in words, for who has to decide."""
    told = [Mistake(where=g, what=gettext(GUARDS[Guard(g)])) for g in guarded.guards]
    return Problem("guarded" if guarded.overridable else "guarded_firmly", errors=told)


def _actor(actor: Actor | None) -> Actor:
    assert actor is not None  # the operation has roles
    return actor
