"""The one place where the parts meet: an office built from its settings, started and stopped."""

from queue_monitor.app.building import build
from queue_monitor.app.running import Running

__all__ = ["Running", "build"]
