"""The clerk's page for whom it is, and the words of all staff pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.identity import Role
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import Client

    from queue_monitor.app import Running

PASSWORD = "four words in a row"
_SCRIPT = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
_TEMPLATE = re.compile(r"_\('((?:[^'\\]|\\.)*)'\)")
_PLACES = (
    "alerts/static",
    "alerts/templates",
    "queue_monitor/accounts/static",
    "queue_monitor/accounts/templates",
    "queue_monitor/console/static",
    "queue_monitor/console/templates",
    "queue_monitor/static/js/staff",
)


def signed_in(office: Running, role: Role) -> Client:
    """A browser of somebody of that role."""
    staff = office.accounts.staff
    staff.create(name="somebody", display_name="某人", role=role, clerk=None, by="system")  # type: ignore[arg-type]
    staff.redeem(staff.link("somebody", by="system"), PASSWORD)  # type: ignore[arg-type]
    client = office.app.test_client()
    answer = client.post("/api/v1/session", json={"name": "somebody", "password": PASSWORD})
    assert answer.status_code == 200
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLERK, 200), (Role.SUPERVISOR, 200), (Role.ADMIN, 200), (Role.VIEWER, 403)],
)
def test_the_console_opens_for_who_may_act_at_counters(
    office: Running, role: Role, status: int
) -> None:
    assert signed_in(office, role).get("/console").status_code == status


def test_a_stranger_is_sent_to_sign_in_and_back_to_the_counter(office: Running) -> None:
    answer = office.app.test_client().get("/console?counter=3")
    assert answer.headers["Location"] == "/sign-in?next=%2Fconsole%3Fcounter%3D3"


def test_the_page_tells_its_script_who_asks_and_what_the_hour_is(office: Running) -> None:
    page = signed_in(office, Role.CLERK).get("/console").text
    assert '"actor": "staff:somebody"' in page or '"actor":"staff:somebody"' in page
    assert '"at"' in page
    assert "<script>" not in page
    assert 'style="' not in page


def _sources() -> list[tuple[str, str]]:
    files: list[Path] = [ROOT / "queue_monitor/templates/staff.html"]
    for place in _PLACES:
        files += [*(ROOT / place).rglob("*.js"), *(ROOT / place).rglob("*.html")]
    return [
        (str(file.relative_to(ROOT)), words)
        for file in files
        for words in (_SCRIPT if file.suffix == ".js" else _TEMPLATE).findall(file.read_text())
    ]


def test_every_word_of_the_staffs_pages_has_its_chinese() -> None:
    chinese = Catalogues.of_packages()
    sources = _sources()
    assert len(sources) > 200
    missing = {
        f"{file}: {words}"
        for file, words in sources
        if words not in chinese.json("zh-TW").decode() and chinese.gettext("zh-TW", words) == words
    }
    assert not missing
