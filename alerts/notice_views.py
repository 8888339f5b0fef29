"""The delivery log as JSON: who was told what, over which channel, and how that went. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from alerts.shapes import Words
from alerts.wording import Wording
from queue_monitor.domain.events import Event
from queue_monitor.domain.notice_events import NoticeQueued
from queue_monitor.domain.watch import UNDERWAY, Alert, Notice, NoticeState, Watch
from queue_monitor.domain.watch_events import (
    AlertRaised,
    NoticeAnswered,
    NoticeCancelled,
    NoticeClaimed,
    NoticeFailed,
    NoticeSent,
)
from queue_monitor.domain.watch_fold import evolve_watch

#: The events of which the log of another day is made.
OF_NOTICES: Final = (
    AlertRaised,
    NoticeQueued,
    NoticeClaimed,
    NoticeSent,
    NoticeFailed,
    NoticeCancelled,
    NoticeAnswered,
)


class FailureView(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt that failed."""

    at: datetime
    reason: str
    why: Words


class TapDone(msgspec.Struct, frozen=True, kw_only=True):
    """What was done by a link in the message: "ack", "accept" or "decline"."""

    verb: str
    at: datetime


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """One notice. `to` is the recipient's id; an address is never told.

    `state`: "queued", "claimed", "retrying", "sent", "dead" (given up) or "cancelled" (not needed
    any more; `why` says why). `failures`: the latest five.
    """

    id: str
    day: str
    alert: str
    title: Words | None
    kind: str
    step: int
    to: str
    to_name: Words
    post: str | None
    post_name: Words | None
    vacant: Sequence[Words]
    channel: str
    state: str
    attempts: int
    queued_at: datetime
    due_at: datetime
    ended_at: datetime | None
    reason: str | None
    why: Words | None
    failures: Sequence[FailureView]
    taps: Sequence[TapDone]
    about: str | None
    plan: str | None


class NoticesView(msgspec.Struct, frozen=True, kw_only=True):
    """The notices asked for, newest first; and how many of them went which way."""

    seq: int
    at: datetime
    day: str | None  # as "2026-11-23"; null for the present business day
    notices: Sequence[NoticeView]
    sent: int
    underway: int
    dead: int
    cancelled: int
    channels: Sequence[str]  # that any notice of the day went over


def watch_of(events: Iterable[Event], day: str) -> Watch:
    """The alerts and notices of one date, `day`, from the events of its log and of what followed.

    What began before the events do is left out: it belongs to an earlier day.
    """
    watch = Watch()
    for event in events:
        match event:
            case AlertRaised():
                watch = evolve_watch(watch, event)
            case NoticeQueued() if event.notice.id.startswith(day):
                watch = evolve_watch(watch, event)
            case (
                NoticeClaimed()
                | NoticeSent()
                | NoticeFailed()
                | NoticeCancelled()
                | NoticeAnswered()
            ) if event.notice in watch.notices:
                watch = evolve_watch(watch, event)
            case _:
                pass
    return watch


def chosen(
    watch: Watch, *, alert: str | None, channel: str | None, state: str | None
) -> list[Notice]:
    """The notices that are asked for, newest first. `state` "underway" is any of its states."""
    return [
        queued
        for queued in sorted(watch.notices.values(), key=lambda n: n.queued_at, reverse=True)
        if alert in {None, queued.alert}
        and channel in {None, queued.channel}
        and (state in {None, queued.state} or (state == "underway" and queued.is_underway))
    ]


def notices_view(
    watch: Watch,
    shown: Sequence[Notice],
    at: datetime,
    *,
    seq: int,
    day: str | None,
    wording: Wording,
) -> NoticesView:
    """`shown` of the notices of `watch`."""
    states = [queued.state for queued in shown]
    return NoticesView(
        seq=seq,
        at=at,
        day=day,
        notices=[notice_view(q, watch.alerts.get(q.alert), wording) for q in shown],
        sent=states.count(NoticeState.SENT),
        underway=sum(state in UNDERWAY for state in states),
        dead=states.count(NoticeState.DEAD),
        cancelled=states.count(NoticeState.CANCELLED),
        channels=sorted({queued.channel for queued in watch.notices.values()}),
    )


def notice_view(queued: Notice, alert: Alert | None, wording: Wording) -> NoticeView:
    """One notice."""

    return NoticeView(
        id=queued.id,
        day=queued.id.rpartition(".")[0],
        alert=queued.alert,
        title=None if alert is None else wording.title(alert),
        kind=queued.kind,
        step=queued.step,
        to=queued.to,
        to_name=wording.recipient(queued.to),
        post=queued.post,
        post_name=None if queued.post is None else wording.post(queued.post),
        vacant=[wording.post(post) for post in queued.vacant],
        channel=queued.channel,
        state=queued.state,
        attempts=queued.attempts,
        queued_at=queued.queued_at,
        due_at=queued.due_at,
        ended_at=queued.ended_at,
        reason=queued.error,
        why=None if queued.error is None else wording.trouble(queued.error),
        failures=[
            FailureView(at=f.at, reason=f.error, why=wording.trouble(f.error))
            for f in queued.failures
        ],
        taps=[TapDone(verb=tap.verb, at=tap.at) for tap in queued.taps],
        about=queued.about,
        plan=queued.plan,
    )
