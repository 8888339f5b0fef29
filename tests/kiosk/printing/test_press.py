"""From a number taken to a slip on paper, with a real office, a real process and a real socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.printing.desk import chooser
from queue_monitor.domain.model import SYSTEM, ActorId
from queue_monitor.domain.slips import PrinterId
from queue_monitor.web.identity import Role
from tests.kiosk.offices import Served, served
from tests.support.slip_printer import SlipPrinter

if TYPE_CHECKING:
    from pathlib import Path


TUESDAY_AT_TEN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # in Taipei
URL = "https://queue.example.org"
LOBBY = PrinterId("lobby")
pytestmark = pytest.mark.slow


def changes(printer: SlipPrinter, **more: Any) -> dict[str, Any]:
    """The office with that printer, asked often."""
    lobby = {
        "id": "lobby",
        "name": {"zh-TW": "大廳號碼機", "en": "Lobby printer"},
        "address": printer.address,
        "kind": "text",
        "look_every_seconds": 0.2,
        "timeout_seconds": 2,
        **more,
    }
    return {"printers": [lobby], "server": {"public_url": URL}}


@pytest.fixture(scope="module")
def lobby() -> Iterator[SlipPrinter]:
    with SlipPrinter() as printer:
        yield printer


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, lobby: SlipPrinter) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("office")
    with served(folder, start=TUESDAY_AT_TEN, changes=changes(lobby)) as office:
        yield office


@pytest.fixture
def office(running: Served, lobby: SlipPrinter) -> Iterator[Served]:
    """One office for all tests, each of which finds its printer ready and leaves no slip behind."""
    until(lambda: _state(running) == "ready")
    lobby.interpreter.slips.clear()
    yield running
    lobby.answer = None
    lobby.refill()
    until(lambda: not running.running.parts.office.floor().slips.queue.get(LOBBY))


@pytest.fixture
def printer(lobby: SlipPrinter) -> SlipPrinter:
    return lobby


def taken(office: Any, service: str = "seal", **more: Any) -> dict[str, Any]:
    answer = office.post("/api/v1/tickets", {"service": service, **more})
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def slip_of(office: Served, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = office.get(f"/api/v1/tickets/{ticket['token']}/slip").json
    return found


def until(is_so: Callable[[], object], within_s: float = 20.0) -> None:
    """Wait for it; a failure says that it never came."""
    give_up_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < give_up_s, "it never came"
        time.sleep(0.02)


def numbers(printer: SlipPrinter) -> list[str]:
    """What is on paper, whole slips only."""
    return [
        next(line for line in slip.lines if slip.sizes[line] == (4, 4)) for slip in printer.slips
    ]


def test_a_number_taken_comes_out_on_paper_with_the_way_to_its_phone_page(
    office: Served, printer: SlipPrinter
) -> None:
    ticket = taken(office)
    until(lambda: slip_of(office, ticket)["state"] == "printed")
    (slip,) = printer.slips
    assert numbers(printer) == [ticket["number"]]
    assert slip.qr(576) == f"{URL}/t#{ticket['token']}"
    assert "印鑑登記及證明" in slip.lines
    assert any("過號" in line for line in slip.lines)
    assert "補印" not in slip.lines


def test_printed_again_it_says_so(office: Served, printer: SlipPrinter) -> None:
    ticket = taken(office)
    until(lambda: slip_of(office, ticket)["state"] == "printed")
    again = office.post(f"/api/v1/tickets/{ticket['token']}/slip").json
    assert (again["state"], again["copy"]) == ("queued", 2)
    until(lambda: slip_of(office, ticket)["state"] == "printed")
    assert [("補印" in slip.lines) for slip in printer.slips] == [False, True]
    staff = office.post("/api/v1/slips", {"ticket": ticket["number"]}, **office.token("greeter"))
    assert staff.status_code == 200, staff.json
    until(lambda: slip_of(office, ticket)["copy"] == 3 and len(printer.slips) == 3)


def test_the_kiosk_prints_again_for_a_while_and_staff_as_long_as_the_number_lives(
    tmp_path: Path,
) -> None:
    with SlipPrinter() as printer:
        _prints_again(tmp_path, printer)


def _prints_again(folder: Path, printer: SlipPrinter) -> None:
    short = {**changes(printer), "kiosk": {"reprint_within_minutes": 0}}
    with served(folder, start=TUESDAY_AT_TEN, changes=short) as office:
        ticket = taken(office)
        path = f"/api/v1/tickets/{ticket['token']}/slip"
        assert _refusal(office.post(path)) == (409, "reprint_over")
        until(lambda: slip_of(office, ticket)["state"] == "printed")
        assert office.post(path, **office.token("clerk")).status_code == 200
        until(lambda: len(printer.slips) == 2)
        office.post(f"/api/v1/tickets/{ticket['token']}/cancel")
        assert _refusal(office.post(path, **office.token("clerk"))) == (409, "no_slip_now")


def test_what_does_not_exist_is_named(office: Served) -> None:
    ticket, clerk = taken(office), office.token("clerk")
    wish = {"ticket": ticket["number"], "printer": "attic"}
    assert _refusal(office.post("/api/v1/slips", wish, **clerk)) == (404, "unknown_printer")
    answer = office.post("/api/v1/slips", {"ticket": "Z999"}, **clerk)
    assert _refusal(answer) == (404, "unknown_ticket")
    viewer = office.token("viewer")
    assert _refusal(office.post("/api/v1/slips", wish, **viewer)) == (403, "forbidden")


def _refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_a_printer_that_was_gone_prints_everything_once_it_is_back(
    office: Served, printer: SlipPrinter
) -> None:
    printer.pull_plug()
    tickets = [taken(office) for _ in range(3)]
    until(lambda: slip_of(office, tickets[0])["printer_state"] == "offline")
    until(lambda: {slip_of(office, t)["state"] for t in tickets} == {"queued"})
    printer.plug_in()
    until(lambda: all(slip_of(office, t)["state"] == "printed" for t in tickets))
    assert numbers(printer) == [t["number"] for t in tickets]
    assert not any("補印" in slip.lines for slip in printer.slips)


def test_paper_out_half_way_is_told_and_the_slip_comes_out_once_there_is_more(
    office: Served, printer: SlipPrinter
) -> None:
    printer.rows_left = 150
    ticket = taken(office)
    until(lambda: slip_of(office, ticket)["printer_state"] == "paper_out")
    assert slip_of(office, ticket)["works"] is False
    figures = office.get("/metrics").text
    assert 'queue_monitor_printer_works{printer="lobby"} 0.0' in figures
    assert 'queue_monitor_slips_waiting{printer="lobby"} 1.0' in figures
    printer.refill()
    until(lambda: slip_of(office, ticket)["state"] == "printed")
    assert numbers(printer) == [ticket["number"]]


def test_a_printer_that_says_nothing_holds_up_nobody(office: Served, printer: SlipPrinter) -> None:
    printer.answer = b""
    until(lambda: _state(office) == "offline")
    began_s = time.monotonic()
    for _ in range(20):
        taken(office)
    assert time.monotonic() - began_s < 5.0
    assert numbers(printer) == []


def test_each_kiosk_prints_where_the_configuration_says(tmp_path: Path) -> None:
    with SlipPrinter() as door, SlipPrinter() as hall:
        (lobby,) = changes(hall)["printers"]
        name = {"zh-TW": "門口號碼機", "en": "Printer at the door"}
        own = {**lobby, "id": "door", "name": name, "address": door.address, "kiosks": ["門口"]}
        two = {**changes(hall), "printers": [own, lobby]}
        with served(tmp_path, start=TUESDAY_AT_TEN, changes=two) as office:
            accounts, parts = office.running.accounts, office.running.parts
            secret, _ = accounts.tokens.create(role=Role.KIOSK, by=SYSTEM, label="門口")
            headers = {"Authorization": f"Bearer {secret}"}
            first = office.post("/api/v1/tickets", {"service": "seal"}, headers=headers).json
            second = taken(office)
            until(lambda: door.slips and hall.slips)
            assert numbers(door) == [first["number"]]
            assert numbers(hall) == [second["number"]]
            assert chooser(parts.settings, accounts)(ActorId("staff:amy")) is None


def test_garbage_for_an_answer_is_a_fault_that_e_eyes_and_staff_see(
    office: Served, printer: SlipPrinter
) -> None:
    printer.answer = b"\xff\xff"
    until(lambda: _state(office) == "fault")
    view = office.get("/api/v1/printers", **office.token("viewer")).json
    (seen,) = view["printers"]
    assert (seen["id"], seen["state"], seen["works"]) == ("lobby", "fault", False)


def _state(office: Served) -> str | None:
    record = office.running.parts.office.floor().slips.printers.get(LOBBY)
    return None if record is None else record.state.value
