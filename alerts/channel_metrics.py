"""How the channels fare, for Prometheus: read from the floor when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from alerts.channels.reasons import parsed

if TYPE_CHECKING:
    from prometheus_client import Metric

    from queue_monitor.domain.floor import Floor

_PREFIX = "queue_monitor_channel"


class ChannelFigures(Collector):
    """One line for each channel that was ever used."""

    def __init__(self, floor: Callable[[], Floor]) -> None:
        self._floor = floor

    def describe(self) -> Iterator[Metric]:
        """Nothing to check names against at registration; the floor is not there yet."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures of now."""
        succeeded = GaugeMetricFamily(
            f"{_PREFIX}_last_success_timestamp_seconds",
            "When a message last got through, by channel",
            labels=("channel",),
        )
        failed = GaugeMetricFamily(
            f"{_PREFIX}_last_failure_timestamp_seconds",
            "When a message last did not get through, by channel and reason",
            labels=("channel", "reason"),
        )
        row = GaugeMetricFamily(
            f"{_PREFIX}_failures_in_a_row",
            "Messages that did not get through since the latest one that did, by channel",
            labels=("channel",),
        )
        for name, record in self._floor().watch.channels.items():
            row.add_metric((name,), record.failures)
            if record.succeeded_at is not None:
                succeeded.add_metric((name,), record.succeeded_at.timestamp())
            if record.failed_at is not None:
                failed.add_metric((name, _reason(record.error)), record.failed_at.timestamp())
        yield from (succeeded, failed, row)


def _reason(error: str | None) -> str:
    reason = parsed(error or "").reason
    return "unknown" if reason is None else reason.value
