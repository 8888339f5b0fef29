"""Who is on duty when: the roster of the settings, and the swaps made since. Pure."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from queue_monitor.config import Roster, Settings, Turn
from queue_monitor.domain.watch import Duty

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_DAY: Final = timedelta(days=1)
_AHEAD_DAYS: Final = 8  # the next change of hands is looked for so far; a week repeats itself


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySpan:
    """Hours of one person, or of nobody."""

    start: datetime
    end: datetime
    who: str | None  # recipient id
    planned: str | None  # whom the roster names
    swap: Duty | None = None  # by which it is otherwise

    @property
    def is_swapped(self) -> bool:
        """Whether somebody else, or nobody, stands in for whom the roster names."""
        return self.swap is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post that people take in turns."""

    id: str
    name: Mapping[str, str]
    turns: tuple[Turn, ...]
    zone: ZoneInfo
    first_week: date | None = None

    @property
    def weeks(self) -> int:
        """After how many weeks the roster repeats itself."""
        return max((turn.week or 1 for turn in self.turns), default=1)

    def planned(self, at: datetime) -> str | None:
        """Whom the roster names for the instant `at`; None for nobody."""
        local = at.astimezone(self.zone)
        hour, week = local.time(), self._week(local.date())
        for turn in self.turns:
            if _DAYS[local.weekday()] not in turn.days or turn.week not in {None, week}:
                continue
            if turn.start <= hour and (turn.end is None or hour < turn.end):
                return turn.who
        return None

    def on_duty(self, duties: Sequence[Duty], at: datetime) -> str | None:
        """Who has the post at `at`: by swap, else by the roster; None for nobody."""
        swap = _swap(duties, self.id, at)
        return self.planned(at) if swap is None else swap.who

    def spans(self, duties: Sequence[Duty], first: date, days: int) -> list[DutySpan]:
        """Who has it from the local midnight of `first` on, `days` long, without a gap."""
        edges = sorted(set(self._edges(duties, first, days)))
        spans: list[DutySpan] = []
        for start, end in itertools.pairwise(edges):
            span = self._span(duties, start, end)
            last = spans[-1] if spans else None
            if last and _alike(last, span) and start != self._midnight_after(last.start):
                spans[-1] = DutySpan(
                    start=last.start, end=end, who=span.who, planned=span.planned, swap=span.swap
                )
            else:
                spans.append(span)
        return spans

    def next_change(self, duties: Sequence[Duty], at: datetime) -> datetime | None:
        """When somebody else takes over next after `at`, or nobody; None if not within days."""
        now = self.on_duty(duties, at)
        for edge in sorted(set(self._edges(duties, at.astimezone(self.zone).date(), _AHEAD_DAYS))):
            if edge > at and self.on_duty(duties, edge) != now:
                return edge
        return None

    def instant(self, day: date, hour: time) -> datetime:
        """A local hour in UTC."""
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)

    def _span(self, duties: Sequence[Duty], start: datetime, end: datetime) -> DutySpan:
        planned, swap = self.planned(start), _swap(duties, self.id, start)
        who = planned if swap is None else swap.who
        return DutySpan(start=start, end=end, who=who, planned=planned, swap=swap)

    def _edges(self, duties: Sequence[Duty], first: date, days: int) -> Iterator[datetime]:
        begins, ends = self.instant(first, time(0)), self.instant(first + days * _A_DAY, time(0))
        for n in range(days + 1):
            yield self.instant(first + n * _A_DAY, time(0))
        for n in range(days):
            for turn in self.turns:
                for hour in (turn.start, turn.end):
                    if hour is not None:
                        yield self.instant(first + n * _A_DAY, hour)
        for duty in duties:
            if duty.post == self.id:
                yield from (edge for edge in (duty.start, duty.end) if begins < edge < ends)

    def _midnight_after(self, start: datetime) -> datetime:
        """Each day is told by itself, as people read a roster."""
        return self.instant(start.astimezone(self.zone).date() + _A_DAY, time(0))

    def _week(self, day: date) -> int:
        if self.first_week is None:
            return 1
        monday = self.first_week - self.first_week.weekday() * _A_DAY
        return (day - monday).days // 7 % self.weeks + 1


def posts_of(settings: Settings) -> Mapping[str, Post]:
    """The posts of the settings, by id."""
    zone = ZoneInfo(settings.office.time_zone)
    return {post: _post(post, roster, zone) for post, roster in settings.rosters.items()}


def _post(post: str, roster: Roster, zone: ZoneInfo) -> Post:
    return Post(
        id=post,
        name={str(language): text for language, text in roster.name.items()},
        turns=roster.turns,
        zone=zone,
        first_week=roster.first_week,
    )


def _swap(duties: Sequence[Duty], post: str, at: datetime) -> Duty | None:
    return next((d for d in duties if d.post == post and d.start <= at < d.end), None)


def _alike(one: DutySpan, other: DutySpan) -> bool:
    return (one.who, one.planned, one.swap) == (other.who, other.planned, other.swap)
