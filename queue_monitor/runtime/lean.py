"""Libraries loaded without what they bring along and a server never uses: 10 MB of every office."""

import importlib
import sys
from typing import Final

#: What Socket.IO's clients speak with, if it happens to be installed; a server needs none of them.
_OF_CLIENTS: Final = ("requests", "websocket", "aiohttp")


def load_socketio() -> None:
    """Load Socket.IO's server alone. Call it before anything else has loaded Socket.IO."""
    absent = [name for name in _OF_CLIENTS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        importlib.import_module("socketio")
    finally:
        for name in absent:  # others may still want them: a rehearsal asks with requests
            del sys.modules[name]


def forgo_colours() -> None:
    """Keep structlog from loading rich, if a development tool brought it along: it is for
    tracebacks in colours, which a log file does not have.
    """
    sys.modules["rich"] = None  # type: ignore[assignment]
