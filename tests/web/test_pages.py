"""What every page gets: headers, a language, assets; and whether the server is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from queue_monitor.web.assets import blueprint
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.headers import page_policy
from queue_monitor.web.health import Check
from queue_monitor.web.pages import safe_next
from tests.web.edge import Edge

ACCEPT_PAGE = {"Accept": "text/html"}


def test_a_page_may_load_from_here_alone(edge: Edge) -> None:
    headers = edge.client.get("/nowhere", headers=ACCEPT_PAGE).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws://localhost wss://localhost"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_an_answer_of_the_api_may_load_nothing(edge: Edge) -> None:
    headers = edge.client.get("/api/v1/orders/3").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "ü", "a/b", "", "[::1", "a'b"])
def test_a_strange_host_does_not_get_into_the_policy(host: str) -> None:
    assert "connect-src 'self'; object-src" in page_policy(host)


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("", None, None, "zh-TW"),
        ("", None, "de-DE, fr;q=0.5", "zh-TW"),
        ("", None, "en-GB,en;q=0.9", "en"),
        ("", None, "zh-Hant-TW, en;q=0.9", "zh-TW"),
        ("", "en", "zh-TW", "en"),
        ("?lang=zh-TW", "en", "en", "zh-TW"),
        ("?lang=xx", None, "en", "en"),
        ("", "../../etc", None, "zh-TW"),
    ],
)
def test_the_language_is_asked_for_or_remembered_or_accepted(
    edge: Edge, query: str, cookie: str | None, accept: str | None, language: str
) -> None:
    if cookie is not None:
        edge.client.set_cookie("qm_lang", cookie)
    headers = {"Accept-Language": accept} if accept is not None else {}
    title = edge.client.get(f"/api/v1/nothing{query}", headers=headers).get_json()["title"]
    assert title.isascii() is (language == "en")


def test_a_language_asked_for_on_a_page_is_remembered(edge: Edge) -> None:
    edge.client.get("/nowhere?lang=en", headers=ACCEPT_PAGE)
    assert edge.client.get("/api/v1/nothing").get_json()["title"] == "There is nothing here"


def test_scripts_have_the_catalogue_as_json(edge: Edge) -> None:
    answer = edge.client.get("/assets/i18n/zh-TW.json")
    assert answer.get_json()["There is nothing here"]
    tag = answer.headers["ETag"]
    again = edge.client.get("/assets/i18n/zh-TW.json", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert edge.client.get("/assets/i18n/en.json").get_json() == {}
    assert edge.client.get("/assets/i18n/xx.json").status_code == 404


def test_a_catalogue_speaks_compiled_or_not(tmp_path: Path) -> None:
    folder = tmp_path / "zh_TW" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "messages.po"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(f'{head}msgid "Hello"\nmsgstr "你好"\n', encoding="utf-8")
    catalogues = Catalogues([tmp_path])
    assert catalogues.languages == ("zh-TW", "en")
    assert catalogues.gettext("zh-TW", "Hello") == "你好"
    assert catalogues.gettext("en", "Hello") == "Hello"
    assert catalogues.gettext("zh-TW", "Not translated") == "Not translated"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("x.js", "text/javascript"), ("x.woff2", "font/woff2"), ("x.css", "text/css")],
)
def test_an_asset_has_its_type_and_is_revalidated(
    edge: Edge, tmp_path: Path, name: str, content_type: str
) -> None:
    (tmp_path / name).write_text("/* */")
    app = Flask("x")
    app.register_blueprint(blueprint(edge.parts.catalogues, areas={"queue_monitor": tmp_path}))
    client = app.test_client()
    with client.get(f"/assets/{name}") as answer:
        assert answer.mimetype == content_type
        tag = answer.headers["ETag"]
    with client.get(f"/assets/{name}", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304
    with client.get(f"/assets/{name}?v=1") as kept:
        assert "immutable" in kept.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "%2e%2e/config.yaml", "kiosk/../../config.yaml", "css/", "none.js"],
)
def test_nothing_but_assets_is_served(edge: Edge, name: str) -> None:
    assert edge.client.get(f"/assets/{name}").status_code == 404


def test_the_server_says_whether_it_is_well(edge: Edge) -> None:
    assert edge.client.get("/healthz").data == b"ok\n"
    assert edge.client.get("/readyz").status_code == 200
    edge.parts.health.add("store", lambda: Check(ok=True))
    edge.parts.health.add("e_eyes", lambda: Check(ok=False, note="no evaluation for 20 s"))
    answer = edge.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["e_eyes"]["note"] == "no evaluation for 20 s"


def test_a_check_that_fails_is_reported(edge: Edge) -> None:
    def broken() -> Check:
        raise OSError("secret path")

    edge.parts.health.add("store", broken)
    answer = edge.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["store"] == {"ok": False, "note": "OSError"}


def test_requests_are_counted_by_route(edge: Edge) -> None:
    edge.client.get("/api/v1/orders/3")
    edge.client.get("/api/v1/orders/4")
    text = edge.client.get("/metrics").text
    wanted = 'route="/api/v1/orders/<int:number>",status="2xx"} 2.0'
    assert any(wanted in line for line in text.splitlines() if "_count" in line)


@pytest.mark.parametrize("target", ["/", "/console", "/accounts?tab=devices", "/t#x"])
def test_a_path_of_ours_is_a_safe_place_to_go_on(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target", [None, "", "x", "//e", "/\\e", "https://e", "/\n/e", "/a\\b", "/\x7f", "\t//e"]
)
def test_anything_else_is_not(target: str | None) -> None:
    assert safe_next(target, default="/here") == "/here"
