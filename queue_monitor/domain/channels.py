"""How each way of telling somebody has fared: what a rule for a failing channel looks at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from queue_monitor.domain.copies import replace

#: Errors that lie with a recipient or with us, by code: the channel itself is not out of order.
NOT_THE_CHANNEL: Final = frozenset(
    {"no_address", "no_browser", "switched_off", "too_late", "outcome_unknown"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord:
    """What became of the messages over one channel, tests included."""

    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None  # of the latest failure, "code" or "code: detail"
    failures: int = 0  # in a row, since the latest success
    failing_since: datetime | None = None  # the first of them

    @property
    def is_failing(self) -> bool:
        """Whether the latest message did not get through."""
        return self.failures > 0

    def worked(self, at: datetime) -> "ChannelRecord":
        """Another message got through."""
        return replace(self, succeeded_at=at, failures=0, failing_since=None)

    def failed(self, at: datetime, error: str) -> "ChannelRecord":
        """Another one did not."""
        if error.partition(":")[0] in NOT_THE_CHANNEL:
            return self
        return replace(
            self,
            failed_at=at,
            error=error,
            failures=self.failures + 1,
            failing_since=self.failing_since or at,
        )
