"""Whom or what an alert is about, beyond its title: this number, that counter, which device."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from alerts.crossings import is_over, subjects_over
from alerts.readings import Heard, Readings
from alerts.subjects import Subject
from alerts.watching import Watching
from queue_monitor.accounts.records import Device
from queue_monitor.accounts.service import Accounts
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import Rule
from queue_monitor.domain.watch import Alert
from queue_monitor.web.identity import Identities

#: Rules whose alert is about single things that can be named.
_NAMED: Final = frozenset(
    {Rule.LONG_SERVICE, Rule.UNSTARTED, Rule.IDLE, Rule.PARKED, Rule.SILENT, Rule.CHANNEL}
)
_MOST: Final = 3  # the furthest of them are named

About = Callable[[Floor, Alert, datetime], Sequence[Subject]]


def about_in(watching: Watching, devices: Callable[[], Sequence[Heard]]) -> About:
    """What finds the subjects of an alert in this office."""

    def find(floor: Floor, alert: Alert, at: datetime) -> Sequence[Subject]:
        if alert.rule not in _NAMED or not alert.is_active:
            return ()
        readings = Readings(devices=tuple(devices()))
        condition = watching.on(floor, at, readings).condition(alert)
        if condition is None or not is_over(floor, condition, at):
            return ()
        return subjects_over(floor, condition, at)[:_MOST]

    return find


def heard_of(accounts: Identities) -> tuple[Heard, ...]:
    """Every paired device and when it was last heard of, or paired. Reads the vault."""
    return _heard(accounts.devices.all()) if isinstance(accounts, Accounts) else ()


def lately_heard(accounts: Identities) -> tuple[Heard, ...]:
    """The same as of the latest reading, at once."""
    return _heard(accounts.devices.latest) if isinstance(accounts, Accounts) else ()


def _heard(devices: Sequence[Device]) -> tuple[Heard, ...]:
    return tuple(
        Heard(id=d.id, name=d.name, kind=d.role.value, at=d.seen_at or d.paired_at) for d in devices
    )


def device_name(accounts: Identities, device: str) -> str:
    """What staff call it; its id if it is gone."""
    return next((d.name for d in lately_heard(accounts) if d.id == device), device)
