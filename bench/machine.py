"""The machine under the figures: its cores, and what all measurements share."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_CORES: Final = sorted(os.sched_getaffinity(0))
#: Clients on one core and the server on another, so that neither takes time from the other.
CLIENT_CORE: Final = _CORES[-1]
SERVER_CORE: Final = _CORES[0]


def pin(core: int, pid: int = 0) -> None:
    """Keep every thread of process `pid` (0: this one) on `core`."""
    tasks = Path(f"/proc/{pid or os.getpid()}/task")
    for task in tasks.iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(task.name), {core})


def quantile(ordered: Sequence[float], share: float) -> float:
    """The least value that `share` of the ordered values do not exceed (the nearest rank).

    Raises ValueError for none.
    """
    if not ordered:
        raise ValueError("nothing was measured")
    return ordered[max(math.ceil(round(share * len(ordered), 6)) - 1, 0)]
