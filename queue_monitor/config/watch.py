"""e-Eyes: limits, the alert's life and ladder, and reallocation."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import (
    Clock,
    CountOrOff,
    Day,
    PositiveSpan,
    Span,
    SpanOrOff,
    say,
    wanted,
)
from queue_monitor.domain.model import ServiceId


def _two_fewer(fields: dict[str, Any]) -> int | None:
    limit = fields.get("waiting_limit")
    return None if limit is None else max(0, limit - 2)


def _five_more(fields: dict[str, Any]) -> int | None:
    limit = fields.get("waiting_limit")
    return None if limit is None else int(limit) + 5


def _four_fifths(fields: dict[str, Any]) -> timedelta | None:
    limit = fields.get("wait_limit")
    return None if limit is None else limit * 4 / 5


def _double(fields: dict[str, Any]) -> timedelta | None:
    limit = fields.get("wait_limit")
    return None if limit is None else limit * 2


class Limits(Section):
    """What must not be crossed, when it counts as over, and when as worse. `off` watches nothing.

    An alert is raised above a limit, cleared at or below the clear limit, and told again at or
    above the worse limit.
    """

    waiting_limit: CountOrOff = Field(default=None, description="people waiting")
    waiting_clear: int | None = Field(
        default_factory=_two_fewer, ge=0, description="over at this many or fewer"
    )
    waiting_worse: int | None = Field(
        default_factory=_five_more, gt=0, description="told again at this many"
    )
    wait_limit: SpanOrOff = Field(default=None, description="the longest wait")
    wait_clear: Span | None = Field(default_factory=_four_fifths, description="over at this wait")
    wait_worse: Span | None = Field(default_factory=_double, description="told again at this wait")

    @field_validator("waiting_clear", "wait_clear")
    @classmethod
    def _below(cls, clear: Any, info: ValidationInfo) -> Any:
        name, limit = _limit_of(info)
        if clear is not None and limit is not None and clear > limit:
            raise wanted(
                f"at most `{name}` ({say(limit)}); above it an alert could never stay over"
            )
        return clear

    @field_validator("waiting_worse", "wait_worse")
    @classmethod
    def _above(cls, worse: Any, info: ValidationInfo) -> Any:
        name, limit = _limit_of(info)
        if worse is not None and limit is not None and worse <= limit:
            raise wanted(f"more than `{name}` ({say(limit)})")
        return worse


def _limit_of(info: ValidationInfo) -> tuple[str, Any]:
    name = f"{(info.field_name or '').partition('_')[0]}_limit"
    return name, info.data.get(name)


class Flapping(Section):
    """When an alert that comes and goes is called unstable."""

    times: int = Field(default=4, ge=2, le=100, description="reopened this often")
    within: PositiveSpan = Field(default=timedelta(minutes=30), description="in this time")


class QuietSpan(Section):
    """Hours in which nobody outside the house is told, local time; past midnight if `to` is not
    after `from`. The days are those on which they begin.
    """

    days: tuple[Day, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        min_length=1,
        description="the days of the week on which they begin",
    )
    start: Clock = Field(alias="from", description="when they begin")
    end: Clock = Field(alias="to", description="when they end, the next day if not after `from`")

    @field_validator("end")
    @classmethod
    def _other(cls, end: time, info: ValidationInfo) -> time:
        if end == info.data.get("start"):
            raise wanted("another time than `from`")
        return end


class Rung(Section):
    """One step of the ladder: whom an unacknowledged alert reaches, and when."""

    after: Span = Field(description="time since the alert")
    tell: tuple[str, ...] = Field(min_length=1, description="ids of recipients")


class Alerts(Limits):
    """The office's limits and the life of an alert."""

    waiting_limit: CountOrOff = Field(default=7, description="people waiting in the whole office")
    wait_limit: SpanOrOff = Field(
        default=timedelta(minutes=10), description="the longest wait in the whole office"
    )
    services: Mapping[ServiceId, Limits] = Field(
        default={}, description="limits of single services, by id; a service not named has none"
    )
    hold: Span = Field(default=timedelta(0), description="a crossing must last this long")
    notify_after: Span = Field(
        default=timedelta(seconds=5), description="the channels below tell it after this"
    )
    ack_lapse: PositiveSpan = Field(
        default=timedelta(minutes=15), description="an acknowledgement holds this long"
    )
    clear_hold: Span = Field(
        default=timedelta(seconds=60), description="under the clear limits this long, it is over"
    )
    reopen_within: Span = Field(
        default=timedelta(minutes=10), description="crossed again in this time: the same alert"
    )
    blind: PositiveSpan = Field(
        default=timedelta(seconds=15), description="without a look at the floor, e-Eyes is blind"
    )
    flapping: Flapping = Field(default=Flapping(), description="coming and going")
    longest_silence: PositiveSpan = Field(
        default=timedelta(hours=12), description="a supervisor may silence an alert this long"
    )
    quiet_hours: tuple[QuietSpan, ...] = Field(
        default=(), description="outside channels tell nobody in these hours"
    )
    ladder: tuple[Rung, ...] = Field(default=(), description="who is told, step by step")
    repeat_every: PositiveSpan = Field(
        default=timedelta(minutes=10), description="after the last step, told again this often"
    )

    def of(self, service: ServiceId | None) -> Limits:
        """The limits of `service`, or of the whole office for None."""
        return self if service is None else self.services.get(service, Limits())


class Reallocation(Section):
    """How staff are moved when an alert asks for it."""

    mode: Literal["propose", "auto"] = Field(
        default="propose", description="a supervisor decides, or nobody need"
    )
    auto_after: Span = Field(
        default=timedelta(seconds=120),
        description="in mode auto: undecided plans go ahead after this",
    )
    answer_within: PositiveSpan = Field(
        default=timedelta(seconds=60), description="the clerk asked answers in this time"
    )
    without_answer: Literal["next", "apply"] = Field(
        default="next", description="no answer: ask the next helper, or apply the plan"
    )
    min_stay: Span = Field(default=timedelta(minutes=10), description="a move stands this long")
    donor_minimum: int = Field(
        default=1, ge=0, le=99, description="open counters a service keeps when it gives one away"
    )
    active_plans: int = Field(default=1, ge=1, le=10, description="plans at work for one alert")
