"""One episode as its page tells it: who did what, and what went by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alerts.appraisals import Course
from alerts.report_views import episode_view
from alerts.wording import Wording
from queue_monitor.web.catalogues import Catalogues
from tests.alerts.office import WatchedDay, a_day, opening, watching
from tests.config.office import office_with

WORDING = Wording(settings=office_with(), texts=Catalogues.of_packages())


def crowded(**changes: Any) -> WatchedDay:
    day = a_day(watching(wait_limit=None, **changes), counters=2)
    day.come(8)
    day.propose(opening(3, "c4", "c3"))
    return day


def told(day: WatchedDay) -> list[tuple[str, str | None]]:
    """What was done, and by whom."""
    (alert,) = day.floor.watch.alerts.values()
    view = episode_view(
        day.floor,
        day.at,
        alert,
        day.floor.watch.plans_of(alert.id),
        Course(points=(), without=(), appraisal=None),
        watching=day.rules_of,
        wording=WORDING,
    )
    return [(action.kind, action.who) for action in view.actions]


def test_no_answer_is_no_refusal() -> None:
    day = crowded()
    day.accept()
    day.passes(minutes=1)
    day.clerk_stays("c3")
    kinds = [kind for kind, _ in told(day)]
    assert kinds == ["crossed", "proposed", "accepted", "clerk_silent", "clerk_declined"]


def test_what_went_ahead_by_itself_was_accepted_by_nobody() -> None:
    day = crowded(mode="auto", auto_after=timedelta(minutes=2))
    day.passes(minutes=2)
    assert told(day)[-1] == ("accepted_by_itself", None)
