"""A simulated day as it is told on a terminal: what changed between two looks, in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from queue_monitor.simulation.port import AlertSeen, Look, PlanSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the story: the hour on the office's clock, and the words."""

    at: datetime
    zh: str
    en: str


_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "declined": ("{counter} 號櫃檯的建議未採行", "the plan for counter {counter} was declined"),
    "withdrawn": (
        "{counter} 號櫃檯的支援已不需要",
        "help at counter {counter} is no longer needed",
    ),
    "expired": ("{counter} 號櫃檯無人能支援", "nobody could come to counter {counter}"),
    "ended": ("{clerk}結束支援，返回原崗位", "{clerk} has gone back"),
}
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "open_counter": ("開 {counter} 號櫃檯", "open counter {counter}"),
    "add_service": ("{counter} 號櫃檯增辦項目", "add services at {counter}"),
    "move_clerk": ("移人至 {counter} 號櫃檯", "move a clerk to {counter}"),
    "end_break": ("{counter} 號櫃檯提前恢復", "end the break at {counter}"),
    "call_express": ("{counter} 號快速櫃檯全收", "express {counter} takes all"),
}


class Story:
    """Remembers the latest look; `tell` gives what is new. `names` are the clerks'."""

    def __init__(self, *, zone: ZoneInfo, names: Mapping[str, str]) -> None:
        self._zone = zone
        self._names = names
        self._alerts: dict[str, AlertSeen] = {}
        self._plans: dict[str, PlanSeen] = {}

    def tell(self, look: Look) -> Iterator[Line]:
        """Lines for whatever has changed since the look before, in the order of happening."""
        for alert in sorted(look.alerts, key=lambda a: a.crossed_at):
            yield from self._of_alert(look, alert)
        for plan in reversed(look.plans):
            yield from self._of_plan(look, plan)

    def _line(self, at: datetime, words: tuple[str, str], **values: object) -> Line:
        return Line(
            at=at.astimezone(self._zone), zh=words[0].format(**values), en=words[1].format(**values)
        )

    def _of_alert(self, look: Look, alert: AlertSeen) -> Iterator[Line]:
        before = self._alerts.get(alert.id)
        self._alerts[alert.id] = alert
        if before is not None and before.state == alert.state:
            return
        if before is None or before.is_over:
            if not alert.is_over:
                yield self._line(alert.crossed_at, _crossing(alert))
        elif alert.state == "firing" and before.state == "acked":
            yield self._line(
                look.at, ("人數或等候再升高，再次警示", "worse: the alert fires again")
            )
        if alert.state == "acked" and (before is None or before.state == "firing"):
            yield self._line(look.at, ("主管已知悉", "the supervisor has seen it"))
        if alert.state == "resolved":
            yield self._line(look.at, _resolved(alert))

    def _of_plan(self, look: Look, plan: PlanSeen) -> Iterator[Line]:
        before, self._plans[plan.id] = self._plans.get(plan.id), plan
        if before is not None and (before.state, before.clerk) == (plan.state, plan.clerk):
            return
        values = {
            "counter": plan.counter,
            "clerk": self._names.get(plan.clerk or "", plan.clerk or "–"),
        }
        zh, en = (words.format(**values) for words in _KINDS.get(plan.kind, (plan.kind, plan.kind)))
        if before is None:
            effect = _effect(plan)
            yield self._line(look.at, (f"建議：{zh}{effect[0]}", f"proposed: {en}{effect[1]}"))
        if plan.state == "offered":
            first = ("主管接受，徵詢{clerk}", "accepted; {clerk} is asked")
            next_ = ("無法支援，改徵詢{clerk}", "cannot come; now {clerk} is asked")
            again = before is not None and before.state == "offered"
            yield self._line(look.at, next_ if again else first, **values)
        elif plan.state == "applied":
            yield self._line(look.at, (f"支援到位：{zh}，{values['clerk']}", f"done: {en}"))
        elif plan.state in _ENDS:
            yield self._line(look.at, _ENDS[plan.state], **values)


def _effect(plan: PlanSeen) -> tuple[str, str]:
    """The expected longest wait without and with the plan, if whole minutes show a difference."""
    without, with_ = round(plan.longest_without_s / 60), round(plan.longest_with_s / 60)
    if without <= with_:
        return "", ""
    return f"（最久 {without}→{with_} 分）", f" (longest {without}→{with_} min)"


#: What else e-Eyes says, by rule.
_BESIDE: Final = {
    "forecast": ("預測即將壅塞 → 警示", "a crowd is likely soon: alert"),
    "long_service": ("有件辦理特別久 → 警示", "a service takes very long: alert"),
    "unstarted": ("叫號後無人開始辦理 → 警示", "called and not started: alert"),
    "idle": ("有人等候，櫃檯閒置 → 警示", "a counter idle while people wait: alert"),
    "parked": ("保留的號碼被遺忘 → 警示", "a number set aside is forgotten: alert"),
    "silent": ("設備沒有回應 → 警示", "a device is silent: alert"),
    "channel": ("通知無法送達 → 警示", "notices do not go out: alert"),
    "blind": ("e-Eyes 監看中斷 → 警示", "e-Eyes cannot see: alert"),
}


def _crossing(alert: AlertSeen) -> tuple[str, str]:
    limit = round(alert.limit / 60) if alert.rule == "wait" else round(alert.limit)
    if alert.rule == "wait":
        return (
            f"有人等候超過 {limit} 分鐘 → 警示",
            f"a wait of more than {limit} min: alert",
        )
    if alert.rule == "waiting":
        return f"等候 {limit + 1} 人 → 警示", f"{limit + 1} people wait: alert"
    return _BESIDE.get(alert.rule, ("警示", "alert"))


def _resolved(alert: AlertSeen) -> tuple[str, str]:
    if alert.to_recover_s is None:
        return "解除", "over"
    minutes = round(alert.to_recover_s / 60)
    return f"解除（{minutes} 分鐘恢復）", f"over, recovered in {minutes} min"
