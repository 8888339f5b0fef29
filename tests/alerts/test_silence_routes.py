"""Silences over the JSON API of a running office."""

from datetime import timedelta
from typing import Any

import pytest

from queue_monitor.app import Running
from queue_monitor.web.identity import Role
from tests.alerts.test_whole_way import MORNING, Desk, alerts, come, until
from tests.alerts.test_whole_way import office as office  # noqa: PLC0414 - a fixture


@pytest.fixture
def supervisor(office: Running) -> Desk:
    return Desk(office, Role.SUPERVISOR)


def wish(**changes: Any) -> dict[str, Any]:
    """A silence of the office's count, for half an hour."""
    ends_at = (MORNING + timedelta(minutes=30)).isoformat()
    plain = {
        "scope": {"kind": "office"},
        "rule": "waiting",
        "until": ends_at,
        "reason": "a school class comes",
    }
    return {**plain, **changes}


def test_a_silence_is_made_shown_and_lifted(office: Running, supervisor: Desk) -> None:
    status, made = supervisor.post("/silences", wish())
    assert status == 201, made
    assert made["title"]["zh-TW"] == "等候人數超過7人"
    assert (made["reason"], made["holds"], made["lifted_at"]) == (wish()["reason"], True, None)
    come(Desk(office, Role.KIOSK), 8)
    (alert,) = until(lambda: alerts(supervisor))
    assert (alert["state"], alert["silenced_by"]) == ("firing", made["id"])
    assert alert["silenced_until"] == made["until"]
    seen = supervisor.get("/alerts")
    assert [silence["id"] for silence in seen["silences"]] == [made["id"]]
    status, lifted = supervisor.post(f"/silences/{made['id']}/lift")
    assert (status, lifted["holds"]) == (200, False)
    assert alerts(supervisor)[0]["silenced_by"] is None
    assert supervisor.get("/alerts")["silences"] == []
    assert [s["id"] for s in supervisor.get("/silences")["silences"]] == [made["id"]]


def test_who_may_silence(office: Running, supervisor: Desk) -> None:
    clerk, viewer = Desk(office, Role.CLERK), Desk(office, Role.VIEWER)
    assert clerk.post("/silences", wish())[0] == 403
    assert viewer.post("/silences", wish())[0] == 403
    assert viewer.get("/silences")["silences"] == []
    _, made = supervisor.post("/silences", wish())
    assert clerk.post(f"/silences/{made['id']}/lift")[0] == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "invalid_body"),
        ({"reason": "x" * 201}, "invalid_body"),
        ({"rule": "moon"}, "invalid_body"),
        ({"scope": {"kind": "planet"}}, "invalid_body"),
        ({"until": "2026-11-23T10:30:00"}, "invalid_body"),  # of no zone
        ({"until": "soon"}, "invalid_body"),
        ({"reason": " \t"}, "invalid_body"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "silence_too_long"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "silence_too_long"),
        ({"until": "2026-11-23T01:00:00Z"}, "silence_too_long"),
        ({"until": "2026-11-24T10:00:00Z"}, "silence_too_long"),
        ({"scope": {"kind": "service", "id": "transcript"}}, "not_watched"),
        ({"scope": {"kind": "service", "id": "none"}}, "not_watched"),
    ],
)
def test_bad_input_is_told_and_silences_nothing(
    supervisor: Desk, changes: dict[str, Any], code: str
) -> None:
    status, problem = supervisor.post("/silences", wish(**changes))
    assert (status, problem["code"]) == (422, code)
    assert not any(word in str(problem) for word in ("Expected", "regex")), problem
    assert supervisor.get("/silences")["silences"] == []


def test_what_is_unknown_or_over_cannot_be_lifted(supervisor: Desk) -> None:
    status, problem = supervisor.post("/silences/2026-11-23.s9/lift")
    assert (status, problem["code"]) == (404, "unknown_silence")


def test_months_beyond_all_calendars_are_refused(supervisor: Desk) -> None:
    for month in ("0001-01", "9999-12", "2026-13"):
        assert supervisor.get(f"/reallocations/report?month={month}")["code"] == "invalid_body"
    assert supervisor.get("/reallocations/report?month=2026-12")["month"] == "2026-12"
