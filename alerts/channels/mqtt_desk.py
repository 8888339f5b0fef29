"""The server's end of the connection to the broker, which a process of its own holds.

Async libraries put others in the place of sockets, threads and waiting, and none of these is made
for a connection that stands in a real thread beside the loop. So the process has it, and here are
two pipes, read and written by the interpreter's own C code.
"""

import posix
from _queue import Empty, SimpleQueue
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from typing import Final

import msgspec
import structlog

from alerts.channels.base import Undelivered
from alerts.channels.mqtt_messages import Connect, News, Order, Publish, Published, Show, Standing
from alerts.channels.reasons import Reason
from queue_monitor import child
from queue_monitor.store.locks import ThreadLock

_COMMAND: Final = ("-m", "alerts.channels.mqtt_worker")
_AGAIN_S: Final = 5.0
_GOODBYE_S: Final = 3.0
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(News).decode
_log = structlog.get_logger("alerts.mqtt")


class MqttDesk:
    """Shows, publishes, and knows whether the broker is reached: `trouble` says why not."""

    def __init__(self, broker: Connect) -> None:
        self._broker = broker
        self._numbers = count(1)
        self._waiting: dict[int, SimpleQueue[str | None]] = {}
        self._retained: Mapping[str, str] = {}
        self._writing = ThreadLock()
        self._ask: int | None = None  # the pipe to the process
        self._closing = False
        self._rest: SimpleQueue[None] = SimpleQueue()
        self._ended: SimpleQueue[None] = SimpleQueue()
        self.trouble: str | None = None  # None before the first attempt as well

    def show(self, retained: Mapping[str, bytes]) -> None:
        """What the broker is to keep, by topic below ours; sent when it differs. Blocks."""
        kept = {topic: payload.decode() for topic, payload in retained.items()}
        if kept != self._retained:
            self._retained = kept
            self._write(Show(retained=kept))

    def publish(self, topic: str, payload: bytes) -> None:
        """Send once (QoS 1) and wait until the broker has it. Raises Undelivered."""
        number = next(self._numbers)
        reply = self._waiting[number] = SimpleQueue()
        if not self._write(Publish(number=number, topic=topic, payload=payload.decode())):
            reply.put(self.trouble or Reason.NOT_CONNECTED)
        try:
            reason = reply.get(timeout=self._broker.timeout_s)
        except Empty:
            reason = self.trouble or Reason.TIMED_OUT
        finally:
            self._waiting.pop(number, None)
        if reason is not None:
            raise Undelivered(reason)

    def run(self) -> None:
        """Keep the process until `close`. Blocks; in a real thread of its own."""
        while not self._closing:
            try:
                self._live()
            except OSError as error:
                self._stands(Reason.NOT_CONNECTED.about(type(error).__name__))
            self._refuse_all()
            if not self._closing:
                with suppress(Empty):
                    self._rest.get(timeout=_AGAIN_S)
        self._ended.put(None)

    def close(self) -> None:
        """Let the process say goodbye; returns once it has, or soon. Blocks."""
        self._closing = True
        self._rest.put(None)
        self._hang_up()
        with suppress(Empty):
            self._ended.get(timeout=_GOODBYE_S)

    def _live(self) -> None:
        """One process, from its start to its end. Raises OSError."""
        process = child.start(_COMMAND)
        self._ask = process.ask
        self._write(self._broker)
        self._write(Show(retained=self._retained))
        if self._closing:
            self._hang_up()
        try:
            self._listen(process.hear)
        finally:
            self._hang_up()
            posix.close(process.hear)
            posix.waitpid(process.pid, 0)

    def _listen(self, hear: int) -> None:
        rest = b""
        while told := posix.read(hear, 65536):
            *lines, rest = (rest + told).split(b"\n")
            for line in lines:
                self._take(_decode(line))
        if not self._closing:
            self._stands(Reason.NOT_CONNECTED)

    def _take(self, news: News) -> None:
        match news:
            case Published():
                reply = self._waiting.get(news.number)
                if reply is not None:
                    reply.put(news.reason)
            case Standing():
                self._stands(news.trouble)

    def _stands(self, trouble: str | None) -> None:
        if trouble is None:
            _log.info("broker_connected", host=self._broker.host)
        elif trouble != self.trouble:
            _log.warning("broker_lost", host=self._broker.host, reason=trouble)
        self.trouble = trouble

    def _refuse_all(self) -> None:
        for reply in list(self._waiting.values()):
            reply.put(self.trouble or Reason.NOT_CONNECTED)

    def _write(self, order: Order) -> bool:
        """Whether there was a process to write to."""
        text = _encode(order) + b"\n"
        with self._writing:
            if self._ask is None:
                return False
            try:
                while text:
                    text = text[posix.write(self._ask, text) :]
            except OSError:  # it has just ended
                return False
            return True

    def _hang_up(self) -> None:
        with self._writing:
            ask, self._ask = self._ask, None
            if ask is not None:
                posix.close(ask)
