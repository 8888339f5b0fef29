"""What may become of a slip that was handed to a printer's process."""

from enum import StrEnum


class How(StrEnum):
    """What became of a slip."""

    PRINTED = "printed"
    NOT_SENT = "not_sent"  # the printer was not ready: not a byte of it left
    TORN = "torn"  # the printer stopped half-way and has forgotten the rest
    UNSURE = "unsure"  # the connection broke on the way: it may be on paper
