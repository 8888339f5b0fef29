"""Where the configuration and the office's data are: the options that most commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from queue_monitor.cli.group import Failed
from queue_monitor.cli.mode import CONFIG, CONFIG_FILE

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.store.sqlite import SqliteStore
    from queue_monitor.store.sqlite_file import SqliteFile

P = ParamSpec("P")
R = TypeVar("R")

DATABASE: Final = "office.db"


def config_option(command: Callable[..., R]) -> Callable[..., R]:
    """Adds `--config`."""
    return click.option(
        "-c",
        "--config",
        type=click.Path(path_type=Path),
        default=CONFIG_FILE,
        envvar=CONFIG,
        show_default=True,
        help="The office's configuration.",
    )(command)


def data_option(command: Callable[..., R]) -> Callable[..., R]:
    """Adds `--data`."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        default=None,
        help=f"The SQLite file, or the folder with {DATABASE} in it. "
        "[default: server.data of the configuration]",
    )(command)


def database_in(data: Path) -> Path:
    """The SQLite file that `data` names: itself, or office.db in it if it is a folder."""
    is_folder = data.is_dir() or (not data.exists() and data.suffix == "")
    return data / DATABASE if is_folder else data


def settings_of(config: Path) -> Settings:
    """The configuration. Raises BadConfig."""
    from queue_monitor.config import load

    return load(config)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An office's configuration and its file, opened."""

    settings: Settings
    file: SqliteFile

    @property
    def store(self) -> SqliteStore:
        """The log in the file."""
        from queue_monitor.store.sqlite import SqliteStore

        return SqliteStore(self.file)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.settings.office.time_zone)


@contextmanager
def opened(config: Path, data: Path | None, *, must_exist: bool = False) -> Iterator[Place]:
    """The office at `config` with its file; a server may be running on it meanwhile."""
    settings = settings_of(config)
    path = database_in(settings.server.data if data is None else data)
    if must_exist and not path.exists():
        raise Failed(f"there is no office at {path}: name its file or folder with --data")
    from queue_monitor.store.sqlite_file import SqliteFile

    file = SqliteFile(path)
    try:
        yield Place(settings=settings, file=file)
    finally:
        file.close()


def now() -> datetime:
    """The hour, aware and in UTC."""
    return datetime.now(UTC)


class Here:
    """The command line's own clock and thread: what blocks may block."""

    @staticmethod
    def now() -> datetime:
        """The hour, aware and in UTC."""
        return now()

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it here and now."""
        work(*args, **kwargs)

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it here and now."""
        return work(*args, **kwargs)


class LocalInstant(click.ParamType[datetime]):
    """An instant such as `2026-11-20 10:32`, a time of today, or with its own offset.

    Gives a naive datetime (or an aware one if an offset was written); the office's zone is known
    only once the configuration is read, see `aware`.
    """

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The datetime, or a usage error that shows how to write one."""
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        if len(text) in {5, 8} and text[2:3] == ":":
            text = f"{date.min} {text}"  # `aware` knows the office's zone, hence what today is
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.fail(f'{value!r} is no instant; write "2026-11-20 10:32" or "10:32".', param, ctx)


def aware(instant: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; an instant without an offset is the office's local time, one of year 1 today's."""
    if instant.date() == date.min:
        instant = datetime.combine(now().astimezone(zone), instant.timetz())
    local = instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)
    return local.astimezone(UTC)
