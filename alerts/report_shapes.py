"""The JSON of one episode's course, and of what reallocation did in a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from alerts.shapes import AlertView, Change, PlanView


class PointView(msgspec.Struct, frozen=True, kw_only=True):
    """The alert's scope at one moment."""

    at: datetime
    waiting: int
    longest_wait_s: float


class ActionView(msgspec.Struct, frozen=True, kw_only=True):
    """What was done or happened: `crossed`, `acked`, `proposed`, `accepted`, `accepted_by_itself`,
    `declined`, `clerk_declined`, `clerk_silent`, `applied`, `recovered`, `resolved`, `went_back`.
    """

    at: datetime
    kind: str
    plan: str | None = None
    who: str | None = None  # for screens


class LimitsView(msgspec.Struct, frozen=True, kw_only=True):
    """What the scope must not go over; null: not watched."""

    waiting: float | None
    wait_s: float | None


class ServiceSpared(msgspec.Struct, frozen=True, kw_only=True):
    """The longest wait of one service, with the help and with nothing done."""

    service: str
    longest_wait_s: Change


class AppraisalView(msgspec.Struct, frozen=True, kw_only=True):
    """The help against the same visitors with nothing done, from `since` to `until`.

    `saved_s` is waiting that people were spared, all of them together.
    """

    since: datetime
    until: datetime
    saved_s: float
    waits_s: Change
    longest_wait_s: Change
    most_waiting: Change
    over_limit_s: Change
    helper_s: float
    services: Sequence[ServiceSpared]


class EpisodeView(msgspec.Struct, frozen=True, kw_only=True):
    """One episode from a little before its crossing to its end, or to now.

    `without` is the same stretch lived again with nothing done; empty where nothing was.
    """

    at: datetime
    alert: AlertView
    plans: Sequence[PlanView]
    limits: LimitsView
    points: Sequence[PointView]
    without: Sequence[PointView]
    actions: Sequence[ActionView]
    appraisal: AppraisalView | None


class SumsView(msgspec.Struct, frozen=True, kw_only=True):
    """Episodes and reallocations together. Medians in seconds from the crossing; null: none."""

    episodes: int
    proposed: int
    applied: int
    declined: int  # answers of clerks who could not come, or gave none
    to_ack_s: float | None
    to_act_s: float | None
    to_recover_s: float | None
    saved_s: float  # waiting that people were spared, all of them together
    over_limit_spared_s: float
    helper_s: float


class DayReport(msgspec.Struct, frozen=True, kw_only=True):
    """One business day that had an episode."""

    date: date
    sums: SumsView


class HelpsView(msgspec.Struct, frozen=True, kw_only=True):
    """How often a clerk helped elsewhere."""

    clerk: str
    name: str
    reserve: bool
    helps: int


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """A month of reallocation. Practice counts nowhere."""

    month: str
    total: SumsView
    days: Sequence[DayReport]
    helps: Sequence[HelpsView]
