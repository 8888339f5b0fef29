"""A crowd, told over every channel at once by the real server, on each async library."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.alerts.broker import Broker, Ear, broker, listening
from tests.alerts.line_server import LineServer, line_server
from tests.alerts.push_service import PushBrowser, vapid_claims
from tests.alerts.servers import Hook, Mailbox, http_server, mail_server
from tests.support.api import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import StartServer

pytestmark = pytest.mark.slow

DUTY = "U" + "0" * 32
TOPIC = "test/office"


@dataclass
class Outside:
    """Everybody who can be told."""

    mailbox: Mailbox
    line: LineServer
    hook: Hook
    push: Hook
    others: Hook
    broker: Broker
    ear: Ear
    folder: Path

    def changes(self) -> dict[str, Any]:
        """The office's config.yaml with all of them."""
        (self.folder / "line-token").write_text("line-token\n")
        (self.folder / "hook-key").write_text("a shared key\n")
        (self.folder / "apprise").write_text(self.others.url.replace("http:", "json:") + "\n")
        smtp = {"enabled": True, "host": "localhost", "port": self.mailbox.port, "starttls": False}
        channels: dict[str, Any] = {
            "smtp": {**smtp, "user": None, "password": None},
            "webhook": {"url": self.hook.url, "secret": self._file("hook-key")},
            "push": {},
            "line": {"url": self.line.url, "token": self._file("line-token")},
            "mqtt": {"host": "localhost", "port": self.broker.port, "tls": False, "topic": TOPIC},
            "apprise": {},
        }
        channels["mqtt"] |= {"user": None, "password": None}
        for name, channel in channels.items():
            channel["enabled"] = True
            if name not in {"smtp", "mqtt"}:
                channel["allow_private"] = True
        return {
            "channels": channels,
            "recipients": {
                "duty": {
                    "name": {"zh-TW": "值星人員", "en": "On duty"},
                    "email": ["duty@household.example"],
                    "webhook": True,
                    "push": True,
                    "line": [DUTY],
                    "mqtt": True,
                    "apprise": [self._file("apprise")],
                }
            },
            "alerts": {"notify_after_seconds": 0, "ladder": [{"after": "0 s", "tell": ["duty"]}]},
            "office": {"outside_hours": "practice"},
        }

    def _file(self, name: str) -> dict[str, Any]:
        return {"env": None, "file": str(self.folder / name)}


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    folder = tmp_path / "outside"
    folder.mkdir()
    with ExitStack() as stack:
        at = stack.enter_context(broker(folder))
        found = Outside(
            mailbox=stack.enter_context(mail_server()),
            line=stack.enter_context(line_server()),
            hook=stack.enter_context(http_server()),
            push=stack.enter_context(http_server()),
            others=stack.enter_context(http_server()),
            broker=at,
            ear=stack.enter_context(listening(at.port)),
            folder=folder,
        )
        found.push.status, found.others.status = 201, 200
        yield found


def until(found: Callable[[], object], what: str, within_s: float = 30.0) -> None:
    ends_s = time.monotonic() + within_s
    while not found():
        assert time.monotonic() < ends_s, what
        time.sleep(0.02)


def test_everybody_is_told_over_everything(
    outside: Outside, start_server: StartServer, async_mode: str
) -> None:
    server = start_server(async_mode=async_mode, changes=outside.changes())
    browser, ear = PushBrowser(), outside.ear
    ear.until(f"{TOPIC}/online", b"online")
    ear.until(f"{TOPIC}/light", b"green")
    with Api(server.base_url, token=server.token("supervisor")) as chief:
        consent = {
            "endpoint": outside.push.url,
            "keys": browser.keys(),
            "recipients": ["duty"],
        }
        chief.post("/api/v1/channels/push/browsers", consent).expect(201)

        # Each test goes out, and says so.
        for channel in ("smtp", "webhook", "push", "line", "mqtt", "apprise"):
            told = (
                chief.post(f"/api/v1/channels/{channel}/test", {"recipient": "duty"})
                .expect(200)
                .body
            )
            assert told["delivered"], (channel, told["said"])
        assert len(outside.mailbox.mails) == len(outside.line.taken) == 1
        assert len(outside.hook.bodies) == len(outside.push.bodies) == 1
        assert json.loads(ear.one(f"{TOPIC}/event"))["kind"] == "test"

        # The eighth comes: everybody hears of the same notice once, the light turns red.
        with Api(server.base_url, token=server.token("kiosk")) as kiosk:
            for number in range(8):
                body = {"service": "transcript"}
                kiosk.post("/api/v1/tickets", body, key=f"k{number}").expect(201)
        ear.until(f"{TOPIC}/light", b"red")
        until(lambda: len(outside.mailbox.mails) > 1, "no mail")
        until(lambda: len(outside.line.taken) > 1, "nothing over LINE")
        until(lambda: len(outside.hook.bodies) > 1, "no webhook")
        until(lambda: len(outside.push.bodies) > 1, "no push")
        until(lambda: len(outside.others.bodies) > 1, "nothing by apprise")
        until(lambda: len(ear.all(f"{TOPIC}/event")) > 1, "no event at the desk")
        assert "等候人數超過7人" in browser.read(outside.push.bodies[1])["title"]
        headers = outside.push.received[1]
        vapid_claims(headers["authorization"], endpoint=outside.push.url)
        assert json.loads(ear.all(f"{TOPIC}/event")[1])["rule"] == "waiting"
        state = json.loads(ear.last(f"{TOPIC}/state") or b"{}")
        assert [alert["state"] for alert in state["alerts"]] == ["firing"]

        # Seen to: the light turns amber. Gone in order: the office says so itself.
        (alert,) = chief.get("/api/v1/alerts").expect(200).body["alerts"]
        chief.post(f"/api/v1/alerts/{alert['id']}/ack", {}).expect(200)
        ear.until(f"{TOPIC}/light", b"amber")
        known = chief.get("/api/v1/channels").expect(200).body["channels"]
        assert {channel["state"] for channel in known} == {"working"}
    assert server.stop() == 0
    ear.until(f"{TOPIC}/online", b"offline")


def test_a_broker_that_is_away_is_told_as_a_failing_channel_and_back_as_working(
    outside: Outside, start_server: StartServer
) -> None:
    server = start_server(changes=outside.changes())
    outside.ear.until(f"{TOPIC}/online", b"online")
    with Api(server.base_url, token=server.token("supervisor")) as chief:

        def state() -> Any:
            channels = chief.get("/api/v1/channels").expect(200).body["channels"]
            return next(channel["state"] for channel in channels if channel["id"] == "mqtt")

        outside.broker.stop()
        until(lambda: state() == "failing", "nobody noticed")
        outside.broker.start()
        until(lambda: state() == "working", "it was not noticed that it is back", within_s=60)
