"""Passwords: the rules for a new one, and argon2id away from the event loop."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.web.parts import Offload

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 256
_M_MMAP_THRESHOLD: Final = -3  # of glibc's mallopt
_MMAP_FROM_BYTES: Final = 1024 * 1024
_FEW: Final = 3  # fewer different characters than this are one character repeated, more or less


class Passwords:
    """Hashes and checks. Two at a time, so that a crowd at the door takes 40 MiB and no more.

    19 MiB and 3 passes (OWASP asks for 2) take some 40 ms of a thread on an office's machine.
    """

    def __init__(self, runtime: Offload) -> None:
        self._runtime = runtime
        self._hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
        self._turn = BoundedSemaphore(2)
        self._nobody: str | None = None
        _give_large_blocks_back()

    def hash(self, password: str) -> str:
        """The argon2id hash of a password that `check_new` has passed."""
        with self._turn:
            return self._runtime.offload(self._hasher.hash, normalize("NFKC", password))

    def matches(self, hashed: str | None, password: str) -> bool:
        """Whether `password` is the one; False for None (nobody has that name), after as long."""
        against = hashed if hashed is not None else self._somebody_else()
        with self._turn:
            fits = self._runtime.offload(self._verify, against, normalize("NFKC", password))
        return fits and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _somebody_else(self) -> str:
        if self._nobody is None:
            self._nobody = self.hash("nobody has this password")
        return self._nobody


def _give_large_blocks_back() -> None:
    """Have large blocks of memory go back to the system when they are freed.

    By default glibc raises its threshold after the first one and keeps 19 MiB for every thread
    that ever hashed: 250 MB more after two dozen sign-ins. Other systems need nothing.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _MMAP_FROM_BYTES)


def check_new(password: str, *, name: str) -> None:
    """Raise Problem password_weak unless `password` will do for the account `name`."""
    plain = normalize("NFKC", password)
    if (
        not MIN_LENGTH <= len(plain) <= MAX_LENGTH
        or len(set(plain)) < _FEW
        or plain.casefold().strip("0123456789!.-_ ") == name.casefold()
    ):
        raise Problem("password_weak", min_length=MIN_LENGTH)
