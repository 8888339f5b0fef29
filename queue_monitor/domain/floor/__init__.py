"""The office at one moment, and how each event changes it."""

from queue_monitor.domain.floor.fold import evolve, replay
from queue_monitor.domain.floor.lines import LineKey
from queue_monitor.domain.floor.state import Floor

__all__ = ["Floor", "LineKey", "evolve", "replay"]
