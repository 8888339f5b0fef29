"""The process that holds the connection to the broker: orders on standard input, news on standard
output. `python -m alerts.channels.mqtt_worker`. It says goodbye and ends when its input does.
"""

import os
import ssl
import sys
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from alerts.channels.mqtt_line import Broker, MqttLine
from alerts.channels.mqtt_messages import Connect, News, Order, Publish, Published, Show, Standing

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Order).decode


class Worker:
    """One connection, as the server orders it."""

    def __init__(self, broker: Broker, said: BinaryIO) -> None:
        self._said = said
        self._saying = threading.Lock()
        self.line = MqttLine(broker, changed=lambda trouble: self._say(Standing(trouble=trouble)))

    def obey(self, orders: BinaryIO) -> None:
        """Until there are no more, then goodbye."""
        for text in orders:
            order = _decode(text)
            if isinstance(order, Show):
                self.line.show({topic: kept.encode() for topic, kept in order.retained.items()})
            elif isinstance(order, Publish):
                done = partial(self._published, order.number)
                self.line.post(order.topic, order.payload.encode(), done)
        self.line.close()

    def _published(self, number: int, reason: str | None) -> None:
        self._say(Published(number=number, reason=reason))

    def _say(self, news: News) -> None:
        with self._saying:
            try:
                self._said.write(_encode(news) + b"\n")
                self._said.flush()
            except OSError:
                self.line.close_soon()  # nobody listens any more


def broker_of(order: Connect) -> Broker:
    """The broker as ordered."""
    place = order.password
    return Broker(
        host=order.host,
        port=order.port,
        topic=order.topic,
        user=order.user,
        password=None if place is None else partial(_read, place.env, place.file),
        tls=partial(ssl.create_default_context, cafile=order.ca_file) if order.tls else None,
        timeout=timedelta(seconds=order.timeout_s),
    )


def _read(env: str | None, file: str | None) -> str:
    """A password, anew. Raises KeyError, OSError."""
    if env is not None:
        return os.environ[env]
    return Path(file or "").read_text(encoding="utf-8").partition("\n")[0].strip()


def main() -> None:
    """Connect as the first line says, then obey."""
    orders = sys.stdin.buffer
    first = _decode(orders.readline())
    assert isinstance(first, Connect)
    worker = Worker(broker_of(first), sys.stdout.buffer)
    threading.Thread(target=worker.obey, args=(orders,), daemon=True).start()
    worker.line.run()


if __name__ == "__main__":
    main()
