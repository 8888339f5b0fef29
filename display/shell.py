"""The files that the phone page is made of, found by following it: what a phone keeps of it.

The version is theirs together, so that a phone never has half of one and half of another.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

Read = Callable[[str], bytes | None]  # the file at "/assets/…"; None if there is none

_LINKED: Final = re.compile(r'(?:href|src)="(/assets/[^"#]+)"')
_IMPORTED: Final = re.compile(r'(?:\bfrom|\bimport)\s*"([./][^"]+)"')
#: Fetched by scripts, so no page links to them.
_BY_SCRIPT: Final = ("/assets/icons.svg",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Addresses to keep, as the page asks for them, and what tells this version from another."""

    version: str
    files: tuple[str, ...]


def shell_of(page: str, read: Read, *, more: tuple[str, ...] = ()) -> Shell:
    """The shell of the HTML `page`, with `more` files that only its scripts know of."""
    files: dict[str, bytes] = {}
    todo = [*_LINKED.findall(page), *_BY_SCRIPT, *more]
    while todo:
        address = todo.pop(0)
        path = address.partition("?")[0]
        body = None if address in files else read(path)
        if body is None:
            continue
        files[address] = body
        if path.endswith((".js", ".mjs")):
            todo.extend(_imports(path, body))
    mark = blake2b(page.encode(), digest_size=9)
    for address in sorted(files):
        mark.update(address.encode() + b"\0" + blake2b(files[address]).digest())
    return Shell(version=mark.hexdigest(), files=tuple(files))


def _imports(path: str, body: bytes) -> Iterator[str]:
    for found in _IMPORTED.findall(body.decode("utf-8")):
        yield (
            found
            if found.startswith("/")
            else posixpath.normpath(posixpath.join(posixpath.dirname(path), found))
        )
