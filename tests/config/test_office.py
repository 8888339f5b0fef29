"""The office in the repository: what the issue promises of it, and the plan it makes."""

from datetime import timedelta

import pytest

from queue_monitor.config import Limits, parse, plan
from queue_monitor.domain.model import ClassId, CounterId, ServiceId
from tests.config.office import TEXT, complaints_about, office_with, replaced

OFFICE = parse(TEXT)


def test_the_office_has_ten_counters_eight_services_and_twelve_clerks_three_in_reserve() -> None:
    assert [c.number for c in OFFICE.counters] == list(range(1, 11))
    assert [s.letter for s in OFFICE.services] == list("ABCDEFGH")
    assert len(OFFICE.clerks) == 12
    reserve = [c for c in OFFICE.clerks if c.reserve]
    assert len(reserve) == 3
    assert all(c.post for c in reserve)
    assert [c.id for c in OFFICE.clerks if c.counter is None] == [c.id for c in reserve]


def test_every_counter_serves_every_service_in_some_lane() -> None:
    everything = {s.id for s in OFFICE.services}

    for counter in OFFICE.counters:
        assert {s for lane in counter.serves for s in lane.services} == everything


@pytest.mark.parametrize("named", ["services", "classes", "counters"])
def test_what_a_visitor_reads_the_name_of_is_named_in_every_language(named: str) -> None:
    for one in getattr(OFFICE, named):
        assert set(one.name) == set(OFFICE.office.languages), one


def test_the_friendly_counter_calls_priority_first_and_the_express_is_one() -> None:
    friendly = OFFICE.counter(CounterId(2))
    assert friendly is not None
    assert friendly.serves[0].classes == (ClassId("priority"),)
    assert [c.number for c in OFFICE.counters if c.express] == [1]


def test_a_clerk_can_do_what_the_home_counter_calls() -> None:
    for clerk in OFFICE.clerks:
        if clerk.counter is not None:
            counter = OFFICE.counter(clerk.counter)
            assert counter is not None
            assert {s for lane in counter.serves for s in lane.services} <= set(clerk.skills)


def test_one_free_counter_is_there_for_the_reserve() -> None:
    taken = {c.counter for c in OFFICE.clerks}

    assert [c.number for c in OFFICE.counters if c.number not in taken] == [8]


def test_the_limits_are_those_of_the_service_plan() -> None:
    alerts = OFFICE.alerts
    assert alerts.waiting_limit == 7
    assert alerts.wait_limit == timedelta(minutes=10)
    assert (alerts.waiting_clear, alerts.waiting_worse) == (5, 12)
    assert (alerts.wait_clear, alerts.wait_worse) == (timedelta(minutes=8), timedelta(minutes=20))
    assert [rung.after for rung in alerts.ladder] == [timedelta(minutes=m) for m in (0, 3, 6)]


def test_a_service_has_no_limits_of_its_own_unless_they_are_given() -> None:
    office = office_with(("  services: {}", "  services: {seal: {waiting_limit: 4}}"))

    assert office.alerts.of(None) == office.alerts
    assert office.alerts.of(ServiceId("moving")) == Limits()
    seal = office.alerts.of(ServiceId("seal"))
    assert (seal.waiting_limit, seal.waiting_clear, seal.waiting_worse) == (4, 2, 9)
    assert seal.wait_limit is None
    assert seal.wait_clear is None


def test_a_limit_can_be_switched_off() -> None:
    office = office_with(("waiting_limit: 7 ", "waiting_limit: off "))

    assert office.alerts.waiting_limit is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("blind_seconds: 90", 90),
        ("blind_minutes: 1.5", 90),
        ("blind: 90 s", 90),
        ('blind: "1.5 min"', 90),
        ("blind: 2 hours", 7200),
        ("blind: 3分鐘", 180),
    ],
)
def test_a_span_may_be_written_in_several_ways(written: str, seconds: int) -> None:
    office = office_with(("  blind_seconds: 15", f"  {written}"))

    assert office.alerts.blind == timedelta(seconds=seconds)


def test_a_time_of_day_needs_no_quotation_marks() -> None:
    assert office_with(('to: "17:00"', "to: 17:00")).hours == OFFICE.hours


def test_bands_of_one_letter_may_stand_side_by_side() -> None:
    office = office_with(
        ("letter: A", "letter: A\n    numbers: {first: 1, last: 499}"),
        ("letter: C", "letter: A\n    numbers: {first: 500, last: 999}"),
    )

    assert office.services[2].numbers.first == 500


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        OFFICE.server.port = 1  # type: ignore[misc]


def test_the_plan_has_what_the_log_must_know() -> None:
    office = plan(OFFICE)

    transcript = office.service(ServiceId("transcript"))
    assert transcript is not None
    assert (transcript.letter, transcript.first_number, transcript.last_number) == ("C", 1, 9999)
    assert transcript.mean_service == timedelta(minutes=4)
    assert transcript.service_cv == pytest.approx(2.5 / 4)
    assert {c.id: c.rate for c in office.classes}[ClassId("priority")] == 2.5
    express = office.counter(CounterId(1))
    assert express is not None
    assert express.serves[0].services == (ServiceId("transcript"), ServiceId("seal"))
    assert express.serves[1].services == tuple(s.id for s in OFFICE.services)
    assert office.grace.grace_time == timedelta(minutes=30)
    assert office.grace.behind == 3
    assert office.grace.call_for == timedelta(0)
    assert [c.id for c in office.clerks if c.reserve] == ["c10", "c11", "c12"]


def test_counters_that_do_not_stay_at_noon_have_their_break_then() -> None:
    resting = {c.id for c in plan(OFFICE).counters if c.breaks == (("12:00", "13:00"),)}

    assert resting == {3, 5, 7, 8, 9, 10}


def test_names_come_to_the_screens_without_what_would_disturb_them() -> None:
    """Pasted from elsewhere they bring signs that nobody sees; rare letters of a name stay."""
    name = "zh-TW: 青田區戶政事務所\n"
    office = office_with(
        (name, 'zh-TW: "\\uFEFF青田區\\u202E 戶政\\n事務所"\n'),
        ("en: Qingtian District", "en: Q" + "\u0301" * 50 + "ingtian District"),
        ("name: 林佳穎,", 'name: "林\\U000F0041",'),  # written by registers for what Unicode lacks
    )
    assert office.office.name["zh-TW"] == "青田區 戶政 事務所"
    assert office.office.name["en"].startswith("Q\u0301\u0301ingtian")
    assert office.clerks[0].name == "林\U000f0041"
    (complaint,) = complaints_about(replaced(name, 'zh-TW: "\\u200B\\u2060"\n'))
    assert complaint.wanted == "a text that can be read"
