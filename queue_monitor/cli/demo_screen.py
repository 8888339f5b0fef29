"""The demo on a terminal: what to open, the story as it goes, one line of progress, a summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import click

from queue_monitor.cli.tables import minutes, padded, table, width
from queue_monitor.simulation.story import Line, Story

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.simulation.comparison import Comparison
    from queue_monitor.simulation.day import SimulatedDay
    from queue_monitor.simulation.journal import Figures, Journal
    from queue_monitor.simulation.port import Look

_PLAIN_EVERY: Final = timedelta(minutes=15)  # of office time, where no line can be updated
_BAR: Final = 20
_ZH_COLUMNS: Final = 40


class Screen:
    """Writes to `out`. On a terminal the last line is progress; elsewhere plain lines follow."""

    def __init__(self, day: SimulatedDay, settings: Settings, *, until: datetime) -> None:
        self._day = day
        self._until = until
        self._story = Story(
            zone=day.zone, names={clerk.id: clerk.name for clerk in settings.clerks}
        )
        self._live = sys.stdout.isatty()
        self._shown = False  # whether a line of progress stands
        self._plain_at: datetime | None = None
        self._journal: Journal | None = None
        self._address = ""
        self._told_phone = False

    def follow(self, journal: Journal, address: str) -> None:
        """Where the first number's phone link comes from."""
        self._journal, self._address = journal, address

    def show(self, look: Look) -> None:
        """What is new, and how the office stands."""
        self._tell_phone(look)
        for line in self._story.tell(look):
            self.say(told(line, _columns()))
        if self._live:
            click.echo("\r\x1b[2K" + self._progress(look), nl=False)
            sys.stdout.flush()
            self._shown = True
        elif self._plain_at is None or look.at >= self._plain_at + _PLAIN_EVERY:
            self._plain_at = look.at
            click.echo(self._progress(look))

    def say(self, text: str) -> None:
        """A line that stays."""
        if self._shown:
            click.echo("\r\x1b[2K", nl=False)
            self._shown = False
        click.echo(text)

    def end(self) -> None:
        """Leave the line of progress behind."""
        if self._shown:
            click.echo()
            self._shown = False

    def _tell_phone(self, look: Look) -> None:
        first = self._journal.first if self._journal is not None else None
        if self._told_phone or first is None or not first.token:
            return
        self._told_phone = True
        hour = f"{self._day.local(look.at):%H:%M}"
        self.say(f"{hour}  手機頁 phone page of {first.number}: {self._address}/t#{first.token}")

    def _progress(self, look: Look) -> str:
        whole = self._until - self._day.begins_at
        share = min(max((look.at - self._day.begins_at) / whole, 0.0), 1.0)
        bar = "█" * round(share * _BAR)
        on = sum(not alert.is_over for alert in look.alerts)
        parts = (
            f"{self._day.local(look.at):%H:%M}",
            f"等候 waiting {look.waiting:>2}",
            f"最久 longest {minutes(look.longest_wait_s):>5}",
            f"警示 alerts {on}",
            f"開櫃 counters {sum(desk.open for desk in look.desks):>2}",
            f"{share:4.0%}",
            f"{bar:░<{_BAR}}",
        )
        return fitting(parts, _columns() - 1)


def _columns() -> int:
    return get_terminal_size((100, 24)).columns


def fitting(parts: Sequence[str], columns: int) -> str:
    """As many of `parts` as fit on one line: a longer one could not be written over."""
    line = parts[0]
    for part in parts[1:]:
        if width(line) + 2 + width(part) > columns:
            break
        line = f"{line}  {part}"
    return line


def told(line: Line, columns: int) -> str:
    """Both languages side by side, or one below the other where they do not fit."""
    one = f"{line.at:%H:%M}  {padded(line.zh, _ZH_COLUMNS)}  {line.en}"
    return one if width(one) <= columns else f"{line.at:%H:%M}  {line.zh}\n       {line.en}"


def invitation(
    settings: Settings,
    day: SimulatedDay,
    *,
    address: str,
    link: str | None,
    hands_on: bool,
    data: Path,
) -> Iterator[str]:
    """What to open, before the day begins."""
    name = settings.office.name
    yield ""
    yield f"{name['zh-TW']}  {name['en']}"
    yield (
        f"模擬 {day.date:%Y-%m-%d}，{len(day.visitors)} 位民眾  "
        f"a simulated day with {len(day.visitors)} visitors (seed {day.seed})"
    )
    yield ""
    pages = (
        ("叫號螢幕 lobby board", f"{address}/display"),
        ("取號機 kiosk", f"{address}/kiosk"),
        ("主管 supervisor", f"{address}/supervisor"),
        ("櫃檯 clerk's console", f"{address}/console"),
    )
    for what, where in pages:
        yield f"  {padded(what, 24)}{where}"
    if link is not None:
        yield ""
        yield "  登入連結（一次有效，請自訂密碼） sign in with this link, once; choose a password:"
        yield f"  {address}{link}"
    yield ""
    if hands_on:
        yield "  您是主管：出現警示時，請在主管頁按「同意調派」。"
        yield "  You are the supervisor: when an alert comes, accept the plan on your page."
        yield ""
    yield f"  資料 data: {data}"
    yield "  Ctrl-C 結束並顯示摘要 ends the day with a summary"
    yield ""


def summary(
    day: SimulatedDay, live: Figures, compared: Comparison, *, ended_at: datetime
) -> Iterator[str]:
    """The table at the end: this run, and the same day without and with reallocation."""
    yield ""
    yield (
        f"{day.date:%Y-%m-%d} {day.local(day.begins_at):%H:%M}–{day.local(ended_at):%H:%M}  "
        f"seed {day.seed}"
    )
    runs = (live, compared.without, compared.with_)
    rows = [(words, *(show(figures) for figures in runs)) for words, show in _ROWS]
    head = ("時間為 分:秒 times in min:s", "本次 this run", "無調派 without", "有調派 with")
    yield from table(head, rows, numbers=(1, 2, 3))
    yield ""
    yield "本次為伺服器實測；其餘兩欄以相同亂數重新模擬。"
    yield "This run is measured on the server; the others re-simulate the same visitors and clerks."


_ROWS: Final[tuple[tuple[str, Callable[[Figures], str]], ...]] = (
    ("取號 tickets", lambda f: str(f.tickets)),
    ("辦畢 served", lambda f: str(f.served)),
    ("過號 missed calls", lambda f: str(f.missed)),
    ("仍在等候 still waiting", lambda f: str(f.waiting)),
    ("等候時間 wait P50", lambda f: minutes(f.p50_s)),
    ("等候時間 wait P90", lambda f: minutes(f.p90_s)),
    ("最久等候 longest wait", lambda f: minutes(f.longest_s)),
    ("最多等候人數 most waiting", lambda f: str(f.most_waiting)),
    ("警示 alerts", lambda f: str(f.alerts)),
    ("警示期間 time with an alert on", lambda f: minutes(f.over_limit_s)),
    ("調派 reallocations carried out", lambda f: str(f.plans)),
    ("知悉 time to acknowledge", lambda f: minutes(f.to_ack_s)),
    ("到位 time to help", lambda f: minutes(f.to_act_s)),
    ("恢復 time to recover", lambda f: minutes(f.to_recover_s)),
)
