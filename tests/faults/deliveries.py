"""Notices while the server is killed: every one must arrive, and what was sent twice is counted.

An alert that nobody acknowledges is told again every second, by mail and by webhook, to sinks that
keep what they are given. The server is killed with a message in the sink's hands, or just before or
after; then it starts again on the same data.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from queue_monitor.domain.floor import Floor, replay
from queue_monitor.domain.watch import Notice, NoticeKind, NoticeState
from tests.alerts.servers import Hook, Mailbox, http_server, mail_server
from tests.browser.house import open_now
from tests.faults.office import log_of
from tests.support.api import Api
from tests.support.config import write_config
from tests.support.history import eventually
from tests.support.server import Server

PEOPLE: Final = ("first", "second")
CHANNELS: Final = ("smtp", "webhook")
#: A claim whose worker is not known to be dead runs out by itself, then it is tried again.
SETTLED_WITHIN_S: Final = 90.0
SECRET: Final = "QUEUE_MONITOR_DELIVERY_TEST"


def changes(mailbox: Mailbox, hook: Hook, key: Path) -> dict[str, Any]:
    """Settings under which one alert is told again and again."""
    return {
        **open_now(),
        "alerts": {
            "wait_limit_minutes": 600,
            "wait_clear_minutes": 600,
            "wait_worse_minutes": 900,
            "notify_after_seconds": 0,
            "repeat_every_minutes": 0.015,
            "ladder": [{"after": "0 s", "tell": list(PEOPLE)}],
        },
        "rosters": {"duty_supervisor": {"first_week": None, "turns": []}},
        "recipients": {
            name: {
                "name": {"zh-TW": "甲", "en": name},
                "email": [f"{name}@x.example"],
                "webhook": True,
            }
            for name in PEOPLE
        },
        "channels": {
            "smtp": {
                "enabled": True,
                "host": "127.0.0.1",
                "port": mailbox.port,
                "starttls": False,
                "user": None,
                "password": None,
            },
            "webhook": {
                "enabled": True,
                "url": hook.url,
                "secret": {"env": None, "file": str(key)},
                "allow_private": True,
            },
        },
    }


@dataclass
class Sinks:
    """What arrived, by notice."""

    mailbox: Mailbox
    hook: Hook

    @property
    def arrived(self) -> Counter[str]:
        """How often each notice came."""
        ids = (str(mail["Message-ID"]).strip("<>") for mail in self.mailbox.mails)
        mails = (id_.partition("@")[0] for id_ in ids)
        posts = (head["idempotency-key"] for head in self.hook.received)
        return Counter([*mails, *posts])

    @property
    def count(self) -> int:
        """How many messages came."""
        return len(self.mailbox.mails) + len(self.hook.received)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of every notice."""

    kills: int
    notices: int
    sent: int
    dead: int
    cancelled: int
    unsettled: int
    lost: tuple[str, ...]  # sent, as the log says, and nobody got them
    doubled: int  # that came more than once
    extra: int  # messages beyond the first of each
    interrupted: int  # claims whose worker died

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.notices} notices: {self.sent} sent, {self.dead} dead, "
            f"{self.cancelled} cancelled, {self.unsettled} unsettled; lost {len(self.lost)}, "
            f"doubled {self.doubled} ({self.extra} messages too many), "
            f"{self.interrupted} interrupted in sending"
        )


@dataclass
class Deliveries:
    """One server and its sinks, to be killed as often as one likes."""

    server: Server
    sinks: Sinks
    chance: random.Random
    kills: int = 0
    took_s: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Eight people wait: the alert that is told from now on."""
        with Api(self.server.base_url, token=self.server.token("kiosk")) as kiosk:
            for _ in range(8):
                kiosk.post("/api/v1/tickets", {"service": "transcript"}).expect(201)
        eventually("a first message", lambda: self.sinks.count > 0)

    def kill(self) -> None:
        """Kill it while it sends, and start it again."""
        target = self.sinks.count + self.chance.randint(1, 2 * len(PEOPLE))
        # Not every life sends so much: what was interrupted may all be due again only later.
        give_up_s = time.monotonic() + 3.0
        while self.sinks.count < target and time.monotonic() < give_up_s:
            time.sleep(0.0005)
        time.sleep(self.chance.choice((0.0, 0.0, self.chance.uniform(0.0, 0.02))))
        self.server.kill()
        self.kills += 1
        self.server.restart()
        self.took_s.append(self.server.ready.took_s)

    def settle(self) -> Tally:
        """Acknowledge, wait until no notice is on its way, and count."""
        with Api(self.server.base_url, token=self.server.token("supervisor")) as supervisor:
            for alert in supervisor.get("/api/v1/alerts").expect(200).body["alerts"]:
                supervisor.post(f"/api/v1/alerts/{alert['id']}/ack", {}).expect(200)
        eventually("every notice settled", self._is_settled, within_s=SETTLED_WITHIN_S)
        return self.tally()

    def tally(self) -> Tally:
        """What became of every notice so far."""
        notices, arrived = list(_floor(self.server.data).watch.notices.values()), self.sinks.arrived
        states = Counter(notice.state for notice in notices)
        return Tally(
            kills=self.kills,
            notices=len(notices),
            sent=states[NoticeState.SENT],
            dead=states[NoticeState.DEAD],
            cancelled=states[NoticeState.CANCELLED],
            unsettled=sum(notice.is_underway for notice in notices),
            lost=tuple(notice.id for notice in notices if _is_lost(notice, arrived)),
            doubled=sum(times > 1 for times in arrived.values()),
            extra=sum(times - 1 for times in arrived.values()),
            interrupted=sum(notice.may_have_arrived for notice in notices),
        )

    def _is_settled(self) -> bool:
        time.sleep(0.2)  # the whole log is read each time
        return not any(n.is_underway for n in _floor(self.server.data).watch.notices.values())


def _is_lost(notice: Notice, arrived: Counter[str]) -> bool:
    """Nobody got it, though the log says so or nobody said that it need not be."""
    if notice.id in arrived or notice.kind is not NoticeKind.FIRING:
        return False
    return not (notice.state is NoticeState.CANCELLED and notice.error == "acknowledged")


def _floor(data: Path) -> Floor:
    return replay(log_of(data))


@contextmanager
def deliveries(folder: Path, *, seed: int, **options: Any) -> Iterator[Deliveries]:
    """A server that mails and posts to sinks, with the first alert told."""
    chance = random.Random(seed)
    with mail_server() as mailbox, http_server() as hook:
        hook.before = partial(_hold, chance)
        folder.mkdir(parents=True, exist_ok=True)
        key = folder / "key"
        key.write_text("a key that only the test knows\n")
        config = write_config(folder / "config.yaml", changes(mailbox, hook, key))
        server = Server(config=config, data=folder / "data", **options)
        with server:
            run = Deliveries(server=server, sinks=Sinks(mailbox, hook), chance=chance)
            run.begin()
            yield run


def _hold(chance: random.Random) -> None:
    """The sink has the message and has not answered yet: the instant that matters."""
    time.sleep(chance.uniform(0.0, 0.03))
