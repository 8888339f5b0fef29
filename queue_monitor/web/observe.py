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


def install(app: Flask, metrics: Metrics) -> None:
    """Count every request; log failures and slow ones as warnings, the rest at level debug."""
    log = structlog.get_logger("queue_monitor.access")

    writes_all = partial(logging.getLogger().isEnabledFor, logging.DEBUG)

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def done(response: Response) -> Response:
        rule = request.url_rule
        route = rule.rule if rule is not None else "(none)"
        method, status = request.method, response.status_code
        took_s = perf_counter() - g.get("started", perf_counter())
        metrics.request_took(route, method, status, took_s)
        is_notable = status >= 500 or took_s > _SLOW_S
        if is_notable or writes_all():
            (log.warning if is_notable else log.debug)(
                "request",
                method=method,
                route=route,
                status=status,
                took_ms=round(took_s * 1000, 2),
                problem=g.get("problem_code"),
            )
        return response
