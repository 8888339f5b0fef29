"""What may be refused about an appointment, whoever asks: codes of problem documents."""

from typing import Final

BOOKING: Final = (
    "booking_off",
    "slot_not_offered",
    "slot_full",
    "already_booked",
    "booking_paused",
    "unknown_service",
    "office_closed",
)
CANCELLING: Final = ("unknown_booking", "wrong_state", "slot_over")
CHANGING: Final = (*CANCELLING, *BOOKING)
CHECKING_IN: Final = (
    "unknown_booking",
    "already_checked_in",
    "too_soon",
    "slot_over",
    "wrong_state",
    "office_closed",
)
