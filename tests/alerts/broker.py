"""A real MQTT broker: mosquitto on a free port, and a program that listens to it."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.alerts.servers import PEM

_PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"


def mosquitto() -> str:
    """The program; Debian has it where only root's path leads."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path=_PLACES)
    assert found, "mosquitto is not installed: run tools/broker-setup (make test does)"
    return found


@dataclass
class Broker:
    """A broker that may be stopped and started again on its port."""

    folder: Path
    tls: bool = False
    account: bool = False  # "desk" with the password "secret"
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Listen; returns once it does."""
        if self.port == 0:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        lines = [
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {str(not self.account).lower()}",
        ]
        if os.geteuid() == 0:
            lines.append("user root")  # else it gives root away and cannot read our files
        if self.tls:
            lines += [f"certfile {PEM}", f"keyfile {PEM}"]
        if self.account:
            passwords = self.folder / "passwords"
            passwords.write_text("desk:secret\n")
            subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)
            lines.append(f"password_file {passwords}")
        settings = self.folder / "mosquitto.conf"
        settings.write_text("\n".join(lines) + "\n")
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen(
                [mosquitto(), "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=log
            )
        ends_s = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "mosquitto.log").read_text()
                assert time.monotonic() < ends_s, "the broker does not listen"
                time.sleep(0.01)

    def stop(self) -> None:
        """Kill it: every connection breaks."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def broker(folder: Path, *, tls: bool = False, account: bool = False) -> Iterator[Broker]:
    """A broker that runs."""
    running = Broker(folder=folder, tls=tls, account=account)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@dataclass
class Ear:
    """What a light at the desk hears, by topic, in order."""

    heard: list[tuple[str, bytes]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def on_message(self, _client: Client, _data: Any, message: Any) -> None:
        """Called by paho."""
        with self.news:
            self.heard.append((message.topic, message.payload))
            self.news.notify_all()

    def last(self, topic: str) -> bytes | None:
        """The latest of a topic."""
        return next((payload for name, payload in reversed(self.heard) if name == topic), None)

    def all(self, topic: str) -> list[bytes]:
        """Everything of a topic."""
        return [payload for name, payload in self.heard if name == topic]

    def until(self, topic: str, payload: bytes, within_s: float = 15.0) -> None:
        """Wait until the latest of `topic` is `payload`."""
        with self.news:
            came = self.news.wait_for(lambda: self.last(topic) == payload, within_s)
        assert came, f"{topic} is {self.last(topic)!r}, not {payload!r}; heard {self.heard}"

    def passed(self, topic: str, *payloads: bytes, within_s: float = 15.0) -> None:
        """Wait until `payloads` have come on `topic` one after the other, others between."""

        def came() -> bool:
            left = list(payloads)
            for payload in self.all(topic):
                if left and payload == left[0]:
                    left.pop(0)
            return not left

        with self.news:
            done = self.news.wait_for(came, within_s)
        assert done, f"{topic} was {self.all(topic)}, not {payloads} in turn"

    def one(self, topic: str, within_s: float = 15.0) -> bytes:
        """Wait for anything on `topic`; the first of it."""
        with self.news:
            assert self.news.wait_for(lambda: self.all(topic), within_s), f"nothing on {topic}"
        return self.all(topic)[0]


@contextmanager
def listening(port: int) -> Iterator[Ear]:
    """Subscribed to everything; returns once the broker has said so."""
    ear, ready = Ear(), threading.Event()
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = ear.on_message
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", port)
    client.subscribe("#", qos=1)
    client.loop_start()
    try:
        assert ready.wait(10), "the broker does not answer"
        yield ear
    finally:
        client.disconnect()
        client.loop_stop()
