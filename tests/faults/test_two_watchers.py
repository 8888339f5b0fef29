"""Two watchers, each in a server of its own, on one store."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.watch import NoticeKind, Rule
from queue_monitor.domain.watch_events import AlertCleared, AlertRaised, NoticeQueued, NoticeSent
from tests.alerts.servers import http_server
from tests.faults.office import Person, log_of
from tests.support.history import History, Numbered, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer

CROWDS = 4
SECRET = "LIFE_TEST_WEBHOOK_SECRET"


def told_to(url: str) -> dict[str, Any]:
    """An office that tells one person by webhook at once, and whose alerts end at once."""
    return {
        "alerts": {
            "clear_hold_seconds": 0,
            "reopen_within_minutes": 0,
            "notify_after_seconds": 0,
            "ladder": [{"after_minutes": 0, "tell": ["chief_household"]}],
        },
        "recipients": {"chief_household": {"webhook": True}},
        "channels": {
            "webhook": {
                "enabled": True,
                "url": url,
                "allow_private": True,
            }
        },
    }


@pytest.mark.timeout(300)
def test_two_watchers_make_one_episode_one_proposal_and_no_notice_twice(
    start_server: StartServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUEUE_MONITOR_WEBHOOK_SECRET", "four words in a row")
    with http_server() as hook:
        started: dict[str, Any] = {
            "data": tmp_path / "office",
            "changes": told_to(hook.url),
        }
        servers = [start_server(**started) for _ in range(2)]
        history, token = History(), servers[0].token("clerk")
        people = [Person(server.base_url, history) for server in servers]
        clerks = [Person(server.base_url, history, token=token) for server in servers]
        clerks[0].at(2, "open")

        def is_posted(kind: str, times: int) -> bool:
            told = [msgspec.json.decode(body)["kind"] for body in hook.bodies]
            return told.count(kind) >= times

        for crowd in range(1, CROWDS + 1):
            for number in range(8):
                people[number % 2].take()
            eventually(f"alert {crowd} is told", partial(is_posted, "firing", crowd))
            for number in range(8):
                clerks[number % 2].call(2)
                clerks[number % 2].at(2, "no-show")
            eventually(f"its end {crowd} is told", partial(is_posted, "resolved", crowd))
        for server in servers:
            server.stop()
        log = log_of(servers[0].data)
    raised = [
        e.alert for _, e in log if isinstance(e, AlertRaised) and e.alert.rule is Rule.WAITING
    ]
    assert len(raised) == CROWDS
    assert len([e for _, e in log if isinstance(e, AlertCleared)]) == CROWDS
    queued = [e.notice for _, e in log if isinstance(e, NoticeQueued)]
    for kind in (NoticeKind.FIRING, NoticeKind.RESOLVED):
        assert Counter(n.alert for n in queued if n.kind is kind) == {a.id: 1 for a in raised}
    received = [msgspec.json.decode(body)["notice"] for body in hook.bodies]
    assert sorted(received) == sorted(n.id for n in queued), "one message for each notice"
    assert len([e for _, e in log if isinstance(e, NoticeSent)]) == len(queued)
    assert most_open_plans(log) == 1


def most_open_plans(log: Numbered) -> int:
    """The most plans that were open for one episode at the same time."""
    floor, most = Floor(), 0
    for seq, event in log:
        floor = evolve(floor, event, seq=seq)
        counts = Counter((p.alert, p.rank) for p in floor.watch.plans.values() if p.is_open)
        most = max([most, *counts.values()])
    return most
