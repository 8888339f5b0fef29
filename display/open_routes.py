"""Open data below /api/v1/open: read by any number of programs, so made once for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from display.open_data import QueueMonitor, as_csv, queue_monitors
from queue_monitor.web.operations import Call, Reply
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from queue_monitor.web.operations import Api
    from queue_monitor.web.parts import Parts

_CACHE_S: Final = 10
#: Pages of other sites may read it: it is for everybody.
_ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}
_CSV: Final = {
    **_ANYBODY,
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'inline; filename="queue-monitor.csv"',
}


class _Made:
    """The newest entities, kept while the log stands."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seq = -1
        self._entities: tuple[QueueMonitor, ...] = ()

    def entities(self) -> tuple[QueueMonitor, ...]:
        floor = self._parts.office.floor()
        if floor.seq != self._seq:
            now = self._parts.clock.now()
            self._entities = queue_monitors(floor, self._parts.settings, now)
            self._seq = floor.seq
        return self._entities


def add(api: Api, parts: Parts) -> None:
    """`/api/v1/open/queue-monitor` as JSON and, with `.csv`, as a table."""
    made = _Made(parts)

    @api.operation(
        "GET",
        "/api/v1/open/queue-monitor",
        answers={200: tuple[QueueMonitor, ...]},
        roles=None,
        summary="Open data: the lines, as QueueMonitor entities",
        cache_s=_CACHE_S,
    )
    def open_queue_monitor(_: Call[None]) -> Reply:
        """One entity for each service, in the fields of the smart data model QueueMonitor (NGSI
        key-values). Without personal data; free to use, also by pages of other sites.
        """
        return Reply(made.entities(), headers=_ANYBODY)

    @api.operation(
        "GET",
        "/api/v1/open/queue-monitor.csv",
        answers={200: Media(content_type="text/csv")},
        roles=None,
        summary="Open data: the same as CSV",
        cache_s=_CACHE_S,
    )
    def open_queue_monitor_csv(_: Call[None]) -> Reply:
        """The same entities, one in each line, with their fields as the first one."""
        return Reply(as_csv(made.entities()), headers=_CSV)
