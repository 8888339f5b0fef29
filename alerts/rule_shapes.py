"""The JSON of the rules: what the settings page and other programs read and write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from alerts.shapes import ScopeView, Words

DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Figure = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class RuleHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other limits at some hours of some weekdays, by the clock on the office's wall.

    A span whose `to` is not later than its `from` ends on the next day. `limit` null watches
    nothing then; `clear` and `worse` follow from the limit where they are not given.
    """

    days: Annotated[list[DayName], msgspec.Meta(min_length=1, max_length=7)]
    from_: Clock = msgspec.field(name="from")
    to: Clock
    limit: Figure | None
    clear: Figure | None = None
    worse: Figure | None = None


class RuleBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole rule. People, percent or seconds, by the rule's unit.

    `limit` null watches nothing. `clear` and `worse` follow from the limit where they are not
    given, as in config.yaml.
    """

    limit: Figure | None
    clear: Figure | None = None
    worse: Figure | None = None
    hold_s: Figure = 0.0
    within_s: Figure | None = None
    hours: Annotated[list[RuleHours], msgspec.Meta(max_length=20)] = []


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """One rule in one scope as it is in force.

    `template` is its sentence with {limit}, {clear}, {worse} and {within} left open; figures in
    it are minutes where `told_in` says so. `limit_now` is the limit of this hour.
    """

    rule: str
    scope: ScopeView
    name: Words
    unit: str
    told_in: str  # "people", "percent", "minutes" or "seconds"
    template: Words
    sentence: Words
    setting: RuleBody
    limit_now: float | None
    config: RuleBody | None  # what config.yaml says; null where it says nothing
    config_sentence: Words | None
    changed: bool
    changed_by: str | None
    changed_by_name: str | None
    changed_at: datetime | None


class RuleChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A change: `cause` is "changed", "reset" or "config" (config.yaml itself was changed)."""

    at: datetime
    by: str
    by_name: str | None
    cause: str
    rule: str
    scope: ScopeView
    name: Words
    before: Words | None
    after: Words | None


class RulesView(msgspec.Struct, frozen=True, kw_only=True):
    """Every rule in force, the latest changes first, and the scopes a rule may be added in."""

    seq: int
    at: datetime
    rules: Sequence[RuleView]
    history: Sequence[RuleChangeView]
    scopes: Sequence[ScopeView]
