"""A bell between processes on one SQLite file: whoever has committed rings, the others look.

Only a hint. Whoever cannot hear, or has no folder to listen in, finds the news when next asking.
"""

import os
import secrets
from _socket import AF_UNIX, SOCK_DGRAM
from _socket import socket as RawSocket  # noqa: N812  # the C class: patched by no async library
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from queue_monitor.store.locks import MakeLock, ThreadLock

_RING: Final = b"\x07"
_LONGEST: Final = 107
#: A sender whose listener is gone is told so by one of these; one that is only slow, by EAGAIN.
_GONE: Final = (ConnectionRefusedError, FileNotFoundError)


class Bell:
    """One process's ear, and its hand on the bells of the others.

    The ears are sockets in the folder `<store>.bells`. `hears` is False where there can be none:
    then `ring` still rings for the others, and `wait` returns False at once.
    """

    def __init__(self, store: Path, *, lock: MakeLock = ThreadLock) -> None:
        self._folder = store.with_name(f"{store.name}.bells")
        self._path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}.sock"
        self._hearing = lock()
        self._open = True
        self._folder_fd = self._opened_folder()
        self._mouth = RawSocket(AF_UNIX, SOCK_DGRAM)
        self._mouth.setblocking(False)
        self._ear = self._listen()
        self._sweep()

    @property
    def hears(self) -> bool:
        """Whether `wait` can be woken."""
        return self._ear is not None

    def fileno(self) -> int:
        """The ear, readable when somebody has rung; -1 without one."""
        return -1 if self._ear is None else self._ear.fileno()

    def ring(self) -> None:
        """Wake the others. Never blocks and never fails: a full ear will look anyway."""
        for path in self._others():
            self._knock(path)

    def wait(self, timeout: timedelta) -> bool:
        """Whether somebody rang (or rings within `timeout`). Blocks a thread; one at a time.

        A `timeout` of zero only looks, and takes in what was rung so far.
        """
        with self._hearing:
            if self._ear is None:
                return False
            self._ear.settimeout(max(timeout.total_seconds(), 0.0))
            try:
                self._ear.recv(1)
            except OSError:  # a time-out too, or nothing there
                return False
            self._drain(self._ear)
            return self._open

    def close(self) -> None:
        """Stop listening; whoever waits returns."""
        self._open = False
        self._knock(self._path)
        with self._hearing:
            ear, self._ear = self._ear, None
            if ear is not None:
                ear.close()
        with suppress(OSError):
            self._path.unlink()
        self._mouth.close()
        folder, self._folder_fd = self._folder_fd, -1
        if folder >= 0:
            os.close(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _listen(self) -> RawSocket | None:
        ear = RawSocket(AF_UNIX, SOCK_DGRAM)
        try:
            ear.bind(self._address(self._path))
            self._path.chmod(0o600)
        except OSError:
            ear.close()
            return None
        return ear

    def _opened_folder(self) -> int:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            return os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            return -1

    def _address(self, path: Path) -> str:
        """A socket's address may have 107 bytes; a longer path is named by way of its folder."""
        if len(os.fsencode(path)) <= _LONGEST or self._folder_fd < 0:
            return str(path)
        return f"/proc/self/fd/{self._folder_fd}/{path.name}"

    def _sweep(self) -> None:
        """Take away the ears of processes that died: a knock on one is refused."""
        self.ring()

    def _others(self) -> list[Path]:
        """Rung after every commit, so without `Path.glob`, which takes a tenth of a millisecond."""
        try:
            names = os.listdir(self._folder)  # noqa: PTH208 - see above
        except OSError:
            return []
        own = self._path.name
        return [self._folder / name for name in names if name.endswith(".sock") and name != own]

    def _knock(self, path: Path) -> None:
        try:
            self._mouth.sendto(_RING, self._address(path))
        except _GONE:
            with suppress(OSError):
                path.unlink()
        except OSError:
            return

    @staticmethod
    def _drain(ear: RawSocket) -> None:
        """One waking for any number of rings."""
        ear.setblocking(False)
        with suppress(OSError):
            while True:
                ear.recv(1)
