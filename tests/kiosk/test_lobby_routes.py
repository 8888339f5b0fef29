"""Asking for a greeter, pausing services and kiosks, and a visitor's needs, over the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.kiosk.offices import Served, served

if TYPE_CHECKING:
    pass

TUESDAY_AT_TEN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # in Taipei
WORDS = {"zh-TW": "系統維護中", "vi": "Đang bảo trì"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The office on a working morning."""
    with served(tmp_path_factory.mktemp("office"), start=TUESDAY_AT_TEN) as running:
        yield running


def floor(office: Served) -> Any:
    return office.get("/api/v1/floor", **office.token("viewer")).json


def test_two_greeters_do_not_run_to_one_visitor(office: Served) -> None:
    greeting = office.post("/api/v1/greetings", {"service": "vital"}).json["greeting"]
    path, amy = f"/api/v1/greetings/{greeting}/take", office.token("greeter")
    assert office.post(path, **amy).status_code == 200
    assert office.post(path, **amy).status_code == 200
    (one,) = [g for g in floor(office)["greetings"] if g["id"] == greeting]
    assert one["taken_by"].startswith("token:")
    answer = office.post(path, **office.token("clerk"))
    assert (answer.status_code, answer.json["code"]) == (409, "greeting_taken")
    assert office.post(path, **office.token("viewer")).status_code == 403
    office.post(f"/api/v1/greetings/{greeting}/done", **amy)
    assert office.post(path, **amy).status_code == 404


@pytest.mark.parametrize("said", ["{}", " {}", "as people write it"])
def test_staff_find_where_a_number_stands(office: Served, said: str) -> None:
    number = office.post("/api/v1/tickets", {"service": "seal"}).json["number"]
    wanted = said.format(number) if "{" in said else f"{number[0].lower()}-{int(number[1:])}"
    answer = office.get(f"/api/v1/numbers/{wanted}", **office.token("greeter"))
    assert (answer.status_code, answer.json["number"]) == (200, number)
    assert answer.json["state"] == "waiting"


@pytest.mark.parametrize("said", ["Z999", "A", "%20", "x" * 300])
def test_a_number_that_nobody_has_is_not_found(office: Served, said: str) -> None:
    answer = office.get(f"/api/v1/numbers/{said}", **office.token("viewer"))
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_ticket")
    assert office.get("/api/v1/numbers/A001").status_code == 401


def test_staff_see_who_waits_for_a_greeter_until_somebody_came(office: Served) -> None:
    before = floor(office)["waiting_total"]
    wish = {"service": "A", "language": "vi", "needs": ["language"]}
    answer = office.post("/api/v1/greetings", wish)
    assert answer.status_code == 201
    (one,) = floor(office)["greetings"]
    assert (one["id"], one["service"], one["language"]) == (
        answer.json["greeting"],
        "moving",
        "vi",
    )
    assert floor(office)["waiting_total"] == before
    path = f"/api/v1/greetings/{one['id']}/done"
    assert office.post(path, **office.token("greeter")).json["waiting"] == []
    assert floor(office)["greetings"] == []


@pytest.mark.parametrize(
    ("path", "body", "role", "status", "code"),
    [
        ("greetings", {"service": "haircut"}, "kiosk", 422, "unknown_service"),
        ("greetings", {"service": "seal", "needs": ["tea"]}, "kiosk", 422, "invalid_body"),
        ("greetings", {"service": "seal"}, "viewer", 403, "forbidden"),
        ("greetings/99/done", {}, "greeter", 404, "unknown_greeting"),
        ("greetings/1/done", {}, "kiosk", 403, "forbidden"),
        ("services/haircut/pause", {}, "supervisor", 404, "unknown_service"),
        ("services/seal/pause", {}, "clerk", 403, "forbidden"),
        ("kiosk/pause", {"message": {"tlh": "Qapla"}}, "supervisor", 422, "invalid_body"),
        ("kiosk/pause", {"message": {"en": "x" * 201}}, "supervisor", 422, "invalid_body"),
        ("kiosk/pause", {}, "kiosk", 403, "forbidden"),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: Served, path: str, body: object, role: str, status: int, code: str
) -> None:
    answer = office.post(f"/api/v1/{path}", body, **office.token(role))
    assert answer.json["code"] == code
    assert answer.status_code in {status, 422 if code == "unknown_service" else status}


def test_a_paused_service_tells_visitors_why(office: Served) -> None:
    boss = office.token("supervisor")
    paused = office.post("/api/v1/services/certificate/pause", {"message": WORDS}, **boss)
    assert paused.json["paused"] is True
    (shown,) = [s for s in office.get("/api/v1/kiosk").json["services"] if s["paused"]]
    assert (shown["id"], shown["message"]) == ("certificate", WORDS)
    refused = office.post("/api/v1/tickets", {"service": "certificate"})
    assert refused.json["code"] == "service_paused"
    office.post("/api/v1/services/certificate/resume", **boss)
    assert office.post("/api/v1/tickets", {"service": "certificate"}).status_code == 201


def test_while_kiosks_are_paused_staff_still_give_numbers(office: Served) -> None:
    boss = office.token("supervisor")
    before = office.post("/api/v1/tickets", {"service": "seal"}, key="before")
    office.post("/api/v1/kiosk/pause", {"message": WORDS}, **boss)
    view = office.get("/api/v1/kiosk").json
    assert (view["paused"], view["message"]) == (True, WORDS)
    refused = office.post("/api/v1/tickets", {"service": "seal"})
    assert (refused.status_code, refused.json["code"]) == (409, "kiosk_paused")
    again = office.post("/api/v1/tickets", {"service": "seal"}, key="before")
    assert again.json["number"] == before.json["number"]  # given before, and told again
    by_hand = office.post("/api/v1/tickets", {"service": "seal"}, **office.token("clerk"))
    assert by_hand.status_code == 201
    office.post("/api/v1/kiosk/resume", **boss)
    assert office.post("/api/v1/tickets", {"service": "seal"}).status_code == 201


def test_needs_and_errands_go_with_the_number(office: Served) -> None:
    wish = {"service": "vital", "language": "th", "needs": ["language"], "errands": ["F", "vital"]}
    taken = office.post("/api/v1/tickets", wish)
    assert taken.status_code == 201
    (line,) = [t for t in floor(office)["lines"] if t["ticket"] == taken.json["ticket"]]
    assert (line["needs"], line["errands"], line["language"]) == (["language"], ["seal"], "th")


def test_several_people_take_one_number_and_are_counted(office: Served) -> None:
    before = floor(office)["waiting_total"]
    taken = office.post("/api/v1/tickets", {"service": "seal", "people": 8})
    assert (taken.status_code, taken.json["people"]) == (201, 8)
    (line,) = [t for t in floor(office)["lines"] if t["ticket"] == taken.json["ticket"]]
    assert line["people"] == 8
    assert floor(office)["waiting_total"] == before + 8
    own = office.get(f"/api/v1/tickets/{taken.json['token']}").json
    assert own["people"] == 8
    assert office.get("/api/v1/kiosk").json["largest_group"] == 8


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"people": 9}, "group_too_large"),
        ({"people": 0}, "invalid_body"),
        ({"people": "two"}, "invalid_body"),
        ({"needs": ["a chair"]}, "invalid_body"),
        ({"errands": ["haircut"]}, "unknown_service"),
        ({"errands": ["A", "B", "C", "D"]}, "invalid_body"),
    ],
)
def test_a_wrong_need_or_errand_is_refused(office: Served, extra: Any, code: str) -> None:
    answer = office.post("/api/v1/tickets", {"service": "seal", **extra})
    assert (answer.status_code, answer.json["code"]) == (422, code)
