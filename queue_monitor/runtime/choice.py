"""Choosing the async library, once for the process."""

import importlib
import os
import warnings
from typing import cast

from queue_monitor.runtime.base import AsyncMode, Runtime


def quiet_eventlet() -> None:
    """Hide exactly eventlet's notice that it is in maintenance; every other warning stays."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated", category=Warning)


def patch(mode: AsyncMode) -> None:
    """Make the standard library cooperate with `mode`. Call it before any other import."""
    if mode == "eventlet":
        quiet_eventlet()
        # Its resolver would load dnspython: 12 MB and half a second of every start. Names are
        # looked up in real threads instead, by whatever is offloaded.
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
        importlib.import_module("eventlet").monkey_patch()
    elif mode == "gevent":
        importlib.import_module("gevent.monkey").patch_all()


def load(mode: AsyncMode) -> Runtime:
    """The runtime of `mode`; the process must have been patched for it."""
    quiet_eventlet()
    module = importlib.import_module(f"queue_monitor.runtime.on_{mode}")
    return cast(Runtime, module.runtime())
