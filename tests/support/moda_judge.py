"""Taiwan's accessibility rules over one page after the other: a process of its own, see `moda`.

A line on standard input is a page as JSON: its address, its HTML, and what the checker's probes saw
on it. The line that answers names what the page breaks of levels A and AA, by the 86 rules that ask
no language model.
"""

from __future__ import annotations

import functools
import json
import ssl
import sys
from dataclasses import fields
from typing import Any, Final

import tinycss2  # type: ignore[import-not-found]
from a11y_moda import css_utils  # type: ignore[import-not-found]
from a11y_moda.models import Level, PageReport  # type: ignore[import-not-found]
from a11y_moda.rules import RuleContext, all_rules  # type: ignore[import-not-found]
from a11y_moda.tools import (  # type: ignore[import-not-found]
    contrast,
    dialog_probe,
    form_probe,
    reflow_probe,
    tab_walk,
)
from bs4 import BeautifulSoup  # type: ignore[import-not-found]

#: What each list of the checker's context holds.
_SEEN: Final[dict[str, Any]] = {
    "text_samples": contrast.TextSample,
    "tab_stops": tab_walk.FocusStop,
    "dialog_probes": dialog_probe.DialogProbeResult,
    "form_sims": form_probe.FormProbeResult,
}
_FELL_OVER: Final = "檢測發生異常"  # a rule that raised says so, and counts as passed


def main() -> None:
    """Judge until standard input ends."""
    _remember_style_sheets()
    rules = [rule for rule in all_rules(level=Level.AA) if not rule.uses_llm]
    for line in sys.stdin:
        print(json.dumps(_judged(json.loads(line), rules)), flush=True)


def _remember_style_sheets() -> None:
    """A dozen rules read each style sheet of each page anew: 30 s of the suite, for the same text.

    Each is fetched by a client of its own, too, which would read the machine's certificates.
    """
    tinycss2.parse_stylesheet = functools.cache(tinycss2.parse_stylesheet)
    css_utils.httpx_verify = functools.cache(lambda _legacy: ssl.create_default_context())


def _judged(seen: dict[str, Any], rules: list[Any]) -> dict[str, Any]:
    context = RuleContext(browser_used=True)
    for name, kind in _SEEN.items():
        setattr(context, name, [_rebuilt(kind, one) for one in seen[name]])
    if seen["reflow"]:
        context.reflow = _rebuilt(reflow_probe.ReflowResult, seen["reflow"])
    report, soup = PageReport(url=seen["url"]), BeautifulSoup(seen["html"], "lxml")
    for rule in rules:
        rule.check(soup, report, html=seen["html"], url=seen["url"], ctx=context)
    return {
        "declarations": len(css_utils.collect_declarations(soup, seen["url"])),
        "faults": [
            f"{issue.rule_id} ({issue.level.name}): {issue.message} {issue.snippet[:160]!r}"
            for issue in report.issues
            if issue.status == "fail" or _FELL_OVER in issue.message
        ],
    }


def _rebuilt(kind: Any, values: dict[str, Any]) -> Any:
    """A value of the checker's as it was before it became JSON."""
    return kind(**{field.name: values[field.name] for field in fields(kind)})


if __name__ == "__main__":
    main()
