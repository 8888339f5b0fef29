"""A supervisor mutes an alert until a set time, and lifts that early."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from alerts.shapes import SilencesView, SilenceView
from alerts.silence_views import silence_view, silences_now
from alerts.silences import lift_silence
from alerts.silences import silence as mute
from alerts.watching import Watching
from alerts.wording import Wording
from queue_monitor.domain.watch import Rule, Scope, ScopeKind, SilenceId
from queue_monitor.domain.watch_events import AlertSilenced
from queue_monitor.web.identity import SUPERVISORS, WATCHERS
from queue_monitor.web.operations import Api, Call, Reply

if TYPE_CHECKING:
    from queue_monitor.office import Answer
    from queue_monitor.web.parts import Parts

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
_PROBLEMS: Final = ("not_watched", "silence_too_long", "office_closed")


class SilencedScope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is muted: the `office`, or one `service` or `class` by its id."""

    kind: ScopeKind
    id: str = ""


class NewSilence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which alert, until when, and why. No visitor's name belongs here."""

    scope: SilencedScope
    rule: Rule
    until: Instant
    reason: Reason


class Lift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to say."""


def add_silences(api: Api, parts: Parts, watching: Watching, wording: Wording) -> None:
    """`/api/v1/silences…`."""

    def view(answer: Answer, silence: SilenceId) -> SilenceView:
        known = answer.floor.watch.silences[silence]
        return silence_view(answer.floor, known, answer.at, watching=watching, wording=wording)

    @api.operation(
        "GET",
        "/api/v1/silences",
        answers={200: SilencesView},
        roles=WATCHERS,
        summary="Who muted which alert until when",
    )
    def silences(_: Call[None]) -> SilencesView:
        """Those of today and those that still hold, newest first."""
        floor, now = parts.office.floor(), parts.clock.now()
        known = silences_now(floor, now, watching=watching, wording=wording, all_known=True)
        return SilencesView(seq=floor.seq, at=now, silences=known)

    @api.operation(
        "POST",
        "/api/v1/silences",
        body=NewSilence,
        answers={201: SilenceView},
        roles=SUPERVISORS,
        problems=_PROBLEMS,
        summary="Mute an alert until a set time",
        example={
            "scope": {"kind": "office"},
            "rule": "waiting",
            "until": "2026-11-23T03:00:00Z",
            "reason": "A school class comes at half past ten",
        },
    )
    def silence(call: Call[NewSilence]) -> Reply:
        """The alert is recorded and shown as ever and tells nobody, until then or until it is
        lifted. Reallocation goes on.
        """
        body = call.body
        answer = parts.office.ask(
            partial(
                mute,
                scope=Scope(kind=body.scope.kind, id=body.scope.id),
                rule=body.rule,
                until=body.until,
                reason=body.reason,
                by=call.actor.id,
                watching=watching,
            )
        )
        return Reply(view(answer, _made(answer)), status=201)

    @api.operation(
        "POST",
        "/api/v1/silences/<silence>/lift",
        body=Lift,
        answers={200: SilenceView},
        roles=SUPERVISORS,
        problems=("unknown_silence", "already_decided"),
        summary="End a silence before its time",
    )
    def lift(call: Call[Lift], silence: str) -> SilenceView:
        """What still fires unacknowledged is told from now on."""
        name = SilenceId(silence)
        answer = parts.office.ask(
            partial(lift_silence, silence=name, by=call.actor.id, watching=watching)
        )
        return view(answer, name)


def _made(answer: Answer) -> SilenceId:
    return next(e.silence.id for e in answer.events if isinstance(e, AlertSilenced))
