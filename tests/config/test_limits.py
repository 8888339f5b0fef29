"""Limits of e-Eyes in config.yaml: every rule, other limits at some hours, and the classes."""

from datetime import timedelta

import pytest

from queue_monitor.config import rules_of
from queue_monitor.domain.rulebook import LimitSpan, Rule, Scope, ScopeKind, Thresholds
from tests.config.office import complaints_about, office_with, replaced

HOURS = "  hours: []\n"


def hours(entry: str) -> tuple[str, str]:
    """The office's file with one entry under `alerts.hours`."""
    return HOURS, f"  hours:\n    - {{{entry}}}\n"


def test_hours_give_the_limits_they_name_and_leave_the_others() -> None:
    office = office_with(hours('days: mon-fri, from: "11:30", to: "13:30", waiting_limit: 5'))
    known = {setting.key: setting for setting in rules_of(office.alerts)}
    tight = LimitSpan(
        days=(0, 1, 2, 3, 4),
        start="11:30",
        end="13:30",
        limits=Thresholds(limit=5.0, clear=3.0, worse=10.0),
    )
    assert known[(Scope(), Rule.WAITING)].spans == (tight,)
    assert known[(Scope(), Rule.WAIT)].spans == ()


@pytest.mark.parametrize(
    ("days", "read"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat", (5,)),
        ('"mon, wed-thu"', (0, 2, 3)),
        ("[sun, mon]", (6, 0)),
    ],
)
def test_days_are_a_list_or_a_range(days: str, read: tuple[int, ...]) -> None:
    office = office_with(hours(f'days: {days}, from: "08:00", to: "09:00", idle_limit: off'))
    (idle,) = (s for s in rules_of(office.alerts) if s.rule is Rule.IDLE)
    assert idle.spans[0].days == read
    assert idle.spans[0].limits == Thresholds()


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ('days: fri-mon, from: "08:00", to: "09:00"', "days in the order of the week"),
        ('days: weekdays, from: "08:00", to: "09:00"', "days such as mon-fri"),
        ('days: mon, from: "8", to: "09:00"', "a time of day from"),
        ('days: mon, from: "08:00", to: "09:00", waiting_clear: 3', "`waiting_limit` beside it"),
        (
            'days: mon, from: "08:00", to: "09:00", waiting_limit: 3, waiting_clear: 4',
            "at most `waiting_limit` (3)",
        ),
        (
            'days: mon, from: "08:00", to: "09:00", wait_limit: 9 min, wait_worse: 9 min',
            "more than `wait_limit` (9 min)",
        ),
    ],
)
def test_hours_that_make_no_sense_are_told(entry: str, wanted: str) -> None:
    (complaint,) = complaints_about(replaced(*hours(entry)))
    assert complaint.key.startswith("alerts.hours[0]")
    assert complaint.wanted.startswith(wanted)


def test_a_class_has_limits_of_its_own() -> None:
    office = office_with(("classes: {}  ", "classes: {priority: {wait_limit: 5 min}}  "))
    own = Scope(kind=ScopeKind.CLASS, id="priority")
    (wait,) = (s for s in rules_of(office.alerts) if s.scope == own)
    assert (wait.rule, wait.limits.limit, wait.limits.clear) == (Rule.WAIT, 300.0, 240.0)


def test_an_unknown_class_is_told() -> None:
    (complaint,) = complaints_about(
        replaced("classes: {}  ", "classes: {prioritty: {wait_limit: 5 min}}  ")
    )
    assert complaint.key == "alerts.classes.prioritty"
    assert complaint.wanted == "did you mean `priority`?"


def test_a_hold_of_its_own_goes_before_that_of_all() -> None:
    office = office_with(("hold_seconds: 0 ", "hold_seconds: 7\n  wait_hold: 9 s "))
    held = {s.rule: s.hold for s in rules_of(office.alerts)}
    assert held[Rule.WAITING] == timedelta(seconds=7)
    assert held[Rule.WAIT] == timedelta(seconds=9)
    assert held[Rule.FORECAST] == timedelta(seconds=30)


def test_odds_look_no_further_than_the_forecast() -> None:
    (complaint,) = complaints_about(
        replaced("forecast_within_minutes: 15", "forecast_within_minutes: 16")
    )
    assert complaint.wanted.startswith("15 min at most")
