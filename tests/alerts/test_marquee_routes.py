"""The lines at the foot of the boards over the JSON API, and on the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.display.test_routes import office as office  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from tests.kiosk.offices import Served


def on_board(office: Served) -> list[str]:
    return [line["zh-TW"] for line in office.get("/api/v1/board").json["marquee"]]


def test_a_line_is_on_the_boards_while_its_schedule_says_so(office: Served) -> None:
    boss = office.token("supervisor")
    body = {"words": {"zh-TW": "  系統\n維護中 ", "en": ""}, "start": "09:00", "end": "12:00"}
    made = office.post("/api/v1/marquee", body, **boss)
    assert made.status_code == 201
    (line,) = made.json["lines"]
    assert (line["words"], line["shown"]) == ({"zh-TW": "系統 維護中"}, True)
    assert on_board(office)[0] == "系統 維護中"
    path = f"/api/v1/marquee/{line['id']}"
    later = office.post(path, {**body, "start": "11:00"}, **boss)
    assert later.json["lines"][0]["shown"] is False
    assert "系統 維護中" not in on_board(office)
    assert office._client().delete(path, **office._options(boss)).json["lines"] == []
    assert office.post(path, body, **boss).json["code"] == "unknown_marquee_line"


@pytest.mark.parametrize("role", ["clerk", "viewer", "kiosk"])
def test_supervisors_alone_write_them(office: Served, role: str) -> None:
    body = {"words": {"zh-TW": "甲"}}
    assert office.post("/api/v1/marquee", body, **office.token(role)).status_code == 403


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"words": {"zh-TW": "x" * 201}}, "/words"),
        ({"words": {"zh-TW": "\u202e\n"}}, "/words/zh-TW"),
        ({"words": {"en": "hello"}}, "/words/zh-TW"),
        ({"words": {"zh-TW": "甲", "tlh": "nuqneH"}}, "/words"),
        ({"words": {"zh-TW": "甲"}, "start": "12:00", "end": "12:00"}, "/end"),
        ({"words": {"zh-TW": "甲"}, "start": "25:00"}, "/start"),
        ({"words": {"zh-TW": "甲"}, "days": [7]}, "/days"),
        ({"words": {"zh-TW": "甲"}, "first": "2026-03-05", "last": "2026-03-04"}, "/last"),
        ({"words": {"zh-TW": "甲"}, "colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_its_place(
    office: Served, body: dict[str, Any], where: str
) -> None:
    before = on_board(office)
    refused = office.post("/api/v1/marquee", body, **office.token("supervisor"))
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_body")
    assert refused.json["errors"][0]["where"].startswith(where)
    assert on_board(office) == before
