"""Every other service, by apprise: in a process of its own for each message.

apprise is large and blocks. The process takes it away with it, ends itself when it has taken too
long, and may guard each connection it makes without touching ours. The address, which holds
passwords, goes in by a pipe and stands in no list of processes.
"""

import posix
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from alerts.channels.base import Message, Undelivered
from alerts.channels.reasons import Reason
from queue_monitor import child

_COMMAND: Final = ("-m", "alerts.channels.apprise_worker")
_MOST_BYTES: Final = 65536


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is to do."""

    urls: tuple[str, ...]
    title: str
    body: str
    allow_private: bool
    timeout_s: float


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How it went; `reason` None if every address took it."""

    reason: str | None = None
    for_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseChannel:
    """Hands a message to each of the recipient's addresses; `message.to` are recipients' ids."""

    addresses: Callable[[str], Sequence[str]]  # of a recipient; raises OSError, KeyError
    allow_private: bool = False
    timeout: timedelta = timedelta(seconds=20)

    def send(self, message: Message) -> None:
        """Done once all addresses took it."""
        try:
            urls = tuple(url for to in message.to for url in self.addresses(to))
        except (OSError, KeyError) as error:
            raise Undelivered(Reason.SECRET_MISSING) from error
        if not urls:
            raise Undelivered(Reason.NO_ADDRESS, for_good=True)
        errand = Errand(
            urls=urls,
            title=message.subject,
            body=message.text,
            allow_private=self.allow_private,
            timeout_s=self.timeout.total_seconds(),
        )
        outcome = _run(msgspec.json.encode(errand))
        if outcome.reason is not None:
            raise Undelivered(outcome.reason, for_good=outcome.for_good)


def _run(errand: bytes) -> Outcome:
    """The process's answer; it ends itself in time, and its silence is an answer too."""
    try:
        process = child.start(_COMMAND)
    except OSError as error:
        raise Undelivered(Reason.OUT_OF_ORDER.about(type(error).__name__)) from error
    try:
        _write_all(process.ask, errand)
        told = _read_all(process.hear)
    finally:
        posix.close(process.hear)
        posix.waitpid(process.pid, 0)
    try:
        return msgspec.json.decode(told, type=Outcome)
    except msgspec.MsgspecError:  # it was ended by its alarm
        return Outcome(reason=Reason.TIMED_OUT)


def _write_all(descriptor: int, data: bytes) -> None:
    """All of it, then the end. The interpreter's own C code: patched calls block here."""
    try:
        while data:
            data = data[posix.write(descriptor, data) :]
    except BrokenPipeError:
        pass  # it ended early; its answer, or silence, says why
    finally:
        posix.close(descriptor)


def _read_all(descriptor: int) -> bytes:
    told = b""
    while len(told) < _MOST_BYTES and (more := posix.read(descriptor, 4096)):
        told += more
    return told
