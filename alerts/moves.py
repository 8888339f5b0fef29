"""The life of an alert as one table: from which state to which, why, and when. Pure.

`machine` allows what stands here and nothing else; the chart and the table in docs/alerts.md are
drawn from it by `tools.state_chart`.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from queue_monitor.domain.watch import AlertState, Rule

_S = AlertState


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One way from state to state. `start` None: no episode of the key lasts, which is OK."""

    start: AlertState | None
    to: AlertState
    cause: str  # as the log has it
    when: str  # what brings it about, and what comes of it, for people
    blind: bool = False  # of e-Eyes' own blindness, not of a limit


def _turn(start: AlertState | None, to: AlertState, cause: str, when: str) -> Turn:
    return Turn(start=start, to=to, cause=cause, when=when)


def _blind(start: AlertState | None, to: AlertState, cause: str, when: str) -> Turn:
    return Turn(start=start, to=to, cause=cause, when=when, blind=True)


_CLOSED: Final = "the business day ends"
_UNWATCHED: Final = "nothing watches the limit any more"

TURNS: Final = (
    # -- of a limit
    _turn(None, _S.PENDING, "crossed", "above the limit, and the rule has a hold time"),
    _turn(None, _S.FIRING, "crossed", "above the limit: a new episode; the ladder begins"),
    _turn(_S.PENDING, _S.FIRING, "held", "above the limit for the hold time"),
    _turn(_S.PENDING, _S.TRANSIENT, "transient", "back within the hold time: recorded, not told"),
    _turn(_S.PENDING, _S.RESOLVED, "transient", "the same after a reopening: it stays over"),
    _turn(_S.FIRING, _S.ACKED, "acknowledged", "a person has seen it: nobody further is told"),
    _turn(_S.FIRING, _S.CLEARING, "clearing", "under all clear limits of the scope"),
    _turn(_S.ACKED, _S.CLEARING, "clearing", "under all clear limits of the scope"),
    _turn(_S.ACKED, _S.FIRING, "lapsed", "`ack_lapse` after it was seen: the ladder begins anew"),
    _turn(_S.ACKED, _S.FIRING, "worse", "at a worse limit not seen yet: the ladder begins anew"),
    _turn(_S.CLEARING, _S.FIRING, "breached", "above the limit again: back, silently"),
    _turn(_S.CLEARING, _S.ACKED, "breached", "the same for an alert that had been seen"),
    _turn(_S.CLEARING, _S.RESOLVED, "recovered", "no breach for `clear_hold`: who was told hears"),
    _turn(_S.RESOLVED, _S.FIRING, "reopened", "a breach within `reopen_within`: the same episode"),
    _turn(_S.RESOLVED, _S.PENDING, "reopened", "the same where the rule has a hold time"),
    _turn(_S.PENDING, _S.TRANSIENT, "day_closed", _CLOSED),
    _turn(_S.PENDING, _S.RESOLVED, "day_closed", f"{_CLOSED}, after a reopening"),
    _turn(_S.FIRING, _S.RESOLVED, "day_closed", _CLOSED),
    _turn(_S.ACKED, _S.RESOLVED, "day_closed", _CLOSED),
    _turn(_S.CLEARING, _S.RESOLVED, "day_closed", _CLOSED),
    _turn(_S.PENDING, _S.TRANSIENT, "unwatched", _UNWATCHED),
    _turn(_S.PENDING, _S.RESOLVED, "unwatched", f"{_UNWATCHED}, after a reopening"),
    _turn(_S.FIRING, _S.RESOLVED, "unwatched", _UNWATCHED),
    _turn(_S.ACKED, _S.RESOLVED, "unwatched", _UNWATCHED),
    _turn(_S.CLEARING, _S.RESOLVED, "unwatched", _UNWATCHED),
    # -- of e-Eyes itself
    _blind(None, _S.FIRING, "crossed", "e-Eyes has not looked for `blind`: the ladder begins"),
    _blind(_S.FIRING, _S.ACKED, "acknowledged", "a person knows that nothing is watched"),
    _blind(_S.ACKED, _S.FIRING, "lapsed", "still blind `ack_lapse` later: the ladder begins anew"),
    _blind(_S.ACKED, _S.RESOLVED, "seeing", "e-Eyes looks again, and a person knew: never else"),
)

#: From each state, the states an episode may go to. Nothing else happens.
ALERT_MOVES: Final = MappingProxyType(
    {state: frozenset(turn.to for turn in TURNS if turn.start is state) for state in _S}
)

_ALLOWED: Final = frozenset((turn.blind, turn.start, turn.to, turn.cause) for turn in TURNS)


def is_allowed(rule: Rule, start: AlertState | None, to: AlertState, cause: str) -> bool:
    """Whether the table has that way."""
    return (rule is Rule.BLIND, start, to, cause) in _ALLOWED
