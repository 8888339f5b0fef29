"""One tap from a message: signed, single-use, short-lived, and never by opening alone."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.links import Link, Links, Standing, standing, use
from queue_monitor.domain.errors import LinkSpent, UnknownLink
from queue_monitor.domain.events import Event
from queue_monitor.domain.watch import AlertState, NoticeKind, PlanState, Verb
from queue_monitor.domain.watch_events import (
    AlertAcknowledged,
    NoticeAnswered,
    NoticeClaimed,
    NoticeSent,
    ReallocationWithdrawn,
)
from queue_monitor.tokens import Seal
from tests.alerts.office import COUNTS_ONLY, WatchedDay, a_day, opening

SEAL = Seal(b"k" * 32)
LINKS = Links(seal=SEAL, base="https://queue.example/", valid=timedelta(minutes=30))


def told(*, plan: bool = False) -> WatchedDay:
    """A day on which the duty supervisor has got the message, with a plan in it if so wanted."""
    day = a_day()
    day.come(8)
    if plan:
        day.propose(opening())
    day.passes(seconds=5)
    deliver(day)
    return day


def deliver(day: WatchedDay) -> None:
    """The newest notice goes out as the worker sends it."""
    notice = list(day.floor.watch.notices.values())[-1]
    plans = [p.id for p in day.floor.watch.plans.values() if p.state is PlanState.PROPOSED]
    until = day.at + timedelta(seconds=60)
    day.ask(
        lambda _f, at: (
            NoticeClaimed(
                at=at, notice=notice.id, worker="w", until=until, plan=plans[-1] if plans else None
            ),
        )
    )
    day.ask(lambda _f, at: (NoticeSent(at=at, notice=notice.id),))


def link(day: WatchedDay, verb: Verb = Verb.ACK) -> Link:
    """The link in the newest message."""
    notice = list(day.floor.watch.notices.values())[-1]
    address = LINKS.of(day.floor.watch, notice)[verb]
    return LINKS.read(address.partition("#")[2])


def tap(day: WatchedDay, which: Link, reason: str | None = None) -> list[Event]:
    return day.ask(partial(use, link=which, reason=reason, watching=COUNTS_ONLY))


def stands(day: WatchedDay, which: Link) -> Standing:
    return standing(day.floor.watch, which, day.at)


# -- the token -----------------------------------------------------------------------------------


@given(st.text(max_size=60))
def test_a_token_comes_back_as_its_text(text: str) -> None:
    assert SEAL.read(SEAL.sign(text)) == text


@given(st.text(max_size=120))
def test_nothing_else_is_a_token(text: str) -> None:
    assert SEAL.read(text) is None


@given(st.integers(0, 200), st.sampled_from("Aa0-_.="))
def test_a_token_with_one_sign_changed_is_none(place: int, sign: str) -> None:
    token = SEAL.sign("ack 2026-11-23.n2 duty 2026-11-23.e1 - 1795340011")
    place %= len(token)
    other = token[:place] + sign + token[place + 1 :]
    assert SEAL.read(other) == (SEAL.read(token) if other == token else None)


def test_another_office_s_token_is_none() -> None:
    assert Seal(b"j" * 32).read(SEAL.sign("ack")) is None
    with pytest.raises(UnknownLink):
        LINKS.read(Seal(b"j" * 32).sign("ack 2026-11-23.n2 duty 2026-11-23.e1 - 1795340011"))


def test_a_recipient_may_be_named_with_spaces() -> None:
    mine = replace(link(told()), to="值星 duty  officer ")
    assert LINKS.read(SEAL.sign(mine.text)) == mine


def test_the_token_stands_behind_the_hash_alone() -> None:
    day = told()
    (address,) = LINKS.of(day.floor.watch, day.notices()[0]).values()
    page, _, token = address.partition("#")
    assert page == "https://queue.example/tap"
    assert len(token) > 40


def test_without_a_public_address_there_are_no_links() -> None:
    day = told()
    assert replace(LINKS, base=None).of(day.floor.watch, day.notices()[0]) == {}


# -- acknowledging -------------------------------------------------------------------------------


def test_one_tap_acknowledges_as_the_recipient_in_one_append() -> None:
    day = told()
    events = tap(day, link(day))
    assert [type(event) for event in events][:2] == [NoticeAnswered, AlertAcknowledged]
    assert (day.state, day.alert.acked_by) == (AlertState.ACKED, "recipient:duty")


def test_a_link_works_once() -> None:
    day = told()
    which = link(day)
    tap(day, which)
    assert stands(day, which) is Standing.USED
    with pytest.raises(LinkSpent):
        tap(day, which)
    day.passes(minutes=15)  # the acknowledgement lapses, and it fires again
    assert day.state is AlertState.FIRING
    with pytest.raises(LinkSpent):
        tap(day, which)


def test_a_link_lives_for_its_time_from_sending_and_not_longer() -> None:
    day = told()
    which = link(day)
    day.at = which.expires_at - timedelta(microseconds=1)
    assert stands(day, which) is Standing.OPEN
    day.at = which.expires_at
    assert stands(day, which) is Standing.EXPIRED
    with pytest.raises(LinkSpent):
        tap(day, which)


def test_when_somebody_else_was_first_it_says_so() -> None:
    day = told()
    which = link(day)
    day.ack()
    assert stands(day, which) is Standing.DONE
    with pytest.raises(LinkSpent):
        tap(day, which)


def test_when_it_is_over_it_says_so_even_when_it_is_late() -> None:
    day = told()
    which = link(day)
    day.go(8)
    day.passes(minutes=62)
    assert stands(day, which) is Standing.OVER


def test_after_a_restart_it_stands_as_before() -> None:
    day = told()
    which = link(day)
    tap(day, which)
    day.restart()
    assert stands(day, which) is Standing.USED


# -- plans ---------------------------------------------------------------------------------------


def test_a_message_sent_with_a_plan_at_hand_offers_it() -> None:
    day = told(plan=True)
    assert set(LINKS.of(day.floor.watch, day.notices()[0])) == set(Verb)
    assert day.notices(NoticeKind.PROPOSED) == []


def test_accepting_by_link_accepts_as_the_recipient_and_acknowledges_too() -> None:
    day = told(plan=True)
    tap(day, link(day, Verb.ACCEPT))
    assert (day.plan.state, day.plan.decided_by) == (PlanState.OFFERED, "recipient:duty")
    assert day.state is AlertState.ACKED


def test_declining_by_link_keeps_the_reason() -> None:
    day = told(plan=True)
    accept = link(day, Verb.ACCEPT)
    tap(day, link(day, Verb.DECLINE), reason="the deputy comes")
    assert (day.plan.state, day.plan.reason) == (PlanState.DECLINED, "the deputy comes")
    assert stands(day, accept) is Standing.DONE


def test_a_plan_that_the_floor_made_impossible_is_over() -> None:
    day = told(plan=True)
    accept = link(day, Verb.ACCEPT)
    day.go(8)
    day.passes(minutes=2)
    assert day.plan.state is PlanState.WITHDRAWN
    assert stands(day, accept) is Standing.OVER


def test_a_plan_found_later_goes_after_the_alert_to_those_who_were_told() -> None:
    day = told()
    day.propose(opening())
    day.look()
    (offer,) = day.notices(NoticeKind.PROPOSED)
    assert (offer.to, offer.plan) == ("duty", day.plan.id)
    day.look()
    assert len(day.notices(NoticeKind.PROPOSED)) == 1


def test_a_plan_decided_before_its_message_went_out_is_told_to_nobody() -> None:
    day = told()
    day.propose(opening())
    day.look()
    day.accept()
    day.look()
    assert [n.error for n in day.notices(NoticeKind.PROPOSED)] == ["decided"]


def test_of_several_plans_the_recommended_one_is_offered_in_one_message() -> None:
    day = told()
    day.propose(opening(3, "c4"), opening(2, "c3"))
    day.look()
    best = min(day.floor.watch.plans.values(), key=lambda plan: plan.rank)
    assert [n.plan for n in day.notices(NoticeKind.PROPOSED)] == [best.id]


def test_after_a_declined_plan_the_next_one_is_offered_at_once() -> None:
    day = told(plan=True)
    tap(day, link(day, Verb.DECLINE))
    day.propose(opening(2, "c3"))
    day.look()
    assert [n.plan for n in day.notices(NoticeKind.PROPOSED)] == [day.plan.id]


def test_a_plan_that_vanished_is_followed_by_another_only_after_a_while() -> None:
    day = told(plan=True)
    gone = ReallocationWithdrawn(at=day.at, plan=day.plan.id, cause="superseded")
    day.ask(lambda _f, _at: (gone,))
    day.propose(opening(2, "c3"))
    day.look()
    assert day.notices(NoticeKind.PROPOSED) == []
    day.at += timedelta(minutes=3)
    day.look()
    assert len(day.notices(NoticeKind.PROPOSED)) == 1
