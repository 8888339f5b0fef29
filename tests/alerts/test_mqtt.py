"""Lights and buzzers against a real broker: what is kept there, and who says that we are gone."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels.base import Message, Undelivered
from alerts.channels.mqtt import MqttChannel
from alerts.channels.mqtt_line import Broker as Address
from alerts.channels.mqtt_line import MqttLine
from alerts.channels.reasons import Reason, parsed
from queue_monitor.domain.watch import NoticeId
from tests.alerts.broker import Broker, Ear, broker, listening
from tests.alerts.servers import PEM

pytestmark = pytest.mark.slow  # needs a broker, which `make check` does not install

MESSAGE = Message(
    id=NoticeId("2026-03-04.n3"),
    to=("duty_supervisor",),
    subject="!",
    text="!",
    at=datetime(2026, 3, 4, 2, 30, tzinfo=UTC),
    fields={"kind": "firing", "text": {"zh-TW": "等候人數超過7人"}},
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Broker]:
    with broker(tmp_path) as house:
        yield house


@pytest.fixture
def ear(house: Broker) -> Iterator[Ear]:
    with listening(house.port) as ear:
        yield ear


@contextmanager
def line_to(
    house: Broker,
    *,
    user: str | None = None,
    password: Callable[[], str] | None = None,
    tls: Callable[[], ssl.SSLContext] | None = None,
    timeout_s: float = 10.0,
) -> Iterator[MqttLine]:
    """A connection that stands for as long as the block."""
    address = Address(
        host="localhost",
        port=house.port,
        topic="office/1",
        user=user,
        password=password,
        tls=tls,
        timeout=timedelta(seconds=timeout_s),
    )
    line = MqttLine(address)
    thread = threading.Thread(target=line.run)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join(10)
        assert not thread.is_alive()


def test_a_notice_is_an_event_that_the_broker_has_taken(house: Broker, ear: Ear) -> None:
    with line_to(house) as line:
        MqttChannel(line=line).send(MESSAGE)
    told = json.loads(ear.one("office/1/event"))
    assert told == {"notice": "2026-03-04.n3", **MESSAGE.fields}


def test_what_is_kept_is_there_for_a_light_that_is_plugged_in_later(house: Broker) -> None:
    with line_to(house) as line:
        line.show({"light": b"red"})
        MqttChannel(line=line).send(MESSAGE)  # the broker has what came before, too
        with listening(house.port) as later:
            later.until("office/1/light", b"red")
            later.until("office/1/online", b"online")
            assert later.all("office/1/event") == []  # an event is of its moment


def test_the_office_says_itself_that_it_goes(house: Broker, ear: Ear) -> None:
    with line_to(house):
        ear.until("office/1/online", b"online")
    ear.until("office/1/online", b"offline")


def test_the_broker_says_so_when_the_office_dies(house: Broker, ear: Ear) -> None:
    import subprocess
    import sys

    program = (
        "from alerts.channels.mqtt_line import Broker, MqttLine\n"
        f"MqttLine(Broker(host='localhost', port={house.port}, topic='office/1')).run()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as dying:
        ear.until("office/1/online", b"online")
        dying.kill()
    ear.until("office/1/online", b"offline")


def test_the_other_server_of_the_office_says_that_it_is_still_there(
    house: Broker, ear: Ear
) -> None:
    with line_to(house) as staying:
        MqttChannel(line=staying).send(MESSAGE)
        with line_to(house) as leaving:
            MqttChannel(line=leaving).send(MESSAGE)
        ear.passed("office/1/online", b"online", b"offline", b"online")


def test_after_the_broker_was_away_all_is_shown_anew(house: Broker) -> None:
    with line_to(house) as line:
        line.show({"light": b"red"})
        MqttChannel(line=line).send(MESSAGE)
        house.stop()
        with pytest.raises(Undelivered) as caught:
            MqttChannel(line=line).send(MESSAGE)
        assert not caught.value.for_good
        line.show({"light": b"green"})
        house.start()
        with listening(house.port) as ear:
            ear.until("office/1/light", b"green")
            ear.until("office/1/online", b"online")
        MqttChannel(line=line).send(MESSAGE)
        assert line.trouble is None


def test_a_wrong_password_is_said(tmp_path: Path) -> None:
    with broker(tmp_path, account=True) as house:
        with line_to(house, user="desk", password=lambda: "secret") as line:
            MqttChannel(line=line).send(MESSAGE)
        with line_to(house, user="desk", password=lambda: "wrong") as line:
            with pytest.raises(Undelivered) as caught:
                MqttChannel(line=line).send(MESSAGE)
            assert parsed(caught.value.reason).reason is Reason.NOT_LET_IN


# paho leaves the socket of a handshake that failed to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_goes_over_tls_to_a_broker_somebody_vouches_for_and_to_no_other(
    tmp_path: Path,
) -> None:
    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(PEM))

    with broker(tmp_path, tls=True) as house:
        with line_to(house, tls=trusting) as line:
            MqttChannel(line=line).send(MESSAGE)
        with line_to(house, tls=ssl.create_default_context) as line:
            with pytest.raises(Undelivered) as caught:
                MqttChannel(line=line).send(MESSAGE)
            assert parsed(caught.value.reason).reason is Reason.NOT_TRUSTED


def test_a_password_that_cannot_be_read_is_said(house: Broker) -> None:
    def gone() -> str:
        raise KeyError("QUEUE_MONITOR_MQTT_PASSWORD")

    with line_to(house, user="desk", password=gone) as line:
        with pytest.raises(Undelivered) as caught:
            MqttChannel(line=line).send(MESSAGE)
        assert caught.value.reason == Reason.SECRET_MISSING
