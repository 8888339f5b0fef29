"""What can be late gives way in a rush: statistics wait, so that no number has to."""

from dataclasses import dataclass
from typing import Final

#: Events of the log a second; a lobby of ten counters on its worst morning has two.
RUSH_PER_S: Final = 300.0
LATE_S: Final = 60.0


@dataclass(slots=True, kw_only=True)
class GivesWay:
    """Work that is due `every_s` seconds, but in a rush only once a minute."""

    every_s: float
    _seq: int | None = None
    _late_s: float = 0.0

    def is_due(self, seq: int) -> bool:
        """Ask once in `every_s`, with the number of the newest event."""
        before, self._seq = self._seq, seq
        if before is None or (seq - before) / self.every_s < RUSH_PER_S or self._late_s >= LATE_S:
            self._late_s = 0.0
            return True
        self._late_s += self.every_s
        return False
