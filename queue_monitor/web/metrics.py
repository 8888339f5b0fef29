"""Prometheus figures in a registry of our own, one per office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class ForecastCost(Protocol):
    """What the forecast knows of its own runs, by kind."""

    @property
    def last_s(self) -> Mapping[str, float]: ...

    @property
    def runs(self) -> Mapping[str, int]: ...

    def age_s(self) -> float | None:
        """Seconds since the newest run ended; None before the first."""

    def took_s(self) -> float | None:
        """What that run took; None before the first."""


class _ForecastFigures(Collector):
    def __init__(self, cost: ForecastCost) -> None:
        self._cost = cost

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        runs = CounterMetricFamily(
            "queue_monitor_forecast_runs", "Forecast runs, by kind", labels=("kind",)
        )
        took = GaugeMetricFamily(
            "queue_monitor_forecast_run_seconds", "What the newest run took", labels=("kind",)
        )
        for kind, count in list(self._cost.runs.items()):
            runs.add_metric((kind,), count)
            took.add_metric((kind,), self._cost.last_s.get(kind, 0.0))
        yield runs
        yield took
        age_s = self._cost.age_s()
        if age_s is not None:
            yield GaugeMetricFamily(
                "queue_monitor_forecast_age_seconds", "Since the newest run ended", value=age_s
            )


class Metrics:
    """Request durations by route; other parts add their own figures to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "queue_monitor_request_seconds",
            "Time to answer a request, by route, method and class of status",
            ("route", "method", "status"),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self.sign_ins = Counter(
            "queue_monitor_sign_ins",
            "Attempts to sign in, by outcome",
            ("outcome",),
            registry=self.registry,
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}
        self.forecast: ForecastCost | None = None  # for pages that say the same

    def request_took(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request. `route` is the pattern, never the path."""
        key = (route, method, status // 100)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._requests.labels(route, method, f"{status // 100}xx")
        child.observe(seconds)

    def watch_forecast(self, cost: ForecastCost) -> None:
        """Tell the forecast's runs, what the newest took and how old it is, whenever asked."""
        self.forecast = cost
        self.registry.register(_ForecastFigures(cost))

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
