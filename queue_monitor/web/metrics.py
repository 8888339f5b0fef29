"""Prometheus figures in a registry of our own, one per office."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


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

    def request_took(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request. `route` is the pattern, never the path."""
        key = (route, method, status // 100)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._requests.labels(route, method, f"{status // 100}xx")
        child.observe(seconds)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
