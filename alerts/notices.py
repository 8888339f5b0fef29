"""Who is to be told, and how: the ladder of the settings, and notices as values. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from alerts.roster import Post, posts_of
from queue_monitor.config import QuietHours, Settings
from queue_monitor.domain.model import DayId
from queue_monitor.domain.watch import (
    Alert,
    Duty,
    Notice,
    NoticeId,
    NoticeKind,
    PlanId,
    notice_id,
)

#: A notice that could not be delivered for so long is given up.
DEADLINE: Final = timedelta(hours=24)
SHORTEST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=5)
#: A worker that has not said how it went by then has died: another may send.
CLAIM: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One recipient over one channel."""

    to: str  # id in config.yaml
    channel: str
    post: str | None = field(default=None, compare=False)  # for which they are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder: people, and posts whose holder is asked for when it is taken."""

    after: timedelta
    routes: tuple[Route, ...] = ()
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whom a step reaches, and which posts nobody was on duty for."""

    routes: tuple[Route, ...] = ()
    vacant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Who is told of an unacknowledged alert, step by step; the last step repeats."""

    rungs: tuple[Rung, ...] = ()
    repeat_every: timedelta = timedelta(minutes=10)
    notify_after: timedelta = timedelta(seconds=5)
    others: Mapping[str, tuple[Route, ...]] = field(default_factory=dict)  # routes by recipient
    posts: Mapping[str, Post] = field(default_factory=dict)
    quiet: QuietHours = field(default_factory=QuietHours)

    def after(self, step: int) -> timedelta:
        """Time from the first step's base to step `step`, counted from 0."""
        last = len(self.rungs) - 1
        return self.rungs[min(step, last)].after + max(step - last, 0) * self.repeat_every

    def telling(self, step: int, duties: Sequence[Duty], at: datetime) -> Telling:
        """Who is told at step `step`. Where nobody is on duty, the next rung is told at once; past
        the last one, the nearest below it. Nobody if there is no ladder, or nobody at all on it.
        """
        here = min(step, len(self.rungs) - 1)
        vacant: list[str] = []
        for rung in (*self.rungs[here:], *reversed(self.rungs[:here])):
            routes, empty = self._reached(rung, duties, at)
            vacant += empty
            if routes:
                return Telling(routes=routes, vacant=tuple(dict.fromkeys(vacant)))
        return Telling(vacant=tuple(dict.fromkeys(vacant)))

    def next_hands(self, duties: Sequence[Duty], at: datetime) -> datetime | None:
        """When a post changes hands next, so that a step that reached nobody may reach somebody."""
        changes = (post.next_change(duties, at) for post in self.posts.values())
        return min((change for change in changes if change is not None), default=None)

    def _reached(
        self, rung: Rung, duties: Sequence[Duty], at: datetime
    ) -> tuple[tuple[Route, ...], list[str]]:
        routes, vacant = list(rung.routes), []
        for name in rung.posts:
            who = self.posts[name].on_duty(duties, at)
            ways = () if who is None else self.others.get(who, ())
            if not ways:
                vacant.append(name)
            routes += [Route(to=way.to, channel=way.channel, post=name) for way in ways]
        return tuple(dict.fromkeys(routes)), vacant

    def newest_overdue(self, alert: Alert, at: datetime) -> int | None:
        """The step to take now: of several overdue steps only the newest; None if none is due."""
        due_at = self.due_at(alert)
        if due_at is None or due_at > at:
            return None
        step = alert.step
        while alert.ladder_at is not None and self._instant(alert, step + 1) <= at:
            step += 1
        return step

    def due_at(self, alert: Alert) -> datetime | None:
        """When the next step is due in this run of FIRING; None if nobody can be told."""
        if not self.rungs or alert.fired_at is None:
            return None
        return self._instant(alert, alert.step)

    def _instant(self, alert: Alert, step: int) -> datetime:
        if alert.ladder_at is None:
            return (alert.fired_at or alert.noticed_at) + self.rungs[0].after
        return alert.ladder_at - self.rungs[0].after + self.after(step)


def ladder_of(settings: Settings) -> Ladder:
    """The ladder with the channels that are switched on; rungs that reach nobody are left out."""
    by_recipient = {to: tuple(_routes(settings, to)) for to in settings.recipients}
    anybody = any(by_recipient.values())  # may be put on duty by a swap
    rungs = (
        Rung(
            after=r.after,
            routes=tuple(w for to in r.tell for w in by_recipient.get(to, ())),
            posts=tuple(to for to in r.tell if to in settings.rosters and anybody),
        )
        for r in sorted(settings.alerts.ladder, key=lambda rung: rung.after)
    )
    return Ladder(
        rungs=tuple(rung for rung in rungs if rung.routes or rung.posts),
        repeat_every=settings.alerts.repeat_every,
        notify_after=settings.alerts.notify_after,
        others=by_recipient,
        posts=posts_of(settings),
        quiet=QuietHours(spans=settings.alerts.quiet_hours, zone=settings.office.time_zone),
    )


def _routes(settings: Settings, to: str) -> Iterable[Route]:
    reaching = settings.channels.reaching(settings.recipients[to])
    return (Route(to=to, channel=channel) for channel in reaching)


def notice(
    *,
    day: DayId,
    number: int,
    alert: Alert,
    kind: NoticeKind,
    route: Route,
    at: datetime,
    step: int = 0,
    wait: timedelta = timedelta(0),
    about: NoticeId | None = None,
    vacant: tuple[str, ...] = (),
    plan: PlanId | None = None,
) -> Notice:
    """A notice queued at `at`, to be sent after `wait` if it is then still needed."""
    return Notice(
        id=notice_id(day, number),
        alert=alert.id,
        kind=kind,
        channel=route.channel,
        to=route.to,
        step=step,
        queued_at=at,
        due_at=at + wait,
        expires_at=at + DEADLINE,
        about=about,
        post=route.post,
        vacant=vacant,
        plan=plan,
    )


def back_off(attempts: int, *, jitter: float) -> timedelta:
    """Pause after the `attempts`-th failure: 1 s, 2 s, 4 s … 5 min, of which `jitter` (0 to 1)
    decides the upper half, so that many notices do not come back at the same instant.
    """
    doublings = min(max(attempts, 1) - 1, 16)
    full = min(SHORTEST_PAUSE * float(2**doublings), LONGEST_PAUSE)
    return max(full * (0.5 + 0.5 * jitter), SHORTEST_PAUSE)


def instead_of(ladder: Ladder, dead: Notice, duties: Sequence[Duty], at: datetime) -> Route | None:
    """Another channel for what could not be delivered: to the same person, or to the first on the
    ladder who has one; None if there is no other channel.
    """
    own = [w for w in ladder.others.get(dead.to, ()) if w.channel != dead.channel]
    steps = range(len(ladder.rungs))
    rest = (w for step in steps for w in ladder.telling(step, duties, at).routes)
    return next(iter((*own, *(w for w in rest if w.channel != dead.channel))), None)
