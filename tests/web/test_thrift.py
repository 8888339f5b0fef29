"""Less memory for each screen."""

from typing import Any

import pytest
from engineio.packet import PING
from engineio.socket import Socket
from flask import Flask
from flask_socketio import SocketIO

from queue_monitor.web.thrift import Tidy, ping_without_waiting_tasks


class Loop:
    """A runtime that remembers what it is to do later."""

    mode = "eventlet"

    def __init__(self) -> None:
        self.due: list[tuple[float, Any, tuple[Any, ...]]] = []

    def later(self, seconds: float, work: Any, /, *args: Any) -> None:
        self.due.append((seconds, work, args))


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def screen(loop: Loop) -> Any:
    socketio = SocketIO(Flask("test"), async_mode="threading", ping_interval=25)
    ping_without_waiting_tasks(socketio, loop)  # type: ignore[arg-type]
    return Socket(socketio.server.eio, "sid")


def test_a_ping_waits_in_a_timer_and_is_sent_once_it_is_due(screen: Any, loop: Loop) -> None:
    screen.last_ping = 1.0
    screen.schedule_ping()
    ((seconds, work, args),) = loop.due
    assert seconds == 25
    assert screen.queue.empty()
    work(*args)
    assert screen.queue.get_nowait().packet_type == PING
    assert screen.last_ping > 1.0


def test_a_screen_that_has_gone_is_not_pinged(screen: Any, loop: Loop) -> None:
    screen.last_ping = 1.0
    screen.schedule_ping()
    ((_, work, args),) = loop.due
    screen.closed = True
    work(*args)
    assert screen.queue.empty()


def test_every_other_task_is_started_as_before(screen: Any, loop: Loop) -> None:
    done: list[str] = []
    screen.server.start_background_task(done.append, "ran").join()
    assert done == ["ran"]
    assert loop.due == []


def test_it_is_tidied_up_when_many_screens_came_or_went() -> None:
    screens = [0]
    tidy = Tidy(lambda: screens[0])
    assert not tidy.look()
    screens[0] = 1000
    assert tidy.look()
    assert not tidy.look()
    screens[0] = 990
    assert not tidy.look()
    screens[0] = 0
    assert tidy.look()
