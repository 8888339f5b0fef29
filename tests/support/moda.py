"""Taiwan's own accessibility rules (MODA, levels A and AA) on a page that is open in a window.

`a11y-moda` looks at the page with its own probes; its rules are run by a process of their own,
`moda_judge`, for its libraries are not those of the tests. They lie in `.moda`, by a lock of their
own: see docs/development.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, Self

from tests.support.browser import SETTLED
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

APART: Final = ROOT / ".moda"


class Moda:
    """The judge, started by the first page, ended by `close`."""

    def __init__(self) -> None:
        self._judge: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._judge is not None:
            self._judge.communicate()  # its input ends, and so does it

    def faults(self, page: Page, *, is_read: bool = True) -> list[str]:
        """One line for each rule that the page breaks; `is_read`: by a person, who may zoom.

        The page is walked through by keys, and forms are sent where the browser stops the empty.
        """
        seen = _seen(page, is_read=is_read)
        judge = self._started()
        assert judge.stdin is not None
        assert judge.stdout is not None
        judge.stdin.write(json.dumps(seen) + "\n")
        judge.stdin.flush()
        answer = json.loads(judge.stdout.readline() or "null")
        assert answer, f"the judge ended: {judge.wait()}"
        assert answer["declarations"], f"no style sheet of {seen['url']} was read"
        return list(answer["faults"])

    def _started(self) -> subprocess.Popen[str]:
        if self._judge is None:
            apart = {"PYTHONPATH": os.pathsep.join((str(APART), str(ROOT)))}
            here = {"A11Y_ALLOW_PRIVATE_HOSTS": "1", "NO_PROXY": "127.0.0.1,localhost"}
            self._judge = subprocess.Popen(
                (sys.executable, "-m", "tests.support.moda_judge"),
                cwd=ROOT,
                env={**os.environ, **apart, **here},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._judge


def _seen(page: Page, *, is_read: bool) -> dict[str, Any]:
    """What the checker's probes see, in the order in which its own scanner asks them."""
    tools = _tools()
    brisk = _Brisk(page, {tools.contrast.WARMUP_JS: SETTLED, **_FROM_THE_TOP})
    url, html = page.url.partition("#")[0], page.content()
    samples = tools.contrast.collect_text_samples_from_page(brisk)
    stops = tools.tab_walk.walk_tab_stops_from_page(brisk)
    dialogs = tools.dialog_probe.probe_dialogs_from_page(brisk)
    reflow = tools.reflow_probe.probe_reflow_from_page(brisk) if is_read else None
    forms = tools.form_probe.probe_forms_from_page(brisk, url)
    return {
        "url": url,
        "html": html,
        "text_samples": [asdict(one) for one in samples],
        "tab_stops": [asdict(one) for one in stops],
        "dialog_probes": [asdict(one) for one in dialogs],
        "form_sims": [asdict(one) for one in forms],
        "reflow": reflow and asdict(reflow),
    }


class _Brisk:
    """A page for the checker's probes, which wait long for pages that fill as they are scrolled.

    Here a frame is drawn instead, and what moves comes to rest.
    """

    def __init__(self, page: Page, instead: dict[str, str]) -> None:
        self._page = page
        self._instead = instead

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def evaluate(self, script: str, *given: Any) -> Any:
        return self._page.evaluate(self._instead.get(script, script), *given)

    def wait_for_timeout(self, _ms: float) -> None:
        self._page.evaluate(_DRAWN)
        self._page.evaluate(SETTLED)


#: The checker begins its walks like that, which moves nothing once another walk has been made.
_FROM_THE_TOP: Final = dict.fromkeys(
    ("document.body.focus()", "() => document.body.focus()"),
    """() => {
      document.body.tabIndex = -1;
      document.body.focus({ preventScroll: true });
      document.body.removeAttribute("tabindex");
    }""",
)
_DRAWN: Final = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def _tools() -> Any:
    """The checker's probes; they need Playwright and nothing else."""
    if not (APART / "a11y_moda").is_dir():
        raise RuntimeError("Taiwan's checker is not here: run `make .moda/.installed`")
    if str(APART) not in sys.path:
        sys.path.append(str(APART))  # last: what both have is taken from the locked libraries
    from a11y_moda import tools  # type: ignore[import-not-found]
    from a11y_moda.tools import (  # type: ignore[import-not-found]  # noqa: F401
        contrast,
        dialog_probe,
        form_probe,
        reflow_probe,
        tab_walk,
    )

    return tools
