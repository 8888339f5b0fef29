"""What a clerk can do at a counter, over the real API."""

from __future__ import annotations

import pytest

from tests.console.conftest import Asker, Asks


def test_a_visit_goes_from_the_line_to_done(clerk: Asker) -> None:
    number = clerk.issue()
    opened = clerk.at(3, "open")
    assert opened["counter"]["clerk"] == "c03"
    called = clerk.at(3, "call-next")
    assert (called["number"], called["state"], called["class"]) == (number, "called", "walk_in")
    assert called["reason"]["code"] == "first_come"
    assert called["waited_s"] >= 0
    assert clerk.at(3, "start")["state"] == "serving"
    done = clerk.at(3, "finish")
    assert (done["number"], done["state"]) == (number, "done")
    assert done["counter"]["served_today"] == 1
    assert done["counter"]["ticket"] is None


def test_finishing_and_calling_is_one_step(clerk: Asker) -> None:
    first, second = clerk.issue(), clerk.issue()
    clerk.at(3, "open")
    assert clerk.at(3, "call-next", finish_current=True)["number"] == first  # nothing to finish
    assert clerk.refused_at(3, "call-next", finish_current=True) == "wrong_state"
    clerk.at(3, "start")
    assert clerk.at(3, "call-next", finish_current=True)["number"] == second


def test_an_empty_line_keeps_nobody_from_finishing(clerk: Asker) -> None:
    clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    clerk.at(3, "start")
    answer = clerk.at(3, "call-next", finish_current=True)
    assert answer["number"] is None
    assert answer["counter"]["ticket"] is None
    assert answer["counter"]["served_today"] == 1
    assert clerk.refused_at(3, "call-next") == "line_empty"


def test_a_chosen_number_is_called_by_its_number(clerk: Asker) -> None:
    clerk.issue()
    chosen = clerk.issue()
    clerk.at(3, "open")
    called = clerk.at(3, "call", ticket=chosen.lower())
    assert (called["number"], called["reason"]["code"]) == (chosen, "chosen")
    clerk.at(3, "start")
    clerk.at(3, "finish")
    assert clerk.refused_at(3, "call", ticket=chosen) == "wrong_state"
    assert clerk.refused_at(3, "call", ticket="Z999") == "unknown_ticket"


def test_recall_sounds_again_and_undo_gives_the_old_place_back(clerk: Asker) -> None:
    first = clerk.issue()
    clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    assert clerk.at(3, "recall")["counter"]["ticket"]["calls"] == 2
    undone = clerk.at(3, "undo")
    assert (undone["number"], undone["state"]) == (first, "waiting")
    assert clerk.get("/counters/3/next")["ticket"]["number"] == first
    assert clerk.refused_at(3, "undo") == "nothing_to_undo"


def test_a_missed_number_comes_back_behind_others(clerk: Asker) -> None:
    missed = clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    assert clerk.at(3, "no-show")["state"] == "no_show"
    assert [line["number"] for line in clerk.get("/floor")["missed"]] == [missed]
    assert clerk.at(3, "return", ticket=missed)["state"] == "waiting"
    assert clerk.get("/floor")["missed"] == []


def test_a_visit_is_set_aside_with_its_reason_and_taken_up_elsewhere(
    clerk: Asker, asker: Asks
) -> None:
    number = clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    clerk.at(3, "start")
    clerk.at(3, "park", reason="documents")
    (parked,) = clerk.get("/floor")["parked"]
    assert (parked["number"], parked["reason"], parked["counter"]) == (number, "documents", 3)
    other = asker("clerk", "c04")
    other.at(4, "open")
    assert other.at(4, "resume", ticket=number)["state"] == "serving"
    assert clerk.get("/floor")["parked"] == []


def test_transfer_to_a_counter_binds_the_ticket_to_it(clerk: Asker, asker: Asks) -> None:
    number = clerk.issue()
    other = asker("clerk", "c04")
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    clerk.at(3, "start")
    assert clerk.refused_at(3, "transfer", counter=4) == "nobody_serves"
    assert clerk.refused_at(3, "transfer") == "invalid_body"
    assert clerk.refused_at(3, "transfer", service="transcript") == "transfer_in_place"
    other.at(4, "open")
    assert clerk.at(3, "transfer", counter=4)["state"] == "waiting"
    assert clerk.get("/counters/3/next")["ticket"] is None
    following = other.get("/counters/4/next")
    assert following["ticket"]["number"] == number
    assert following["ticket"]["only_counter"] == 4
    assert following["reason"]["code"] == "bound"


def test_pausing_has_a_reason_and_lets_the_visit_in_hand_end(clerk: Asker) -> None:
    clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    clerk.at(3, "start")
    assert clerk.refused_at(3, "pause", reason="") == "invalid_body"
    assert clerk.at(3, "pause")["counter"]["pause_reason"] == "other"  # none given
    clerk.at(3, "resume")
    paused = clerk.at(3, "pause", reason="break")["counter"]
    assert (paused["status"], paused["pause_reason"]) == ("paused", "break")
    clerk.at(3, "finish")
    assert clerk.refused_at(3, "call-next") == "counter_paused"
    assert clerk.at(3, "resume")["counter"]["status"] == "open"
    assert clerk.refused_at(3, "resume") == "counter_not_paused"


def test_help_is_asked_for_once_and_taken_back(clerk: Asker) -> None:
    clerk.at(3, "open")
    asked = clerk.at(3, "help")["counter"]["help_requested_at"]
    assert asked is not None
    assert clerk.at(3, "help")["counter"]["help_requested_at"] == asked
    assert clerk.at(3, "help", needed=False)["counter"]["help_requested_at"] is None


def test_a_busy_counter_does_not_close_and_a_closed_one_does_nothing(clerk: Asker) -> None:
    clerk.issue()
    clerk.at(3, "open")
    clerk.at(3, "call-next")
    assert clerk.refused_at(3, "close") == "counter_busy"
    clerk.at(3, "undo")
    assert clerk.at(3, "close")["counter"]["status"] == "closed"
    assert clerk.refused_at(3, "call-next") == "counter_closed"
    assert clerk.refused_at(99, "open") == "unknown_counter"


@pytest.mark.parametrize(
    "verb", ["close", "call-next", "recall", "start", "finish", "no-show", "undo", "help"]
)
def test_nobody_acts_at_a_counter_that_somebody_else_opened(
    clerk: Asker, asker: Asks, verb: str
) -> None:
    clerk.at(3, "open")
    assert asker("clerk", "c04").refused_at(3, verb) == "not_your_counter"
    assert asker("clerk").refused_at(3, verb) == "not_your_counter"


def test_a_supervisor_acts_at_any_counter(clerk: Asker, asker: Asks) -> None:
    number = clerk.issue()
    clerk.at(3, "open")
    assert asker("supervisor").at(3, "call-next")["number"] == number


def test_a_program_may_hold_several_counters_and_name_their_clerks(asker: Asks) -> None:
    program = asker("clerk")
    assert program.at(3, "open", clerk="c03")["counter"]["clerk"] == "c03"
    assert program.at(4, "open", clerk="c04")["counter"]["clerk"] == "c04"
    assert program.refused_at(5, "open", clerk="c04") == "clerk_elsewhere"
    assert program.refused_at(5, "open", clerk="nobody") == "unknown_clerk"
    assert program.at(3, "close")["counter"]["status"] == "closed"


def test_a_clerk_sits_as_nobody_else_and_at_one_counter(clerk: Asker) -> None:
    assert clerk.refused_at(3, "open", clerk="c04") == "forbidden"
    clerk.at(3, "open")
    assert clerk.refused_at(3, "open") == "counter_already_open"
    assert clerk.refused_at(4, "open") == "clerk_elsewhere"


def test_a_counter_opens_with_lanes_of_its_own(clerk: Asker) -> None:
    lane = {"services": ["transcript"], "classes": ["walk_in"]}
    assert clerk.refused_at(3, "open", serves=[{**lane, "services": ["x"]}]) == "unknown_service"
    assert clerk.refused_at(3, "open", serves=[{**lane, "classes": ["x"]}]) == "unknown_class"
    assert clerk.refused_at(3, "open", serves=[]) == "invalid_body"
    assert clerk.at(3, "open", serves=[lane])["counter"]["serves"] == [lane]


def test_who_is_no_clerk_has_no_say_at_counters(asker: Asks) -> None:
    for role in ("viewer", "kiosk"):
        assert asker(role).refused_at(3, "open") == "forbidden"


def test_a_viewer_sees_what_staff_see_and_changes_nothing(asker: Asks) -> None:
    viewer = asker("viewer")
    for path in ("/floor", "/counters/3/next", "/alerts", "/reallocations"):
        assert viewer.get(path)
    for path in ("/tickets", "/alerts/x/ack", "/reallocations/x/accept", "/counters/3/call-next"):
        assert viewer.refused(path) == "forbidden"


def test_a_reserve_clerk_is_free_to_help_once_here(asker: Asks) -> None:
    reserve = asker("clerk", "c10")

    def state() -> str:
        clerks = reserve.get("/floor")["clerks"]
        return str(next(clerk["state"] for clerk in clerks if clerk["id"] == "c10"))

    assert state() == "off"
    assert reserve.post("/me/presence", present=True) == {"present": True}
    assert state() == "free"
    assert reserve.post("/me/presence", present=False) == {"present": False}
    assert state() == "off"
    assert asker("clerk").post("/me/presence", present=True) == {"present": None}
