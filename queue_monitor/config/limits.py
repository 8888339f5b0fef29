"""The limits of e-Eyes: what must not be crossed, when that is over, and how hours differ."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Final, get_args

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import (
    Clock,
    CountOrOff,
    Day,
    PercentOrOff,
    PositiveSpan,
    Span,
    SpanOrOff,
    say,
    wanted,
)

DAYS: Final[tuple[Day, ...]] = get_args(Day)
_RANGE: Final = re.compile(r"\s*([a-z]{3})\s*(?:-\s*([a-z]{3}))?\s*")


def _days(value: object) -> object:
    """A list of days as it is; "mon-fri" and "mon, wed-fri" written out."""
    if not isinstance(value, str):
        return value
    found: list[Day] = []
    for part in value.split(","):
        match = _RANGE.fullmatch(part)
        ends = [] if match is None else [day for day in match.groups() if day is not None]
        if not ends or any(day not in DAYS for day in ends):
            raise wanted("days such as mon-fri, or a list: [mon, wed]")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        if last < first:
            raise wanted(f"days in the order of the week, such as {ends[-1]}-{ends[0]}")
        found += DAYS[first : last + 1]
    return tuple(dict.fromkeys(found))


Days = Annotated[
    tuple[Day, ...],
    BeforeValidator(_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"enum": list(DAYS)}, "minItems": 1},
            ]
        }
    ),
]


def _follows(limit: str, reckon: Callable[[Any], Any]) -> Callable[[dict[str, Any]], Any]:
    """A default that follows from the limit beside it; none without a limit."""

    def default(fields: dict[str, Any]) -> Any:
        value = fields.get(limit)
        return None if value is None else reckon(value)

    return default


def two_fewer(limit: int) -> int:
    """Over at two people under the limit."""
    return max(0, limit - 2)


def five_more(limit: int) -> int:
    """Worse at five people over it."""
    return limit + 5


def four_fifths(limit: timedelta) -> timedelta:
    """Over at four fifths of the wait."""
    return limit * 4 / 5


def double(limit: timedelta) -> timedelta:
    """Worse at twice the wait."""
    return limit * 2


def three_fifths(limit: int) -> int:
    """Over at three fifths of the odds, so that they do not play about one figure."""
    return limit * 3 // 5


def same(limit: Any) -> Any:
    """Over as soon as nothing is above the limit."""
    return limit


class _Limits(Section):
    """The keys that a scope and its hours have in common, and what must hold among them."""

    @field_validator("*")
    @classmethod
    def _in_order(cls, value: Any, info: ValidationInfo) -> Any:
        name, _, kind = (info.field_name or "").rpartition("_")
        limit = info.data.get(f"{name}_limit")
        if value is None or limit is None:
            return value
        if kind == "clear" and value > limit:
            raise wanted(
                f"at most `{name}_limit` ({say(limit)}); above it an alert could never stay over"
            )
        if kind == "worse" and value <= limit:
            raise wanted(f"more than `{name}_limit` ({say(limit)})")
        return value


class LimitHours(_Limits):
    """Other limits at some hours of some weekdays. A key that is not given stays as it is."""

    days: Days = Field(min_length=1, description="the days of the week, such as mon-fri")
    start: Clock = Field(alias="from", description="from the first stroke of this")
    end: Clock = Field(alias="to", description="up to this; of the next day if not later")
    waiting_limit: CountOrOff = Field(default=None, description="people waiting")
    waiting_clear: int | None = Field(
        default_factory=_follows("waiting_limit", two_fewer), ge=0, description="over at this many"
    )
    waiting_worse: int | None = Field(
        default_factory=_follows("waiting_limit", five_more), gt=0, description="told again"
    )
    wait_limit: SpanOrOff = Field(default=None, description="the longest wait")
    wait_clear: Span | None = Field(
        default_factory=_follows("wait_limit", four_fifths), description="over at this wait"
    )
    wait_worse: Span | None = Field(
        default_factory=_follows("wait_limit", double), description="told again at this wait"
    )
    forecast_limit: PercentOrOff = Field(default=None, description="the odds of a crossing, in %")
    forecast_clear: int | None = Field(
        default_factory=_follows("forecast_limit", three_fifths),
        ge=0,
        description="over at these odds",
    )
    long_service_limit: PercentOrOff = Field(default=None, description="a service, in % of usual")
    long_service_clear: int | None = Field(
        default_factory=_follows("long_service_limit", same), ge=0, description="over at this"
    )
    unstarted_limit: SpanOrOff = Field(default=None, description="called, and nobody began")
    unstarted_clear: Span | None = Field(
        default_factory=_follows("unstarted_limit", same), description="over at this"
    )
    idle_limit: SpanOrOff = Field(default=None, description="calls nobody, though people wait")
    idle_clear: Span | None = Field(
        default_factory=_follows("idle_limit", same), description="over at this"
    )
    parked_limit: SpanOrOff = Field(default=None, description="a number set aside")
    parked_clear: Span | None = Field(
        default_factory=_follows("parked_limit", same), description="over at this"
    )

    @field_validator("*")
    @classmethod
    def _beside_its_limit(cls, value: Any, info: ValidationInfo) -> Any:
        name, _, kind = (info.field_name or "").rpartition("_")
        has_limit = info.data.get(f"{name}_limit") is not None
        if kind in ("clear", "worse") and value is not None and not has_limit:
            raise wanted(f"`{name}_limit` beside it")
        return value


class Limits(_Limits):
    """What must not be crossed, when it counts as over, and when as worse. `off` watches nothing.

    An alert is raised above a limit, cleared at or below the clear limit, and told again at or
    above the worse limit.
    """

    waiting_limit: CountOrOff = Field(default=None, description="people waiting")
    waiting_clear: int | None = Field(
        default_factory=_follows("waiting_limit", two_fewer),
        ge=0,
        description="over at this many or fewer",
    )
    waiting_worse: int | None = Field(
        default_factory=_follows("waiting_limit", five_more),
        gt=0,
        description="told again at this many",
    )
    waiting_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    wait_limit: SpanOrOff = Field(default=None, description="the longest wait")
    wait_clear: Span | None = Field(
        default_factory=_follows("wait_limit", four_fifths), description="over at this wait"
    )
    wait_worse: Span | None = Field(
        default_factory=_follows("wait_limit", double), description="told again at this wait"
    )
    wait_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    forecast_limit: PercentOrOff = Field(
        default=None,
        description="odds, in %, that one of the two limits above is crossed soon; raised at it",
    )
    forecast_clear: int | None = Field(
        default_factory=_follows("forecast_limit", three_fifths),
        ge=0,
        description="over at these odds or lower",
    )
    forecast_within: PositiveSpan = Field(
        default=timedelta(minutes=15), description="soon: within this, 15 min at most"
    )
    forecast_hold: Span | None = Field(
        default=timedelta(seconds=30), description="must last this long"
    )
    long_service_limit: PercentOrOff = Field(
        default=None,
        description="a service, in % of the time under which 19 in 20 of its kind stay",
    )
    long_service_clear: int | None = Field(
        default_factory=_follows("long_service_limit", same), ge=0, description="over at this"
    )
    long_service_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    unstarted_limit: SpanOrOff = Field(
        default=None, description="a called number whose service nobody began"
    )
    unstarted_clear: Span | None = Field(
        default_factory=_follows("unstarted_limit", same), description="over at this"
    )
    unstarted_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    idle_limit: SpanOrOff = Field(
        default=None, description="an open counter calls nobody while people it could serve wait"
    )
    idle_clear: Span | None = Field(
        default_factory=_follows("idle_limit", same), description="over at this"
    )
    idle_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    parked_limit: SpanOrOff = Field(default=None, description="a number set aside and forgotten")
    parked_clear: Span | None = Field(
        default_factory=_follows("parked_limit", same), description="over at this"
    )
    parked_hold: Span | None = Field(
        default=None, description="must last this long, in place of `alerts.hold`"
    )
    hours: tuple[LimitHours, ...] = Field(
        default=(), description="other limits at some hours; the wall clock counts"
    )

    @field_validator("forecast_within")
    @classmethod
    def _as_far_as_it_looks(cls, within: timedelta) -> timedelta:
        if within > timedelta(minutes=15):
            raise wanted("15 min at most: the forecast looks no further")
        return within
