"""Links, the delivery log and the roster in one running office, with a real mail server."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alerts.notice_views import OF_NOTICES, chosen, notices_view, watch_of
from alerts.routes import wording_of
from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.runtime import load as load_runtime
from queue_monitor.web.identity import Role
from tests.alerts.servers import Mailbox, mail_server
from tests.alerts.test_whole_way import MORNING, Desk, alerts, come, until
from tests.config.office import office_with

_SMTP_OFF = """  smtp:
    enabled: false
    host: mail.household.example
    port: 587
    starttls: true
    from: queue-monitor@household.example
    user: queue-monitor
    password: {env: QUEUE_MONITOR_SMTP_PASSWORD}
"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def office(tmp_path: Path, mailbox: Mailbox) -> Iterator[Running]:
    """A running office that mails at once, and has a public address."""
    smtp = (
        f"  smtp: {{enabled: true, host: 127.0.0.1, port: {mailbox.port}, starttls: false, "
        "from: queue-monitor@household.example, timeout_seconds: 10}\n"
    )
    rest = "    timeout_seconds: 10\n"
    settings = office_with(
        (_SMTP_OFF + rest, smtp),
        ("notify_after_seconds: 5", "notify_after_seconds: 0"),
        ("public_url: null", "public_url: https://queue.example"),
    )
    running = build(
        settings,
        runtime=load_runtime("threading"),
        data=tmp_path / "office.db",
        clock=SteadyClock(start=MORNING),
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def supervisor(office: Running) -> Desk:
    return Desk(office, Role.SUPERVISOR)


@pytest.fixture
def crowd(office: Running) -> Callable[[], None]:
    """Eight people take a number."""
    return lambda: come(Desk(office, Role.KIOSK), 8)


def tokens(mailbox: Mailbox) -> list[str]:
    """Those of the links in the first mail."""
    text = until(lambda: mailbox.mails)[0].get_content()
    return re.findall(r"https://queue\.example/tap#(\S+)", text)


def post(office: Running, path: str, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
    """As a phone that nobody has signed in on."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = office.app.test_client().post(f"/api/v1{path}", json=body, headers=sent)
    return answer.status_code, answer.get_json()


def test_a_tap_from_the_mail_acknowledges_signed_out_and_only_once(
    office: Running, mailbox: Mailbox, supervisor: Desk, crowd: Callable[[], None]
) -> None:
    crowd()
    token = tokens(mailbox)[0]
    for _ in range(2):  # looking changes nothing, however often
        status, view = post(office, "/links/look", {"token": token})
        assert (status, view["standing"], view["verb"]) == (200, "open", "ack")
        assert view["title"]["zh-TW"] == "等候人數超過7人"
    assert alerts(supervisor)[0]["state"] == "firing"
    status, view = post(office, "/links/use", {"token": token})
    assert (status, view["standing"], view["by_name"]) == (200, "used", "戶籍課課長")
    alert = alerts(supervisor)[0]
    assert (alert["state"], alert["acked_by"]) == ("acked", "recipient:chief_household")
    assert alert["acked_by_name"] == "戶籍課課長"
    status, problem = post(office, "/links/use", {"token": token})
    assert (status, problem["code"]) == (410, "link_spent")


def test_no_get_acts_and_no_other_site_s_page_can(
    office: Running, mailbox: Mailbox, supervisor: Desk, crowd: Callable[[], None]
) -> None:
    crowd()
    token = tokens(mailbox)[0]
    client = office.app.test_client()
    page = client.get("/tap")
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/links/use", query_string={"token": token}).status_code == 405
    status, problem = post(
        office, "/links/use", {"token": token}, Origin="https://evil.example", Sec_Fetch_Site="x"
    )
    assert (status, problem["code"]) == (403, "cross_origin")
    assert alerts(supervisor)[0]["state"] == "firing"


def test_a_token_that_is_not_ours_is_refused_and_many_are_slowed_down(office: Running) -> None:
    for token in ("x", "x.y", "🙂.", "a" * 500):
        status, problem = post(office, "/links/look", {"token": token})
        assert (status, problem["code"]) == (404, "unknown_link")
    answers = [post(office, "/links/look", {"token": "x"})[0] for _ in range(60)]
    assert answers[-1] == 429


def test_the_log_tells_who_was_told_how_and_never_an_address(
    office: Running, mailbox: Mailbox, supervisor: Desk, crowd: Callable[[], None]
) -> None:
    mailbox.refuse = "550 no such user"
    crowd()
    dead = until(lambda: supervisor.get("/notices?state=dead")["notices"])[0]
    assert (dead["to"], dead["to_name"]["zh-TW"]) == ("chief_household", "戶籍課課長")
    assert (dead["post_name"]["zh-TW"], dead["channel"]) == ("值星主管", "smtp")
    assert (dead["attempts"], len(dead["failures"])) == (1, 1)
    assert dead["why"]["zh-TW"] != dead["why"]["en"]
    everything = supervisor.get("/notices")
    assert "@" not in str(everything)
    alert = alerts(supervisor)[0]["id"]
    assert len(supervisor.get(f"/notices?alert={alert}")["notices"]) == len(everything["notices"])
    for query in ("channel=webhook", "day=2020-01-01", "alert=2026-11-23.e99"):
        assert supervisor.get(f"/notices?{query}")["notices"] == []
    assert Desk(office, Role.CLERK).get("/notices")["code"] == "forbidden"
    for day in ("0001-01-01", "9999-12-31"):
        assert isinstance(supervisor.get(f"/notices?day={day}"), dict)


def test_another_day_s_log_is_read_from_the_log(
    office: Running, mailbox: Mailbox, supervisor: Desk, crowd: Callable[[], None]
) -> None:
    crowd()
    until(lambda: supervisor.get("/notices?state=sent")["notices"])
    today = supervisor.get("/notices")["notices"]
    # The same day, as a page of tomorrow asks for it.

    events = office.parts.office.recorded(OF_NOTICES, since=MORNING, until=office.clock.now())
    watch = watch_of(events, "2026-11-23")
    shown = chosen(watch, alert=None, channel=None, state=None)
    view = notices_view(
        watch, shown, MORNING, seq=0, day="2026-11-23", wording=wording_of(office.parts)
    )
    assert [(n.id, n.state, n.attempts) for n in view.notices] == [
        (n["id"], n["state"], n["attempts"]) for n in today
    ]
    assert view.notices[0].title is not None


def test_a_swap_counts_at_once_and_is_kept_with_who_and_when(
    office: Running, mailbox: Mailbox, supervisor: Desk, crowd: Callable[[], None]
) -> None:
    (post_now,) = supervisor.get("/duties")["posts"]
    assert post_now["now"] == "chief_household"
    status, view = supervisor.post(
        "/duties/duty_supervisor", {"first": "2026-11-23", "who": "chief_service"}
    )
    assert status == 200
    (swapped,) = view["posts"]
    assert swapped["now"] == "chief_service"
    assert swapped["spans"][1]["swap"]["by"].startswith("token:")
    crowd()
    until(lambda: mailbox.mails)
    assert mailbox.recipients[0] == ["service@household.example"]
    _, view = supervisor.post("/duties/duty_supervisor", {"first": "2026-11-23", "restore": True})
    assert view["posts"][0]["now"] == "chief_household"


def test_swaps_that_make_no_sense_are_refused(office: Running, supervisor: Desk) -> None:
    path = "/duties/duty_supervisor"
    wrong = (
        ("/duties/nobody", {"first": "2026-11-24"}, 404, "unknown_post"),
        (path, {"first": "2026-11-24", "who": "stranger"}, 422, "unknown_person"),
        (path, {"first": "2026-11-20"}, 422, "wrong_hours"),
        (path, {"first": "2026-11-24", "last": "2026-11-23"}, 422, "wrong_hours"),
        (path, {"first": "2026-11-24", "last": "2026-11-25", "end": "12:00"}, 422, "wrong_hours"),
        (path, {"first": "2026-11-24", "start": "12:00", "end": "12:00"}, 422, "wrong_hours"),
        (path, {"first": "9999-12-31"}, 422, "wrong_hours"),
        (path, {"first": "0001-01-01"}, 422, "wrong_hours"),
        (path, {"first": "2026-11-24", "start": "25:00"}, 422, "invalid_body"),
        (path, {"first": "tomorrow"}, 422, "invalid_body"),
    )
    for where, body, status, code in wrong:
        told = supervisor.post(where, body)
        assert (told[0], told[1]["code"]) == (status, code), body
    assert Desk(office, Role.CLERK).post(path, {"first": "2026-11-24"})[0] == 403
    assert office.parts.office.floor().watch.duties == ()
