"""Which async library a command line asks for, read before anything is imported.

Only the standard library's smallest parts are imported here: what is imported before the patch is
not patched. The configuration is read in earnest later, by `queue_monitor.config`; here one line
of it is looked for.
"""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from queue_monitor.runtime.base import AsyncMode

MODES: Final = ("eventlet", "gevent", "threading")
DEFAULT: Final = "eventlet"
#: The commands that answer requests; only they need the async library.
SERVING: Final = frozenset({"serve", "demo"})
CONFIG: Final = "QUEUE_MONITOR_CONFIG"
CONFIG_FILE: Final = "config.yaml"
_LINE: Final = re.compile(r"^[^#\n]*\basync_mode:[ \t]*[\"']?(\w+)", re.MULTILINE)


def chosen(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> AsyncMode:
    """What `--async-mode` says, else config.yaml, else eventlet. Click tells of an unknown word."""
    word = _option(arguments, "--async-mode")
    if word is None:
        config = _option(arguments, "--config") or _option(arguments, "-c")
        word = _in_file(config or environ.get(CONFIG) or CONFIG_FILE)
    return cast(AsyncMode, word) if word in MODES else DEFAULT


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The value of the last `name VALUE` or `name=VALUE`."""
    found = None
    for position, word in enumerate(arguments):
        if word == name:
            found = next(iter(arguments[position + 1 : position + 2]), None)
        elif word.startswith(f"{name}="):
            found = word.partition("=")[2]
    return found


def _in_file(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - pathlib is not imported yet
            found = _LINE.search(file.read())
    except (OSError, UnicodeDecodeError):
        return None
    return None if found is None else found.group(1)
