"""The office at one moment, and how each event changes it."""

from queue_monitor.domain.floor.fold import evolve, replay
from queue_monitor.domain.floor.lines import Companions, LineKey, companions_in
from queue_monitor.domain.floor.state import Floor

__all__ = ["Companions", "Floor", "LineKey", "companions_in", "evolve", "replay"]
