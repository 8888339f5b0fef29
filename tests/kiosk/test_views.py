"""What the kiosk shows is what is on the floor."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.qr import phone_link, qr_svg
from kiosk.views import KioskView, kiosk_view
from queue_monitor.domain import rules
from queue_monitor.domain.model import ServiceId
from queue_monitor.forecast import WaitRange
from queue_monitor.web.visitor import Doors, wait_of
from tests.builders import CLERK, Day
from tests.kiosk.offices import day, settings

SERVICES = [service.id for service in settings().services]
OPEN = Doors(open=True, issuing=True, practice=False, opens_at=None)


def shown(the_day: Day, doors: Doors = OPEN, wait: WaitRange | None = None) -> KioskView:
    return kiosk_view(the_day.floor, the_day.at, settings(), doors, wait=lambda _: wait)


@given(st.lists(st.sampled_from(SERVICES), max_size=30))
def test_each_line_is_counted_once_and_the_counts_add_up(taken: list[ServiceId]) -> None:
    the_day = day()
    for service in taken:
        the_day.issue(service)
    counts = {service.id: service.waiting for service in shown(the_day).services}
    assert counts == {service: taken.count(service) for service in SERVICES}
    assert sum(counts.values()) == the_day.floor.waiting_count


def test_a_called_number_no_longer_waits() -> None:
    the_day = day()
    the_day.issue("seal")
    the_day.open(1)
    the_day.call(1)
    assert all(service.waiting == 0 for service in shown(the_day).services)


def test_booked_visitors_do_not_take_a_number_here() -> None:
    assert [c.id for c in shown(day()).classes] == ["walk_in", "priority"]


def test_every_service_says_what_to_bring_in_both_languages() -> None:
    for service in shown(day()).services:
        assert service.documents["zh-TW"]
        assert len(service.documents["en"]) == len(service.documents["zh-TW"])


def test_a_paused_service_is_marked() -> None:
    the_day = day()
    the_day.ask(rules.pause_service, service=ServiceId("seal"), by=CLERK)
    assert [s.id for s in shown(the_day).services if s.paused] == ["seal"]


def test_closed_doors_say_when_they_open() -> None:
    the_day = day()
    opens_at = the_day.at + timedelta(hours=15)
    view = shown(the_day, Doors(open=False, issuing=False, practice=False, opens_at=opens_at))
    assert (view.open, view.opens_at) == (False, opens_at)


@given(st.lists(st.floats(0, 40_000), min_size=3, max_size=3).map(sorted))
def test_a_range_is_never_told_narrower_than_it_is(seconds: list[float]) -> None:
    p10, p50, p90 = (timedelta(seconds=s) for s in seconds)
    told = wait_of(WaitRange(p10=p10, p50=p50, p90=p90))
    assert told is not None
    assert told.p10 <= p10.total_seconds()
    assert told.p90 >= p90.total_seconds()
    assert told.p10 <= told.p50 <= told.p90


def test_the_phone_link_keeps_its_token_behind_the_hash() -> None:
    link = phone_link("https://q.example.tw/", "secret")
    assert link == "https://q.example.tw/t#secret"
    assert "secret" not in link.partition("#")[0]


def test_the_qr_code_is_black_on_white_with_its_quiet_zone_and_no_script() -> None:
    svg = qr_svg(phone_link("http://127.0.0.1:8080", "A" * 22)).decode()
    assert svg.startswith("<svg")
    assert 'fill="#ffffff"' in svg or "#fff" in svg
    assert "<script" not in svg
    assert qr_svg("http://a/t#x") != qr_svg("http://a/t#y")
