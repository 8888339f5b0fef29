"""Log lines: structured, in English, and never with a secret in them.

`configure` is called once by the entry point. Whatever a line holds goes through `redact` last:
values under a telling name are replaced, and so is whatever looks like one of our secrets, in
messages and tracebacks too. The standard library's loggers go the same way.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import IO, Any, Final

import msgspec
import structlog

HIDDEN: Final = "[hidden]"
_TELLING: Final = re.compile(
    r"passw|secret|token|cookie|authori[sz]ation|csrf|session|credential|\bkey\b|link\b", re.I
)
#: Not secrets though their names sound so.
_HARMLESS: Final = frozenset({"token_id", "problem", "route"})
_LOOKS: Final = re.compile(
    r"qm_(?:kiosk|clerk|supervisor|viewer|admin|greeter|board)_[\w-]+"  # bearer tokens
    r"|(?i:bearer)\s+[\w.~+/-]+=*"
    r"|(?:__Host-)?qm_(?:session|device|ticket)=[^;\s\"']+"
    r"|(?<=set-up#)[\w-]+"
    r"|(?<=/t#)[\w-]+"
    r"|(?<=/tickets/)[\w-]{20,}"
    r"|(?<=/slip/)[\w-]{20,}"
    r"|(?<=/qr/)[\w-]{20,}"
    r"|(?<=/pairing/)[\w-]{20,}"
)


def configure(*, level: str = "info", as_json: bool = False, stream: IO[str] | None = None) -> None:
    """Send all log lines to `stream` (standard error), as JSON lines or for a person's eyes."""
    out = stream if stream is not None else sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    first: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        redact,
        _json_line if as_json else structlog.dev.ConsoleRenderer(colors=out.isatty()),
    ]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=first, processors=last)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for chatty in ("werkzeug", "engineio", "socketio", "urllib3", "flask-limiter"):
        logging.getLogger(chatty).setLevel(max(threshold, logging.WARNING))
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: replace every secret in a line, by name or by look."""
    for name, value in event.items():
        event[name] = _clean(name, value)
    return event


def _clean(name: str, value: Any) -> Any:
    if name not in _HARMLESS and value is not None and _TELLING.search(name):
        return HIDDEN
    if isinstance(value, str):
        return _LOOKS.sub(HIDDEN, value)
    if isinstance(value, Mapping):
        return {k: _clean(str(k), v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_clean("", v) for v in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _LOOKS.sub(HIDDEN, str(value))


def _json_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return msgspec.json.encode(event).decode()
