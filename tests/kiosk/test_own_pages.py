"""A number acted on by plain forms: only by whoever holds it, and by no other site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from queue_monitor.web.own_ticket import mark_of, token_in
from tests.kiosk.offices import Served
from tests.kiosk.test_routes import office, taken

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

__all__ = ["office"]  # the fixture

PAGE = {"Accept": "text/html", "Origin": "null"}  # as browsers say it under no-referrer


def holding(office: Served, token: str) -> Any:
    """A browser that has handed the link over."""
    client = office.running.app.test_client()
    answer = client.post("/t/open", data={"link": f"https://office.example/t#{token}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/t/now")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/t" in cookie
    return client


def send(client: Any, path: str, **form: str) -> TestResponse:
    answer: TestResponse = client.post(path, data=form, headers=PAGE)
    return answer


def test_a_form_must_bear_the_mark_of_its_own_number(office: Served) -> None:
    own, other = taken(office), taken(office)
    client = holding(office, own["token"])
    for form in ({}, {"mark": ""}, {"mark": mark_of(other["token"])}, {"mark": "帳號"}):
        refused = send(client, "/t/cancel", **form)
        assert refused.status_code == 403
        assert "text/html" in refused.headers["Content-Type"]
    assert office.get(f"/api/v1/tickets/{own['token']}").json["state"] == "waiting"
    assert send(client, "/t/cancel", mark=mark_of(own["token"])).status_code == 303
    assert office.get(f"/api/v1/tickets/{own['token']}").json["state"] == "cancelled"
    assert "此號碼已取消" in client.get("/t/now").text


def test_a_form_sent_twice_leads_to_the_number_as_it_is(office: Served) -> None:
    own = taken(office)
    client = holding(office, own["token"])
    for _ in range(2):
        answer = send(client, "/t/cancel", mark=mark_of(own["token"]))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/t/now")
    assert "此號碼已取消" in client.get("/t/now").text


def test_without_a_number_there_is_nothing_to_act_on(office: Served) -> None:
    client = office.running.app.test_client()
    assert send(client, "/t/more-time", mark="x").status_code == 404
    assert client.get("/t/cancel").status_code == 302
    assert 'name="link"' in client.get("/t/now").text
    client.set_cookie("qm_ticket", "x" * 22, path="/t")
    assert 'name="link"' in client.get("/t/now").text


def test_more_time_is_refused_in_words(office: Served) -> None:
    alone = taken(office, "marriage")
    client = holding(office, alone["token"])
    refused = send(client, "/t/more-time", mark=mark_of(alone["token"]))
    assert refused.status_code == 409
    assert "您後面沒有人等候" in refused.text


@pytest.mark.parametrize(
    "given", ["", "#", "https://office.example/t", "a" * 15, "a" * 65, "<script>", "號" * 20, "a b"]
)
def test_what_is_no_link_is_asked_for_again(office: Served, given: str) -> None:
    client = office.running.app.test_client()
    answer = client.post("/t/open", data={"link": given}, headers=PAGE)
    assert answer.status_code == 422
    assert token_in(given) is None
    assert "Set-Cookie" not in answer.headers


def test_several_services_of_one_number_are_told_in_turn(office: Served) -> None:
    wish = {"service": "seal", "errands": ["moving", "vital"], "people": 2}
    own = office.post("/api/v1/tickets", wish).json
    shown = holding(office, own["token"]).get("/t/now").text
    told = [shown.index(words) for words in ("共 2 人一起辦理", "目前", "接著辦理", "稍後")]
    assert told == sorted(told)
