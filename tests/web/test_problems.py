"""Every refusal is a problem document, in the reader's language, complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any, get_type_hints

import pytest

from queue_monitor.domain import errors
from queue_monitor.domain.errors import QueueMonitorError, StoreUnavailable
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.kinds import KINDS, STATES
from queue_monitor.web.problems import document
from tests.web.edge import MORNING, Edge

_VALUES: dict[Any, Any] = {
    str: "A023",
    int: 7,
    bool: True,
    tuple[str, ...]: ("stands",),
    date: MORNING.date(),
    datetime: MORNING,
    datetime | None: MORNING,
}


def _all(family: type[QueueMonitorError]) -> Iterator[type[QueueMonitorError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from _all(kind)


_TOLD = sorted(
    {kind for kind in _all(QueueMonitorError) if "__dataclass_fields__" in vars(kind)},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize("kind", _TOLD, ids=lambda kind: kind.__name__)
def test_every_error_of_the_office_is_told_in_full(
    edge: Edge, kind: type[QueueMonitorError], lang: str
) -> None:
    hints = get_type_hints(kind, vars(errors))
    values = {f.name: _VALUES[hints[f.name]] for f in fields(kind) if f.init}  # type: ignore[arg-type]
    with edge.app.test_request_context(f"/api/v1/x?lang={lang}"):
        told = document(kind(**values))
    assert told.code == kind.code
    assert told.type == f"/problems/{kind.code}"
    assert told.status in {403, 404, 409, 422}
    assert "–" not in told.detail, "a field the error does not have"
    assert "{" not in told.detail
    if lang == "zh-TW":
        assert not told.title.isascii()
        assert not told.detail.isascii()


def test_every_kind_and_state_is_translated() -> None:
    catalogues = Catalogues.of_packages()
    sources = [text for kind in KINDS.values() for text in (kind.title, kind.detail)]
    for source in (*sources, *STATES.values()):
        assert catalogues.gettext("zh-TW", source) != source, source


@pytest.mark.parametrize(
    ("note", "status", "code", "detail"),
    [
        ("closed", 409, "office_closed", "8:30"),
        ("empty", 409, "line_empty", "counter 3"),
        ("full", 503, "try_later", "Nothing was changed"),
    ],
)
def test_a_refusal_says_which_why_and_what_next(
    edge: Edge, note: str, status: int, code: str, detail: str
) -> None:
    answer = edge.post("/api/v1/orders?lang=en", b'{"lines": [], "note": "%s"}' % note.encode())
    told = answer.get_json()
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert detail in told["detail"]
    assert (answer.headers.get("Retry-After") == "1") is (status == 503)


def test_a_fault_of_ours_tells_nothing_of_its_workings(edge: Edge) -> None:
    answer = edge.post("/api/v1/orders", b'{"lines": [], "note": "fault"}')
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal")
    assert "inner workings" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/orders/three", 404, "not_found"),
        ("PUT", "/api/v1/orders", 405, "method_not_allowed"),
    ],
)
def test_errors_of_http_are_problem_documents_too(
    edge: Edge, method: str, path: str, status: int, code: str
) -> None:
    answer = edge.client.open(path, method=method, headers={"Accept": "text/html"})
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    if status == 405:
        assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/kiosk/", "/kiosk"),
        ("/kiosk//?lang=en&x=%E7%B7%9A", "/kiosk?lang=en&x=%E7%B7%9A"),
        ("/nowhere/", None),
        ("//kiosk/", None),  # a browser would go to a host of that name
        ("/%0d%0akiosk/", None),
    ],
)
def test_a_slash_too_many_leads_to_the_page_that_was_meant(
    edge: Edge, typed: str, meant: str | None
) -> None:
    edge.app.add_url_rule("/kiosk", view_func=lambda: "")
    answer = edge.client.get(typed)
    assert (answer.status_code, answer.headers.get("Location")) == (
        (308, meant) if meant else (404, None)
    )


def test_a_browser_that_asked_for_a_page_gets_a_page(edge: Edge) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = edge.client.get("/nowhere?lang=en", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing here" in answer.text
    plain = edge.client.get("/nowhere", headers={"Accept": "*/*"})
    assert plain.mimetype == "application/problem+json"


def test_the_type_of_a_problem_leads_to_its_explanation(edge: Edge) -> None:
    answer = edge.client.get("/problems/line_empty?lang=en", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "Nobody is waiting" in answer.text
    assert edge.client.get("/problems/line_empty").get_json()["status"] == 409
    assert edge.client.get("/problems/none").status_code == 404


def test_a_store_out_of_order_is_told_on_a_page_too(edge: Edge) -> None:
    def out_of_order(_environ: object) -> None:
        raise StoreUnavailable

    edge.parts.accounts.actor_of = out_of_order  # type: ignore[method-assign,assignment]

    @edge.app.get("/page")
    def page() -> str:
        raise StoreUnavailable

    answer = edge.client.get("/page?lang=en", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "try again in a moment" in answer.text
