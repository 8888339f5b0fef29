"""The lines that pass at the foot of the boards: what they say, and when they are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NewType

MarqueeId = NewType("MarqueeId", str)  # "m17"

#: A line may be this long in each language, and there may be so many of them.
MOST_SIGNS: Final = 200
MOST_LINES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MarqueeLine:
    """One line, in each language, and its schedule by the clock on the office's wall.

    Whatever of the schedule is not given does not limit it. `end` is not reached any more; the
    last date is.
    """

    id: MarqueeId
    words: tuple[tuple[str, str], ...]  # language tag, text
    days: tuple[int, ...] = ()  # of the week, 0 is Monday; none: every day
    start: str = ""  # "08:00"
    end: str = ""  # "12:00", later than `start`
    first_date: date | None = None
    last_date: date | None = None


def is_shown(line: MarqueeLine, local: datetime) -> bool:
    """Whether the line passes at the office's hour `local`."""
    today, hour = local.date(), f"{local:%H:%M}"
    return (
        (not line.days or local.weekday() in line.days)
        and (not line.start or line.start <= hour)
        and (not line.end or hour < line.end)
        and (line.first_date is None or line.first_date <= today)
        and (line.last_date is None or today <= line.last_date)
    )
