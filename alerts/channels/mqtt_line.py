"""The standing connection to the broker: what is retained there, and what is being sent.

It lives in a process of its own (`mqtt_worker`), where no async library has put others in the place
of sockets and threads. paho's client is used by one thread alone, that of `run`; others hand over
through a queue.
"""

import os
import selectors
import ssl
from _queue import Empty, SimpleQueue
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from alerts.channels.base import Undelivered
from alerts.channels.reasons import Reason

if TYPE_CHECKING:
    from paho.mqtt.client import Client

ONLINE: Final = b"online"
OFFLINE: Final = b"offline"
_KEEPALIVE_S: Final = 20
_TURN_S: Final = 1.0
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 30.0
_GOODBYE_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where the broker is, and what we are to it."""

    host: str
    port: int
    topic: str  # what our topics begin with
    user: str | None = None
    password: Callable[[], str] | None = None  # read anew at each connection
    tls: Callable[[], ssl.SSLContext] | None = None
    timeout: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    topic: str
    payload: bytes
    done: Callable[[str | None], None]  # given a reason, or None once the broker has it


class NotLetIn(OSError):
    """The broker does not take us."""


class MqttLine:
    """One connection, made again whenever it breaks; `trouble` says why there is none."""

    def __init__(
        self, broker: Broker, *, changed: Callable[[str | None], None] = lambda _trouble: None
    ) -> None:
        """`changed` is told what `trouble` has become."""
        self._changed = changed
        self._broker = broker
        self._inbox: SimpleQueue[_Letter] = SimpleQueue()
        self._retained: Mapping[str, bytes] = {}
        self._shown: dict[str, bytes] = {}
        self._underway: dict[int, _Letter] = {}
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._closing = False
        self._ended: SimpleQueue[None] = SimpleQueue()
        self._is_up = False
        self.trouble: str | None = None  # of the latest attempt; None before the first

    # -- for the other threads -----------------------------------------------------------------

    def show(self, retained: Mapping[str, bytes]) -> None:
        """What the broker is to keep, by topic below ours; sent when it differs."""
        if retained != self._retained:
            self._retained = dict(retained)
            if self._is_up:
                self._wake()

    def publish(self, topic: str, payload: bytes) -> None:
        """Send once (QoS 1) and wait until the broker has it. Raises Undelivered."""
        reply: SimpleQueue[str | None] = SimpleQueue()
        self.post(topic, payload, reply.put)
        try:
            reason = reply.get(timeout=self._broker.timeout.total_seconds())
        except Empty:
            reason = self.trouble or Reason.TIMED_OUT
        if reason is not None:
            raise Undelivered(reason)

    def post(self, topic: str, payload: bytes, done: Callable[[str | None], None]) -> None:
        """Send once (QoS 1); `done` is called from another thread."""
        self._inbox.put(_Letter(topic=topic, payload=payload, done=done))
        self._wake()

    def close_soon(self) -> None:
        """Let `run` say goodbye and end."""
        self._closing = True
        self._wake()

    def close(self) -> None:
        """Say goodbye and end `run`; returns once that is done, or soon."""
        self.close_soon()
        with suppress(Empty):
            self._ended.get(timeout=_GOODBYE_S)

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # full: it wakes anyway
            os.write(self._write, b"!")

    # -- the thread of the connection ------------------------------------------------------------

    def run(self) -> None:
        """Keep the connection until `close`. Blocks; in a real thread of its own."""
        pause_s = _FIRST_PAUSE_S
        while not self._closing:
            try:
                self._session()
            except (OSError, ValueError, KeyError) as error:
                self.trouble = _why(error)
                self._changed(self.trouble)
            pause_s = _FIRST_PAUSE_S if self._is_up else min(pause_s * 2, _LONGEST_PAUSE_S)
            self._is_up = False
            self._refuse_all()
            if not self._closing:
                self._rest(pause_s)
        self._ended.put(None)

    def _rest(self, seconds: float) -> None:
        """Wait before trying again; somebody with a message does not wait."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._read, selectors.EVENT_READ)
            waiting.select(seconds)
        self._hush()

    def _session(self) -> None:
        """One connection, from CONNECT to its end. Raises OSError, ValueError, KeyError."""
        client = self._client()
        try:
            client.connect(self._broker.host, self._broker.port, keepalive=_KEEPALIVE_S)
            with selectors.DefaultSelector() as waiting:
                waiting.register(self._read, selectors.EVENT_READ)
                sock = client.socket()
                if sock is None:
                    raise ConnectionError
                waiting.register(sock, selectors.EVENT_READ)
                while not self._closing:
                    self._turn(client, sock, waiting)
                if self._is_up:
                    self._goodbye(client, sock, waiting)
        finally:
            _end(client)

    def _turn(self, client: "Client", sock: Any, waiting: selectors.BaseSelector) -> None:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.want_write() else 0)
        waiting.modify(sock, events)
        is_buffered = bool(getattr(sock, "pending", int)())  # by TLS: no selector sees that
        ready = {key.fd for key, _ in waiting.select(0.0 if is_buffered else _TURN_S)}
        if self._read in ready:
            self._hush()
        if sock.fileno() in ready or is_buffered:
            client.loop_read()
        if client.want_write():
            client.loop_write()
        client.loop_misc()
        if client.socket() is None:  # paho has given it up
            raise ConnectionResetError
        if self._is_up:
            self._send(client)

    def _send(self, client: "Client") -> None:
        for topic, payload in self._retained.items():
            if self._shown.get(topic) != payload:
                self._shown[topic] = payload
                client.publish(self._full(topic), payload, qos=1, retain=True)
        with suppress(Empty):
            while True:
                letter = self._inbox.get_nowait()
                sent = client.publish(self._full(letter.topic), letter.payload, qos=1)
                self._underway[sent.mid] = letter

    def _goodbye(self, client: "Client", sock: Any, waiting: selectors.BaseSelector) -> None:
        """Told by ourselves; after a crash the broker tells it in our place."""
        last = client.publish(self._full("online"), OFFLINE, qos=1, retain=True)
        turns = 20
        while not last.is_published() and turns:
            turns -= 1
            self._turn(client, sock, waiting)
        client.disconnect()

    def _refuse_all(self) -> None:
        """Nothing of what was handed over is known to have arrived."""
        reason = self.trouble or Reason.NOT_CONNECTED
        letters, self._underway = list(self._underway.values()), {}
        with suppress(Empty):
            while True:
                letters.append(self._inbox.get_nowait())
        for letter in letters:
            letter.done(reason)

    def _hush(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def _full(self, topic: str) -> str:
        return f"{self._broker.topic}/{topic}"

    # -- paho --------------------------------------------------------------------------------------

    def _client(self) -> "Client":
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        broker = self._broker
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"queue-monitor-{uuid4().hex[:8]}",
            reconnect_on_failure=False,
        )
        client.connect_timeout = broker.timeout.total_seconds()
        if broker.tls is not None:
            client.tls_set_context(broker.tls())
        if broker.user is not None:
            client.username_pw_set(broker.user, broker.password and broker.password())
        client.will_set(self._full("online"), OFFLINE, qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: "Client", _data: Any, _flags: Any, code: Any, _properties: Any
    ) -> None:
        if code.is_failure:
            raise NotLetIn(str(code))
        self._is_up = True
        self.trouble = None
        self._changed(None)
        self._shown = {}
        client.publish(self._full("online"), ONLINE, qos=1, retain=True)
        client.subscribe(self._full("online"), qos=1)

    def _on_publish(
        self, _client: "Client", _data: Any, mid: int, _code: Any, _properties: Any
    ) -> None:
        letter = self._underway.pop(mid, None)
        if letter is not None:
            letter.done(None)

    def _on_message(self, client: "Client", _data: Any, message: Any) -> None:
        """Another server of this office has gone, and we have not."""
        if message.payload == OFFLINE and not self._closing:
            client.publish(self._full("online"), ONLINE, qos=1, retain=True)


def _end(client: "Client") -> None:
    """Hang up. Without DISCONNECT before, the broker publishes our will."""
    sock = client.socket()
    if sock is not None:
        with suppress(OSError):
            sock.close()


def _why(error: Exception) -> str:
    match error:
        case KeyError():
            return Reason.SECRET_MISSING
        case NotLetIn():
            return Reason.NOT_LET_IN.about(str(error))
        case _:
            return Reason.of(error)
