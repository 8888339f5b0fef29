"""Remedies: what is offered, each guard by its name, and which comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts import plans
from alerts.conditions import watched
from alerts.draft import Draft
from alerts.flood import without_flood
from alerts.reallocation import Scored, effect_of, proposals, rank
from alerts.remedies import Candidate, candidates
from alerts.watching import Watching
from queue_monitor.config import Alerts, Limits, Reallocation
from queue_monitor.domain import events as ev
from queue_monitor.domain.model import (
    SYSTEM,
    ClerkId,
    ClerkPlan,
    CounterId,
    Lane,
    Need,
    ServiceId,
    TicketId,
)
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Plan,
    PlanId,
    PlanKind,
    Proposal,
    Rule,
    Scope,
    ScopeKind,
)
from queue_monitor.domain.watch_events import (
    AlertRaised,
    HelpAccepted,
    HelpDeclined,
    HelpOffered,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationDeclined,
    ReallocationProposed,
)
from queue_monitor.forecast import OpenCounter, Outlook, QuickForecast
from tests.forecast.offices import NOW, PRIORITY, WALK_IN, Day, lane, plan

ALL = ("transcript", "id_card", "nationality")
WATCHING = Watching(conditions=watched(Alerts()), life=Alerts())
SECONDS = timedelta(seconds=1)


def clerk(name: str, *skills: str, reserve: bool = False, home: int | None = None) -> ClerkPlan:
    return ClerkPlan(
        id=ClerkId(name),
        skills=tuple(ServiceId(s) for s in skills or ALL),
        reserve=reserve,
        home=None if home is None else CounterId(home),
    )


def office(
    *clerks: ClerkPlan, counters: Mapping[int, Sequence[Lane]] | None = None, present: str = ""
) -> Day:
    """Three full-service counters unless said otherwise; `present`: clerks signed in."""
    made = plan(
        services=dict.fromkeys(ALL, 300.0),
        counters=counters or {n: [lane(*ALL)] for n in (1, 2, 3)},
        clerks={c.id: c for c in clerks},
    )
    return Day(made, present=present.split())


def crowd(day: Day, count: int = 12, service: str = "transcript") -> Day:
    day.issued(service, count, at=NOW - timedelta(minutes=4))
    return day


def alert(scope: Scope = Scope(), *, value: float = 12.0) -> Alert:  # noqa: B008 - frozen
    return Alert(
        id=AlertId("2026-03-04.e1"),
        rule=Rule.WAITING,
        scope=scope,
        state=AlertState.FIRING,
        since=NOW,
        crossed_at=NOW,
        noticed_at=NOW,
        fired_at=NOW,
        value=value,
        limit=7.0,
        worst=value,
    )


def of_service(service: str) -> Alert:
    return alert(Scope(kind=ScopeKind.SERVICE, id=service))


def found(
    day: Day, about: Alert | None = None, at: datetime = NOW, express: Sequence[int] = ()
) -> list[Candidate]:
    return candidates(
        day.floor,
        about or alert(),
        at,
        settings=Reallocation(),
        express=[CounterId(n) for n in express],
    )


def proposed(day: Day, about: Alert | None = None, at: datetime = NOW) -> Sequence[Proposal]:
    return proposals(day.floor, about or alert(), at, watching=WATCHING, forecast=QuickForecast())


def kinds(remedies: Sequence[Candidate]) -> list[tuple[PlanKind, int, tuple[str, ...]]]:
    return [(c.kind, c.counter, c.helpers) for c in remedies]


# -- what is offered -----------------------------------------------------------------------------


def test_a_closed_counter_is_opened_by_whoever_sits_at_none() -> None:
    day = office(clerk("c1"), clerk("c2")).opened(1, clerk="c1").opened(2, clerk=None)
    assert kinds(found(crowd(day))) == [(PlanKind.OPEN_COUNTER, 3, ("c2",))]


def test_there_is_a_remedy_when_no_counter_is_open() -> None:
    day = crowd(office(clerk("c1")))
    (best, *_) = proposed(day)
    assert (best.kind, best.clerk) == (PlanKind.OPEN_COUNTER, "c1")
    assert best.effect.waiting_with < best.effect.waiting_without - 3


def test_there_is_a_remedy_when_nobody_is_named_at_the_open_counters() -> None:
    day = crowd(office(clerk("c1", reserve=True)).opened(1, 2))
    (best, *_) = proposed(day)
    assert (best.kind, best.counter, best.clerk) == (PlanKind.OPEN_COUNTER, 3, "c1")


def test_there_is_none_when_every_clerk_sits_at_a_counter() -> None:
    day = office(clerk("c1"), clerk("c2")).opened(1, clerk="c1").opened(2, clerk="c2")
    assert proposed(crowd(day)) == ()


def test_an_open_counter_is_asked_to_take_the_service_that_people_wait_for() -> None:
    day = office(
        clerk("c1"),
        clerk("c2"),
        counters={1: [lane("transcript")], 2: [lane("nationality")]},
    )
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2").busy(1, service="transcript"))
    (only,) = found(day)
    assert (only.kind, only.counter, only.helpers) == (PlanKind.ADD_SERVICE, 2, ("c2",))
    assert only.serves == (lane("nationality", "transcript"),)
    assert only.services == ("transcript",)


def test_a_counter_that_comes_to_a_service_last_may_take_it_along_with_its_first() -> None:
    first, last = lane("id_card", "transcript"), lane("nationality")
    day = office(clerk("c1"), clerk("c2"), counters={1: [last], 2: [first, last]})
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2"), service="nationality")
    (only,) = found(day)
    assert (only.kind, only.counter, only.services) == (PlanKind.ADD_SERVICE, 2, ("nationality",))
    assert only.serves == (lane("id_card", "transcript", "nationality"), last)


def test_a_lane_of_one_class_stays_that_class_s_own() -> None:
    first, last = lane("transcript", classes=["priority"]), lane("nationality")
    day = office(clerk("c1"), clerk("c2"), counters={1: [last], 2: [first, last]})
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2"), service="nationality")
    assert found(day) == []


def test_an_alert_of_one_service_puts_that_service_first() -> None:
    day = office(
        clerk("c1"),
        clerk("c2"),
        counters={1: [lane("transcript")], 2: [lane("nationality")]},
    )
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2"))
    (only,) = found(day, of_service("transcript"))
    assert only.serves == (lane("transcript"), lane("nationality"))


def test_who_comes_to_help_takes_the_whole_crowd_in_one_lane() -> None:
    first, last = lane("id_card", "transcript"), lane("nationality")
    day = office(clerk("c1", reserve=True), counters={1: [first, last]})
    crowd(day, service="nationality")
    (only,) = found(day)
    assert only.kind is PlanKind.OPEN_COUNTER
    assert only.serves == (lane("id_card", "transcript", "nationality"), last)


def test_a_helper_at_a_counter_for_one_class_keeps_its_lanes() -> None:
    first, last = lane("transcript", classes=["priority"]), lane("nationality")
    day = office(clerk("c1", reserve=True), counters={1: [first, last]})
    crowd(day, service="nationality")
    (only,) = found(day)
    assert only.serves == (first, last)


def test_the_express_counter_is_called_for_all_comers() -> None:
    express = [lane("transcript"), lane("id_card", classes=["walk_in"])]
    day = office(clerk("c1"), clerk("c2"), counters={1: [lane("nationality")], 2: express})
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2"), service="nationality")
    kind, serves = next((c.kind, c.serves) for c in found(day, express=[2]) if c.counter == 2)
    assert kind is PlanKind.CALL_EXPRESS
    assert serves == (lane("transcript", "id_card", "nationality"),)


def test_a_clerk_is_moved_from_a_counter_that_serves_another_line() -> None:
    counters = {1: [lane("nationality")], 2: [lane("nationality")], 3: [lane("transcript")]}
    day = office(clerk("c1"), clerk("c2", "nationality"), counters=counters)
    crowd(day.opened(1, clerk="c1").opened(2, clerk="c2"))
    moves = [c for c in found(day) if c.kind is PlanKind.MOVE_CLERK]
    assert [(m.donor, m.counter, m.helpers) for m in moves] == [(1, 3, ("c1",))]


def test_a_pause_may_be_ended_if_its_owner_agrees() -> None:
    day = office(clerk("c1"), counters={1: [lane(*ALL)]}).opened(1, clerk="c1")
    day.tell(ev.CounterPaused(at=NOW, counter=CounterId(1), reason="lunch", by=SYSTEM))
    assert kinds(found(crowd(day))) == [(PlanKind.END_BREAK, 1, ("c1",))]


@pytest.mark.parametrize(("others", "must"), [(0, False), (2, False), (3, True)])
def test_where_three_are_open_for_the_same_a_break_ends_only_for_what_suffices(
    others: int, must: bool
) -> None:
    numbers = range(1, others + 2)
    counters = {n: [lane(*ALL)] for n in numbers} | {9: [lane("nationality")]}
    day = office(*(clerk(f"c{n}") for n in counters), counters=counters)
    for number in counters:
        day.opened(number, clerk=f"c{number}")
    day.tell(ev.CounterPaused(at=NOW, counter=CounterId(1), reason="lunch", by=SYSTEM))
    (ended,) = (c for c in found(crowd(day)) if c.kind is PlanKind.END_BREAK)
    assert ended.must_suffice is must


# -- guards --------------------------------------------------------------------------------------


def test_of_those_in_the_house_the_reserve_is_asked_first_and_nobody_else() -> None:
    clerks = [clerk(n, reserve=n in {"c2", "c4"}) for n in ("c1", "c2", "c3", "c4")]
    day = crowd(office(*clerks, present="c3 c4"))
    assert found(day)[0].helpers == ("c4", "c3")


def test_where_nobody_is_known_to_be_in_the_house_anybody_may_be_asked() -> None:
    clerks = [clerk(n, reserve=n in {"c2", "c4"}) for n in ("c1", "c2", "c3", "c4")]
    assert found(crowd(office(*clerks)))[0].helpers == ("c2", "c4", "c1", "c3")


def test_a_clerk_who_signed_out_is_asked_last() -> None:
    day = crowd(office(clerk("c1"), clerk("c2"), present="c1"))
    day.tell(ev.ClerkWent(at=NOW, clerk=ClerkId("c1")))
    assert found(day)[0].helpers == ("c2", "c1")


def test_a_clerk_on_a_break_or_at_another_counter_is_not_asked_to_open_one() -> None:
    day = office(clerk("c1"), clerk("c2"), clerk("c3"))
    day.opened(1, clerk="c1").opened(2, clerk="c2")
    day.tell(ev.CounterPaused(at=NOW, counter=CounterId(2), reason="break", by=SYSTEM))
    openings = [c for c in found(crowd(day)) if c.kind is PlanKind.OPEN_COUNTER]
    assert kinds(openings) == [(PlanKind.OPEN_COUNTER, 3, ("c3",))]


def test_skills_must_fit() -> None:
    day = crowd(office(clerk("c1", "nationality"), clerk("c2", "transcript", "id_card")))
    (only,) = found(day)
    assert only.helpers == ("c2",)
    assert only.serves == (lane("transcript", "id_card"),)


def test_whoever_cannot_give_what_the_plan_promises_is_no_stand_in() -> None:
    day = crowd(office(clerk("c1", reserve=True), clerk("c2", "nationality")))
    assert found(day)[0].helpers == ("c1",)


def test_a_donor_keeps_its_minimum() -> None:
    counters = {1: [lane("nationality")], 3: [lane("transcript")]}
    day = crowd(office(clerk("c1"), counters=counters).opened(1, clerk="c1"))
    assert [c for c in found(day) if c.kind is PlanKind.MOVE_CLERK] == []


def planned(day: Day, remedy: Candidate, *, number: int = 1) -> Plan:
    if not day.floor.watch.alerts:
        day.tell(AlertRaised(at=NOW, alert=alert()))
    made = Plan(
        id=PlanId(f"2026-03-04.r{number}"),
        alert=alert().id,
        proposal=remedy.proposal,
        proposed_at=NOW,
    )
    day.tell(ReallocationProposed(at=NOW, plan=made))
    return made


def asked(day: Day, made: Plan) -> None:
    clerk_id = made.proposal.clerk
    day.tell(ReallocationAccepted(at=NOW, plan=made.id, by=SYSTEM))
    day.tell(HelpOffered(at=NOW, plan=made.id, clerk=clerk_id, until=NOW + 60 * SECONDS))


def test_one_plan_at_a_time_counts_on_a_counter_and_a_clerk() -> None:
    day = crowd(office(clerk("c1"), clerk("c2")).opened(1))
    first = found(day)[0]
    assert (first.counter, first.helpers) == (2, ("c1", "c2"))
    asked(day, planned(day, first))
    assert kinds(found(day)) == [(PlanKind.OPEN_COUNTER, 3, ("c2",))]


def applied(day: Day, remedy: Candidate, *, number: int = 1, at: datetime = NOW) -> None:
    made = planned(day, remedy, number=number)
    asked(day, made)
    agreed = HelpAccepted(at=at, plan=made.id, clerk=made.proposal.clerk, by=SYSTEM)
    day.tell(agreed)
    day.tell(
        ev.CounterOpened(
            at=at,
            counter=remedy.counter,
            clerk=made.proposal.clerk,
            by=SYSTEM,
            serves=remedy.serves,
        )
    )
    day.tell(ReallocationApplied(at=at, plan=made.id, before=()))


def test_a_move_stands_for_its_time() -> None:
    counters = {1: [lane("transcript")], 2: [lane("nationality")], 3: [lane("nationality")]}
    day = office(clerk("c1"), clerk("c2"), counters=counters).opened(2, clerk="c2")
    crowd(day, service="transcript")
    remedy = next(c for c in found(day) if c.kind is PlanKind.OPEN_COUNTER)
    assert remedy.counter == 1
    applied(day, remedy)
    crowd(day, 30, "nationality")
    soon, later = (found(day, at=NOW + minutes * 60 * SECONDS) for minutes in (9, 10))
    assert 1 not in {c.counter for c in soon}
    assert 1 in {c.counter for c in later}


def test_the_load_is_spread_over_the_helpers() -> None:
    day = crowd(office(clerk("c1"), clerk("c2")))
    first = found(day)[0]
    assert first.helpers[0] == "c1"
    applied(day, first)
    day.tell(ev.CounterClosed(at=NOW, counter=first.counter, by=SYSTEM))
    assert found(day, at=NOW + timedelta(hours=1))[0].helpers == ("c2", "c1")


def test_the_next_asked_need_only_give_what_the_plan_promises() -> None:
    day = crowd(office(clerk("c1"), clerk("c2", "transcript"), clerk("c3", "nationality")))
    first = found(day)[0]
    assert (first.services, first.helpers) == (("transcript",), ("c1", "c2"))
    made = planned(day, first)
    asked(day, made)
    day.tell(HelpDeclined(at=NOW, plan=made.id, clerk=ClerkId("c1"), reason="phone"))
    day.tell(HelpOffered(at=NOW, plan=made.id, clerk=ClerkId("c2"), until=NOW + SECONDS))
    day.tell(HelpAccepted(at=NOW, plan=made.id, clerk=ClerkId("c2"), by=SYSTEM))
    draft = Draft(day.floor, NOW)
    plans.advance(draft, made.id, WATCHING.reallocation)
    (lane,) = draft.floor.counters[first.counter].serves[:1]
    assert draft.floor.counters[first.counter].clerk == "c2"
    assert set(lane.services) == {"transcript"}


def test_who_declined_in_this_episode_is_not_asked_again() -> None:
    day = crowd(office(clerk("c1"), clerk("c2")))
    made = planned(day, found(day)[0])
    asked(day, made)
    day.tell(HelpDeclined(at=NOW, plan=made.id, clerk=ClerkId("c1"), reason="phone"))
    day.tell(ReallocationDeclined(at=NOW, plan=made.id, by=SYSTEM, reason=None))
    assert {c.helpers for c in found(day)} == {("c2",)}


def test_a_remedy_that_was_refused_is_not_offered_again_in_the_episode() -> None:
    day = crowd(office(clerk("c1")))
    first = found(day)[0]
    made = planned(day, first)
    day.tell(ReallocationDeclined(at=NOW, plan=made.id, by=SYSTEM, reason="no"))
    assert first.counter not in {c.counter for c in found(day)}


def test_the_flood_of_one_device_does_not_say_what_is_wanted_most() -> None:
    day = office(clerk("c1"))
    day.issued("nationality", 70, device="device:k9")
    for number in range(9):
        day.issued("transcript", device=f"device:k{number}")
    assert found(day)[0].services == ("nationality", "transcript")
    seen = without_flood(day.floor, 5)
    (first, *_) = candidates(seen, alert(), NOW, settings=Reallocation())
    assert first.services == ("transcript", "nationality")


# -- which comes first ---------------------------------------------------------------------------


def outlook(longest_s: float, waiting: float, *, clear: bool, other_s: float = 0.0) -> Outlook:
    return Outlook(
        longest_wait_p50=longest_s * SECONDS,
        longest_wait_p90=longest_s * SECONDS,
        waiting=waiting,
        services={ServiceId("id_card"): other_s * SECONDS},
        clear_after=600 * SECONDS if clear else None,
    )


def option(kind: PlanKind, number: int = 1) -> Candidate:
    counter = CounterId(number)
    return Candidate(
        kind=kind,
        counter=counter,
        helpers=(ClerkId("c1"),),
        services=(),
        serves=(),
        change=OpenCounter(counter=counter, clerk=None, serves=()),
        order=number,
    )


NOW_BAD = outlook(1800, 20, clear=False)


def first_of(*pairs: tuple[Candidate, Outlook]) -> list[Scored]:
    return rank(
        [c for c, _ in pairs], [NOW_BAD, *(o for _, o in pairs)], within=timedelta(minutes=10)
    )


def test_the_cheapest_that_suffices_comes_first_though_another_does_more() -> None:
    ranked = first_of(
        (option(PlanKind.OPEN_COUNTER), outlook(300, 0, clear=True)),
        (option(PlanKind.ADD_SERVICE), outlook(600, 4, clear=True)),
        (option(PlanKind.END_BREAK), outlook(200, 0, clear=True)),
    )
    assert [s.candidate.kind for s in ranked] == [
        PlanKind.ADD_SERVICE,
        PlanKind.OPEN_COUNTER,
        PlanKind.END_BREAK,
    ]


def test_too_much_is_not_asked_for_a_little_relief() -> None:
    little, much = outlook(1200, 10, clear=False), outlook(600, 4, clear=True)
    pause = option(PlanKind.END_BREAK)
    dear = replace(pause, must_suffice=True)
    assert [s.candidate for s in first_of((dear, little), (pause, little))] == [pause]
    assert [s.candidate for s in first_of((dear, much))] == [dear]


def test_what_suffices_comes_before_what_is_cheaper() -> None:
    ranked = first_of(
        (option(PlanKind.ADD_SERVICE), outlook(1700, 18, clear=False)),
        (option(PlanKind.MOVE_CLERK), outlook(600, 4, clear=True)),
    )
    assert ranked[0].candidate.kind is PlanKind.MOVE_CLERK


def test_what_ends_the_crowd_too_late_does_not_suffice() -> None:
    late = replace(outlook(900, 6, clear=True), clear_after=601 * SECONDS)
    ranked = first_of(
        (option(PlanKind.ADD_SERVICE), late),
        (option(PlanKind.MOVE_CLERK), outlook(600, 4, clear=True)),
    )
    assert [s.effect.sufficient for s in ranked] == [True, False]
    assert ranked[0].candidate.kind is PlanKind.MOVE_CLERK


def test_when_nothing_suffices_the_greatest_relief_comes_first() -> None:
    ranked = first_of(
        (option(PlanKind.ADD_SERVICE), outlook(1750, 19, clear=False)),
        (option(PlanKind.OPEN_COUNTER), outlook(1200, 12, clear=False)),
    )
    assert ranked[0].candidate.kind is PlanKind.OPEN_COUNTER


def test_a_remedy_that_hurts_another_line_is_dear() -> None:
    ranked = first_of(
        (option(PlanKind.ADD_SERVICE), outlook(600, 4, clear=True, other_s=600)),
        (option(PlanKind.OPEN_COUNTER), outlook(600, 4, clear=True)),
    )
    assert ranked[0].candidate.kind is PlanKind.OPEN_COUNTER
    assert [h.change_s for h in ranked[1].effect.hurt] == [600.0]


def test_half_a_minute_is_not_worth_a_change_of_lanes() -> None:
    ranked = first_of(
        (option(PlanKind.CALL_EXPRESS), outlook(1770, 19.5, clear=True)),
        (option(PlanKind.OPEN_COUNTER), outlook(1700, 19, clear=True)),
    )
    assert [s.candidate.kind for s in ranked] == [PlanKind.OPEN_COUNTER]


def test_what_helps_nobody_is_left_out_but_a_counter_that_could_open_stays() -> None:
    ranked = first_of(
        (option(PlanKind.ADD_SERVICE), NOW_BAD), (option(PlanKind.OPEN_COUNTER), NOW_BAD)
    )
    assert [s.candidate.kind for s in ranked] == [PlanKind.OPEN_COUNTER]


def test_the_effect_has_both_sides() -> None:
    effect = effect_of(NOW_BAD, outlook(600, 4, clear=True), within=timedelta(minutes=10))
    assert (effect.longest_wait_without_s, effect.longest_wait_with_s) == (1800.0, 600.0)
    assert (effect.waiting_without, effect.waiting_with) == (20, 4)
    assert effect.sufficient
    assert effect.hurt == ()


def test_a_scenario_worked_out_by_hand() -> None:
    # Nobody else comes, twelve people who came 4 minutes ago, one counter that serves 300 s +
    # 15 s walk + 10 s between (4 % do not come: 288 + 25 = 313 s a call). Alone it calls at 0,
    # 313, 626, 939, 1252, 1565 s: six in 30 minutes, six still wait, 240 + 1800 s the longest.
    # A second counter that starts after 90 s calls six more by 1655 s: all are called, the last
    # at 1655 s.
    day = office(clerk("c1", reserve=True), counters={1: [lane("transcript")], 2: [lane(*ALL)]})
    day.opened(1)
    crowd(day)
    quiet = Alerts(services={ServiceId("transcript"): Limits(waiting_limit=7)})
    watching = Watching(conditions=watched(quiet), life=quiet)
    # The twelve came in one burst; as a rate they would come again. Look an hour later.
    later = NOW + timedelta(hours=1)
    (best, *_) = proposals(
        day.floor,
        of_service("transcript"),
        later,
        watching=watching,
        forecast=QuickForecast(),
    )
    assert (best.kind, best.counter, best.clerk) == (PlanKind.OPEN_COUNTER, 2, "c1")
    effect = best.effect
    waited_s = 3600 + 240
    assert effect.longest_wait_without_s == pytest.approx(waited_s + 1800, abs=1)
    assert effect.longest_wait_with_s == pytest.approx(waited_s + 1655, abs=40)
    assert effect.waiting_without - effect.waiting_with == pytest.approx(6, abs=1)


def test_priority_visitors_count_like_everybody_else() -> None:
    day = office(clerk("c1"), counters={1: [lane("transcript", classes=["priority"])]})
    day.issued("transcript", 9, visit_class=PRIORITY)
    assert found(day)[0].services == ("transcript",)
    day = office(clerk("c1"), counters={1: [lane("transcript", classes=["priority"])]})
    day.issued("transcript", 9, visit_class=WALK_IN)
    assert found(day)[0].services == ("transcript",)


def test_who_speaks_what_was_asked_for_is_asked_first() -> None:
    speaker = replace(clerk("c4"), languages=("vi",))
    day = crowd(office(clerk("c2", reserve=True), speaker, present="c2 c4"))
    assert found(day)[0].helpers == ("c2", "c4")
    asker = ev.Issued(
        at=NOW - timedelta(minutes=1),
        ticket=TicketId("2026-03-04/900"),
        number=f"{day.floor.plan.services[0].letter}900",
        service=ServiceId("transcript"),
        visit_class=WALK_IN,
        language="vi",
        device=SYSTEM,
        needs=(Need.LANGUAGE,),
    )
    day.tell(asker)
    assert found(day)[0].helpers == ("c4", "c2")
