"""A simulated day in the office-day format."""

from __future__ import annotations

import json
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from queue_monitor.statistics.office_day import OfficeFacts, office_day

if TYPE_CHECKING:
    from queue_monitor.simulation.direct import DirectPort


def written(port: DirectPort) -> bytes:
    """What happened through `port`, as `export --format office-day` writes it."""
    facts = OfficeFacts(zone=ZoneInfo("Asia/Taipei"), opens=time(8), closes=time(17))
    day = office_day([event for _, event in port.store.read()], facts)
    return json.dumps(day, ensure_ascii=False).encode()
