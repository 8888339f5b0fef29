"""What a what-if is called, in both languages: for the terminal, the page and the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from queue_monitor.simulation.changes import Changes
from queue_monitor.simulation.over import Limit
from queue_monitor.simulation.summary import Summary
from queue_monitor.simulation.what_if import Mode, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """The same in zh-TW and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: what it is, and each scenario's value in words."""

    what: Both
    values: tuple[str, ...]


_MODES: Final[dict[Mode, Both]] = {
    "off": Both(zh="不調派", en="no reallocation"),
    "propose": Both(zh="調派，主管決定", en="reallocation, the supervisor decides"),
    "auto": Both(zh="調派，自動進行", en="reallocation by itself"),
}


def scenario_name(way: Scenario) -> Both:
    """As a column's head."""
    mode = _MODES[way.mode]
    if way.changes.is_nothing:
        return Both(zh=f"現況：{mode.zh}", en=f"As it is: {mode.en}")
    return Both(zh=f"變更：{mode.zh}", en=f"Changed: {mode.en}")


def told(changes: Changes) -> Iterator[Both]:
    """Each change in a sentence."""
    if changes.waiting_limit is not None:
        yield Both(
            zh=f"等候超過 {changes.waiting_limit} 人即警示。",
            en=f"An alert above {changes.waiting_limit} people waiting.",
        )
    if changes.wait_limit is not None:
        minutes = f"{changes.wait_limit.total_seconds() / 60:g}"
        yield Both(
            zh=f"等候超過 {minutes} 分鐘即警示。",
            en=f"An alert above {minutes} minutes of waiting.",
        )
    if changes.staff is not None:
        yield Both(
            zh=f"排定 {changes.staff} 位同仁在櫃檯。", en=f"{changes.staff} clerks at counters."
        )
    if changes.reserve is not None:
        yield Both(zh=f"支援人力 {changes.reserve} 位。", en=f"{changes.reserve} in reserve.")
    if changes.closed:
        numbers = "、".join(map(str, changes.closed))
        yield Both(
            zh=f"{numbers} 號櫃檯整日不開，其同仁不在櫃檯。",
            en=f"Counter {numbers.replace('、', ', ')} stays closed; its clerk is elsewhere.",
        )
    if changes.added:
        yield Both(
            zh=f"增設 {changes.added} 個全功能櫃檯，各一位同仁。",
            en=f"Full-service counters added, each with a clerk: {changes.added}.",
        )
    if changes.arrivals != 1.0:
        yield Both(
            zh=f"來客為現況的 {changes.arrivals:g} 倍。",
            en=f"{changes.arrivals:g} times as many visitors.",
        )
    if changes.service_times != 1.0:
        yield Both(
            zh=f"辦理時間為現況的 {changes.service_times:g} 倍。",
            en=f"Every service takes {changes.service_times:g} times as long.",
        )


def over_limit(limit: Limit) -> Both:
    """What "over the limit" means in the table."""
    minutes = f"{limit.wait.total_seconds() / 60:g}"
    return Both(
        zh=f"超過門檻：等候超過 {limit.waiting} 人，或有人等候超過 {minutes} 分鐘"
        "；各方案都以此衡量。",
        en=f"Over the limit: more than {limit.waiting} people waiting, or anybody longer than "
        f"{minutes} minutes. Every column is measured by this.",
    )


def assumptions(*, generated: bool, days: int) -> Iterator[Both]:
    """What the figures rest on, in plain words."""
    if generated:
        yield Both(
            zh=f"以系統設定產生 {days} 個模擬上班日：來客在上午九時至十時最多，"
            "每日一位同仁請假、一位晚到，約百分之四的人過號。",
            en=f"{days} simulated office days from the configuration: busiest from nine to ten, "
            "each day one clerk away and one late, four in a hundred miss their call.",
        )
    else:
        yield Both(
            zh=f"以 {days} 個實際紀錄的日子重新進行：同樣的人在同樣的時刻到來，辦理時間相同，"
            "櫃檯依紀錄開放與休息；當日由支援人力加開的櫃檯除外。",
            en=f"{days} recorded days lived again: the same people come at the same hours and take "
            "as long; counters open and rest as recorded, but for those opened by helpers.",
        )
    yield Both(
        zh="各方案用同一批民眾與同仁（相同亂數），差異只來自所做的變更。",
        en="Every column meets the same people and clerks (the same random numbers): columns "
        "differ by what was changed alone.",
    )
    yield Both(
        zh="叫號規則、警示與調派建議與正式系統相同；被徵詢的同仁十次有一次婉拒，"
        "主管約半分鐘至一分鐘內回應。",
        en="Calling, alerts and proposals are the system's own. One in ten clerks asked for help "
        "declines; a supervisor answers within about a minute.",
    )
    yield Both(
        zh="這是模擬，不是承諾：未計入民眾因久候離開、系統中斷等情形。",
        en="A simulation is no promise: nobody leaves for having waited too long, nothing fails.",
    )


def rows(summaries: list[Summary]) -> Iterator[Row]:
    """The table: a mean day, unless it says otherwise."""

    def row(zh: str, en: str, values: list[str]) -> Row:
        return Row(what=Both(zh=zh, en=en), values=tuple(values))

    yield row("取號", "tickets", [f"{s.tickets:.0f}" for s in summaries])
    yield row("等候中位數（分）", "median wait (min)", [f"{s.p50_min:.1f}" for s in summaries])
    yield row("九成的人等候不超過（分）", "wait P90 (min)", [f"{s.p90_min:.1f}" for s in summaries])
    yield row(
        "最久等候，全部日子（分）",
        "longest wait of all days (min)",
        [f"{s.longest_min:.0f}" for s in summaries],
    )
    yield row(
        "最多等候人數，全部日子",
        "most waiting of all days",
        [str(s.most_waiting) for s in summaries],
    )
    yield row(
        "超過門檻（分）", "time over the limit (min)", [f"{s.over_min:.0f}" for s in summaries]
    )
    yield row("警示次數", "alerts", [f"{s.alerts:.1f}" for s in summaries])
    yield row("調派次數", "reallocations", [f"{s.plans:.1f}" for s in summaries])
    yield row("支援時間（人分）", "helpers' time (min)", [f"{s.help_min:.0f}" for s in summaries])
    if any(s.unserved for s in summaries):
        yield row(
            "結束時仍在等候", "not served by the end", [f"{s.unserved:.1f}" for s in summaries]
        )
