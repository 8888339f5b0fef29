"""Snapshot, then follow: the newest floor, and a cursor for each follower.

The stream knows only what is on the disk. Waking is a hint: a follower that missed any number
of wakes takes everything since its cursor, or starts again from the newest floor.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor

KEPT: Final = 1024  # commits that a slow follower may be behind before it has to start again


class Wake(Protocol):
    """What wakes a follower; `runtime.Signal` is one."""

    def set(self) -> None: ...

    def wait(self, timeout_s: float | None = None) -> bool: ...


class Wakes(Protocol):
    """Where wakes come from; `runtime.Runtime` is one."""

    def signal(self) -> Wake: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Events that reached the disk together, numbered from `first`, and the floor after them."""

    first: int
    events: tuple[Event, ...]
    floor: Floor


class Stream:
    """The newest durable floor and those who follow it."""

    def __init__(self, wakes: Wakes, floor: Floor) -> None:
        self._wakes = wakes
        self._floor = floor
        self._recent: deque[Commit] = deque(maxlen=KEPT)
        self._followers: list[Follower] = []

    def floor(self) -> Floor:
        """The office after the newest event that is on the disk."""
        return self._floor

    def publish(self, commit: Commit) -> None:
        """Tell every follower. For the one committer, in the order of the log."""
        self._recent.append(commit)
        self._floor = commit.floor
        for follower in self._followers:
            follower.wake()

    def follower(self) -> "Follower":
        """A new cursor at the newest floor."""
        follower = Follower(self, self._wakes.signal())
        self._followers.append(follower)
        return follower

    def since(self, seq: int) -> Sequence[Commit] | None:
        """Commits after number `seq`, oldest first; None if that is too long ago to know."""
        latest = self._recent[-1] if self._recent else None
        if latest is not None and latest.first == seq + 1:  # one behind, as nearly always
            return [latest]
        found: list[Commit] = []
        for commit in reversed(tuple(self._recent)):
            if commit.first <= seq:
                return found[::-1] if commit.floor.seq == seq else None
            found.append(commit)
            if commit.first == seq + 1:
                return found[::-1]
        return [] if seq == self._floor.seq else None


class Follower:
    """One reader of the log. `floor` is where it stands; `wait`, then `take`."""

    def __init__(self, stream: Stream, signal: Wake) -> None:
        self._stream = stream
        self._signal = signal
        self.floor = stream.floor()

    def wake(self) -> None:
        """Something was published, or the follower should look for another reason."""
        self._signal.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for news, at most `timeout_s` seconds; whether there is any."""
        if self._stream.floor().seq > self.floor.seq:
            return True
        self._signal.wait(timeout_s)
        return self._stream.floor().seq > self.floor.seq

    def take(self) -> Sequence[Commit] | None:
        """Commits since the last take, oldest first; None after a gap: start from `floor`."""
        news = self._stream.since(self.floor.seq)
        self.floor = news[-1].floor if news else self._stream.floor()
        return news
