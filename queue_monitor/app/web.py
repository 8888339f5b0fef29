"""The web application: every page and operation of the office, and its live topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Flask
from flask_socketio import SocketIO

import alerts.channel_routes
import alerts.routes
import display.routes
import kiosk.routes
import queue_monitor.accounts.routes
import queue_monitor.console.routes
import queue_monitor.statistics.score_routes
import queue_monitor.statistics.waits_routes
from alerts.channels.ways import Ways
from queue_monitor.runtime import Runtime
from queue_monitor.statistics.day_scores import DayScores
from queue_monitor.statistics.visit_table import VisitTable
from queue_monitor.web import Parts, install
from queue_monitor.web.peer import is_same_origin
from queue_monitor.web.thrift import ping_without_waiting_tasks


class _Json:
    """What Socket.IO encodes and decodes with."""

    @staticmethod
    def dumps(value: object, **_options: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: Any) -> Any:
        return msgspec.json.decode(text)


class _Web(Flask):
    """Flask without coroutines: looking for them took a tenth of the time of a request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself; none of ours is a coroutine."""
        return func


def web_app(
    parts: Parts, runtime: Runtime, ways: Ways, scores: DayScores, visits: VisitTable
) -> Flask:
    """Every page and operation of the office, and its live topics."""
    app = _Web("queue_monitor")
    office = parts.settings.office
    install(app, parts, timezone=office.time_zone, offered=office.languages)
    for module in (
        kiosk.routes,
        display.routes,
        queue_monitor.console.routes,
        queue_monitor.accounts.routes,
        alerts.routes,
    ):
        app.register_blueprint(module.blueprint(parts))
    app.register_blueprint(alerts.channel_routes.blueprint(parts, ways))
    app.register_blueprint(queue_monitor.statistics.score_routes.blueprint(parts, scores))
    app.register_blueprint(queue_monitor.statistics.waits_routes.blueprint(parts, visits))
    socketio = SocketIO(
        app,
        async_mode=runtime.mode,
        json=_Json,
        manage_session=False,
        cors_allowed_origins=lambda _origin, environ: is_same_origin(environ, parts.site),
        max_http_buffer_size=64 * 1024,
        ping_interval=25,
        ping_timeout=20,
    )
    ping_without_waiting_tasks(socketio, runtime)
    parts.live.attach(socketio)
    if runtime.mode == "eventlet":
        # Clients that keep their connection busy would starve everybody else.
        app.before_request(lambda: runtime.sleep(0))
    parts.lean.install(app, parts.metrics)
    return app
