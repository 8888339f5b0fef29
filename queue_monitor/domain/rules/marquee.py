"""The lines at the foot of the boards: written, changed and taken away by supervisors."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.marquee import MOST_LINES, MarqueeId, MarqueeLine
from queue_monitor.domain.rules.asking import By


def write_line(floor: Floor, at: datetime, *, line: MarqueeLine, by: By) -> Sequence[ev.Event]:
    """One line more, whatever id `line` has. Raises MarqueeFull."""
    if len(floor.marquee) >= MOST_LINES:
        raise er.MarqueeFull(MOST_LINES)
    # Of the log's number: no id comes back, so nobody changes another line than the one they saw.
    own = replace(line, id=MarqueeId(f"m{floor.seq + 1}"))
    return (ev.MarqueeLineSet(at=at, by=by.actor, line=own),)


def change_line(floor: Floor, at: datetime, *, line: MarqueeLine, by: By) -> Sequence[ev.Event]:
    """The line of that id says this from now on. Raises UnknownMarqueeLine."""
    known = _line(floor, line.id)
    return () if known == line else (ev.MarqueeLineSet(at=at, by=by.actor, line=line),)


def remove_line(floor: Floor, at: datetime, *, line: MarqueeId, by: By) -> Sequence[ev.Event]:
    """It passes no more. Raises UnknownMarqueeLine."""
    return (ev.MarqueeLineRemoved(at=at, by=by.actor, line=_line(floor, line).id),)


def _line(floor: Floor, line: MarqueeId) -> MarqueeLine:
    for known in floor.marquee:
        if known.id == line:
            return known
    raise er.UnknownMarqueeLine(line)
