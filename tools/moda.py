"""Taiwan's own accessibility rules (MODA, level AA) over every citizen's page: `make moda`.

`a11y-moda` is run on the rendered pages of an office at work, without network. It is not among the
locked libraries, see docs/development.md: `make moda` puts it into a folder of its own, `.moda`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import expect

from tests.browser.house import open_now
from tests.browser.test_every_page import PAGES, PATIENT_MS, PageOf, _appointments, _crowd
from tests.support.api import Api
from tests.support.browser import Screens, running_browser
from tests.support.config import write_config
from tests.support.paths import ROOT
from tests.support.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

APART: Final = ROOT / ".moda"
PAPER: Final = "/slip/{token}"  # printed from a hidden frame; nobody moves about in it


def main() -> None:
    """Print what fails, page by page; exit with 1 if anything does."""
    sys.path.append(str(APART))  # last: what both have is taken from the locked libraries
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        config = write_config(Path(folder) / "config.yaml", open_now())
        server = Server(config=config, data=Path(folder) / "data", ready_within_s=60)
        with server, Api(server.base_url, token=server.token("supervisor")) as api:
            parts = {"token": _crowd(api), "booking": _appointments(api)}
            found = 0
            for page in PAGES:
                if page.who is None and page.path != PAPER and "{link}" not in page.path:
                    faults = list(_faults(server, Screens(browser), page, parts))
                    print(page.path, *(faults or ["nothing open"]), sep="\n  ", flush=True)
                    found += len(faults)
    sys.exit(1 if found else 0)


def _faults(
    server: Server, screens: Screens, shown: PageOf, parts: dict[str, str]
) -> Iterator[str]:
    path = server.url(shown.path.format(**parts))
    page = screens.open(path, size=shown.sizes[0], reduced_motion=True).page
    expect(page.locator(shown.ready).first).to_be_visible(timeout=PATIENT_MS)
    for issue in _judged(page, is_read=shown.is_read):
        if issue.status == "fail":
            yield f"{issue.rule_id} ({issue.level.name}): {issue.message} {issue.snippet[:120]!r}"
    page.context.close()


def _judged(page: Page, *, is_read: bool) -> list[Any]:
    """The rules of levels A and AA that need no language model, on the page as it stands."""
    from a11y_moda.models import Level, PageReport  # type: ignore[import-not-found]
    from a11y_moda.rules import RuleContext, all_rules  # type: ignore[import-not-found]
    from a11y_moda.tools import (  # type: ignore[import-not-found]
        contrast,
        reflow_probe,
        tab_walk,
    )
    from bs4 import BeautifulSoup  # type: ignore[import-not-found]

    context = RuleContext(browser_used=True)
    context.text_samples = contrast.collect_text_samples_from_page(page)
    context.tab_stops = tab_walk.walk_tab_stops_from_page(page)
    if is_read:
        context.reflow = reflow_probe.probe_reflow_from_page(page)
    html, report = page.content(), PageReport(url=page.url)
    soup = BeautifulSoup(html, "lxml")
    for rule in all_rules(level=Level.AA):
        if not rule.uses_llm:
            rule.check(soup, report, html=html, url=page.url, ctx=context)
    return list(report.issues)


if __name__ == "__main__":
    main()
