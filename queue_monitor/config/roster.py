"""Who takes a post in turns: the roster that the ladder's first step asks."""

from datetime import date, time
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import CalendarDate, Clock, Day, Words, wanted


class Turn(Section):
    """Somebody's hours on some days of the week, local time."""

    who: str = Field(description="id of the recipient who is on duty")
    days: tuple[Day, ...] = Field(min_length=1, description="the days of the week")
    start: Clock = Field(default=time(0), alias="from", description="from then on")
    end: Clock | None = Field(
        default=None, alias="to", description="up to then; not given, until midnight"
    )
    week: int | None = Field(
        default=None, ge=1, le=52, description="of the rotation; not given, every week"
    )

    @field_validator("end")
    @classmethod
    def _forward(cls, end: time | None, info: ValidationInfo) -> time | None:
        start = info.data.get("start")
        if end is not None and start is not None and end <= start:
            raise wanted(f"a time after `from` ({start:%H:%M})")
        return end

    def overlaps(self, other: "Turn") -> bool:
        """Whether both name somebody for one and the same hour."""
        if not set(self.days) & set(other.days):
            return False
        if self.week is not None and other.week is not None and self.week != other.week:
            return False
        begun = self.end is None or other.start < self.end
        return begun and (other.end is None or self.start < other.end)


class Roster(Section):
    """A post, and who takes it when. Hours that no turn covers are nobody's."""

    name: Words = Field(description="the post, as messages and pages call it")
    turns: tuple[Turn, ...] = Field(default=(), description="who is on duty when")
    first_week: CalendarDate | None = Field(
        default=None, validate_default=True, description="a day of the rotation's week 1"
    )

    @field_validator("first_week")
    @classmethod
    def _anchored(cls, first: date | None, info: ValidationInfo) -> Any:
        if first is None and any(turn.week is not None for turn in info.data.get("turns", ())):
            raise wanted("a date in week 1, as turns name weeks")
        return first
