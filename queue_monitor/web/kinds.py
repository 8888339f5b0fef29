"""Every problem the edge can tell: its status, title and detail, by stable code.

`{names}` are fields of the error (`queue_monitor/domain/errors.py`) or of `Problem`. The texts are
the sources of the catalogues; a detail says which thing, why, and what to do next.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """How one problem is told."""

    status: int
    title: str
    detail: str
    code: str = ""  # told instead of the key, where two kinds share one code


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a message for the catalogues without translating it yet."""
    return message


KINDS: Final = MappingProxyType(
    {
        # --- the request itself
        "invalid_body": Kind(
            422,
            N_("The request cannot be understood"),
            N_("Something in the request is missing or wrong; see which below."),
        ),
        "invalid_json": Kind(
            400,
            N_("The request is not JSON"),
            N_("The body must be one JSON object in UTF-8."),
            "invalid_body",
        ),
        "too_large": Kind(
            413,
            N_("The request is too large"),
            N_("A request may be {limit_kib} KiB long at most."),
        ),
        "unsupported_media_type": Kind(
            415,
            N_("The request has the wrong type"),
            N_("Send the body with Content-Type: application/json."),
        ),
        "not_found": Kind(
            404,
            N_("There is nothing here"),
            N_("The address is wrong or no longer valid."),
        ),
        "method_not_allowed": Kind(
            405,
            N_("That cannot be done here"),
            N_("This address does not take {method}."),
        ),
        "bad_request": Kind(
            400,
            N_("The request cannot be understood"),
            N_("The request does not follow the rules of HTTP."),
        ),
        # --- who asks
        "not_signed_in": Kind(
            401,
            N_("Please sign in"),
            N_("This needs a sign-in, and there is none or it has ended."),
        ),
        "wrong_credentials": Kind(
            401,
            N_("Name or password is wrong"),
            N_("Check both and try again, or ask a supervisor for a new link."),
        ),
        "forbidden": Kind(
            403,
            N_("You may not do that"),
            N_("Your role does not allow this. Ask a supervisor."),
        ),
        "cross_origin": Kind(
            403,
            N_("The request came from another site"),
            N_("Open this system's own page and try again there."),
        ),
        "csrf": Kind(
            403,
            N_("The page is out of date"),
            N_("Load the page again and repeat what you did."),
        ),
        "too_many": Kind(
            429,
            N_("Too many attempts"),
            N_("Wait {retry_after_s} seconds, then try again."),
        ),
        "link_used": Kind(
            410,
            N_("The link is no longer valid"),
            N_("It was used already or has expired. Ask for a new one."),
        ),
        "code_unknown": Kind(
            404,
            N_("No device shows that code"),
            N_("Codes are valid for five minutes. Check the code on the device's screen."),
        ),
        "password_weak": Kind(
            422,
            N_("The password is too weak"),
            N_("Use at least {min_length} characters, not the name, not one character repeated."),
        ),
        "account_exists": Kind(
            409,
            N_("That name is taken"),
            N_("There is already an account named {account}. Choose another name."),
        ),
        "last_supervisor": Kind(
            409,
            N_("Somebody must stay in charge"),
            N_("{account} is the last one who can manage accounts. Appoint another one first."),
        ),
        "unknown_account": Kind(
            404,
            N_("There is no such account"),
            N_("Nobody is named {account} here."),
        ),
        "unknown_device": Kind(
            404,
            N_("There is no such device"),
            N_("The device {device} is not paired, or was removed."),
        ),
        "unknown_channel": Kind(
            404,
            N_("There is no such channel"),
            N_("Nothing can be sent over {channel}. The channels are listed on their page."),
        ),
        "channel_off": Kind(
            409,
            N_("The channel is off"),
            N_("Nothing is sent over {channel} until it is enabled in config.yaml."),
        ),
        "unknown_recipient": Kind(
            422,
            N_("The channel does not reach that recipient"),
            N_("Over {channel} nothing reaches {recipient}. See the recipients in config.yaml."),
        ),
        "channel_reaches_nobody": Kind(
            409,
            N_("The channel reaches nobody"),
            N_("No recipient in config.yaml has an address for {channel}. Give one to somebody."),
        ),
        "unknown_browser": Kind(
            404,
            N_("There is no such browser"),
            N_("Notices in that browser are off already."),
        ),
        "unknown_token": Kind(
            404,
            N_("There is no such token"),
            N_("The token {token} does not exist, or was revoked."),
        ),
        # --- unknown things
        "unknown_service": Kind(
            422,
            N_("There is no such service"),
            N_("This office does not offer “{service}”."),
        ),
        "unknown_class": Kind(
            422,
            N_("There is no such class of visitors"),
            N_("This office does not know the class “{visit_class}”."),
        ),
        "class_not_at_kiosk": Kind(
            422,
            N_("The kiosk does not offer this class"),
            N_("Numbers of the class “{visit_class}” are given by staff; ask at a counter."),
        ),
        "group_too_large": Kind(
            422,
            N_("Too many people for one number"),
            N_(
                "One number is for {most} at most here. Take another for the others, "
                "or ask the staff."
            ),
        ),
        "unknown_board": Kind(
            404,
            N_("There is no such board"),
            N_("This office has no board “{board}”; config.yaml names its boards."),
        ),
        "unknown_layout": Kind(
            404,
            N_("There is no such layout"),
            N_("A board cannot look like “{layout}”. There are: {layouts}."),
        ),
        "unknown_marquee_line": Kind(
            404,
            N_("There is no such line"),
            N_("The line {line} is not on the boards; somebody may have taken it away."),
        ),
        "marquee_full": Kind(
            409,
            N_("There are lines enough"),
            N_("The boards show {most} lines at most; take one away first."),
        ),
        "unknown_counter": Kind(
            404,
            N_("There is no such counter"),
            N_("This office has no counter {counter}."),
        ),
        "unknown_clerk": Kind(
            422,
            N_("There is no such clerk"),
            N_("Nobody at this office has the id “{clerk}”."),
        ),
        "unknown_ticket": Kind(
            404,
            N_("There is no such number"),
            N_("No number is known by “{ticket}”."),
        ),
        "rule_refused": Kind(
            422,
            N_("The rule makes no sense"),
            N_("Nothing was changed. What would be right stands with each figure."),
        ),
        "unknown_alert": Kind(
            404,
            N_("There is no such alert"),
            N_("No alert is known by “{alert}”."),
        ),
        "what_if_running": Kind(
            409,
            N_("A simulation is under way"),
            N_("One runs at a time: wait for it, or cancel it."),
        ),
        "no_such_day": Kind(
            422,
            N_("There is no such day"),
            N_("The log has no business day {day} that is over."),
        ),
        "no_what_if": Kind(
            404,
            N_("There is no report yet"),
            N_("Run a simulation first."),
        ),
        "unknown_post": Kind(
            404,
            N_("There is no such post"),
            N_("No roster is known by “{post}”."),
        ),
        "unknown_person": Kind(
            422,
            N_("There is no such person"),
            N_("Nobody who can be told is known by “{person}”."),
        ),
        "wrong_hours": Kind(
            422,
            N_("Those hours cannot be swapped"),
            N_("Give hours that are not over, of one day, or whole days up to two months."),
        ),
        "unknown_link": Kind(
            404,
            N_("The link is not valid"),
            N_("Open it again exactly as it stands in the message, to its last character."),
        ),
        "link_spent": Kind(
            410,
            N_("The link no longer works"),
            N_("It works once, for a short while, and as long as there is something to decide."),
        ),
        "unknown_reallocation": Kind(
            404,
            N_("There is no such plan"),
            N_("No reallocation is known by “{reallocation}”."),
        ),
        "unknown_silence": Kind(
            404,
            N_("There is no such silence"),
            N_("No silence is known by “{silence}”."),
        ),
        # --- the office and its lines
        "office_closed": Kind(
            409,
            N_("The office is closed"),
            N_("No numbers are given now. The office opens again: {opens_at}."),
        ),
        "service_paused": Kind(
            409,
            N_("No numbers for this service just now"),
            N_("The service “{service}” gives no numbers for the moment. Ask the staff."),
        ),
        "kiosk_paused": Kind(
            409,
            N_("No numbers here for the moment"),
            N_("The kiosk is paused. Please ask the staff."),
        ),
        "unknown_greeting": Kind(
            404,
            N_("Nobody asked for that"),
            N_("No wish for a greeter has the number {greeting} today."),
        ),
        "greeting_taken": Kind(
            409,
            N_("Somebody is on the way already"),
            N_("A colleague has taken request {greeting}. Nothing needs to be done."),
        ),
        "numbers_exhausted": Kind(
            409,
            N_("All numbers are given out"),
            N_("{last_number} was the last number of “{service}” today. Ask the staff."),
        ),
        "idempotency_key_reused": Kind(
            422,
            N_("The key was used for another request"),
            N_("This Idempotency-Key already gave number {number}. Use a new key."),
        ),
        # --- appointments
        "booking_off": Kind(
            409,
            N_("That cannot be booked"),
            N_("The office takes no appointments for this. Please come and take a number."),
        ),
        "slot_not_offered": Kind(
            409,
            N_("This time cannot be booked"),
            N_("{slot_at} is no slot of the office, or is not open for booking. Choose another."),
        ),
        "slot_full": Kind(
            409,
            N_("This time is taken"),
            N_("Somebody else took the last place at {slot_at}. Please choose another time."),
        ),
        "slot_over": Kind(
            409,
            N_("The hour of the appointment has come"),
            N_("{number} was for {slot_at}; it can no longer be changed. Please ask the staff."),
        ),
        "already_booked": Kind(
            409,
            N_("You have an appointment on that day"),
            N_("One person may book once a day, and {day} is booked. Change or cancel that one."),
        ),
        "booking_paused": Kind(
            409,
            N_("You cannot book online for now"),
            N_(
                "Several appointments were not kept. You may book again on {until}; until then"
                " please come and take a number."
            ),
        ),
        "unknown_booking": Kind(
            404,
            N_("No appointment is known by this code"),
            N_("It is not one of ours, not whole, or of a day that is over. Please ask the staff."),
        ),
        "already_checked_in": Kind(
            409,
            N_("You have checked in already"),
            N_("Your number is {number}. Please wait until it is called."),
        ),
        "too_soon": Kind(
            409,
            N_("It is too soon to check in"),
            N_("Your appointment is at {slot_at}. Check-in begins at {begins_at}."),
        ),
        "phone_check_in_off": Kind(
            409,
            N_("Please check in at the kiosk"),
            N_("At this office the QR code is shown to the kiosk's scanner, not on the phone."),
        ),
        # --- counters
        "survey_closed": Kind(
            409,
            N_("There is no survey just now"),
            N_("Visitors are asked at other times, and on the day of their visit only. Thank you."),
        ),
        "already_answered": Kind(
            409,
            N_("An answer has been given for this visit"),
            N_("Each visit counts once. Thank you; there is nothing more to do."),
        ),
        "not_served_yet": Kind(
            409,
            N_("Please answer after your visit"),
            N_("The survey opens once you have been served."),
        ),
        "nobody_served_here": Kind(
            409,
            N_("Please answer at the end of your visit"),
            N_(
                "Nobody is being served here, or the visit was some time ago. The code on your"
                " slip leads to the survey too."
            ),
        ),
        "answer_closed": Kind(
            409,
            N_("Nothing more can be added"),
            N_("Your answer counts as it is. It was added to already, or its day is over."),
        ),
        "unknown_complaint": Kind(
            404,
            N_("There is no such complaint"),
            N_("It was deleted, as all are after a time, or the link is wrong."),
        ),
        "counter_closed": Kind(
            409,
            N_("The counter is closed"),
            N_("Open counter {counter} first."),
        ),
        "counter_paused": Kind(
            409,
            N_("The counter is paused"),
            N_("Resume calling at counter {counter} first."),
        ),
        "counter_not_paused": Kind(
            409,
            N_("The counter is not paused"),
            N_("Counter {counter} is calling already."),
        ),
        "counter_already_open": Kind(
            409,
            N_("The counter is open already"),
            N_("Somebody works at counter {counter}. Close it there first."),
        ),
        "counter_busy": Kind(
            409,
            N_("There is a visitor at the counter"),
            N_("Finish {number} at counter {counter} first."),
        ),
        "not_your_counter": Kind(
            403,
            N_("This is not your counter"),
            N_("Somebody else works at counter {counter}."),
        ),
        "clerk_elsewhere": Kind(
            409,
            N_("The clerk is at another counter"),
            N_("{clerk} works at counter {counter}. Close it there first."),
        ),
        "line_empty": Kind(
            409,
            N_("Nobody is waiting"),
            N_("There is nobody counter {counter} could call now."),
        ),
        "no_ticket_in_hand": Kind(
            409,
            N_("There is no visitor at the counter"),
            N_("Call a number to counter {counter} first."),
        ),
        "not_your_ticket": Kind(
            409,
            N_("The counter has another number, or none"),
            N_("{number} is not at counter {counter} now."),
        ),
        "wrong_state": Kind(
            409,
            N_("That cannot be done with this number now"),
            N_("{number} is {state} and cannot become {wanted}."),
        ),
        "given_back": Kind(
            409,
            N_("This number has been given back already"),
            N_("{number} is no longer in line; there is nothing more to do."),
            "wrong_state",
        ),
        "no_slip_now": Kind(
            409,
            N_("There is no slip for this number any more"),
            N_("{number} is being served, or its visit is over."),
        ),
        "no_printer": Kind(
            409,
            N_("There is no slip printer here"),
            N_("Please keep the number in mind, or take it along on your phone."),
        ),
        "unknown_printer": Kind(
            404,
            N_("There is no such printer"),
            N_("The office has no printer {printer}."),
        ),
        "reprint_over": Kind(
            409,
            N_("The slip cannot be printed again here"),
            N_("Please ask at the service desk; they can print it again."),
        ),
        "not_served_here": Kind(
            409,
            N_("The counter does not take this number"),
            N_("Counter {counter} does not take the service or class of {number}."),
        ),
        "transfer_in_place": Kind(
            409,
            N_("The transfer changes nothing"),
            N_("{number} already waits there. Choose another service or counter."),
        ),
        "nobody_serves": Kind(
            409,
            N_("Nobody could call this number there"),
            N_("Counter {counter} is closed or does not take this. Choose another one."),
        ),
        "too_early": Kind(
            409,
            N_("Give the visitor time to come"),
            N_("{number} may be marked as a no-show after {until}."),
        ),
        "grace_over": Kind(
            409,
            N_("The time to come back is over"),
            N_("{number} could come back until {until}. Please take a new number."),
        ),
        "more_time_used": Kind(
            409,
            N_("You have had more time once already"),
            N_("{number} has let others go first once. Giving way again is not possible."),
        ),
        "nobody_behind": Kind(
            409,
            N_("Nobody waits behind you"),
            N_("There is nobody yet whom {number} could let go first. Please try again later."),
        ),
        "more_time_off": Kind(
            409,
            N_("This office does not offer more time"),
            N_("Please tell the staff if you cannot come when you are called."),
        ),
        "visit_over": Kind(
            409,
            N_("This visit is over"),
            N_("There is nothing more to tell about {number}."),
        ),
        "phone_push_off": Kind(
            409,
            N_("Phones are not told by this office"),
            N_("Please keep the page open, or watch the board in the hall."),
        ),
        "nothing_to_undo": Kind(
            409,
            N_("There is nothing to undo"),
            N_("The last call at counter {counter} can no longer be taken back."),
        ),
        # --- alerts and plans
        "already_decided": Kind(
            409,
            N_("That is settled already"),
            N_("It is {state} already; nothing was changed."),
        ),
        "not_watched": Kind(
            422,
            N_("Nothing watches that"),
            N_("No limit of this office watches “{rule}” of “{scope}”."),
        ),
        "silence_too_long": Kind(
            422,
            N_("A silence needs an end that is near"),
            N_("{until} will not do: choose a time after now and not after {latest}."),
        ),
        "not_asked": Kind(
            403,
            N_("The request was for somebody else"),
            N_("Only the clerk who was asked can answer."),
        ),
        "guarded": Kind(
            409,
            N_("Something speaks against this move"),
            N_("See what below. With a reason it can be done all the same."),
        ),
        "guarded_firmly": Kind(
            409,
            N_("This move is not possible"),
            N_("See why below. Nothing was changed."),
        ),
        # --- the server
        "try_later": Kind(
            503,
            N_("Please try again in a moment"),
            N_("Nothing was changed. The server cannot answer just now."),
        ),
        "internal": Kind(
            500,
            N_("Something went wrong here"),
            N_("The fault is ours and was recorded. Try again, or tell the staff."),
        ),
    }
)

#: States of tickets, alerts and plans as a detail names them.
STATES: Final = MappingProxyType(
    {
        "booked": N_("booked"),
        "checked_in": N_("checked in"),
        "waiting": N_("waiting"),
        "called": N_("called"),
        "serving": N_("being served"),
        "parked": N_("on hold"),
        "no_show": N_("missed"),
        "done": N_("done"),
        "cancelled": N_("cancelled"),
        "left": N_("gone"),
        "expired": N_("expired"),
        "firing": N_("firing"),
        "acked": N_("acknowledged"),
        "clearing": N_("clearing"),
        "resolved": N_("resolved"),
        "proposed": N_("proposed"),
        "accepted": N_("accepted"),
        "offered": N_("put to the clerk"),
        "applied": N_("in effect"),
        "declined": N_("declined"),
        "withdrawn": N_("withdrawn"),
        "returning": N_("going back"),
        "ended": N_("ended"),
    }
)
