"""The one seam to the async library: `patch`, `offload`, `serve` and the primitives around them.

Nothing else in the product imports eventlet or gevent. `patch()` must come before every other
import of the process (see `__main__`).
"""

from queue_monitor.runtime.base import AsyncMode, Promise, Runtime, Serving, Signal
from queue_monitor.runtime.choice import load, patch

__all__ = ["AsyncMode", "Promise", "Runtime", "Serving", "Signal", "load", "patch"]
