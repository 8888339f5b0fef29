"""MQTT, for what makes a noise at the desk: a notice is an event below the office's topic."""

import json
from dataclasses import dataclass
from typing import Final

from alerts.channels.base import Message
from alerts.channels.mqtt_line import MqttLine

EVENT: Final = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttChannel:
    """Publishes the notice's fields as JSON, QoS 1; a repeat bears the same `notice`."""

    line: MqttLine

    def send(self, message: Message) -> None:
        """Done once the broker has it. Raises Undelivered, never for good: brokers come back."""
        body = {"notice": message.id, **message.fields}
        self.line.publish(EVENT, json.dumps(body, ensure_ascii=False, sort_keys=True).encode())
