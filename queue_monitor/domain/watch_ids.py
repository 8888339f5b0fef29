"""The names of episodes, plans, notices and silences."""

from typing import NewType

from queue_monitor.domain.model import DayId

# An id is unique for ever and holds no slash, so it stands in an address as it is.
AlertId = NewType("AlertId", str)  # "2026-03-04.e1"
PlanId = NewType("PlanId", str)  # "2026-03-04.r2"
NoticeId = NewType("NoticeId", str)  # "2026-03-04.n3"
SilenceId = NewType("SilenceId", str)  # "2026-03-04.s4"


def alert_id(day: DayId, number: int) -> AlertId:
    """The id of the day's alert with that number."""
    return AlertId(f"{day}.e{number}")


def plan_id(day: DayId, number: int) -> PlanId:
    """The id of the day's plan with that number."""
    return PlanId(f"{day}.r{number}")


def notice_id(day: DayId, number: int) -> NoticeId:
    """The id of the day's notice with that number."""
    return NoticeId(f"{day}.n{number}")


def silence_id(day: DayId, number: int) -> SilenceId:
    """The id of the day's silence with that number."""
    return SilenceId(f"{day}.s{number}")


def day_of(identity: AlertId | PlanId | NoticeId | SilenceId) -> DayId:
    """The business day in which it was made."""
    return DayId(identity.rpartition(".")[0])


def number_of(identity: AlertId | PlanId | NoticeId | SilenceId) -> int:
    """Its number within that day."""
    return int(identity.rpartition(".")[2][1:])


def month_of(day: DayId) -> str:
    """The month of a business day, "2026-03"; "" for practice, which counts nowhere."""
    return "" if "-p" in day else day[:7]
