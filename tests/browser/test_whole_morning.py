"""A whole morning in a real browser: kiosk, board, phones, consoles and the supervisor's page."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.cast import PATIENT_MS
from tests.browser.house import House
from tests.support.api import Api

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]

LIN, CHEN, YANG = "林佳穎", "陳冠宇", "楊淑芬"  # of counters 1 and 2; of the reserve
STAFF: Final = ((LIN, "lin", "c01"), (CHEN, "chen", "c02"), (YANG, "yang", "c10"))
TRANSCRIPT, MOVING = "戶籍謄本", "遷徙登記"
NOTE: Final = "已前往現場"
SECONDS: Final = {"clear_hold_seconds": 1}
SPEED: Final = 100  # of the office's clock, where ten minutes have to pass


def test_eight_waiting_raise_an_alert_and_help_makes_the_crowd_go_away(
    start_server: StartServer, screens: Screens
) -> None:
    house = House.opened(start_server, screens, alerts=SECONDS)
    lin, yang = house.clerks([(LIN, "lin"), (YANG, "yang")])
    board, supervisor = house.board(), house.supervisor()

    # One clerk is open and busy.
    lin.take_counter(1)
    expect(board.counter(1)).to_contain_text(LIN)
    first = house.visitor(TRANSCRIPT)
    lin.press("n")
    assert lin.number_in_hand() == first.number
    first.expect_called_to(1)
    lin.press("s")
    expect(first.page.get_by_role("heading", name="1 號櫃檯正在為您辦理")).to_be_visible()

    # Seven wait: no alert. The eighth raises it.
    waiting = [house.visitor(TRANSCRIPT) for _ in range(4)]
    waiting += [house.visitor(MOVING, with_phone=False) for _ in range(3)]
    supervisor.expect_waiting(7)
    expect(supervisor.alerts).to_contain_text("目前沒有警示")
    expect(supervisor.page.get_by_role("heading", level=1)).not_to_contain_text("超過門檻")
    eighth = house.visitor(MOVING, with_phone=False)
    supervisor.expect_waiting(8)
    expect(supervisor.alerts).to_contain_text("等候人數超過7人", timeout=PATIENT_MS)
    expect(supervisor.page.get_by_role("heading", level=1)).to_contain_text("超過門檻")

    # The supervisor has seen it, and agrees to what is proposed.
    expect(supervisor.remedy).to_contain_text(YANG, timeout=PATIENT_MS)
    supervisor.acknowledge(NOTE)
    expect(supervisor.alerts).to_contain_text(NOTE)
    expect(yang.request).to_have_count(0)
    supervisor.remedy.get_by_role("button", name="同意調派").first.click()

    # The clerk of the reserve is asked, agrees, and has a counter.
    expect(yang.request).to_contain_text(YANG, timeout=PATIENT_MS)
    yang.request.get_by_role("button", name="我可以去").click()
    helped = yang.counter_number()
    expect(board.counter(helped)).to_contain_text(YANG)
    expect(supervisor.counter(helped)).to_contain_text("受理中")
    expect(supervisor.remedy).to_contain_text("支援中", timeout=PATIENT_MS)

    # Both call at the same instant; then again: the queue falls below its clear limit.
    lin.press("n")
    yang.press("n")
    both = {1: lin.number_in_hand(other_than=first.number), helped: yang.number_in_hand()}
    assert sorted(both.values()) == [visitor.number for visitor in waiting[:2]]
    for counter, number in both.items():
        house.visitors[number].expect_called_to(counter)
    lin.press("s")
    yang.press("s")
    lin.press("n", once_shown="辦理中")
    yang.press("n", once_shown="辦理中")
    then = {
        1: lin.number_in_hand(other_than=both[1]),
        helped: yang.number_in_hand(other_than=both[helped]),
    }
    assert sorted(then.values()) == [visitor.number for visitor in waiting[2:4]]
    for counter, number in then.items():
        house.visitors[number].expect_called_to(counter)
    supervisor.expect_waiting(4)

    # Calm for a second: the alert is over, and the history says how soon.
    expect(supervisor.alerts).to_contain_text("目前沒有警示", timeout=PATIENT_MS)
    row = supervisor.history.get_by_role("row").filter(has_text=NOTE)
    expect(row).to_contain_text("等候人數超過7人")
    for cell in (3, 4, 5):  # seen, acted, over
        expect(row.get_by_role("cell").or_(row.get_by_role("rowheader")).nth(cell)).to_have_text(
            re.compile(r"^\d+(\.\d)? 分鐘$")
        )

    # The board has shown every call, one after the other, in the order of the log.
    expected = [(first.number, 1), *((n, c) for c, n in both.items())]
    expected += [(n, c) for c, n in then.items()]
    board.expect_shown(len(expected))
    with Api(house.server.base_url, token=house.server.token("supervisor")) as api:
        log = api.get("/api/v1/board").expect(200).body["calls"]
        alerts: list[dict[str, Any]] = (
            api.get("/api/v1/alerts", history="1").expect(200).body["alerts"]
        )
        raised = api.get(f"/api/v1/tickets/{eighth.token}").expect(200).body["issued_at"]
    in_order = [(call["number"], call["counter"]) for call in log]
    assert sorted(in_order) == sorted(expected)
    assert board.shown() == in_order
    # One alert, and it bears the very instant of the eighth number.
    assert [(alert["crossed_at"], alert["state"]) for alert in alerts] == [(raised, "resolved")]


def test_who_declines_is_not_asked_again_and_the_next_helper_comes(
    start_server: StartServer, screens: Screens
) -> None:
    house = House.opened(start_server, screens, alerts=SECONDS)
    lin, chen, yang = house.at_work(STAFF)
    supervisor = house.supervisor()
    lin.take_counter(3)  # not the express one, which could be called on without anybody's help
    house.crowd("transcript", 8)
    supervisor.remedy.get_by_role("button", name="同意調派").first.click(timeout=PATIENT_MS)
    asked, other = house.asked(chen, yang)
    asked.request.get_by_role("button", name="無法前往").click()
    asked.page.get_by_role("dialog").get_by_role("button", name="手上案件辦理中").click()
    expect(supervisor.remedy).to_contain_text(f"{asked.name}：手上案件辦理中", timeout=PATIENT_MS)
    expect(asked.request).to_have_count(0)
    expect(other.request).to_be_visible(timeout=PATIENT_MS)
    other.request.get_by_role("button", name="我可以去").click()
    expect(supervisor.counter(other.counter_number())).to_contain_text(other.name)
    assert asked is yang, "the reserve is asked first"
    expect(asked.page.get_by_role("heading", name="待命")).to_be_visible()


def test_who_does_not_answer_in_time_is_passed_over(
    start_server: StartServer, screens: Screens
) -> None:
    house = House.opened(
        start_server, screens, alerts=SECONDS, reallocation={"answer_within_seconds": 8}
    )
    lin, chen, yang = house.at_work(STAFF)
    supervisor = house.supervisor()
    lin.take_counter(3)  # not the express one, which could be called on without anybody's help
    house.crowd("transcript", 8)
    supervisor.remedy.get_by_role("button", name="同意調派").first.click(timeout=PATIENT_MS)
    late, other = house.asked(chen, yang)
    expect(other.request).to_be_visible(timeout=PATIENT_MS)
    expect(late.request).to_have_count(0)
    expect(supervisor.remedy).to_contain_text(f"{late.name}：逾時未回覆", timeout=PATIENT_MS)


def test_a_wait_is_too_long_after_ten_minutes_and_not_before(
    start_server: StartServer, screens: Screens
) -> None:
    house = House.opened(
        start_server, screens, clock={"start": "2026-11-24T10:00+08:00", "speed": str(SPEED)}
    )
    supervisor = house.supervisor()
    began_s = time.monotonic()
    (token,) = house.crowd("moving", 1)
    supervisor.expect_waiting(1)
    expect(supervisor.alerts).to_contain_text("目前沒有警示")
    expect(supervisor.alerts).to_contain_text("等候時間超過10分鐘", timeout=2 * PATIENT_MS)
    assert time.monotonic() - began_s >= 600 / SPEED
    with Api(house.server.base_url, token=house.server.token("supervisor")) as api:
        alert = api.get("/api/v1/alerts").expect(200).body["alerts"][0]
        ticket = api.get(f"/api/v1/tickets/{token}").expect(200).body
    waited = instant(alert["crossed_at"]) - instant(ticket["issued_at"])
    assert timedelta(seconds=600) <= waited <= timedelta(seconds=600, milliseconds=1)


def instant(words: str) -> datetime:
    return datetime.fromisoformat(words)
