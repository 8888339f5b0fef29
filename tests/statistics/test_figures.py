"""Figures by their definitions, on sets small enough to count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from queue_monitor.domain.model import WALK_IN, DayId, ServiceId, TicketId
from queue_monitor.statistics.figures import arrivals_by_hour, by_service, figures, spans
from queue_monitor.statistics.visit import Outcome, Visit

AT = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)


def visit(service: str = "a", **more: Any) -> Visit:
    return Visit(
        **{
            "ticket": TicketId("2026-03-04/A001"),
            "day": DayId("2026-03-04"),
            "date": date(2026, 3, 4),
            "practice": False,
            "number": "A001",
            "service": ServiceId(service),
            "visit_class": WALK_IN,
            "language": "en",
            "issued_at": AT,
            **more,
        }
    )


def done(waiting_s: float, **more: Any) -> Visit:
    return visit(
        **{"waiting_s": waiting_s, "service_s": 60.0, "outcome": Outcome.DONE, "calls": 1, **more}
    )


def test_percentiles_are_waits_somebody_had() -> None:
    wait = figures([done(s) for s in range(1, 11)]).wait
    assert wait is not None
    assert (wait.count, wait.p50_s, wait.p90_s, wait.longest_s) == (10, 5, 9, 10)
    assert wait.mean_s == pytest.approx(5.5)


def test_nobody_gives_no_figure_instead_of_a_wrong_one() -> None:
    nothing = figures([])
    assert nothing.issued == 0
    assert nothing.wait is None
    assert nothing.service is None
    assert nothing.service_level_ratio is None
    assert nothing.no_show_ratio is None
    assert nothing.abandonment_ratio is None
    assert spans([None, None]) is None


def test_who_expired_is_counted_and_left_out_of_averages() -> None:
    expired = visit(waiting_s=9000.0, outcome=Outcome.EXPIRED, sojourn_s=9999.0)
    got = figures([done(10), expired])
    assert (got.issued, got.done, got.expired) == (2, 1, 1)
    assert got.wait == spans([10])
    assert got.sojourn is None


def test_each_wait_is_held_against_its_own_target() -> None:
    visits = [done(600), done(601), done(250, service="b"), done(301, service="b")]
    target = {ServiceId("b"): timedelta(minutes=5)}
    assert figures(visits, target_wait=target).service_level_ratio == 0.5
    assert figures(visits).service_level_ratio == 0.75


def test_ratios_have_the_base_their_names_say() -> None:
    visits = [
        done(1),
        visit(waiting_s=5.0, outcome=Outcome.NO_SHOW),
        visit(outcome=Outcome.LEFT),
        visit(outcome=Outcome.CANCELLED),
        visit(),
        visit(issued_at=None, outcome=Outcome.NO_SHOW),  # an appointment nobody kept
        visit(issued_at=None, slot_at=AT),  # one still to come
    ]
    got = figures(visits)
    assert (got.issued, got.no_show, got.left, got.cancelled, got.inside) == (5, 2, 1, 1, 1)
    assert got.no_show_ratio == 0.5  # of the two that were called
    assert got.abandonment_ratio == 0.4


def test_a_transferred_visit_does_not_blur_a_services_time() -> None:
    got = figures([done(1, service_s=60.0), done(1, service_s=600.0, transfers=1)])
    assert got.service == spans([60])


def test_services_and_hours_are_counted_apart() -> None:
    visits = [
        done(1),
        done(3, service="b"),
        done(5, service="b", issued_at=AT + timedelta(hours=1)),
    ]
    assert {service: got.issued for service, got in by_service(visits).items()} == {"a": 1, "b": 2}
    taipei = timezone(timedelta(hours=8))
    counts = arrivals_by_hour(visits, taipei)
    assert counts == {("a", 8): 1, ("b", 8): 1, ("b", 9): 1}
