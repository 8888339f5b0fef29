"""config.yaml as frozen settings: `load(path)` gives `Settings` or raises `BadConfig`.

`plan(settings)` is what the log must know of them, `hours.state(settings, at)` tells whether the
office is open, `render(complaints)` puts mistakes into words.
"""

from queue_monitor.config import hours
from queue_monitor.config.channels import (
    Apprise,
    Channels,
    Line,
    Mqtt,
    Push,
    Recipient,
    Smtp,
    Webhook,
)
from queue_monitor.config.hours import OpenState
from queue_monitor.config.limits import LimitHours, Limits
from queue_monitor.config.loading import OVERRIDES, load, parse
from queue_monitor.config.machine import Forecast, Kiosk, Privacy, Server
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
from queue_monitor.config.planning import plan
from queue_monitor.config.quiet import QuietHours
from queue_monitor.config.rendering import render
from queue_monitor.config.roster import Roster, Turn
from queue_monitor.config.ruling import book_of, rules_of
from queue_monitor.config.screens import Board, Display
from queue_monitor.config.secret import Secret
from queue_monitor.config.settings import Settings
from queue_monitor.config.watch import (
    Alerts,
    Flapping,
    QuietSpan,
    Reallocation,
    Rung,
)

__all__ = [
    "OVERRIDES",
    "Alerts",
    "Apprise",
    "Board",
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
    "LimitHours",
    "Limits",
    "Line",
    "MissedNumbers",
    "Mqtt",
    "NoonShift",
    "Office",
    "OpenSpan",
    "OpenState",
    "Privacy",
    "Push",
    "QuietHours",
    "QuietSpan",
    "Reallocation",
    "Recipient",
    "Roster",
    "Rung",
    "Secret",
    "Server",
    "Service",
    "Settings",
    "Smtp",
    "Turn",
    "VisitClass",
    "Webhook",
    "book_of",
    "hours",
    "load",
    "parse",
    "plan",
    "render",
    "rules_of",
]
