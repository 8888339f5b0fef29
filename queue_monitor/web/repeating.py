"""`Idempotency-Key`: one key for one wish, so that a request repeated has no second effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext

from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from queue_monitor.web.operations import Call

KEY: Final = "Idempotency-Key"
_LONGEST: Final = 200


def key_of(call: Call[Any]) -> str | None:
    """The request's key; None without one. Raises Problem "invalid_body" for one of no length."""
    key = call.header(KEY)
    if key is not None and not 0 < len(key) <= _LONGEST:
        what = gettext("must be 1 to {n} characters long").format(n=_LONGEST)
        raise Problem("invalid_body", errors=(Mistake(where=f"header {KEY}", what=what),))
    return key
