"""The ways to a printer: TCP, USB, or a device or file. Each stands on python-escpos' own.

Used only in a printer's own process: opening, writing and reading may all hang.
"""

from __future__ import annotations

import os
import select
import socket
import stat
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

_TCP_PORT: Final = 9100
_SOME: Final = 64  # bytes read at a time; answers are one byte each
_BLOCK: Final = 4096  # bytes written at a time, so that a slow printer is not taken for a dead one


class Lost(Exception):
    """There is no way to the printer, or it broke."""


class Link(Protocol):
    """An open way to a printer. Everything raises Lost when it breaks."""

    @property
    def answers(self) -> bool:
        """Whether the printer can say anything by this way."""

    def send(self, data: bytes) -> None:
        """Give all of it to the printer."""

    def receive(self, within_s: float) -> bytes:
        """What it said, some bytes of it; none if it says nothing in time."""

    def close(self) -> None:
        """Let go."""


def open_link(address: str, *, timeout_s: float) -> Link:
    """Open the way to `tcp://host[:9100]`, `usb://vvvv:pppp` or `file:///dev/usb/lp0`."""
    split = urlsplit(address)
    match split.scheme:
        case "tcp":
            return _Tcp(split.hostname or "", split.port or _TCP_PORT, timeout_s)
        case "usb":
            vendor, _, product = split.netloc.partition(":")
            return _Usb(int(vendor, 16), int(product, 16), timeout_s)
        case _:
            path = Path(split.path)
            return _Device(path, timeout_s) if _is_device(path) else _File(path)


def _is_device(path: Path) -> bool:
    try:
        return stat.S_ISCHR(path.stat().st_mode)
    except OSError:
        return False


class _Tcp:
    answers = True

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        from escpos.printer import Network

        self._printer = Network(host, port, timeout=timeout_s)
        # python-escpos' own `open` knows no IPv6, and leaves a socket behind when it fails.
        self._printer.device = _told(socket.create_connection, (host, port), timeout_s)

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), _BLOCK):
            _told(self._printer._raw, data[start : start + _BLOCK])

    def receive(self, within_s: float) -> bytes:
        ready, _, _ = select.select([self._printer.device], [], [], within_s)
        if not ready:
            return b""
        data: bytes = _told(self._printer.device.recv, _SOME)
        if not data:
            raise Lost("the printer closed the connection")
        return data

    def close(self) -> None:
        self._printer.close()


class _Usb:
    answers = True

    def __init__(self, vendor: int, product: int, timeout_s: float) -> None:
        from escpos.printer import Usb

        self._printer = Usb(vendor, product, timeout=int(timeout_s * 1000))
        _opened(self._printer)
        self._find_endpoints()

    def _find_endpoints(self) -> None:
        """Printers differ in their endpoints; the device itself says which it has."""
        interface = self._printer.device.get_active_configuration()[(0, 0)]
        for endpoint in interface:
            address = endpoint.bEndpointAddress
            if address & 0x80:
                self._printer.in_ep = address
            else:
                self._printer.out_ep = address

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), _BLOCK):
            _told(self._printer._raw, data[start : start + _BLOCK])

    def receive(self, within_s: float) -> bytes:
        from usb.core import USBTimeoutError

        try:
            heard = _told(
                self._printer.device.read, self._printer.in_ep, _SOME, int(within_s * 1000)
            )
            return bytes(heard)
        except USBTimeoutError:
            return b""

    def close(self) -> None:
        _told(self._printer.close)


class _Device:
    """A device such as /dev/usb/lp0 or a serial line: written to and read from."""

    answers = True

    def __init__(self, path: Path, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise Lost(f"{path}: {error.strerror}") from error

    def send(self, data: bytes) -> None:
        give_up_s = monotonic() + self._timeout_s
        while data:
            _, ready, _ = select.select([], [self._fd], [], max(give_up_s - monotonic(), 0.0))
            if not ready:
                raise Lost("the printer takes no more")
            wrote = _told(os.write, self._fd, data[:_BLOCK])
            data = data[wrote:]
            if wrote:
                give_up_s = monotonic() + self._timeout_s

    def receive(self, within_s: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], within_s)
        if not ready:
            return b""
        data: bytes = _told(os.read, self._fd, _SOME)
        if not data:
            raise Lost("the device is closed")
        return data

    def close(self) -> None:
        os.close(self._fd)


class _File:
    """A plain file or pipe: each slip is added at its end, and nothing comes back."""

    answers = False

    def __init__(self, path: Path) -> None:
        from escpos.printer import File

        self._printer = File(str(path))
        # python-escpos would begin the file anew with each slip.
        try:
            self._printer.device = path.open("ab")
        except OSError as error:
            raise Lost(f"{path}: {error.strerror}") from error

    def send(self, data: bytes) -> None:
        _told(self._printer._raw, data)

    def receive(self, within_s: float) -> bytes:  # noqa: ARG002 - a file never answers
        return b""

    def close(self) -> None:
        _told(self._printer.close)


def _opened(printer: Any) -> None:
    from escpos.exceptions import Error

    try:
        printer.open()
    except (Error, OSError, ValueError) as error:
        raise Lost(" ".join(str(error).split())) from error


def _told(work: Callable[..., Any], *given: object) -> Any:
    try:
        return work(*given)
    except TimeoutError as error:
        raise Lost("the printer takes too long") from error
    except OSError as error:
        if type(error).__name__ == "USBTimeoutError":
            raise
        raise Lost(error.strerror or str(error)) from error
