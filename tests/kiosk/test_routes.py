"""Taking a number and giving it back, as the pages and other programs ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.kiosk.offices import Served, served

if TYPE_CHECKING:
    from pathlib import Path

TUESDAY_AT_TEN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # in Taipei
TUESDAY_AT_SIX = datetime(2026, 3, 3, 10, 30, tzinfo=UTC)
TICKETS = "/api/v1/tickets"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The office on a working morning."""
    with served(tmp_path_factory.mktemp("office"), start=TUESDAY_AT_TEN) as running:
        yield running


def taken(office: Served, service: str = "seal", **more: Any) -> dict[str, Any]:
    answer = office.post(TICKETS, {"service": service, **more})
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def waiting(office: Served) -> list[int]:
    """How many wait for each service. The log's number would count what e-Eyes records, too."""
    return [service["waiting"] for service in office.get("/api/v1/waiting").json["services"]]


def test_a_number_comes_with_place_token_and_link(office: Served) -> None:
    first, second = taken(office, "vital"), taken(office, "vital")
    assert first["number"] == "D001"
    assert (first["ahead"], second["ahead"]) == (0, 1)
    assert second["link"] == f"/t#{second['token']}"
    assert len(second["token"]) >= 22  # 132 bits
    assert first["token"] != second["token"]


def test_the_same_wish_repeated_gives_the_same_number(office: Served) -> None:
    answers = [office.post(TICKETS, {"service": "marriage"}, key="one-wish") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["number"] for answer in answers}) == 1
    assert len({answer.json["token"] for answer in answers}) == 1


def test_twenty_taps_at_once_give_one_number(office: Served) -> None:
    with ThreadPoolExecutor(20) as hands:
        numbers = list(
            hands.map(
                lambda _: office.post(TICKETS, {"service": "moving"}, key="taps").json["number"],
                range(20),
            )
        )
    assert len(set(numbers)) == 1


def test_a_key_does_not_serve_another_wish(office: Served) -> None:
    office.post(TICKETS, {"service": "seal"}, key="used")
    answer = office.post(TICKETS, {"service": "certificate"}, key="used")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"service": "haircut"}, 422, "unknown_service"),
        ({"service": "seal", "class": "royal"}, 422, "unknown_class"),
        ({"service": 7}, 422, "invalid_body"),
        ({}, 422, "invalid_body"),
        ({"service": "seal", "language": "tlh"}, 422, "invalid_body"),
        ({"service": "seal", "name": "somebody"}, 422, "invalid_body"),
        (["seal"], 422, "invalid_body"),
    ],
)
def test_a_wrong_wish_is_refused_and_changes_nothing(
    office: Served, body: object, status: int, code: str
) -> None:
    before = waiting(office)
    answer = office.post(TICKETS, body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert waiting(office) == before


def test_a_kiosk_gives_numbers_of_the_classes_it_offers(office: Served) -> None:
    wish = {"service": "seal", "class": "appointment"}
    for who in ({}, office.token("kiosk")):  # the trusted machine, and a program
        answer = office.post(TICKETS, wish, **who)
        assert (answer.status_code, answer.json["code"]) == (422, "class_not_at_kiosk")
        assert "appointment" in answer.json["detail"]
        for offered in office.get("/api/v1/kiosk").json["classes"]:
            wanted = {"service": "seal", "class": offered["id"]}
            assert office.post(TICKETS, wanted, **who).status_code == 201


def test_staff_give_numbers_of_any_class(office: Served) -> None:
    wish = {"service": "seal", "class": "appointment"}
    answer = office.post(TICKETS, wish, **office.token("clerk"))
    assert (answer.status_code, answer.json["class"]) == (201, "appointment")


def test_a_key_without_end_is_refused(office: Served) -> None:
    answer = office.post(TICKETS, {"service": "seal"}, key="k" * 201)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_body")


def test_a_stranger_from_the_network_may_not_take_numbers(office: Served) -> None:
    answer = office.post(
        TICKETS, {"service": "seal"}, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    page = office.get("/kiosk", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert page.status_code == 302
    assert page.location.startswith("/pair?")


def test_a_number_given_back_leaves_the_line_and_cannot_be_given_back_twice(
    office: Served,
) -> None:
    ticket = taken(office, "nationality")
    given = office.post(f"{TICKETS}/{ticket['token']}/cancel")
    assert (given.status_code, given.json["state"]) == (200, "cancelled")
    assert office.get(f"{TICKETS}/{ticket['token']}").json["state"] == "cancelled"
    again = office.post(f"{TICKETS}/{ticket['token']}/cancel")
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-TW", "這個號碼已經取消"),
        ("en", "This number has been given back already"),
        ("vi", "Số này đã được trả lại rồi"),
        ("id", "Nomor ini sudah dikembalikan"),
        ("th", "หมายเลขนี้ถูกยกเลิกไปแล้ว"),
        ("tl", "Naibalik na ang numerong ito"),
    ],
)
def test_who_gives_a_number_back_again_is_told_that_it_is_done(
    office: Served, language: str, said: str
) -> None:
    ticket = taken(office, "nationality")
    path = f"{TICKETS}/{ticket['token']}/cancel"
    office.post(path)
    again = office.post(path, headers={"Accept-Language": language})
    assert again.json["title"] == said
    assert ticket["number"] in again.json["detail"]
    assert "「" not in again.json["detail"]


def test_slip_and_code_are_for_whoever_has_the_token(office: Served) -> None:
    ticket = taken(office, "id_card", language="en")
    slip = office.get(f"/slip/{ticket['token']}")
    assert ticket["number"] in slip.text
    assert "Your number" in slip.text  # the ticket's language, whatever the browser's
    assert "Set-Cookie" not in slip.headers
    assert office.get(f"/qr/{ticket['token']}.svg").mimetype == "image/svg+xml"
    for path in ("/slip/nobody", "/qr/nobody.svg", f"{TICKETS}/nobody"):
        assert office.get(path).status_code == 404


def test_the_kiosk_speaks_the_offices_language_whatever_its_browser_prefers(
    office: Served,
) -> None:
    page = office.get("/kiosk", headers={"Accept-Language": "en-US,en"})
    assert 'lang="zh-TW"' in page.text
    assert 'lang="en"' in office.get("/kiosk?lang=en").text


def test_out_of_hours_no_number_is_given_and_the_next_opening_is_told(tmp_path: Path) -> None:
    changes = {"office": {"outside_hours": "closed"}}
    with served(tmp_path, start=TUESDAY_AT_SIX, changes=changes) as office:
        answer = office.post(TICKETS, {"service": "seal"})
        assert (answer.status_code, answer.json["code"]) == (409, "office_closed")
        view = office.get("/api/v1/kiosk").json
        assert view["open"] is False
        assert view["opens_at"] == "2026-03-04T00:00:00Z"


def test_in_practice_mode_numbers_are_given_and_marked(tmp_path: Path) -> None:
    with served(tmp_path, start=TUESDAY_AT_SIX) as office:
        view = office.get("/api/v1/kiosk").json
        assert (view["open"], view["practice"]) == (True, True)
        ticket = taken(office)
        assert "-p" in ticket["ticket"]
        assert "練習" in office.get(f"/slip/{ticket['token']}").text


def test_a_repeated_wish_gives_the_same_answer_whoever_serves(office: Served) -> None:
    first, again = (office.post(TICKETS, {"service": "id_card"}, key="again") for _ in range(2))
    assert first.json == again.json
    assert "-0.0" not in first.text
    behind, repeated = (office.post(TICKETS, {"service": "id_card"}, key="next") for _ in range(2))
    assert behind.json == repeated.json
    assert behind.json["expected_wait_s"]["p50"] > 0


def test_a_repeated_wish_is_answered_alike_when_the_number_is_given_back(office: Served) -> None:
    first = office.post(TICKETS, {"service": "id_card"}, key="given-back").json
    office.post(f"{TICKETS}/{first['token']}/cancel")
    again = office.post(TICKETS, {"service": "id_card"}, key="given-back")
    assert again.status_code == 201
    assert again.json["expected_wait_s"] == {"p10": 0.0, "p50": 0.0, "p90": 0.0}


def test_more_time_is_had_once_by_whoever_has_the_token(office: Served) -> None:
    asker, *others = (taken(office, "certificate") for _ in range(5))
    url = f"{TICKETS}/{asker['token']}"
    assert office.get(url).json["more_time_places"] == 3
    given = office.post(f"{url}/more-time")
    assert (given.status_code, given.json["ahead"]) == (200, 3)
    assert (given.json["more_time_places"], given.json["gave_way_at"] is None) == (None, False)
    again = office.post(f"{url}/more-time")
    assert (again.status_code, again.json["code"]) == (409, "more_time_used")
    last = office.post(f"{TICKETS}/{others[-1]['token']}/more-time")
    assert (last.status_code, last.json["code"]) == (409, "nobody_behind")
    assert office.post(f"{TICKETS}/nobody/more-time").status_code == 404


def test_an_office_need_not_offer_more_time(tmp_path: Path) -> None:
    changes = {"phone": {"more_time_places": 0}}
    with served(tmp_path, start=TUESDAY_AT_SIX, changes=changes) as office:
        first, _second = taken(office), taken(office)
        assert office.get(f"{TICKETS}/{first['token']}").json["more_time_places"] is None
        refused = office.post(f"{TICKETS}/{first['token']}/more-time")
        assert (refused.status_code, refused.json["code"]) == (409, "more_time_off")
