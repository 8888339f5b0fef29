"""Open, closing, closed or practice: at every edge, in every zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.config import hours, parse
from tests.config.office import TEXT, office_with

TAIPEI = ZoneInfo("Asia/Taipei")
OFFICE = parse(TEXT)
CLOSED_OUTSIDE = office_with(("outside_hours: practice", "outside_hours: closed"))
WEEK = '- days: [mon, tue, wed, thu, fri]\n      from: "08:00"\n      to: "17:00"'


def at(text: str, zone: ZoneInfo = TAIPEI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_the_office_opens_with_the_stroke_of_eight_and_not_before() -> None:
    before = hours.state(OFFICE, at("2026-11-23 07:59:59.999999"))
    sharp = hours.state(OFFICE, at("2026-11-23 08:00"))

    assert not before.open
    assert before.opens_at == at("2026-11-23 08:00")
    assert sharp.open
    assert sharp.issuing
    assert not sharp.practice
    assert sharp.opens_at is None
    assert sharp.closes_at == at("2026-11-23 17:00")


def test_the_office_closes_with_the_stroke_of_five_and_serves_who_waits_for_an_hour() -> None:
    last = hours.state(OFFICE, at("2026-11-23 16:59:59.999999"))
    closing = hours.state(OFFICE, at("2026-11-23 17:00"))
    still = hours.state(OFFICE, at("2026-11-23 17:59:59.999999"))
    over = hours.state(OFFICE, at("2026-11-23 18:00"))

    assert last.open
    for state in (closing, still):
        assert not state.open
        assert not state.issuing
        assert not state.practice
        assert state.serve_until == at("2026-11-23 18:00")
        assert state.opens_at == at("2026-11-24 08:00")
    assert over.serve_until is None
    assert over.practice


def test_outside_hours_numbers_are_for_practice_or_not_given_at_all() -> None:
    night = at("2026-11-23 22:00")

    assert hours.state(OFFICE, night).practice
    assert hours.state(OFFICE, night).issuing
    assert not hours.state(CLOSED_OUTSIDE, night).practice
    assert not hours.state(CLOSED_OUTSIDE, night).issuing


def test_no_numbers_are_given_in_the_last_minutes_but_the_office_is_open() -> None:
    office = office_with(("last_ticket_minutes: 0", "last_ticket_minutes: 10"))

    before = hours.state(office, at("2026-11-23 16:49:59"))
    after = hours.state(office, at("2026-11-23 16:50"))

    assert before.issuing
    assert after.open
    assert not after.issuing
    assert after.last_ticket_at == at("2026-11-23 16:50")


def test_noon_is_within_hours() -> None:
    assert hours.state(OFFICE, at("2026-11-23 12:30")).open


def test_with_a_midday_gap_the_office_opens_twice_a_day() -> None:
    office = office_with(
        (
            WEEK,
            "- {days: [mon], from: 13:00, to: 17:00}\n    - {days: [mon], from: 8:00, to: 12:00}",
        ),
        ('from: "12:00"\n    to: "13:00"', 'from: "11:00"\n    to: "12:00"'),
        ("close_after_minutes: 60", "close_after_minutes: 15"),
    )

    assert hours.state(office, at("2026-11-23 11:59")).closes_at == at("2026-11-23 12:00")
    assert hours.state(office, at("2026-11-23 12:10")).serve_until == at("2026-11-23 12:15")
    gap = hours.state(office, at("2026-11-23 12:20"))
    assert not gap.open
    assert gap.opens_at == at("2026-11-23 13:00")
    assert hours.state(office, at("2026-11-23 13:00")).open


def test_weekends_and_holidays_are_closed_and_the_next_working_day_is_told() -> None:
    saturday = hours.state(OFFICE, at("2026-11-28 10:00"))
    constitution_day = hours.state(OFFICE, at("2026-12-25 10:00"))
    new_year_eve = hours.state(OFFICE, at("2027-02-03 18:30"))

    assert saturday.opens_at == at("2026-11-30 08:00")
    assert constitution_day.opens_at == at("2026-12-28 08:00")
    assert new_year_eve.opens_at == at("2027-02-11 08:00")


def test_the_business_date_turns_at_midnight_in_the_office() -> None:
    assert hours.state(OFFICE, at("2026-11-23 23:59:59")).business_date == date(2026, 11, 23)
    assert hours.state(OFFICE, at("2026-11-24 00:00")).business_date == date(2026, 11, 24)
    # 16:30 UTC on the 23rd is the 24th in Taipei.
    utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert hours.state(OFFICE, utc).business_date == date(2026, 11, 24)


def test_whoever_waits_past_midnight_belongs_to_the_day_that_closed() -> None:
    office = office_with((WEEK, '- {days: [mon], from: "09:00", to: "23:30"}'))

    state = hours.state(office, at("2026-11-24 00:10"))

    assert state.serve_until == at("2026-11-24 00:30")
    assert state.business_date == date(2026, 11, 23)


def test_an_office_that_never_opens_again_says_so() -> None:
    office = office_with(
        (WEEK, "- {days: [fri], from: 08:00, to: 17:00}"),
        ("holidays:\n", "holidays:\n" + _closed_fridays()),
    )

    assert hours.next_opening(office, at("2028-01-01 00:00")) is None


def _closed_fridays() -> str:
    fridays = (date(2028, 1, 7) + timedelta(weeks=n) for n in range(60))
    return "".join(f"    - {{date: {day}, name: {{zh-TW: 休息, en: closed}}}}\n" for day in fridays)


@pytest.mark.parametrize(
    ("zone", "day", "length_hours"),
    [
        ("Europe/Berlin", "2026-03-29", 8),  # 01:00 to 10:00, 02:00 to 03:00 skipped
        ("Europe/Berlin", "2026-10-25", 10),  # 02:00 to 03:00 comes twice
        ("America/New_York", "2026-03-08", 8),
        ("America/New_York", "2026-11-01", 10),
        ("Australia/Lord_Howe", "2026-10-04", 8.5),  # clocks move half an hour
        ("Asia/Taipei", "2026-10-25", 9),
    ],
)
def test_a_day_with_a_step_of_the_clock_is_as_long_as_it_is(
    zone: str, day: str, length_hours: float
) -> None:
    office = office_with(
        (WEEK, '- {days: [sun], from: "01:00", to: "10:00"}'),
        ('from: "12:00"\n    to: "13:00"', 'from: "06:00"\n    to: "07:00"'),
        ("Asia/Taipei", zone),
    )

    opens_at = hours.next_opening(office, at(f"{day} 00:00", ZoneInfo(zone)))
    assert opens_at is not None
    state = hours.state(office, opens_at)

    assert state.open
    assert state.closes_at is not None
    assert state.closes_at - opens_at == timedelta(hours=length_hours)
    assert state.business_date == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "opens_utc", "closes_utc"),
    [
        # 02:30 does not exist on 29 March: an hour after 01:30, when clocks show 03:30.
        ("2026-03-29", "2026-03-29T01:30", "2026-03-29T08:00"),
        # 02:30 comes twice on 25 October: opened at the first.
        ("2026-10-25", "2026-10-25T00:30", "2026-10-25T09:00"),
    ],
)
def test_an_opening_in_the_hour_of_the_step_is_well_defined(
    day: str, opens_utc: str, closes_utc: str
) -> None:
    office = office_with(
        (WEEK, '- {days: [sun], from: "02:30", to: "10:00"}'),
        ('from: "12:00"\n    to: "13:00"', 'from: "06:00"\n    to: "07:00"'),
        ("Asia/Taipei", "Europe/Berlin"),
    )

    opens_at = hours.next_opening(office, at(f"{day} 00:00", ZoneInfo("Europe/Berlin")))

    assert opens_at == datetime.fromisoformat(opens_utc).replace(tzinfo=UTC)
    assert opens_at is not None
    closes_at = hours.state(office, opens_at).closes_at
    assert closes_at == datetime.fromisoformat(closes_utc).replace(tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([OFFICE, CLOSED_OUTSIDE]),
)
def test_at_any_instant_the_state_agrees_with_itself(instant: datetime, office: object) -> None:
    assert isinstance(office, type(OFFICE))
    state = hours.state(office, instant)

    assert not (state.open and state.practice)
    assert state.open == (state.closes_at is not None)
    assert state.open or not state.issuing or state.practice
    assert state.serve_until is None or state.serve_until > instant
    if state.opens_at is not None:
        assert state.opens_at > instant
        assert hours.state(office, state.opens_at).open
        assert not hours.state(office, state.opens_at - timedelta(microseconds=1)).open
