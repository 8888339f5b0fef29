"""The web edge: JSON operations, problem documents, page headers, assets, languages and health.

Blueprint factories receive `Parts`, make an `Api(blueprint, parts)` and declare each JSON route by
`@api.operation(...)`. `app.py` calls `install(app, parts)` once.
"""

from queue_monitor.web.identity import (
    ANYONE_KNOWN,
    CLERKS,
    DEVICES,
    ISSUERS,
    STAFF,
    SUPERVISORS,
    Actor,
    Role,
    Via,
)
from queue_monitor.web.operations import Api, Call, Reply
from queue_monitor.web.pages import current_actor, guard, install, safe_next
from queue_monitor.web.parts import Parts
from queue_monitor.web.problems import Mistake, Problem, ProblemDocument
from queue_monitor.web.registry import Media

__all__ = [
    "ANYONE_KNOWN",
    "CLERKS",
    "DEVICES",
    "ISSUERS",
    "STAFF",
    "SUPERVISORS",
    "Actor",
    "Api",
    "Call",
    "Media",
    "Mistake",
    "Parts",
    "Problem",
    "ProblemDocument",
    "Reply",
    "Role",
    "Via",
    "current_actor",
    "guard",
    "install",
    "safe_next",
]
