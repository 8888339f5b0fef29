"""One function per request: the floor and the hour in, events out, or a refusal.

A rule changes nothing. `Office` appends what it returns, and asks again on a newer floor if
the log went on meanwhile.
"""

from queue_monitor.domain.rules.asking import BY_SYSTEM, By, Request, in_turn
from queue_monitor.domain.rules.bookings import (
    ArrivalRule,
    Slot,
    book,
    book_slot,
    cancel_booking,
    check_in,
    rebook,
)
from queue_monitor.domain.rules.calls import call_next, call_ticket, no_show, recall, undo
from queue_monitor.domain.rules.counters import (
    answer_help,
    change_lanes,
    close_counter,
    open_counter,
    pause_counter,
    request_help,
    resume_counter,
)
from queue_monitor.domain.rules.lobby import (
    ask_greeter,
    greeter_came,
    pause_kiosk,
    resume_kiosk,
    take_greeting,
)
from queue_monitor.domain.rules.marquee import change_line, remove_line, write_line
from queue_monitor.domain.rules.more_time import count_followers, followers, give_way
from queue_monitor.domain.rules.supply import clerk_came, clerk_went, pause_service, resume_service
from queue_monitor.domain.rules.tickets import (
    cancel,
    issue,
    leave,
    park_waiting,
    requeue,
    take_back,
)
from queue_monitor.domain.rules.visits import finish, park, start, take_up, transfer

__all__ = [
    "BY_SYSTEM",
    "ArrivalRule",
    "By",
    "Request",
    "Slot",
    "answer_help",
    "ask_greeter",
    "book",
    "book_slot",
    "call_next",
    "call_ticket",
    "cancel",
    "cancel_booking",
    "change_lanes",
    "change_line",
    "check_in",
    "clerk_came",
    "clerk_went",
    "close_counter",
    "count_followers",
    "finish",
    "followers",
    "give_way",
    "greeter_came",
    "in_turn",
    "issue",
    "leave",
    "no_show",
    "open_counter",
    "park",
    "park_waiting",
    "pause_counter",
    "pause_kiosk",
    "pause_service",
    "rebook",
    "recall",
    "remove_line",
    "request_help",
    "requeue",
    "resume_counter",
    "resume_kiosk",
    "resume_service",
    "start",
    "take_back",
    "take_greeting",
    "take_up",
    "transfer",
    "undo",
    "write_line",
]
