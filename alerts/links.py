"""One tap from a message: links that acknowledge an alert, accept or decline a plan.

A link names the notice it came with, what it does and until when, under the office's seal. It
stands behind the # of an address, so that no log, proxy or `Referer` ever has it, and opening it
changes nothing: mail scanners and previews open links. Only the page's button does, once; that it
was used is recorded with what it did, in one append.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from alerts import proposals, requests
from alerts.draft import Draft
from alerts.moves import ALERT_MOVES
from alerts.notices import CLAIM
from alerts.plan_notices import is_offer
from alerts.watching import Watching
from alerts.wording import RECIPIENT
from queue_monitor.domain.errors import LinkSpent, UnknownLink
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.notice_events import NoticeAnswered
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Notice,
    NoticeId,
    NoticeKind,
    Plan,
    PlanId,
    PlanState,
    Verb,
    Watch,
)

PAGE: Final = "/tap"


class Seal(Protocol):
    """Makes a text into a token that nobody else can make; `tokens.Seal` is one."""

    def sign(self, text: str) -> str: ...

    def read(self, token: str) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What one link does, for whom, and until when."""

    verb: Verb
    notice: NoticeId
    to: str  # recipient id, who is the actor
    alert: AlertId
    plan: PlanId | None
    expires_at: datetime

    @property
    def actor(self) -> ActorId:
        """Who acts when it is used."""
        return ActorId(f"{RECIPIENT}{self.to}")

    @property
    def text(self) -> str:
        """What is signed."""
        plan, until = self.plan or "-", int(self.expires_at.timestamp())
        return f"{self.verb} {self.notice} {self.to} {self.alert} {plan} {until}"


class Standing(StrEnum):
    """How things stand for a link now."""

    OPEN = "open"  # the button may be pressed
    USED = "used"  # by this very link
    DONE = "done"  # somebody else was first
    OVER = "over"  # there is nothing left to acknowledge or to decide
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Makes and reads the links of one office. `base`: its public address, or None: no links."""

    seal: Seal
    base: str | None
    valid: timedelta

    def of(self, watch: Watch, queued: Notice) -> Mapping[Verb, str]:
        """The links of a message sent now: only those for which there is something to do."""
        if self.base is None:
            return {}
        base = self.base.rstrip("/")
        return {
            verb: f"{base}{PAGE}#{self.seal.sign(self._link(queued, verb).text)}"
            for verb in verbs(watch, queued)
        }

    def read(self, token: str) -> Link:
        """The link behind a token. Raises UnknownLink for anything that is not one of ours."""
        text = self.seal.read(token)
        if text is None:
            raise UnknownLink
        verb, notice, rest = text.split(" ", 2)
        to, alert, plan, until = rest.rsplit(" ", 3)  # config.yaml may name people with spaces
        return Link(
            verb=Verb(verb),
            notice=NoticeId(notice),
            to=to,
            alert=AlertId(alert),
            plan=None if plan == "-" else PlanId(plan),
            expires_at=datetime.fromtimestamp(int(until), UTC),
        )

    def _link(self, queued: Notice, verb: Verb) -> Link:
        claimed = queued.claimed_until
        sent_at = queued.due_at if claimed is None else claimed - CLAIM
        return Link(
            verb=verb,
            notice=queued.id,
            to=queued.to,
            alert=queued.alert,
            plan=None if verb is Verb.ACK else queued.plan,
            expires_at=sent_at + self.valid,
        )


def verbs(watch: Watch, queued: Notice) -> Sequence[Verb]:
    """What whoever gets the message can do."""
    alert = watch.alerts.get(queued.alert)
    found = []
    if alert is not None and alert.state is AlertState.FIRING:
        found.append(Verb.ACK)
    if queued.kind in {NoticeKind.FIRING, NoticeKind.PROPOSED} and is_offer(watch, queued):
        found += [Verb.ACCEPT, Verb.DECLINE]
    return found


def standing(watch: Watch, link: Link, at: datetime) -> Standing:
    """How things stand for `link` at `at`; what has been done is told before that it is late."""
    queued = watch.notices.get(link.notice)
    if queued is not None and any(tap.verb is link.verb for tap in queued.taps):
        return Standing.USED
    stands = _alert_stands if link.verb is Verb.ACK else _plan_stands
    found = stands(watch, link)
    if found is Standing.OPEN and (queued is None or link.expires_at <= at):
        return Standing.EXPIRED
    return found


def use(
    floor: Floor, at: datetime, *, link: Link, reason: str | None, watching: Watching
) -> Sequence[Event]:
    """Do what the link is for, once. Whoever decides on a plan has seen its alert.

    Raises LinkSpent when there is nothing to be done by it (any more).
    """
    if standing(floor.watch, link, at) is not Standing.OPEN:
        raise LinkSpent
    draft = Draft(floor, at)
    draft.add(NoticeAnswered(at=at, notice=link.notice, verb=link.verb))
    if _may_ack(draft.watch.alerts.get(link.alert)):
        draft.add(
            *requests.acknowledge(
                draft.floor, at, alert=link.alert, by=link.actor, note=None, watching=watching
            )
        )
    if link.plan is not None and link.verb is Verb.ACCEPT:
        draft.add(
            *proposals.accept(draft.floor, at, plan=link.plan, by=link.actor, watching=watching)
        )
    elif link.plan is not None and link.verb is Verb.DECLINE:
        draft.add(*proposals.decline(draft.floor, at, plan=link.plan, by=link.actor, reason=reason))
    return draft.events


def plan_of(watch: Watch, link: Link) -> Plan | None:
    """The plan it is about, while that is known."""
    return None if link.plan is None else watch.plans.get(link.plan)


def _is_acked(alert: Alert) -> bool:
    return AlertState.ACKED in {alert.state, alert.before}


def _may_ack(alert: Alert | None) -> bool:
    if alert is None or _is_acked(alert):
        return False
    return AlertState.ACKED in ALERT_MOVES[alert.state]


def _alert_stands(watch: Watch, link: Link) -> Standing:
    alert = watch.alerts.get(link.alert)
    if alert is not None and _is_acked(alert):
        return Standing.DONE
    return Standing.OPEN if _may_ack(alert) else Standing.OVER


def _plan_stands(watch: Watch, link: Link) -> Standing:
    plan = plan_of(watch, link)
    if plan is None or plan.decided_by is None:
        proposed = plan is not None and plan.state is PlanState.PROPOSED
        return Standing.OPEN if proposed else Standing.OVER
    return Standing.DONE
