"""MQTT, for what makes a noise at the desk: a notice is an event below the office's topic."""

import json
from dataclasses import dataclass
from typing import Final, Protocol

from alerts.channels.base import Message

EVENT: Final = "event"


class Broker(Protocol):
    """The connection; `mqtt_desk.MqttDesk` and `mqtt_line.MqttLine` are two."""

    def publish(self, topic: str, payload: bytes) -> None:
        """Send once and wait until the broker has it. Raises Undelivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttChannel:
    """Publishes the notice's fields as JSON, QoS 1; a repeat bears the same `notice`."""

    line: Broker

    def send(self, message: Message) -> None:
        """Done once the broker has it. Raises Undelivered, never for good: brokers come back."""
        body = {"notice": message.id, **message.fields}
        self.line.publish(EVENT, json.dumps(body, ensure_ascii=False, sort_keys=True).encode())
