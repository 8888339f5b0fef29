"""The what-if as one page that an office can put into its plan, without any script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from queue_monitor.simulation import charts
from queue_monitor.simulation.changes import Changes
from queue_monitor.simulation.over import Limit
from queue_monitor.simulation.summary import curve, summed
from queue_monitor.simulation.what_if import Lived, OfficeDay
from queue_monitor.simulation.words import (
    Both,
    assumptions,
    over_limit,
    rows,
    scenario_name,
    told,
)

_STYLE: Final = """
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { font: 15px/1.55 "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC",
  system-ui, sans-serif; color: #1a2027; background: #fff; max-width: 780px; margin: 0 auto;
  padding: 24px 16px; }
h1 { font-size: 25px; line-height: 1.25; margin: 0 0 4px; color: #152b54; }
h2 { font-size: 17px; margin: 26px 0 8px; color: #152b54; break-after: avoid; }
[lang=en] { color: #49525c; font-size: 0.87em; }
.by { margin: 0 0 18px; color: #49525c; }
ul { padding-left: 20px; margin: 0; }
li { margin: 0 0 7px; }
li [lang=en], th [lang=en] { display: block; font-weight: 400; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 8px; border-bottom: 1px solid #dcdad3; text-align: right;
  vertical-align: top; }
thead th { border-bottom: 2px solid #1f3d73; line-height: 1.35; }
th:first-child { text-align: left; font-weight: 500; width: 30%; }
tr, figure, li { break-inside: avoid; }
figure { margin: 0 0 10px; }
svg { width: 100%; height: auto; font-family: inherit; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 0 0 8px;
  list-style: none; font-size: 13px; }
.key svg { width: 44px; height: 10px; margin-right: 6px; }
.wide { overflow-x: auto; }
footer { margin-top: 22px; border-top: 1px solid #dcdad3; padding-top: 8px; color: #49525c;
  font-size: 12.5px; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A what-if that has been run."""

    title: str | None
    office: Both
    made_at: datetime  # the office's local time
    days: Sequence[OfficeDay]
    generated: bool
    seeds: str  # how to get the same days again
    changes: Changes
    limit: Limit
    lived: Sequence[Lived]


def html(study: Study) -> str:
    """The whole page."""
    title = study.title or f"{study.office.zh} 人力情境模擬"
    return f"""<!doctype html>
<html lang="zh-TW">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p class="by">{escape(study.office.zh)} <span lang="en">{escape(study.office.en)}</span>
· {study.made_at:%Y-%m-%d %H:%M}</p>
{"".join(_parts(study))}
<footer>{escape(study.seeds)}</footer>
</body>
</html>
"""


def _parts(study: Study) -> Iterator[str]:
    changes = list(told(study.changes))
    if changes:
        yield _head("變更內容", "What is changed")
        yield _list(changes)
    yield _head("結果（平均一日）", "Results (a mean day)")
    yield _table(study)
    yield f"<p>{_both(over_limit(study.limit))}</p>"
    names = [scenario_name(one.scenario) for one in study.lived]
    key = _key(names)
    for title, chart in day_charts(study):
        yield _head(title.zh, title.en)
        yield key
        yield f"<figure>{chart}</figure>"
    summaries = [summed(one) for one in study.lived]
    for zh, en, bars in (
        ("超過門檻（分）", "Time over the limit (min)", [s.over_min for s in summaries]),
        ("支援時間（人分）", "Helpers' time (min)", [s.help_min for s in summaries]),
    ):
        yield _head(zh, en)
        chart = charts.bars([name.zh for name in names], bars, title=f"{zh} {en}")
        yield f"<figure>{chart}</figure>"
    yield _head("前提", "What this rests on")
    yield _list(list(assumptions(generated=study.generated, days=len(study.days))))


def day_charts(study: Study) -> Iterator[tuple[Both, str]]:
    """People waiting and the longest wait over the day, a line for each scenario."""
    names = [scenario_name(one.scenario) for one in study.lived]
    curves = [curve(one, study.days) for one in study.lived]
    wait = study.limit.wait.total_seconds() / 60
    for title, values, limit in (
        (
            Both(zh="等候人數", en="People waiting"),
            [c.waiting for c in curves],
            study.limit.waiting,
        ),
        (Both(zh="最久等候（分）", en="Longest wait (min)"), [c.longest_min for c in curves], wait),
    ):
        series = [
            charts.Series(name=name.zh, minutes=c.minutes, values=v)
            for name, c, v in zip(names, curves, values, strict=True)
        ]
        yield title, charts.lines(series, title=f"{title.zh} {title.en}", limit=limit)


def _table(study: Study) -> str:
    names = [scenario_name(one.scenario) for one in study.lived]
    head = "".join(f'<th scope="col">{_both(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{_both(row.what)}</th>'
        + "".join(f"<td>{escape(value)}</td>" for value in row.values)
        + "</tr>"
        for row in rows([summed(one) for one in study.lived])
    )
    return (
        f'<div class="wide"><table><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _key(names: Sequence[Both]) -> str:
    items = "".join(
        f'<li><svg viewBox="0 0 44 10" aria-hidden="true">'
        f'<line x1="0" x2="44" y1="5" y2="5" {charts.stroke(i)}/></svg>{escape(name.zh)}</li>'
        for i, name in enumerate(names)
    )
    return f'<ul class="key">{items}</ul>'


def _head(zh: str, en: str) -> str:
    return f"<h2>{_both(Both(zh=zh, en=en))}</h2>"


def _list(items: Sequence[Both]) -> str:
    return f"<ul>{''.join(f'<li>{_both(item)}</li>' for item in items)}</ul>"


def _both(words: Both) -> str:
    return f'{escape(words.zh)} <span lang="en">{escape(words.en)}</span>'
