"""What a way of telling somebody promises, and the message it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from queue_monitor.domain.watch import NoticeId


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What goes along with a message, where the channel can take it."""

    name: str
    media_type: str  # "text/calendar"
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be told, in words, and as fields for programs."""

    id: NoticeId  # the same at every attempt, so that a repeat is recognisable
    to: tuple[str, ...]  # addresses, if the channel has any
    subject: str
    text: str
    at: datetime  # when the notice was queued
    fields: Mapping[str, object] = field(default_factory=dict)  # JSON values
    files: tuple[File, ...] = ()


class Undelivered(Exception):
    """The channel did not take it. `for_good`: trying again would not help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class Channel(Protocol):
    """One way out. Blocks until the other side has taken the message; called off the event loop."""

    def send(self, message: Message) -> None:
        """Hand over `message`. Raises Undelivered; may have been delivered even then."""
