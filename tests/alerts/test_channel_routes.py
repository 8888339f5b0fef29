"""Channels over the API: how each fares, a test for each, and the browsers that ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from alerts.channels.subscriptions import Browser, Subscriptions, browser_id
from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.config import Settings, load
from queue_monitor.domain.model import SYSTEM
from queue_monitor.runtime import load as load_runtime
from queue_monitor.store.sqlite_vault import SqliteVault
from queue_monitor.web.identity import Role
from tests.alerts.line_server import LineServer, line_server
from tests.alerts.push_service import PushBrowser
from tests.alerts.servers import Hook, Mailbox, http_server, mail_server
from tests.support.config import write_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

DUTY = "U" + "0" * 32


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def line() -> Iterator[LineServer]:
    with line_server() as line:
        yield line


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server() as hook:
        hook.status = 201
        yield hook


def settings(folder: Path, mailbox: Mailbox, line: LineServer) -> Settings:
    """The office of the repository with mail, LINE and browsers on."""
    token = folder / "token"
    token.write_text("line-token\n")
    smtp = {"enabled": True, "host": "localhost", "port": mailbox.port, "starttls": False}
    smtp |= {"user": None, "password": None}
    over_line = {"enabled": True, "token": {"env": None, "file": str(token)}, "url": line.url}
    changes = {
        "channels": {
            "smtp": smtp,
            "line": {**over_line, "allow_private": True},
            "push": {"enabled": True, "allow_private": True},
        },
        "recipients": {
            "duty": {
                "name": {"zh-TW": "值星人員", "en": "On duty"},
                "email": ["duty@household.example"],
                "line": [DUTY],
                "push": True,
            },
            "chief_household": {"push": False},
            "chief_service": {"push": False},
            "deputy": {"push": False},
            "head": {"push": False},
        },
    }
    return load(write_config(folder / "config.yaml", changes))


class Desk:
    """A program with a token of one role."""

    def __init__(self, office: Running, role: Role) -> None:
        self.office = office
        self.token = office.accounts.tokens.create(role=role, clerk=None, by=SYSTEM)[0]

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, language: str = "zh-TW"
    ) -> TestResponse:
        """One request."""
        return self.office.app.test_client().open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}", "Accept-Language": language},
        )

    def channel(self, name: str) -> Any:
        """One channel as the page has it."""
        channels = self.ask("GET", "/channels").get_json()["channels"]
        return next(channel for channel in channels if channel["id"] == name)


@pytest.fixture
def office(tmp_path: Path, mailbox: Mailbox, line: LineServer) -> Iterator[Running]:
    running = build(
        settings(tmp_path, mailbox, line),
        runtime=load_runtime("threading"),
        data=tmp_path / "office.db",
        clock=SteadyClock(),
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def chief(office: Running) -> Desk:
    return Desk(office, Role.SUPERVISOR)


def subscribe(desk: Desk, endpoint: str, browser: PushBrowser, **more: Any) -> TestResponse:
    body = {"endpoint": endpoint, "keys": browser.keys(), "recipients": ["duty"], **more}
    return desk.ask("POST", "/channels/push/browsers", body)


def test_a_test_arrives_and_is_remembered(chief: Desk, mailbox: Mailbox) -> None:
    assert chief.channel("smtp")["state"] == "unused"
    told = chief.ask("POST", "/channels/smtp/test", {"recipient": "head"}).get_json()
    assert told["delivered"] is True
    assert told["said"] == "測試通知已送達：主任。"
    (mail,) = mailbox.mails
    assert mailbox.recipients == [["head@household.example"]]
    assert mail["Subject"].startswith("測試通知：")
    channel = chief.channel("smtp")
    assert channel["state"] == "working"
    assert channel["last_success_at"] is not None
    assert channel["last_failure_at"] is None


def test_a_failure_is_said_in_the_readers_language_and_remembered(
    chief: Desk, mailbox: Mailbox
) -> None:
    mailbox.refuse = "554 not for us"
    told = chief.ask("POST", "/channels/smtp/test", {}).get_json()
    assert told["delivered"] is False
    assert told["said"] == "測試通知未送達：對方拒收這則訊息。（SMTP 554）"
    told = chief.ask("POST", "/channels/smtp/test", {}, "en").get_json()
    assert told["said"] == (
        "The test did not get through: The other side refused the message. (SMTP 554)"
    )
    channel = chief.channel("smtp")
    assert channel["state"] == "failing"
    assert channel["failures_in_a_row"] == 2
    assert channel["last_failure_code"] == "refused"
    assert channel["last_failure"]["zh-TW"] == "對方拒收這則訊息。（SMTP 554）"
    mailbox.refuse = None
    chief.ask("POST", "/channels/smtp/test", {})
    channel = chief.channel("smtp")
    assert (channel["state"], channel["failures_in_a_row"]) == ("working", 0)
    assert channel["last_failure_at"] is not None  # it stays to be read


def test_a_test_over_line_arrives(chief: Desk, line: LineServer) -> None:
    assert chief.ask("POST", "/channels/line/test", {}).get_json()["delivered"] is True
    ((to, text),) = line.taken
    assert to == DUTY
    assert "收到即表示運作正常" in text


def test_the_figures_are_on_metrics(chief: Desk, mailbox: Mailbox) -> None:
    chief.ask("POST", "/channels/smtp/test", {})
    mailbox.refuse = "451 later"
    chief.ask("POST", "/channels/smtp/test", {})
    text = chief.office.app.test_client().get("/metrics").get_data(as_text=True)
    assert 'queue_monitor_channel_last_success_timestamp_seconds{channel="smtp"} 1.' in text
    assert (
        'queue_monitor_channel_last_failure_timestamp_seconds{channel="smtp",reason="come_again"}'
        in text
    )
    assert 'queue_monitor_channel_failures_in_a_row{channel="smtp"} 1.0' in text


def test_what_a_rule_may_watch_stands_on_the_floor(chief: Desk, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 later"
    for _ in range(3):
        chief.ask("POST", "/channels/smtp/test", {})
    watch = chief.office.parts.office.floor().watch
    assert list(watch.failing(3)) == ["smtp"]
    assert watch.failing(4) == {}
    assert watch.next_day(chief.office.clock.now()).failing(3) == watch.failing(3)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/channels/pigeon/test", {}, 404, "unknown_channel"),
        ("/channels/webhook/test", {}, 409, "channel_off"),
        ("/channels/line/test", {"recipient": "head"}, 422, "unknown_recipient"),
        ("/channels/smtp/test", {"recipient": "nobody"}, 422, "unknown_recipient"),
        ("/channels/smtp/test", {"recipients": "head"}, 422, "invalid_body"),
    ],
)
def test_what_cannot_be_tried_is_said(
    chief: Desk, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = chief.ask("POST", path, body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER, Role.KIOSK])
def test_nobody_else_sees_or_tries_them(office: Running, role: Role) -> None:
    desk = Desk(office, role)
    assert desk.ask("GET", "/channels").status_code == 403
    assert desk.ask("POST", "/channels/smtp/test", {}).status_code == 403
    assert desk.ask("DELETE", "/channels/push/browsers/x").status_code == 403


# -- browsers ------------------------------------------------------------------------------------


def test_a_browser_subscribes_gets_a_test_and_is_forgotten_at_a_word(
    chief: Desk, hook: Hook
) -> None:
    browser = PushBrowser()
    made = subscribe(chief, hook.url, browser, label="Chrome, Android")
    assert made.status_code == 201
    assert hook.url not in made.get_data(as_text=True)
    assert chief.ask("POST", "/channels/push/test", {}).get_json()["delivered"] is True
    shown = browser.read(hook.bodies[0])
    assert shown["title"].startswith("測試通知：")
    (known,) = chief.ask("GET", "/channels").get_json()["push"]["browsers"]
    assert known["label"] == "Chrome, Android"
    assert known["mine"] is True
    gone = chief.ask("DELETE", f"/channels/push/browsers/{known['id']}")
    assert gone.status_code == 204
    told = chief.ask("POST", "/channels/push/test", {}).get_json()
    assert told["delivered"] is False
    assert "還沒有人" in told["said"]
    assert told["channel"]["state"] == "working"  # nobody to tell is not the channel's fault
    again = chief.ask("DELETE", f"/channels/push/browsers/{known['id']}")
    assert again.get_json()["code"] == "unknown_browser"


def test_the_same_browser_again_stands_once(chief: Desk, hook: Hook) -> None:
    for _ in range(2):
        assert subscribe(chief, hook.url, PushBrowser()).status_code == 201
    assert len(chief.ask("GET", "/channels").get_json()["push"]["browsers"]) == 1


def test_a_browser_that_took_its_consent_back_is_purged(chief: Desk, hook: Hook) -> None:
    subscribe(chief, hook.url, PushBrowser())
    hook.status = 410
    assert chief.ask("POST", "/channels/push/test", {}).get_json()["delivered"] is False
    assert chief.ask("GET", "/channels").get_json()["push"]["browsers"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "ftp://push.example/1"}, "invalid_body"),
        ({"endpoint": "https://user:secret@push.example/1"}, "invalid_body"),
        ({"keys": {"p256dh": "A" * 87, "auth": "B" * 22}}, "invalid_body"),
        ({"recipients": ["head"]}, "unknown_recipient"),
        ({"recipients": []}, "invalid_body"),
    ],
)
def test_a_subscription_that_could_never_be_used_is_refused(
    chief: Desk, change: dict[str, Any], code: str
) -> None:
    answer = subscribe(
        chief, **{"endpoint": "https://push.example/1", "browser": PushBrowser(), **change}
    )
    assert answer.status_code == 422
    assert answer.get_json()["code"] == code


def test_the_endpoint_stands_in_no_event(chief: Desk, hook: Hook) -> None:
    subscribe(chief, hook.url, PushBrowser())
    chief.ask("POST", "/channels/push/test", {})
    for _, event in chief.office.store.read():
        assert hook.url not in repr(event)


def test_who_is_locked_out_hears_nothing_more(chief: Desk, hook: Hook) -> None:
    office = chief.office
    office.accounts.staff.create(
        name="boss", display_name="陳主任", role=Role.SUPERVISOR, clerk=None, by=SYSTEM
    )
    vault = SqliteVault(office.file, now=office.clock.now)
    now = office.clock.now()
    Subscriptions(vault).keep(
        Browser(
            id=browser_id(hook.url),
            account="staff:boss",
            label="",
            recipients=("duty",),
            language="en",
            endpoint=hook.url,
            created_at=now,
            seen_at=now,
            **PushBrowser().keys(),
        )
    )
    assert chief.ask("POST", "/channels/push/test", {}).get_json()["delivered"] is True
    office.accounts.staff.change("boss", disabled=True, by=SYSTEM)
    assert chief.ask("POST", "/channels/push/test", {}).get_json()["delivered"] is False
    assert len(hook.bodies) == 1


def test_the_worker_is_served_at_the_root_and_never_kept(office: Running) -> None:
    answer = office.app.test_client().get("/push-worker.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    answer.close()
