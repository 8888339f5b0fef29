"""The light at the desk: what the broker is to keep for it, and whether we reach the broker.

Lights show what the screens show, at once: they stand inside the house, so neither ladder nor
`notify_after` is waited for.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final, Literal

from alerts.channels.mqtt_desk import MqttDesk
from alerts.seams import Tasks
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import SYSTEM
from queue_monitor.domain.rulebook import SMALL
from queue_monitor.domain.watch import Alert, AlertState
from queue_monitor.domain.watch_events import ChannelTried
from queue_monitor.office import Office

Light = Literal["green", "amber", "red", "off"]

CHANNEL: Final = "mqtt"
_LOOK_EVERY_S: Final = 5.0
_PACE_S: Final = 0.05  # in a rush one state stands for several events
_SEEN: Final = frozenset({AlertState.ACKED, AlertState.CLEARING})


def light(floor: Floor) -> Light:
    """Red: an alert nobody has seen; amber: one in hand, or a warning; green: calm; off: closed."""
    active = floor.watch.active()
    if any(a.state is AlertState.FIRING and a.rule not in SMALL for a in active):
        return "red"
    if any(a.state in _SEEN or a.state is AlertState.FIRING for a in active):
        return "amber"
    return "green" if floor.is_open else "off"


def retained(floor: Floor) -> Mapping[str, bytes]:
    """What the broker keeps, by topic below the office's: one word, and all of it as JSON."""
    shown = light(floor)
    state = {
        "light": shown,
        "open": floor.is_open,
        "practice": floor.day is not None and floor.day.practice,
        "alerts": [_alert(a) for a in floor.watch.active() if a.state is not AlertState.PENDING],
    }
    return {"light": shown.encode(), "state": json.dumps(state, ensure_ascii=False).encode()}


def _alert(alert: Alert) -> Mapping[str, object]:
    return {
        "alert": alert.id,
        "rule": alert.rule.value,
        "scope": {"kind": alert.scope.kind.value, "id": alert.scope.id},
        "state": alert.state.value,
        "limit": alert.limit,
        "crossed_at": alert.crossed_at.isoformat().replace("+00:00", "Z"),
    }


class Desk:
    """Keeps the broker's picture of the office new, and the log's picture of the broker."""

    def __init__(self, *, office: Office, tasks: Tasks, line: MqttDesk) -> None:
        self._office = office
        self._follower = office.stream.follower()
        self._tasks = tasks
        self._line = line
        self._is_connecting = False

    def run(self, alive: Callable[[], bool]) -> None:
        """Show what changes until `alive` says no."""
        if not self._is_connecting:  # begun again after a fault of ours: the line still stands
            self._is_connecting = True
            self._tasks.spawn(self._tasks.offload, self._line.run)
        while alive():
            self._tasks.offload(self._line.show, retained(self._follower.floor))
            self._follower.wait(_LOOK_EVERY_S)
            self._tasks.sleep(_PACE_S)
            self._follower.take()
            with suppress(TryLater):
                self.note()

    def note(self) -> None:
        """Record that the connection broke, or that it is back; once each. Raises TryLater."""
        trouble = self._line.trouble
        if _is_news(self._office.floor(), trouble):
            self._office.ask(partial(line_changed, trouble=trouble))

    def close(self) -> None:
        """Tell the broker that the office goes."""
        if self._is_connecting:
            self._tasks.offload(self._line.close)


def line_changed(floor: Floor, at: datetime, *, trouble: str | None) -> Sequence[Event]:
    """The connection to the broker came or went; nothing if that is known."""
    if not _is_news(floor, trouble):
        return ()
    return (ChannelTried(at=at, channel=CHANNEL, by=SYSTEM, to="", error=trouble),)


def _is_news(floor: Floor, trouble: str | None) -> bool:
    return (trouble is not None) != floor.watch.channel(CHANNEL).is_failing
