"""The office itself: hours, services, classes of visitors, counters and clerks."""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import (
    OR_ALL,
    SLUG,
    CalendarDate,
    Clock,
    Day,
    Language,
    Letter,
    PositiveSpan,
    Shown,
    Span,
    Tongue,
    WordLists,
    Words,
    ZoneName,
    wanted,
)
from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId


def _later(end: time, info: ValidationInfo) -> time:
    start = info.data.get("start")
    if start is not None and end <= start:
        raise wanted(f"a time after `from` ({start:%H:%M})")
    return end


class Office(Section):
    """Which office this is."""

    name: Words = Field(description="the office's name")
    time_zone: ZoneName = Field(default="Asia/Taipei", description="zone of hours and reports")
    languages: tuple[Language, ...] = Field(
        default=("zh-TW", "en"), min_length=1, description="screen languages, first one first"
    )
    outside_hours: Literal["practice", "closed"] = Field(
        default="closed", description="outside hours: give practice numbers, or none"
    )


class OpenSpan(Section):
    """Hours that are the same on some days of the week, local time."""

    days: tuple[Day, ...] = Field(min_length=1, description="the days of the week")
    start: Clock = Field(alias="from", description="opening time")
    end: Clock = Field(alias="to", description="closing time")

    @field_validator("end")
    @classmethod
    def _forward(cls, end: time, info: ValidationInfo) -> time:
        return _later(end, info)


class NoonShift(Section):
    """Noon: only some counters stay open."""

    start: Clock = Field(alias="from", description="when the break begins")
    end: Clock = Field(alias="to", description="when the break ends")
    counters: tuple[CounterId, ...] = Field(description="the counters that stay open")

    @field_validator("end")
    @classmethod
    def _forward(cls, end: time, info: ValidationInfo) -> time:
        return _later(end, info)


class Holiday(Section):
    """A day on which the office stays closed."""

    date: CalendarDate = Field(description="the day")
    name: Words = Field(description="why the office is closed")


class Hours(Section):
    """When the office is open."""

    open: tuple[OpenSpan, ...] = Field(min_length=1, description="opening hours")
    noon: NoonShift | None = Field(default=None, description="the noon shift")
    holidays: tuple[Holiday, ...] = Field(default=(), description="closed on these days")
    last_ticket: Span = Field(
        default=timedelta(0), description="no numbers this long before closing"
    )
    close_after: Span = Field(
        default=timedelta(minutes=60),
        description="people still waiting are served this long after closing",
    )


class Numbers(Section):
    """The band of numbers a service gives out each day."""

    first: int = Field(default=1, ge=1, le=9999, description="the first number of the day")
    last: int = Field(
        default=9999, ge=1, le=9999, description="the last number; past 999 with four digits"
    )

    @field_validator("last")
    @classmethod
    def _forward(cls, last: int, info: ValidationInfo) -> int:
        if last < info.data.get("first", last):
            raise wanted(f"a number not below `first` ({info.data['first']})")
        return last


class ServiceTime(Section):
    """How long one visit takes, until the office's own figures are known."""

    mean: PositiveSpan = Field(description="mean time at the counter")
    spread: PositiveSpan = Field(description="standard deviation of it")

    @property
    def cv(self) -> float:
        """Coefficient of variation."""
        return self.spread / self.mean


class Service(Section):
    """What a visitor comes for; it has its own line."""

    id: Annotated[ServiceId, SLUG] = Field(
        description="the service's id in this file and in the API"
    )
    letter: Letter = Field(description="the letter before its numbers")
    name: Words = Field(description="the name on the screens")
    description: Words = Field(description="one line on the kiosk")
    documents: WordLists = Field(description="what to bring")
    numbers: Numbers = Field(default=Numbers(), description="the band of numbers")
    target_wait: PositiveSpan = Field(
        default=timedelta(minutes=10), description="the wait the office promises"
    )
    service_time: ServiceTime = Field(description="time one visit takes")


class VisitClass(Section):
    """A class of visitors; who is next is decided by time waited times `rate`."""

    id: Annotated[ClassId, SLUG] = Field(description="the class's id in this file and in the API")
    name: Words = Field(description="the name on the screens")
    description: Words | None = Field(default=None, description="whom it is for")
    rate: float = Field(default=1.0, gt=0, le=100, description="how fast its priority grows")
    at_kiosk: bool = Field(default=True, description="whether the kiosk offers it")


class CounterLane(Section):
    """What a counter takes before it looks at its next lane."""

    services: Annotated[tuple[ServiceId, ...], OR_ALL] = Field(
        min_length=1, description="ids of services, or all"
    )
    classes: Annotated[tuple[ClassId, ...], OR_ALL] = Field(
        min_length=1, description="ids of classes, or all"
    )


class Counter(Section):
    """A desk that serves."""

    number: CounterId = Field(ge=1, le=99, description="the number on the desk")
    name: Words = Field(description="the name on board and console")
    express: bool = Field(default=False, description="the lane for what is quickly done")
    serves: tuple[CounterLane, ...] = Field(
        min_length=1, description="lanes in order: the first with anybody in it is called"
    )


class Clerk(Section):
    """Who serves."""

    id: Annotated[ClerkId, SLUG] = Field(description="the clerk's id, never shown")
    name: Shown = Field(description="the name on the counter's sign")
    title: Words = Field(description="the title on the counter's sign")
    skills: Annotated[tuple[ServiceId, ...], OR_ALL] = Field(
        min_length=1, description="ids of services, or all"
    )
    counter: CounterId | None = Field(default=None, description="the home counter")
    reserve: bool = Field(default=False, description="called in when the lines grow")
    post: Words | None = Field(default=None, description="where a reserve clerk works otherwise")
    languages: tuple[Tongue, ...] = Field(
        default=(), description="languages beside the office's own, or sign_language"
    )


class MissedNumbers(Section):
    """What becomes of a number whose holder did not come."""

    grace_time: Span = Field(
        default=timedelta(minutes=30), description="it may come back this long after it was missed"
    )
    back_behind: int = Field(default=3, ge=0, le=50, description="and lines up behind this many")
    call_for: Span = Field(
        default=timedelta(0), description="shortest time between the call and a no-show"
    )
