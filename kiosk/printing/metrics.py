"""Printers and slips for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from queue_monitor.domain.slips import PrinterState

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor


class PrinterFigures(Collector):
    """Taken from the floor whenever they are asked for."""

    def __init__(self, settings: Settings, floor: Callable[[], Floor]) -> None:
        self._settings = settings
        self._floor = floor

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Nothing for an office without printers."""
        slips = self._floor().slips
        works = GaugeMetricFamily(
            "queue_monitor_printer_works", "1 if slips come out of it", labels=("printer",)
        )
        low = GaugeMetricFamily(
            "queue_monitor_printer_paper_low", "1 if its paper runs low", labels=("printer",)
        )
        waiting = GaugeMetricFamily(
            "queue_monitor_slips_waiting", "Slips that are still to come out", labels=("printer",)
        )
        for printer in self._settings.printers:
            record = slips.printers.get(printer.id)
            works.add_metric((printer.id,), float(record is not None and record.works))
            is_low = record is not None and record.state is PrinterState.PAPER_LOW
            low.add_metric((printer.id,), float(is_low))
            waiting.add_metric((printer.id,), float(len(slips.queue.get(printer.id, ()))))
        if self._settings.printers:
            yield works
            yield low
            yield waiting
            yield GaugeMetricFamily(
                "queue_monitor_slips_printed_today", "Slips that came out", value=slips.printed
            )
