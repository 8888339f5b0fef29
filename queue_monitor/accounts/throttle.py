"""How fast somebody may guess, and how often an address may ask. Both survive a restart.

Sign-in is slowed down by the number of failures in a row, which no counter of requests per minute
can do, so this much is our own code. Plain limits per address ("10/minute") use the engine of
Flask-Limiter, the library `limits`, on the vault; Flask-Limiter itself would also run at every
request that has no limit, tickets above all.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from queue_monitor.accounts.records import Kept, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from queue_monitor.store.base import Vault
    from queue_monitor.web.parts import Clock

_FORGET: Final = timedelta(hours=24)


class Failures(msgspec.Struct, frozen=True, kw_only=True):
    """Failed attempts in a row, and until when the next one has to wait."""

    count: int
    until: datetime


class _Rule(NamedTuple):
    free: int  # failures that cost nothing
    longest: timedelta


#: By what is guessed at: one name from one address; anything from one address; one name from
#: anywhere (short, or a stranger could lock somebody out).
_RULES: Final = {
    "pair": _Rule(free=5, longest=timedelta(minutes=15)),
    "address": _Rule(free=30, longest=timedelta(minutes=15)),
    "name": _Rule(free=100, longest=timedelta(seconds=30)),
}


class SignInThrottle:
    """After some free failures each one doubles the wait: 1 s, 2 s, 4 s, … up to the longest."""

    def __init__(self, vault: Vault) -> None:
        self._failures: Kept[Failures] = Kept(vault, "throttle/", Failures)
        self._lock = Lock()

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        """Zero if an attempt may be made, which counts as failed until `succeeded`; else the wait.

        Counting first means that many attempts at the same instant gain nothing.
        """
        with self._lock:
            wait = max((self._wait(key, now) for _, key in _keys(name, address)))
            if wait <= timedelta(0):
                for rule, key in _keys(name, address):
                    self._count(rule, key, now)
            return max(wait, timedelta(0))

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was right: forget this name's failures, and take the address's back."""
        with self._lock:
            (_, pair), (_, from_address), (_, by_name) = _keys(name, address)
            self._failures.delete(pair)
            self._failures.delete(by_name)
            kept = self._failures.get(from_address)
            if kept is not None and kept.count > 1:
                fewer = msgspec.structs.replace(kept, count=kept.count - 1)
                self._failures.put(from_address, fewer, expires_at=kept.until + _FORGET)
            else:
                self._failures.delete(from_address)

    def _wait(self, key: str, now: datetime) -> timedelta:
        kept = self._failures.get(key)
        return timedelta(0) if kept is None else kept.until - now

    def _count(self, rule: _Rule, key: str, now: datetime) -> None:
        kept = self._failures.get(key)
        count = 1 if kept is None else kept.count + 1
        doublings = min(count - rule.free, 20)
        delay = timedelta(seconds=2.0 ** (doublings - 1)) if doublings > 0 else timedelta(0)
        until = now + min(delay, rule.longest)
        self._failures.put(key, Failures(count=count, until=until), expires_at=until + _FORGET)


class AddressLimits:
    """At most so many requests of one address in a window of time."""

    def __init__(self, vault: Vault, *, clock: Clock) -> None:
        self._clock = clock
        self._windows = FixedWindowRateLimiter(_VaultStorage(vault, clock))

    def admit(self, rule: str, address: str) -> float:
        """Count one request; 0.0 if it may go on, else the seconds until the window ends.

        `rule` is a limit and a name: "10/minute accounts.sign_in".
        """
        limit, _, name = rule.partition(" ")
        item = _parsed(limit)
        if self._windows.hit(item, name, address):
            return 0.0
        ends_s = self._windows.get_window_stats(item, name, address).reset_time
        return max(0.001, ends_s - self._clock.now().timestamp())


class _Window(msgspec.Struct, frozen=True):
    count: int
    ends_s: float  # seconds since 1970, as `limits` wants them


class _VaultStorage(Storage):
    """Counters of `limits` in the vault."""

    STORAGE_SCHEME = None

    def __init__(self, vault: Vault, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._windows: Kept[_Window] = Kept(vault, "limit/", _Window)
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self._lock:
            kept = self._current(key)
            ends_s = kept.ends_s if kept is not None else self._now_s() + expiry
            count = (kept.count if kept is not None else 0) + amount
            until = datetime.fromtimestamp(ends_s, UTC)
            self._windows.put(digest(key), _Window(count, ends_s), expires_at=until)
            return count

    def get(self, key: str) -> int:
        kept = self._current(key)
        return 0 if kept is None else kept.count

    def get_expiry(self, key: str) -> float:
        kept = self._current(key)
        return self._now_s() if kept is None else kept.ends_s

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        keys = [key for key, _ in self._windows.all()]
        for key in keys:
            self._windows.delete(key)
        return len(keys)

    def clear(self, key: str) -> None:
        self._windows.delete(digest(key))

    def _current(self, key: str) -> _Window | None:
        kept = self._windows.get(digest(key))
        return kept if kept is not None and kept.ends_s > self._now_s() else None

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _keys(name: str, address: str) -> Iterator[tuple[_Rule, str]]:
    yield _RULES["pair"], digest(f"pair\n{name}\n{address}")
    yield _RULES["address"], digest(f"address\n{address}")
    yield _RULES["name"], digest(f"name\n{name}")


@lru_cache(maxsize=64)
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)
