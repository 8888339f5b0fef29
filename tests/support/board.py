"""A lobby board's socket, by hand: a snapshot, then changes, and a line that can be cut."""

from __future__ import annotations

import json
from typing import Any

from websocket import create_connection


def applied(view: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A view after a `change`, as every screen applies it."""
    after = {**view, **change["set"]}
    for name, part in change.get("lists", {}).items():
        after[name] = _patched(view[name], part)
    return after


class Board:
    """Follows topic `board` and applies what it is told as every page does."""

    def __init__(self, port: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.view: dict[str, Any] = {}
        self.seq = -1
        self.connect()

    def connect(self) -> None:
        """Connect, and take a fresh snapshot."""
        self._link = create_connection(self._url, timeout=20)
        assert self._hear().startswith("0")
        self._link.send("40")
        assert self._hear().startswith("40")
        self._follow()

    def cut(self) -> None:
        """As if somebody pulled the plug: no farewell."""
        assert self._link.sock is not None
        self._link.sock.close()

    def turn(self) -> bool:
        """Take in one message; whether the view changed. Raises OSError once the line is cut."""
        message = self._hear()
        if message == "2":
            self._link.send("3")
            return False
        if not message.startswith("42"):
            return False
        name, said = json.loads(message[2:])
        return name == "change" and self._take(said)

    def close(self) -> None:
        """Go away politely."""
        self._link.close()

    def _hear(self) -> str:
        message = self._link.recv()
        return message if isinstance(message, str) else message.decode()

    def _take(self, said: dict[str, Any]) -> bool:
        if said["seq"] < self.seq:
            return False
        if self.seq not in (said["prev"], said["seq"]):
            self._follow()  # a gap
            return True
        self.view, self.seq = applied(self.view, said), said["seq"]
        return True

    def _follow(self) -> None:
        self._link.send('420["follow",{"topic":"board"}]')
        while not (message := self._hear()).startswith("430"):
            pass
        (said,) = json.loads(message[3:])
        self.view, self.seq = said["view"], said["seq"]


def _patched(old: list[Any], part: dict[str, Any]) -> list[Any]:
    """`old` with some places changed, or fields in some, or without its first and with new ones."""
    if "of" in part:
        return [value | part["of"].get(str(place), {}) for place, value in enumerate(old)]
    if "at" in part:
        return [part["at"].get(str(place), value) for place, value in enumerate(old)]
    return [*old[part["drop"] :], *part["add"]]
