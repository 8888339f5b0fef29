"""Pictures and videos for the board: what of a folder is shown, and which file a name stands for.

Only files that lie in the folder itself and are of a known type are ever named or given out.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

Kind = Literal["picture", "video"]


class _Type(NamedTuple):
    kind: Kind
    mime: str


#: By suffix. SVG is left out: it is a document that can hold scripts.
_TYPES: Final = MappingProxyType(
    {
        ".jpg": _Type("picture", "image/jpeg"),
        ".jpeg": _Type("picture", "image/jpeg"),
        ".png": _Type("picture", "image/png"),
        ".webp": _Type("picture", "image/webp"),
        ".avif": _Type("picture", "image/avif"),
        ".gif": _Type("picture", "image/gif"),
        ".mp4": _Type("video", "video/mp4"),
        ".webm": _Type("video", "video/webm"),
    }
)
_MOST: Final = 200


class MediaFile(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or video; it is at `/media/<name>`."""

    name: str
    kind: Kind


class MediaList(msgspec.Struct, frozen=True, kw_only=True):
    """What the layout `media` shows, in this order, over and over."""

    files: tuple[MediaFile, ...]
    picture_s: float  # each picture stays this long


def files_in(folder: Path | None) -> tuple[MediaFile, ...]:
    """What can be shown of `folder`, by name; nothing if it is not there or cannot be read."""
    if folder is None:
        return ()
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return ()
    found = (
        MediaFile(name=name, kind=_TYPES[Path(name).suffix.lower()].kind)
        for name in names
        if path_of(folder, name) is not None
    )
    return tuple(found)[:_MOST]


def path_of(folder: Path | None, name: str) -> Path | None:
    """The file that `name` stands for; None for whatever is not to be given out.

    A name with a folder in it, a hidden file, another type, and a link that leads out of the
    folder are all nothing.
    """
    if folder is None or Path(name).suffix.lower() not in _TYPES:
        return None
    return inside(folder, name)


def inside(folder: Path, name: str) -> Path | None:
    """The plain file of that name that truly lies in the folder itself, or None."""
    if name != Path(name).name or name.startswith(".") or "\\" in name:
        return None
    try:
        path = (folder / name).resolve(strict=True)
        is_there = path.is_file() and path.parent == folder.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return path if is_there else None


def mime_of(name: str) -> str:
    """The type of a file that `path_of` knows."""
    return _TYPES[Path(name).suffix.lower()].mime
