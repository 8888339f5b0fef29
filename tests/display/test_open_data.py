"""Open data of the lines: true, cacheable, and nothing about a person."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.open_data import FIELDS, as_csv, queue_monitors
from queue_monitor.domain import rules
from queue_monitor.domain.model import ServiceId
from queue_monitor.web.csv_cells import guarded
from tests.display.test_board import STEPS, lived
from tests.display.test_routes import STRANGER
from tests.display.test_routes import office as office  # noqa: PLC0414 - a fixture
from tests.kiosk.offices import Served, day, settings

#: The properties of the model, as its specification lists them.
MODEL = {
    "address", "alternateName", "areaServed", "dataProvider", "dateCreated", "dateModified",
    "description", "id", "lastTicketIssued", "lastTicketIssuedLabel", "linePriority", "localId",
    "location", "name", "officeName", "owner", "queueLine", "scheduleTime", "seeAlso", "serviceId",
    "serviceName", "serviceStatus", "serviceStatusNote", "source", "ticketServed",
    "ticketServedLabel", "ticketsToServe", "type",
}  # fmt: skip


def told(the_day: Any) -> dict[str, Any]:
    return {e.service_id: e for e in queue_monitors(the_day.floor, settings(), the_day.at)}


def test_every_field_is_one_of_the_model() -> None:
    assert set(FIELDS) <= MODEL


@given(STEPS)
def test_it_counts_as_the_floor_does(steps: list[tuple[str, object]]) -> None:
    the_day = lived(steps)
    lines = told(the_day)
    assert sum(line.tickets_to_serve for line in lines.values()) == the_day.floor.waiting_count
    for service, line in lines.items():
        assert line.last_ticket_issued == the_day.floor.numbers.get(ServiceId(service))


def test_a_line_says_what_was_given_what_is_served_and_how_it_stands() -> None:
    the_day = day()
    assert (told(the_day)["seal"].service_status, told(the_day)["seal"].ticket_served) == (
        "Closed",
        None,
    )
    the_day.open(1)
    for _ in range(3):
        the_day.issue("seal")
    the_day.call(1)
    seal = told(the_day)["seal"]
    assert (seal.last_ticket_issued_label, seal.ticket_served_label) == ("F003", "F001")
    assert (seal.last_ticket_issued, seal.ticket_served, seal.tickets_to_serve) == (3, 1, 2)
    assert (seal.service_status, seal.queue_line) == ("Open", "F")
    the_day.ask(rules.pause_service, service=ServiceId("seal"), by=rules.BY_SYSTEM)
    assert told(the_day)["seal"].service_status == "Suspended"


def test_anybody_may_read_it_and_caches_may_keep_it(office: Served) -> None:
    for path, kind in (("", "application/json"), (".csv", "text/csv; charset=utf-8")):
        address = f"/api/v1/open/queue-monitor{path}"
        first = office.get(address, environ_overrides=STRANGER)
        assert (first.status_code, first.headers["Content-Type"]) == (200, kind)
        assert first.headers["Cache-Control"] == "public, max-age=10"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        again = office.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_number_taken_gives_another_answer_and_names_nobody(office: Served) -> None:
    before = office.get("/api/v1/open/queue-monitor")
    taken = office.post("/api/v1/tickets", {"service": "vital"}).json
    after = office.get(
        "/api/v1/open/queue-monitor", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200
    line = next(e for e in after.json if e["serviceId"] == "vital")
    assert line["lastTicketIssuedLabel"] == taken["number"]
    assert taken["token"] not in after.text
    assert taken["ticket"] not in after.text


def test_the_table_says_the_same_as_the_json() -> None:
    the_day = lived([("issue", "seal"), ("serve", 1)])
    entities = queue_monitors(the_day.floor, settings(), the_day.at)
    rows = list(csv.DictReader(StringIO(as_csv(entities).decode("utf-8-sig"))))
    assert [row["serviceId"] for row in rows] == [e.service_id for e in entities]
    assert list(rows[0]) == list(FIELDS)


HOSTILE = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_spreadsheet_never_takes_a_name_for_a_formula(text: str) -> None:
    service = settings().services[0].model_copy(update={"name": {"zh-TW": text, "en": text}})
    office = settings().model_copy(update={"services": (service,)})
    the_day = day()
    table = as_csv(queue_monitors(the_day.floor, office, the_day.at)).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(table, newline=""))
    assert row["name"] == f"'{text}"
    assert json.dumps(row)  # every cell is text


@given(
    st.one_of(st.integers(), st.none(), st.from_regex(r"[A-Za-z0-9一-龥][^\0]*", fullmatch=True))
)
def test_what_is_no_formula_stays_as_it_is(cell: Any) -> None:
    assert guarded(cell) == cell
