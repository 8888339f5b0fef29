"""e-Eyes: limits, the alert's life and ladder, and reallocation."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from queue_monitor.config.limits import Limits
from queue_monitor.config.section import Section
from queue_monitor.config.values import (
    Clock,
    CountOrOff,
    Day,
    PercentOrOff,
    PositiveSpan,
    Span,
    SpanOrOff,
    wanted,
)
from queue_monitor.domain.model import ClassId, ServiceId


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
    tell: tuple[str, ...] = Field(
        min_length=1, description="ids of recipients, or of posts of a roster"
    )


class Alerts(Limits):
    """The office's limits and the life of an alert."""

    waiting_limit: CountOrOff = Field(default=7, description="people waiting in the whole office")
    wait_limit: SpanOrOff = Field(
        default=timedelta(minutes=10), description="the longest wait in the whole office"
    )
    forecast_limit: PercentOrOff = Field(
        default=50,
        description="odds, in %, that one of the two limits above is crossed soon; raised at it",
    )
    long_service_limit: PercentOrOff = Field(
        default=200,
        description="a service, in % of the time under which 19 in 20 of its kind stay",
    )
    unstarted_limit: SpanOrOff = Field(
        default=timedelta(minutes=5), description="a called number whose service nobody began"
    )
    idle_limit: SpanOrOff = Field(
        default=timedelta(minutes=5),
        description="an open counter calls nobody while people it could serve wait",
    )
    parked_limit: SpanOrOff = Field(
        default=timedelta(minutes=60), description="a number set aside and forgotten"
    )
    silent_limit: SpanOrOff = Field(
        default=timedelta(minutes=10),
        description="a paired kiosk or board not heard of, or a printer out of order, "
        "while the office is open",
    )
    silent_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    channel_limit: SpanOrOff = Field(
        default=timedelta(minutes=5),
        description="mail or webhook fails, and nothing has gone out since",
    )
    channel_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    services: Mapping[ServiceId, Limits] = Field(
        default={}, description="limits of single services, by id; a service not named has none"
    )
    classes: Mapping[ClassId, Limits] = Field(
        default={}, description="limits of single classes of visitors, by id"
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

    link_valid: PositiveSpan = Field(
        default=timedelta(minutes=30), description="links in messages work this long"
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
    active_plans: int = Field(
        default=1,
        ge=1,
        le=10,
        description="plans on their way, or at work and sufficient, for one alert",
    )
    relieve_within: PositiveSpan = Field(
        default=timedelta(minutes=25),
        description="a remedy suffices if by the forecast it ends the crowd in this time",
    )
    proposals: int = Field(
        default=3, ge=1, le=3, description="remedies put side by side before the supervisor"
    )
    foreseen_odds: float = Field(
        default=0.95,
        ge=0,
        le=1,
        description="odds of a crowd within 15 minutes at which help is proposed early",
    )
    release_odds: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="odds of a limit broken without the help at which it may go back",
    )
    release_after: Span = Field(
        default=timedelta(minutes=10), description="the odds hold this long: going back is proposed"
    )
