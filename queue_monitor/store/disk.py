"""Whether the disk takes writes: found out by writing, before a visitor's number does."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

SILENT_S: Final = 10.0
_BYTES: Final = bytes(4096)  # a block: what a full disk refuses


class Disk:
    """The disk under the file `path`, as the latest try met it.

    A try goes no further than the system's memory: it notices a disk that is full, gone, or
    turned read-only, and costs it nothing.
    """

    def __init__(self, path: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._beside = path.with_name(f"{path.name}-probe")
        self._monotonic = monotonic
        self._trying_since_s: float | None = None
        self._refusal: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why nothing can be written now, in English; None if the latest try went well."""
        since_s = self._trying_since_s
        if since_s is not None and (silent_s := self._monotonic() - since_s) > SILENT_S:
            return f"the disk has not answered for {silent_s:.0f} s"
        return self._refusal

    def probe(self) -> None:
        """Write a block beside the file, and delete it. Blocks, for as long as the disk does."""
        self._trying_since_s = self._monotonic()
        try:
            with self._beside.open("wb", buffering=0) as file:
                file.write(_BYTES)
        except OSError as error:
            self._refusal = f"the disk refuses writes: {error.strerror or type(error).__name__}"
        else:
            self._refusal = None
        finally:
            with suppress(OSError):
                self._beside.unlink()
            self._trying_since_s = None
