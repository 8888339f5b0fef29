"""Times every request for Prometheus and writes the access log, by route pattern alone.

A path may hold a ticket's token, so no path, query, cookie or header is ever logged.
"""

from __future__ import annotations

import logging
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final

import structlog
from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from queue_monitor.web.metrics import Metrics

_SLOW_S: Final = 1.0


class Observer:
    """Counts answered requests; failures and slow ones are warnings, the rest of level debug."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._log = structlog.get_logger("queue_monitor.access")
        self._writes_all = partial(logging.getLogger().isEnabledFor, logging.DEBUG)

    def answered(
        self, route: str, method: str, status: int, took_s: float, problem: str | None = None
    ) -> None:
        """One request is answered. `route` is the pattern, never the path."""
        self._metrics.request_took(route, method, status, took_s)
        is_notable = status >= 500 or took_s > _SLOW_S
        if is_notable or self._writes_all():
            (self._log.warning if is_notable else self._log.debug)(
                "request",
                method=method,
                route=route,
                status=status,
                took_ms=round(took_s * 1000, 2),
                problem=problem,
            )


def install(app: Flask, metrics: Metrics) -> None:
    """Have every request of `app` observed."""
    observer = Observer(metrics)

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def done(response: Response) -> Response:
        rule = request.url_rule
        took_s = perf_counter() - g.get("started", perf_counter())
        observer.answered(
            rule.rule if rule is not None else "(none)",
            request.method,
            response.status_code,
            took_s,
            g.get("problem_code"),
        )
        return response
