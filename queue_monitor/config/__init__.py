"""config.yaml as frozen settings: `load(path)` gives `Settings` or raises `BadConfig`."""

from queue_monitor.config.machine import Display, Forecast, Kiosk, Privacy, Server
from queue_monitor.config.office import (
    Clerk,
    Counter,
    CounterLane,
    Holiday,
    Hours,
    MissedNumbers,
    NoonShift,
    Office,
    OpenSpan,
    Service,
    VisitClass,
)
from queue_monitor.config.secret import Secret
from queue_monitor.config.settings import Settings
from queue_monitor.config.watch import (
    Alerts,
    Channels,
    Flapping,
    Limits,
    Reallocation,
    Recipient,
    Rung,
    Smtp,
    Webhook,
)

__all__ = [
    "Alerts",
    "Channels",
    "Clerk",
    "Counter",
    "CounterLane",
    "Display",
    "Flapping",
    "Forecast",
    "Holiday",
    "Hours",
    "Kiosk",
    "Limits",
    "MissedNumbers",
    "NoonShift",
    "Office",
    "OpenSpan",
    "Privacy",
    "Reallocation",
    "Recipient",
    "Rung",
    "Secret",
    "Server",
    "Service",
    "Settings",
    "Smtp",
    "VisitClass",
    "Webhook",
]
