"""The machine: server, privacy, kiosk, forecast."""

from contextlib import suppress
from datetime import time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from queue_monitor.config.section import Section
from queue_monitor.config.values import Clock, PositiveSpan, Span, SpanOrOff, Text, Url, wanted


def _path(value: object) -> object:
    if isinstance(value, Path) or (isinstance(value, str) and value and "\0" not in value):
        return Path(value)
    raise wanted("a path to a file, such as data/office.db")


FilePath = Annotated[Path, BeforeValidator(_path)]


def _ip_address(value: object) -> object:
    with suppress(ValueError):
        if isinstance(value, str):
            return str(ip_address(value))
    raise wanted("an IP address, such as 127.0.0.1")


IpAddress = Annotated[str, BeforeValidator(_ip_address)]


class Server(Section):
    """Where the office is served and kept."""

    host: Text = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8080, ge=1, le=65535, description="the port to listen on")
    async_mode: Literal["eventlet", "gevent", "threading"] = Field(
        default="eventlet", description="the async library"
    )
    trust_loopback: bool = Field(
        default=True, description="kiosk and board on this machine need no pairing"
    )
    data: FilePath = Field(
        default=Path("data/office.db"), description="the SQLite file, from this file's folder"
    )
    public_url: Url | None = Field(
        default=None, description="address in QR codes; without it, the one the page came from"
    )
    trusted_proxies: tuple[IpAddress, ...] = Field(
        default=(), description="addresses of proxies whose X-Forwarded-* headers are believed"
    )


class Privacy(Section):
    """When what is private goes."""

    purge_at: Clock = Field(
        default=time(3, 0), description="contacts and old sessions are deleted at this hour"
    )


class Kiosk(Section):
    """The ticket kiosk."""

    return_after: PositiveSpan = Field(
        default=timedelta(seconds=20), description="untouched, it returns to the first page"
    )
    attract_after: SpanOrOff = Field(
        default=timedelta(seconds=60),
        description="untouched so long at the first page, it shows how to begin and the waits",
    )
    largest_group: int = Field(
        default=8,
        ge=0,
        le=50,
        description="people who belong together take one number, up to so many; 0 or 1: never",
    )
    tickets_per_minute: int = Field(
        default=60,
        ge=1,
        le=1000,
        description="numbers for more people than this from one device are a flood",
    )
    reprint_within: Span = Field(
        default=timedelta(minutes=1),
        description="the kiosk prints a slip again this long after its number was taken",
    )


class Phone(Section):
    """A ticket on its holder's phone."""

    more_time_places: int = Field(
        default=3,
        ge=0,
        le=20,
        description="who needs more time lets this many go first, 0: not offered",
    )
    push: bool = Field(
        default=True, description="phones may ask to be told; takes `channels.push` as well"
    )


class Forecast(Section):
    """Expected waits."""

    prior_weight: float = Field(
        default=10.0, gt=0, le=1000, description="the service times above count as this many visits"
    )
