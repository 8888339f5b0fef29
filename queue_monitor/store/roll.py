"""Who of several processes on one store still lives: each holds a lock that dies with it.

kill -9 releases the lock of a file, and nothing else does: so whoever finds the file of another
unlocked knows for sure that what that process had in hand will not be finished by it.
"""

import fcntl
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


class Roll:
    """The workers on one store, each with a locked file in the folder `<store>.workers`."""

    def __init__(self, store: Path) -> None:
        self._folder = store.with_name(f"{store.name}.workers")
        self._held: dict[str, int] = {}

    def join(self, worker: str) -> None:
        """`worker` lives as long as this process. Where no file can be made it is merely not known
        to live, nor ever to be dead.
        """
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            held = os.open(self._folder / worker, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._held[worker] = held

    def dead(self, workers: Collection[str]) -> frozenset[str]:
        """Those of `workers` whose process is gone. Of one that never joined nothing is known."""
        return frozenset(worker for worker in workers if self._is_dead(worker))

    def strike(self, workers: Collection[str]) -> None:
        """Forget the dead: nothing of theirs is left to be taken over."""
        for worker in workers:
            with suppress(OSError):
                (self._folder / worker).unlink()

    def close(self) -> None:
        """This process's workers leave in order."""
        self.strike(self._held)
        for held in self._held.values():
            os.close(held)
        self._held.clear()

    def _is_dead(self, worker: str) -> bool:
        if worker in self._held or Path(worker).name != worker:
            return False
        try:
            found = os.open(self._folder / worker, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False  # it lives, or somebody else looks just now
        finally:
            os.close(found)
        return True
