"""Slip printers: where each is, whose slips it prints, and how."""

import re
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from queue_monitor.config.section import Section
from queue_monitor.config.values import OR_ALL, SLUG, PositiveSpan, Text, Words, wanted
from queue_monitor.domain.slips import PrinterId

ALL: Final = "all"
_ADDRESS: Final = re.compile(
    r"tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?"
    r"|usb://[0-9a-f]{4}:[0-9a-f]{4}"
    r"|file:///[^\s\0]+"
)


def _address(value: str) -> str:
    match_ = _ADDRESS.fullmatch(value)
    if match_ is None or not 0 < int((match_[2] or ":9100")[1:]) <= 65535:
        raise wanted("tcp://192.168.1.50:9100, usb://04b8:0202 or file:///dev/usb/lp0")
    return value


def _whole_bytes(dots: int) -> int:
    if dots % 8:
        raise wanted("a number of dots that 8 divides, such as 576 (80 mm) or 384 (58 mm)")
    return dots


def _all(value: object) -> object:
    return (ALL,) if value == ALL else value


class Printer(Section):
    """A thermal printer that speaks ESC/POS."""

    id: Annotated[PrinterId, SLUG] = Field(description="the printer's id in this file and the API")
    name: Words = Field(description="what staff call it")
    address: Annotated[str, AfterValidator(_address)] = Field(
        description="tcp://host:9100, usb://vendor:product or file:///dev/usb/lp0"
    )
    kiosks: Annotated[tuple[Text, ...], BeforeValidator(_all), OR_ALL] = Field(
        default=(ALL,), min_length=1, description="names of the kiosks it prints for, or `all`"
    )
    kind: Literal["raster", "text"] = Field(
        default="raster",
        description="a picture in our own font, or text in the printer's code page",
    )
    dots: Annotated[int, Field(ge=192, le=1024), AfterValidator(_whole_bytes)] = Field(
        default=576, description="dots across: 576 on 80 mm, 384 on 58 mm"
    )
    columns: int = Field(
        default=48, ge=16, le=96, description="Latin letters in a line of text: 48, or 32 on 58 mm"
    )
    code_page: Literal["big5", "gb18030"] = Field(
        default="big5", description="in which text is sent"
    )
    cut: bool = Field(default=True, description="whether it has a knife")
    status: bool = Field(default=True, description="whether it answers when asked how it is")
    look_every: PositiveSpan = Field(
        default=timedelta(seconds=5), description="so often it is asked while it prints nothing"
    )
    timeout: PositiveSpan = Field(
        default=timedelta(seconds=10), description="nothing heard for so long, it is offline"
    )
    keep: PositiveSpan = Field(
        default=timedelta(minutes=15), description="a slip that cannot be printed is kept this long"
    )
