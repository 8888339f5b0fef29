"""The public part of the API, as boards, phones and other programs ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from queue_monitor.web.plain_words import range_said
from tests.kiosk.offices import Served, served

WEDNESDAY_AT_TEN = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # in Taipei
STRANGER = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The office on a working morning, with two people waiting."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "media").mkdir()
    (folder / "media" / "spring.png").write_bytes(b"not really a picture")
    changes = {"display": {"media": "media"}}
    with served(folder, start=WEDNESDAY_AT_TEN, changes=changes) as running:
        for _ in range(2):
            running.post("/api/v1/tickets", {"service": "seal"})
        yield running


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/display",
        "/display?layout=call",
        "/display/records",
        "/sign/3",
        "/t",
        "/api/v1/board",
        "/api/v1/boards/records",
        "/api/v1/media",
        "/api/v1/waiting",
    ],
)
def test_anybody_may_look(office: Served, path: str) -> None:
    assert office.get(path, environ_overrides=STRANGER).status_code == 200


def test_board_and_counts_agree(office: Served) -> None:
    board, counts = office.get("/api/v1/board").json, office.get("/api/v1/waiting").json
    assert board["waiting_total"] == counts["waiting_total"] >= 2
    assert {s["id"]: s["waiting"] for s in board["services"]} == {
        s["id"]: s["waiting"] for s in counts["services"]
    }


def test_the_waits_without_scripts_are_those_of_the_counts(office: Served) -> None:
    page = re.sub(r"\s*\n\s*", "", office.get("/waits?lang=en").text)
    for line in office.get("/api/v1/waiting").json["services"]:
        wait = line["expected_wait_min"]
        told = "not open" if wait is None else f"{wait[0]}–{wait[1]} min"
        row = f'<th scope="row">{line["name"]["en"]}</th>'
        count = f'<td class="is-number number">{line["waiting"]}</td>'
        assert f'{row}{count}<td class="is-number">{told}</td>' in page


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ((0, 0), "no wait"),
        ((0, 5), "within 5 min"),
        ((5, 10), "5–10 min"),
        ((200, 400), "over 180 min"),
        ((0, 400), "within 400 min"),
    ],
)
def test_a_range_is_said_as_the_scripts_say_it(
    office: Served, minutes: tuple[int, int], told: str
) -> None:
    with office.running.app.test_request_context(headers={"Accept-Language": "en"}):
        assert range_said(minutes) == told


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/display/attic", "unknown_board"),
        ("/api/v1/boards/attic", "unknown_board"),
        ("/display?layout=%3Cscript%3E", "unknown_layout"),
        ("/sign/99", "unknown_counter"),
        ("/media/..%2Foffice.db", "not_found"),
        ("/media/%2e%2e", "not_found"),
        ("/media/config.yaml", "not_found"),
    ],
)
def test_what_is_not_there_is_said_to_be_so(office: Served, path: str, code: str) -> None:
    answer = office.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (404, code)


def test_a_picture_is_given_out_in_parts_too_as_what_it_is(office: Served) -> None:
    assert office.get("/api/v1/media").json["files"] == [{"name": "spring.png", "kind": "picture"}]
    with office.get("/media/spring.png") as whole:
        assert (whole.mimetype, whole.data) == ("image/png", b"not really a picture")
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
    with office.get("/media/spring.png", headers={"Range": "bytes=0-2"}) as part:
        assert (part.status_code, part.data) == (206, b"not")


def test_a_board_with_services_of_its_own_counts_them_alone(office: Served) -> None:
    view = office.get("/api/v1/boards/certificates").json
    assert [service["id"] for service in view["services"]] == ["certificate", "nationality"]
    assert view["waiting_total"] == 0 < office.get("/api/v1/board").json["waiting_total"]


def test_caches_may_keep_the_counts_and_are_told_when_they_stand(office: Served) -> None:
    first = office.get("/api/v1/waiting")
    assert first.headers["Cache-Control"] == "public, max-age=5"
    again = office.get("/api/v1/waiting", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_phone_sees_its_own_number(office: Served) -> None:
    taken = office.post("/api/v1/tickets", {"service": "vital", "class": "priority"}).json
    view = office.get(f"/api/v1/tickets/{taken['token']}", environ_overrides=STRANGER).json
    assert (view["number"], view["state"], view["place"]) == (taken["number"], "waiting", 1)
    assert view["class_name"]["en"] == "Priority"


def test_the_phone_speaks_its_owners_language(office: Served) -> None:
    assert 'lang="en"' in office.get("/t", headers={"Accept-Language": "en-GB"}).text
    assert 'lang="zh-TW"' in office.get("/t", headers={"Accept-Language": "fr"}).text
