"""Has the duty supervisor told of complaints, and of those that nobody takes up a step higher.

Nothing of it is in the log: beside the instants of visits a notice there would say whose complaint
it was. For the same reason it is told at full hours, several together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.store.base import Vault
    from queue_monitor.store.survey_complaints import ComplaintBook

_LEASE: Final = "survey/telling"
_LEASED: Final = timedelta(seconds=120)
_AGAIN: Final = timedelta(minutes=5)  # after nobody could be told


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told: so many complaints, for the ladder's step `step`, from 0."""

    id: str
    count: int
    step: int
    at: datetime


#: Tells whoever is on duty; whether anybody was. Blocks.
Tell = Callable[["Floor", News], bool]


class Herald:
    """One office's. Several processes on one store tell each complaint once, or a little more."""

    def __init__(
        self,
        *,
        complaints: ComplaintBook,
        vault: Vault,
        floor: Callable[[], Floor],
        now: Callable[[], datetime],
        tell: Tell,
        remind_after: timedelta,
    ) -> None:
        self._complaints = complaints
        self._vault = vault
        self._floor = floor
        self._now = now
        self._tell = tell
        self._remind_after = remind_after
        self._not_before: datetime | None = None

    def tell_due(self) -> int:
        """Tell what is due while the office is open; of how many complaints. Blocks."""
        at, floor = self._now(), self._floor()
        is_early = self._not_before is not None and at < self._not_before
        if is_early or not floor.is_open or floor.day is None or floor.day.practice:
            return 0
        if not self._complaints.untold(at):
            return 0
        if not self._vault.add(_LEASE, b"1", expires_at=at + _LEASED):
            return 0
        try:
            return self._tell_all(floor, at)
        finally:
            self._vault.delete(_LEASE)

    def _tell_all(self, floor: Floor, at: datetime) -> int:
        due = self._complaints.untold(at)
        if not due:
            return 0
        step = max(told for _, told in due)
        news = News(id=f"survey-{at:%Y%m%dT%H}-{step}", count=len(due), step=step, at=at)
        if not self._tell(floor, news):
            self._not_before = at + _AGAIN
            return 0
        hour = at.replace(minute=0, second=0, microsecond=0)
        self._complaints.told(due, again_at=hour + self._remind_after)
        return len(due)
