"""Why a notice did not go out, in plain words. Pure."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from alerts.channels.reasons import sentence
from queue_monitor.domain.watch import OUTCOME_UNKNOWN

#: Causes of cancelling; failures of channels have their words in `channels.reasons`.
_CAUSES: Final = MappingProxyType(
    {
        "acknowledged": "Somebody had acknowledged it.",
        "recovered": "It was over before it was sent.",
        "transient": "It was over before it was sent.",
        "day_closed": "The office had closed.",
        "seeing": "e-Eyes saw the floor again.",
        "inhibited": "A graver alert was told instead.",
        "silenced": "A supervisor had silenced the alert.",
        "quiet_hours": "It was in quiet hours.",
        "unstable": "It comes and goes: told in summaries.",
        "reopened": "It had begun again.",
        "decided": "The plan was decided before it was sent.",
        OUTCOME_UNKNOWN: "The server stopped while sending: it may have arrived.",
    }
)
#: Every source text above, for the test that the catalogue has them all.
TROUBLES: Final = tuple(dict.fromkeys(_CAUSES.values()))


def in_words(reason: str, say: Callable[[str], str]) -> str:
    """`reason` of a failure or a cancellation, through `say`, which translates."""
    cause = _CAUSES.get(reason)
    return sentence(reason, say) if cause is None else say(cause)
