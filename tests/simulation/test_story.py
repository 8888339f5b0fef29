"""What the terminal tells of a day: each change once, in the order of happening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.simulation.port import AlertSeen, Look, PlanSeen
from queue_monitor.simulation.story import Story

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def alert(state: str, *, recovered_s: float | None = None, rule: str = "waiting") -> AlertSeen:
    return AlertSeen(
        id="2026-11-23.e1",
        rule=rule,
        state=state,
        value=8,
        limit=7 if rule == "waiting" else 600,
        worst=8,
        crossed_at=NINE,
        to_ack_s=None,
        to_act_s=None,
        to_recover_s=recovered_s,
    )


def plan(state: str, *, with_s: float = 420, clerk: str = "c10") -> PlanSeen:
    return PlanSeen(
        id="2026-11-23.r2",
        alert="2026-11-23.e1",
        kind="open_counter",
        state=state,
        counter=CounterId(8),
        clerk=ClerkId(clerk),
        longest_without_s=900,
        longest_with_s=with_s,
    )


def told(
    story: Story, minute: int, *, alerts: tuple[AlertSeen, ...], plans: tuple[PlanSeen, ...]
) -> list[tuple[str, str, str]]:
    look = Look(
        at=NINE + timedelta(minutes=minute),
        waiting=8,
        longest_wait_s=0,
        desks=(),
        alerts=alerts,
        plans=plans,
    )
    return [(f"{line.at:%H:%M}", line.zh, line.en) for line in story.tell(look)]


def story() -> Story:
    return Story(zone=ZoneInfo("Asia/Taipei"), names={"c10": "楊淑芬"})


def test_an_episode_is_told_from_the_crossing_to_its_end() -> None:
    tale = story()
    lines = [
        *told(tale, 1, alerts=(alert("firing"),), plans=()),
        *told(tale, 2, alerts=(alert("acked"),), plans=(plan("proposed"),)),
        *told(tale, 3, alerts=(alert("acked"),), plans=(plan("offered"),)),
        *told(tale, 4, alerts=(alert("acked"),), plans=(plan("applied"),)),
        *told(tale, 9, alerts=(alert("clearing"),), plans=(plan("applied"),)),
        *told(tale, 10, alerts=(alert("resolved", recovered_s=540),), plans=(plan("applied"),)),
        *told(tale, 20, alerts=(alert("resolved", recovered_s=540),), plans=(plan("ended"),)),
    ]
    assert lines == [
        ("09:00", "等候 8 人 → 警示", "8 people wait: alert"),
        ("09:02", "主管已知悉", "the supervisor has seen it"),
        (
            "09:02",
            "建議：開 8 號櫃檯（最久 15→7 分）",
            "proposed: open counter 8 (longest 15→7 min)",
        ),
        ("09:03", "主管接受，徵詢楊淑芬", "accepted; 楊淑芬 is asked"),
        ("09:04", "支援到位：開 8 號櫃檯，楊淑芬", "done: open counter 8"),
        ("09:10", "解除（9 分鐘恢復）", "over, recovered in 9 min"),
        ("09:20", "楊淑芬結束支援，返回原崗位", "楊淑芬 has gone back"),
    ]


def test_the_next_helper_asked_is_told() -> None:
    tale = story()
    told(tale, 1, alerts=(), plans=(plan("proposed"),))
    told(tale, 2, alerts=(), plans=(plan("offered"),))
    ((_, zh, en),) = told(tale, 3, alerts=(), plans=(plan("offered", clerk="c11"),))
    assert zh == "無法支援，改徵詢c11"
    assert en == "cannot come; now c11 is asked"


def test_what_has_not_changed_is_not_told_again() -> None:
    tale = story()
    assert told(tale, 1, alerts=(alert("firing"),), plans=(plan("proposed"),))
    assert not told(tale, 2, alerts=(alert("firing"),), plans=(plan("proposed"),))


def test_a_reopened_alert_is_told_as_a_new_crossing() -> None:
    tale = story()
    told(tale, 1, alerts=(alert("firing"),), plans=())
    told(tale, 5, alerts=(alert("resolved", recovered_s=60),), plans=())
    again = told(tale, 9, alerts=(alert("firing"),), plans=())
    assert [words for _, words, _ in again] == ["等候 8 人 → 警示"]


def test_a_wait_is_told_in_minutes() -> None:
    ((_, zh, en),) = told(story(), 1, alerts=(alert("firing", rule="wait"),), plans=())
    assert zh == "有人等候超過 10 分鐘 → 警示"
    assert en == "a wait of more than 10 min: alert"


def test_an_effect_that_whole_minutes_do_not_show_is_not_claimed() -> None:
    ((_, zh, _),) = told(story(), 1, alerts=(), plans=(plan("proposed", with_s=899),))
    assert zh == "建議：開 8 號櫃檯"
