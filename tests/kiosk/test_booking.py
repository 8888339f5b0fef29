"""Appointments as visitors and staff ask for them: dates, contacts, codes, no-shows, letters."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booking import slots
from kiosk.booking.persons import normal
from queue_monitor.store.sqlite_vault import SqliteVault
from tests.alerts.servers import mail_server
from tests.kiosk.offices import Served, served, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Taipei
TUESDAY_NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
ME = "lin@household.example"


@dataclass(slots=True, kw_only=True)
class Office:
    """The office of config.yaml with an hour that the test sets."""

    served: Served
    began: datetime
    passed: list[float] = field(default_factory=lambda: [0.0])

    def at(self, hour: datetime) -> Office:
        self.passed[0] = (hour - self.began).total_seconds()
        running = self.served.running
        running.parts.office.ask(running.parts.daybook.turn)
        return self

    def book(self, slot: datetime = TUESDAY_NINE, contact: str = ME, **more: Any) -> Any:
        key = more.pop("key", None)
        wish = {"service": "vital", "slot_at": slot.isoformat(), "contact": contact, **more}
        return self.served.post("/api/v1/bookings", wish, key=key)

    def ask(self, what: str, token: str, **more: Any) -> Any:
        return self.served.post(f"/api/v1/bookings/{what}", {"token": token, **more})

    def contacts(self) -> list[str]:
        running = self.served.running
        vault = SqliteVault(running.file, now=running.clock.now)
        return [key for key in vault.keys("booking/") if not key.startswith("booking/by/")]


@contextmanager
def office(
    folder: Path, start: datetime = MONDAY, changes: Mapping[str, Any] | None = None
) -> Iterator[Office]:
    passed = [0.0]
    with served(folder, start=start, changes=changes, seconds=lambda: passed[0]) as running:
        yield Office(served=running, began=start, passed=passed)


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def days_at(at: datetime) -> list[str]:
    return [f"{day}" for day in slots.bookable_days(settings(), at)]


def test_a_day_opens_seven_days_ahead_and_closes_at_three_of_the_day_before() -> None:
    last_moment = datetime(2026, 11, 23, 6, 59, 59, tzinfo=UTC)
    assert days_at(last_moment)[0] == "2026-11-24"
    assert days_at(last_moment)[-1] == "2026-11-30"
    assert days_at(last_moment + timedelta(seconds=1))[0] == "2026-11-25"
    assert days_at(datetime(2026, 11, 23, 15, 59, tzinfo=UTC))[-1] == "2026-11-30"
    assert days_at(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))[-1] == "2026-12-01"


def test_slots_follow_the_hours_and_leave_out_noon_and_holidays() -> None:
    tuesday = [
        f"{at + timedelta(hours=8):%H:%M}" for at in slots.slots_of(settings(), TUESDAY_NINE.date())
    ]
    assert tuesday[:2] == ["08:00", "08:30"]
    assert tuesday[-1] == "16:30"
    assert not {"12:00", "12:30"} & set(tuesday)
    assert {"11:30", "13:00"} <= set(tuesday)
    christmas = slots.slots_of(settings(), date(2026, 12, 25))
    assert list(christmas) == []


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (" Lin@Household.Example ", "lin@household.example"),
        ("0912-345-678", "0912345678"),
        ("+886 912 345 678", "0912345678"),
        ("(02) 2345-6789", "0223456789"),
        ("+84 912 345 678", "+84912345678"),
        ("lin@@household.example", None),
        ("lin@household", None),
        ("a@b.tw\r\nBcc: all@b.tw", None),
        ("<a@b.tw>", None),
        ("12345", None),
        ("A123456789", None),
        ("０９１２３４５６７８", None),
        ("", None),
    ],
)
def test_a_contact_has_one_spelling_or_is_refused(typed: str, known: str | None) -> None:
    assert normal(typed) == known


@given(st.text(max_size=60))
def test_whatever_is_typed_a_contact_is_one_line_and_stays_what_it_is(typed: str) -> None:
    known = normal(typed)
    if known is not None:
        assert normal(known) == known
        assert known.isascii()
        assert known.isprintable()


def test_one_appointment_a_person_and_day_whatever_the_spelling(monday: Office) -> None:
    assert monday.book(contact="0912-345-678").status_code == 201
    again = monday.book(TUESDAY_NINE + timedelta(hours=1), contact="+886912345678")
    assert (again.status_code, again.json["code"]) == (409, "already_booked")
    assert monday.book(TUESDAY_NINE + timedelta(days=1), contact="0912345678").status_code == 201


def test_the_same_request_again_gives_the_same_appointment(monday: Office) -> None:
    first, second = monday.book(key="once"), monday.book(key="once")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["token"] == second.json["token"]


def test_what_cannot_be_booked_is_refused_and_leaves_nothing(monday: Office) -> None:
    for wish, code in (
        ({"slot": TUESDAY_NINE + timedelta(minutes=5)}, "slot_not_offered"),
        ({"slot": TUESDAY_NINE + timedelta(hours=3)}, "slot_not_offered"),  # noon
        ({"slot": MONDAY + timedelta(hours=2)}, "slot_not_offered"),  # today
        ({"slot": TUESDAY_NINE + timedelta(days=30)}, "slot_not_offered"),
        ({"slot": TUESDAY_NINE.replace(tzinfo=None)}, "slot_not_offered"),
        ({"service": "nothing"}, "booking_off"),
        ({"service": "vital", "pick_up": True}, "booking_off"),
        ({"contact": "<script>alert(1)</script>"}, "invalid_body"),
    ):
        answer = monday.book(**wish)
        assert (answer.json["code"], bool(answer.json["detail"])) == (code, True), wish
    assert monday.contacts() == []
    assert not monday.served.running.parts.office.floor().bookings


def test_a_full_slot_is_refused_and_the_person_may_book_another(monday: Office) -> None:
    assert monday.book().status_code == 201
    full = monday.book(contact="chen@household.example")
    assert (full.status_code, full.json["code"]) == (409, "slot_full")
    later = TUESDAY_NINE + timedelta(minutes=30)
    assert monday.book(later, contact="chen@household.example").status_code == 201


def test_changing_the_day_keeps_the_link_and_frees_the_old_day(monday: Office) -> None:
    mine = monday.book().json
    wednesday = TUESDAY_NINE + timedelta(days=1)
    moved = monday.ask("change", mine["token"], slot_at=wednesday.isoformat())
    assert (moved.status_code, moved.json["token"]) == (200, mine["token"])
    assert moved.json["slot_at"] == "2026-11-25T01:00:00Z"
    assert monday.book(wednesday + timedelta(hours=1)).json["code"] == "already_booked"
    assert monday.book().status_code == 201


def test_a_change_to_a_full_slot_changes_nothing(monday: Office) -> None:
    wednesday = TUESDAY_NINE + timedelta(days=1)
    monday.book(wednesday, contact="chen@household.example")
    mine = monday.book().json
    full = monday.ask("change", mine["token"], slot_at=wednesday.isoformat())
    assert full.json["code"] == "slot_full"
    assert monday.ask("mine", mine["token"]).json["slot_at"] == mine["slot_at"]
    assert monday.book(wednesday + timedelta(hours=1)).status_code == 201


def test_a_cancelled_appointment_leaves_no_contact_and_no_mark(monday: Office) -> None:
    mine = monday.book().json
    assert len(monday.contacts()) == 2
    assert monday.ask("cancel", mine["token"]).json["state"] == "cancelled"
    assert monday.contacts() == []
    assert monday.book().status_code == 201


def test_a_forged_code_and_that_of_a_number_are_refused_in_clear_words(monday: Office) -> None:
    for token in ("", "x", "A" * 22, "../../etc/passwd", "ñ" * 22, "A" * 5000):
        for what in ("mine", "cancel", "check-in", "calendar"):
            answer = monday.ask(what, token)
            assert (answer.status_code, answer.json["code"]) == (404, "unknown_booking")
    taken = monday.served.post("/api/v1/tickets", {"service": "seal"}).json
    assert monday.ask("check-in", taken["token"]).json["code"] == "unknown_booking"


def test_check_in_too_soon_then_in_time_then_again(monday: Office) -> None:
    token = monday.book().json["token"]
    assert monday.ask("check-in", token).json["code"] == "too_soon"
    monday.at(TUESDAY_NINE - timedelta(minutes=20))
    came = monday.ask("check-in", token)
    assert (came.status_code, came.json["late"], came.json["class"]) == (200, False, "appointment")
    again = monday.ask("check-in", token)
    assert (again.status_code, again.json["code"]) == (409, "already_checked_in")
    assert came.json["number"] in again.json["detail"]


def test_who_is_late_is_told_and_waits_as_a_walk_in_with_the_same_errand(monday: Office) -> None:
    token = monday.book().json["token"]
    monday.at(TUESDAY_NINE + timedelta(minutes=16))
    came = monday.ask("check-in", token).json
    assert (came["late"], came["class"], came["service"]) == (True, "walk_in", "vital")


def test_the_code_of_a_day_that_is_over_is_refused(monday: Office) -> None:
    token = monday.book().json["token"]
    monday.at(TUESDAY_NINE + timedelta(days=1))
    assert monday.ask("check-in", token).json["code"] == "unknown_booking"


def test_without_check_in_by_phone_the_kiosk_still_reads_codes(tmp_path: Path) -> None:
    with office(tmp_path, changes={"booking": {"phone_check_in": False}}) as opened:
        token = opened.book().json["token"]
        opened.at(TUESDAY_NINE)
        far: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
        path, body = "/api/v1/bookings/check-in", {"token": token}
        assert opened.served.post(path, body, **far).json["code"] == "phone_check_in_off"
        assert opened.served.post(path, body).status_code == 200


def test_more_than_three_missed_appointments_pause_booking(monday: Office) -> None:
    days = [TUESDAY_NINE + timedelta(days=n) for n in range(4)]
    next_monday, next_tuesday = (TUESDAY_NINE + timedelta(days=n) for n in (6, 7))
    for slot in days:
        assert monday.book(slot).status_code == 201
    for turn, slot in enumerate(days):
        monday.at(slot).at(slot + timedelta(hours=9))  # 18:00, an hour after closing
        monday.served.running.visits.catch_up()
        if turn == 2:  # three are not yet more than three
            assert monday.book(next_monday).status_code == 201
    refused = monday.book(next_tuesday - timedelta(hours=1))
    assert (refused.status_code, refused.json["code"]) == (409, "booking_paused")
    assert "2027" in refused.json["detail"]
    other = monday.book(next_tuesday - timedelta(hours=1), contact="chen@household.example")
    assert other.status_code in {201, 409}
    assert other.json.get("code") != "booking_paused"


def test_the_log_holds_neither_contact_nor_mark(monday: Office) -> None:
    token = monday.book(contact="0912345678").json["token"]
    running = monday.served.running
    bodies = " ".join(str(row) for row in running.file.query("SELECT body FROM events"))
    mark = next(
        key.rpartition("/")[2]
        for key in SqliteVault(running.file, now=running.clock.now).keys("booking/day/")
    )
    assert "Booked" in str(running.file.query("SELECT kind FROM events"))
    assert "0912345678" not in bodies
    assert mark not in bodies
    assert token not in bodies


def test_staff_see_who_is_expected_came_and_did_not(monday: Office) -> None:
    first = monday.book().json
    second = monday.book(TUESDAY_NINE + timedelta(hours=1), contact="chen@household.example").json
    monday.at(TUESDAY_NINE)
    monday.ask("check-in", first["token"])
    greeter = monday.served.token("greeter")
    day = monday.served.get("/api/v1/bookings/day", **greeter).json
    assert (day["expected"], day["came"], day["not_kept"]) == (1, 1, 0)
    assert ME not in str(day)
    done = monday.served.post(
        "/api/v1/bookings/at-desk/check-in",
        {"ticket": second["ticket"]},
        **monday.served.token("viewer"),
    )
    assert done.json["code"] == "forbidden"
    monday.at(TUESDAY_NINE + timedelta(hours=10))
    monday.served.running.visits.catch_up()
    day = monday.served.get("/api/v1/bookings/day?date=2026-11-24", **greeter).json
    assert (day["expected"], day["came"], day["not_kept"]) == (0, 1, 1)


def test_staff_book_for_somebody_on_the_telephone_until_the_slot_itself(monday: Office) -> None:
    wish = {"service": "transcript", "slot_at": (MONDAY + timedelta(hours=4)).isoformat()}
    made = monday.served.post("/api/v1/bookings/at-desk", wish, **monday.served.token("greeter"))
    assert made.status_code == 201
    assert monday.contacts() == []


def test_staff_are_offered_what_is_left_of_today_as_well(monday: Office) -> None:
    served = monday.served
    offered = served.get("/api/v1/bookings/at-desk/offer", **served.token("greeter")).json
    public = served.get("/api/v1/bookings/offer").json
    first, *later = offered["days"]
    assert first["date"] == offered["at"][:10]
    assert all(slot["at"] > offered["at"] for slot in first["slots"])
    assert [day["date"] for day in public["days"]] == [day["date"] for day in later]
    slot = next(slot["at"] for slot in first["slots"] if slot["left"].get("seal"))
    wish = {"service": "seal", "slot_at": slot}
    made = served.post("/api/v1/bookings/at-desk", wish, **served.token("clerk"))
    assert (made.status_code, made.json["slot_at"]) == (201, slot)
    assert served.get("/api/v1/bookings/at-desk/offer", **served.token("viewer")).status_code == 403


def test_a_calendar_file_is_read_as_one_event_by_another_program(monday: Office) -> None:
    from icalendar import Calendar

    token = monday.book().json["token"]
    answer = monday.ask("calendar", token)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event.decoded("dtstart") == TUESDAY_NINE
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
    assert f"/book#{token}" in str(event["description"])
    assert not event.errors


def test_a_letter_confirms_what_was_booked_and_is_gone_from_the_vault(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        smtp = {"enabled": True, "host": "localhost", "port": mailbox.port, "starttls": False}
        changes = {
            "channels": {"smtp": {**smtp, "user": None, "password": None}},
            "server": {"public_url": "https://queue.example"},
        }
        with office(tmp_path, changes=changes) as opened:
            mailbox.refuse = "451 not now"
            mine = opened.book(language="en", service="transcript").json
            assert mine["mail"]
            post = opened.served.running.post
            assert post.send_due() == 0
            mailbox.refuse = None
            opened.at(MONDAY + timedelta(minutes=1))
            post.send_due()
            letter = cast(EmailMessage, mailbox.mails[-1])
            body = letter.get_body(("plain",))
            assert body is not None
            text = body.get_content()
            assert letter["To"] == ME
            assert "2026-11-24 09:00" in letter["Subject"]
            assert f"https://queue.example/book#{mine['token']}" in text
            [file] = letter.iter_attachments()
            assert file.get_content_type() == "text/calendar"
            assert [key for key in opened.contacts() if "/mail/" in key] == []
