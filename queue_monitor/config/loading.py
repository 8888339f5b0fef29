"""`config.yaml` to `Settings`, or every mistake in it at once."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Final

from pydantic import ValidationError

from queue_monitor.config.checks import references
from queue_monitor.config.draft import ids
from queue_monitor.config.settings import Settings
from queue_monitor.config.source import Path, Source, key_of, read
from queue_monitor.config.wording import complaint, complaints_of
from queue_monitor.domain.errors import BadConfig, Complaint

#: Settings that the environment may override, and the variable of each.
OVERRIDES: Final[Mapping[Path, str]] = {
    ("server", "host"): "QUEUE_MONITOR_HOST",
    ("server", "port"): "QUEUE_MONITOR_PORT",
    ("server", "data"): "QUEUE_MONITOR_DATA",
}


def load(path: FilePath | str, *, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in the file at `path`. Raises BadConfig with every mistake in it.

    `environ` (default: the process's own) may override what `OVERRIDES` names. A relative
    `server.data` is taken from the file's folder.
    """
    path = FilePath(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _refused(path, "no such file", "the path of a config.yaml") from None
    except IsADirectoryError:
        raise _refused(path, "a folder", "the path of a config.yaml") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _refused(path, "text that is not UTF-8", "a file saved as UTF-8", line) from None
    except OSError as error:
        raise _refused(
            path, f"a file that cannot be read ({error.strerror})", "one that can"
        ) from None
    return parse(
        text,
        path=str(path),
        folder=path.parent,
        environ=os.environ if environ is None else environ,
    )


def parse(
    text: str,
    *,
    path: str = "config.yaml",
    folder: FilePath = FilePath(),
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in `text`; see `load`. Without `environ` nothing is overridden."""
    source = read(text)
    if source.data is None and source.complaints:
        raise BadConfig(source.complaints, path=path)
    if not isinstance(source.data, Mapping):
        block = complaint(source, (), "no keys at all", "keys such as office:, hours:, services:")
        raise BadConfig((*source.complaints, block), path=path)
    source, overridden = _overridden(_written_out(source), environ or {})
    found = list(source.complaints)
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(source.data)
    except ValidationError as error:
        found += complaints_of(error, Settings, source)
    found += references(source)
    unread = {complaint.key for complaint in source.complaints}
    found = [c for c in found if c in source.complaints or c.key not in unread]
    if found or settings is None:
        raise BadConfig(_in_order(found, overridden), path=path)
    return placed(settings, folder)


def _refused(path: FilePath, found: str, wanted: str, line: int | None = None) -> BadConfig:
    return BadConfig((Complaint(key="", line=line, found=found, wanted=wanted),), path=str(path))


def _written_out(source: Source) -> Source:
    """`all` in lanes and skills, written out as the ids of this file."""
    data = dict(source.data) if isinstance(source.data, Mapping) else {}
    services, classes = ids(data, "services"), ids(data, "classes")

    def lane(value: object) -> object:
        return _replaced(value, services=services, classes=classes)

    def counter(value: object) -> object:
        if not isinstance(value, Mapping) or not isinstance(value.get("serves"), tuple):
            return value
        return {**value, "serves": tuple(map(lane, value["serves"]))}

    def clerk(value: object) -> object:
        return _replaced(value, skills=services)

    def board(value: object) -> object:
        return _replaced(value, services=services)

    for key, each in (("counters", counter), ("clerks", clerk), ("boards", board)):
        if isinstance(items := data.get(key), tuple):
            data[key] = tuple(map(each, items))
    return replace(source, data=data)


def _replaced(value: object, **everything: tuple[str, ...]) -> object:
    if not isinstance(value, Mapping):
        return value
    return {k: everything.get(k, v) if v == "all" else v for k, v in value.items()}


def _overridden(source: Source, environ: Mapping[str, str]) -> tuple[Source, Mapping[str, str]]:
    """The source with what the environment says; and for each key replaced, the variable."""
    data = dict(source.data) if isinstance(source.data, Mapping) else {}
    names: dict[str, str] = {}
    for path, variable in OVERRIDES.items():
        block = data.get(path[0], {})
        if variable in environ and isinstance(block, Mapping):
            text = environ[variable]
            number = path[-1] == "port" and text.isascii() and text.isdigit() and len(text) < 9
            data[str(path[0])] = {**block, path[-1]: int(text) if number else text}
            names[key_of(path)] = variable
    return replace(source, data=data), names


def _in_order(found: list[Complaint], overridden: Mapping[str, str]) -> tuple[Complaint, ...]:
    told = [
        replace(c, key=overridden[c.key], line=None, column=None) if c.key in overridden else c
        for c in dict.fromkeys(found)
    ]
    return tuple(sorted(told, key=lambda c: (c.line or 0, c.column or 0, c.key)))


def placed(settings: Settings, folder: FilePath) -> Settings:
    """Relative paths, taken from the folder of the file."""
    server = settings.server.model_copy(update={"data": folder / settings.server.data})
    placed: dict[str, object] = {"server": server}
    display, found = settings.display, dict[str, object]()
    if display.media is not None:
        found["media"] = folder / display.media
    if display.voice.clips is not None:
        clips = folder / display.voice.clips
        found["voice"] = display.voice.model_copy(update={"clips": clips})
    if found:
        placed["display"] = display.model_copy(update=found)
    return settings.model_copy(update=placed)
