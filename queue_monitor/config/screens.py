"""The lobby's screens: the board, further boards with services of their own, and what they show."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import OR_ALL, SLUG, PositiveSpan, Words, wanted
from queue_monitor.domain.model import CounterId, ServiceId

Layout = Literal["lobby", "call", "list", "media", "vertical"]


def _folder(value: object) -> object:
    if isinstance(value, Path) or (isinstance(value, str) and value and "\0" not in value):
        return Path(value)
    raise wanted("a path to a folder, such as media")


FolderPath = Annotated[Path, BeforeValidator(_folder)]


VoiceLanguage = Literal["zh-TW", "nan-TW", "hak-TW", "en"]


class Voice(Section):
    """How calls are spoken."""

    enabled: bool = Field(default=False, description="boards speak unless they are told not to")
    languages: tuple[VoiceLanguage, ...] = Field(
        default=("zh-TW", "en"), description="in which languages a call is spoken, in this order"
    )
    clips: FolderPath | None = Field(
        default=None, description="folder of recorded clips, from this file's folder"
    )
    server: bool = Field(
        default=True, description="espeak-ng speaks where clips are missing, if it is installed"
    )
    browser: bool = Field(default=True, description="else the screen's own voices speak")

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(languages)) < len(languages):
            raise wanted("each language once")
        return languages


class Display(Section):
    """The lobby board."""

    recent_calls: int = Field(default=5, ge=1, le=12, description="latest calls on the board")
    sound: bool = Field(default=True, description="a chime with each call")
    voice: Voice = Field(default=Voice(), description="how calls are spoken")
    layout: Layout = Field(default="lobby", description="what `/display` looks like")
    clerk_names: bool = Field(
        default=False, description="boards and signs name the clerk at each counter"
    )
    media: FolderPath | None = Field(
        default=None, description="folder of pictures and videos, from this file's folder"
    )
    picture_time: PositiveSpan = Field(
        default=timedelta(seconds=12), description="each picture stays this long"
    )
    marquee: tuple[Words, ...] = Field(default=(), description="lines that pass at the bottom")


class Board(Section):
    """A board of its own at `/display/<id>`."""

    id: Annotated[str, SLUG] = Field(description="its address: /display/<id>")
    name: Words = Field(description="what stands at its top, beside the office's name")
    services: Annotated[tuple[ServiceId, ...], OR_ALL] = Field(
        min_length=1, description="whose numbers it shows: ids, or `all`"
    )
    counters: tuple[CounterId, ...] = Field(
        default=(), description="which desks it shows; without it, all that serve these"
    )
    layout: Layout = Field(default="lobby", description="what it looks like")
