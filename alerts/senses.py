"""Where e-Eyes gets its readings: the forecast's odds, and when each device was last heard of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from alerts.conditions import Condition
from alerts.crossings import is_over
from alerts.readings import Heard, Odds, Readings
from alerts.seams import Tasks
from alerts.subjects import class_of, service_of
from alerts.watching import Watching
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import CROWD, Rule, Scope
from queue_monitor.forecast.base import BreachOdds, ClearLimits

_ASK_EVERY_S: Final = 5.0


class Foresight(Protocol):
    """What is needed of the forecast; `forecast.base.Forecast` is one."""

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        """The odds that each of `limits` is crossed soon, in their order. Never blocks."""


class Senses:
    """The newest readings. Asking for them never waits for anything."""

    def __init__(
        self,
        *,
        foresight: Foresight,
        devices: Callable[[], Sequence[Heard]],
        channels: frozenset[str],
        watching: Watching,
        tasks: Tasks,
    ) -> None:
        self._foresight = foresight
        self._ask_devices = devices
        self._channels = channels
        self._watching = watching
        self._tasks = tasks
        self._devices: tuple[Heard, ...] | None = None

    def run(self, alive: Callable[[], bool]) -> None:
        """Keep asking who was heard when, until `alive` says no."""
        while alive():
            self.listen()
            self._tasks.sleep(_ASK_EVERY_S)

    def listen(self) -> None:
        """Ask once; what cannot be asked now stays as it was known."""
        try:
            self._devices = tuple(self._ask_devices())
        except TryLater:
            return

    def readings(self, floor: Floor, at: datetime) -> Readings:
        """All that is known at `at`."""
        return Readings(odds=self._odds(floor, at), devices=self._devices, channels=self._channels)

    def _odds(self, floor: Floor, at: datetime) -> Mapping[Scope, Odds]:
        """Of each scope whose odds are watched, that one of its limits of the hour is crossed."""
        return foreseen(self._foresight, self._watching, floor, at)


def foreseen(
    foresight: Foresight, watching: Watching, floor: Floor, at: datetime
) -> Mapping[Scope, Odds]:
    """Of each scope whose odds are watched, that one of its limits of the hour is crossed soon.

    What is crossed already is certain; nobody need play a day to know.
    """
    if not floor.is_open:
        return {}
    on = watching.on(floor, at).conditions
    asked = [c for c in on if c.rule is Rule.FORECAST]
    limits = [crowd_limits(on, c.scope) for c in asked]
    watched = [(c, lim) for c, lim in zip(asked, limits, strict=True) if lim is not None]
    if not watched:
        return {}
    over = {c.scope for c in on if c.rule in CROWD and is_over(floor, c, at)}
    certain = {c.scope: Odds(percent=100.0, at=at) for c, _ in watched if c.scope in over}
    open_ = [(c, lim) for c, lim in watched if c.scope not in over]
    found = foresight.breach(floor, at, [lim for _, lim in open_]) if open_ else ()
    return certain | {
        condition.scope: Odds(percent=_percent(odds, condition), at=min(odds.made_at, at))
        for (condition, _), odds in zip(open_, found, strict=True)
    }


def _percent(odds: BreachOdds, condition: Condition) -> float:
    return 100.0 * odds.within(condition.within or timedelta(minutes=15))


def crowd_limits(conditions: Sequence[Condition], scope: Scope) -> ClearLimits | None:
    """The limits that raise a crowd's alert in the scope, as the forecast takes them; None if it
    has none at this hour.
    """
    known = {c.rule: c.limit for c in conditions if c.scope == scope and c.rule in CROWD}
    waiting = known.get(Rule.WAITING, float("inf"))
    wait_s = known.get(Rule.WAIT, float("inf"))
    if waiting == wait_s == float("inf"):
        return None
    return ClearLimits(
        waiting=None if waiting == float("inf") else int(waiting),
        wait=None if wait_s == float("inf") else timedelta(seconds=wait_s),
        service=service_of(scope),
        visit_class=class_of(scope),
    )
