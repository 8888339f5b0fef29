"""Who is on duty: turns, half-days, rotating weeks and swaps; and whom the ladder then tells."""

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import duties
from alerts.notices import Ladder, Route, Rung, ladder_of
from alerts.requests import next_look
from alerts.roster import Post, posts_of
from queue_monitor.domain.duties import Duty, DutyChanged, changed
from queue_monitor.domain.errors import UnknownPerson, WrongHours
from queue_monitor.domain.model import ActorId
from tests.alerts.office import SUPERVISOR, WatchedDay, a_day, watching
from tests.config.office import office_with

MONDAY = date(2026, 11, 23)
AN_HOUR = timedelta(hours=1)


@cache
def duty_supervisor() -> Post:
    """The post of the repository's office: two chiefs, week by week, one half-day swapped."""
    return posts_of(office_with())["duty_supervisor"]


def local(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """An hour in Taipei."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - 8 * AN_HOUR


def a_duty(start: datetime, end: datetime, who: str | None = "deputy") -> Duty:
    return Duty(
        post="duty_supervisor", start=start, end=end, who=who, by=SUPERVISOR, at=local(23, 7)
    )


def test_weeks_take_turns() -> None:
    post = duty_supervisor()
    assert post.planned(local(23, 9)) == "chief_household"
    assert post.planned(local(30, 9)) == "chief_service"
    assert post.planned(local(7, 9, month=12)) == "chief_household"
    assert post.planned(local(16, 9)) == "chief_service"  # also before the first week


def test_a_half_day_changes_hands_at_its_hour_exactly() -> None:
    post = duty_supervisor()
    assert post.planned(local(2, 12, 29, month=12)) == "chief_service"
    assert post.planned(local(2, 12, 30, month=12)) == "chief_household"


def test_hours_that_no_turn_covers_are_nobodys() -> None:
    assert duty_supervisor().planned(local(28, 9)) is None  # a Saturday


def test_a_swap_goes_before_the_roster_and_only_in_its_hours() -> None:
    post, swap = duty_supervisor(), a_duty(local(23, 9), local(23, 12))
    assert post.on_duty([swap], local(23, 9)) == "deputy"
    assert post.on_duty([swap], local(23, 12)) == "chief_household"
    nobody = a_duty(local(23, 9), local(23, 12), who=None)
    assert post.on_duty([nobody], local(23, 10)) is None


def test_the_week_is_told_day_by_day_without_a_gap() -> None:
    post, swap = duty_supervisor(), a_duty(local(24, 9), local(25, 12))
    spans = post.spans([swap], MONDAY, 7)
    assert spans[0].start == local(23, 0)
    assert spans[-1].end == local(30, 0)
    assert all(one.end == two.start for one, two in itertools.pairwise(spans))
    assert [(s.start, s.who) for s in spans if s.is_swapped] == [
        (local(24, 9), "deputy"),
        (local(25, 0), "deputy"),
    ]
    assert {s.planned for s in spans if s.is_swapped} == {"chief_household"}


def test_the_next_change_of_hands_is_known() -> None:
    post = duty_supervisor()
    assert post.next_change([], local(23, 9)) == local(28, 0)
    assert post.next_change([], local(2, 9, month=12)) == local(2, 12, 30, month=12)
    assert post.next_change([a_duty(local(23, 9), local(23, 12))], local(23, 9)) == local(23, 12)


hours = st.integers(0, 72).map(lambda n: local(23, 0) + n * AN_HOUR)
swaps = st.lists(
    st.tuples(hours, hours, st.sampled_from(["deputy", "head", None]), st.booleans()).filter(
        lambda swap: swap[0] < swap[1]
    ),
    max_size=8,
)


@given(swaps)
def test_the_newest_word_counts_at_every_hour_and_no_two_swaps_overlap(
    made: list[tuple[datetime, datetime, str | None, bool]],
) -> None:
    kept: tuple[Duty, ...] = ()
    for start, end, who, restored in made:
        event = DutyChanged(
            at=local(23, 0),
            by=SUPERVISOR,
            post="duty_supervisor",
            start=start,
            end=end,
            who=who,
            restored=restored,
        )
        kept = changed(kept, event)
    post = duty_supervisor()
    for n in range(73):
        hour = local(23, 0) + n * AN_HOUR
        latest = next((s for s in reversed(made) if s[0] <= hour < s[1]), None)
        wanted = post.planned(hour) if latest is None or latest[3] else latest[2]
        assert post.on_duty(kept, hour) == wanted
        assert sum(duty.start <= hour < duty.end for duty in kept) <= 1


# -- swaps as requests ---------------------------------------------------------------------------


def swapped(day: WatchedDay, who: str | None, *, hours: int = 4) -> list[object]:
    return list(
        day.ask(
            partial(
                duties.swap,
                post="duty_supervisor",
                start=day.at - AN_HOUR,
                end=day.at + hours * AN_HOUR,
                who=who,
                by=ActorId("account:chen"),
                known=("deputy",),
            )
        )
    )


def test_a_swap_begins_now_and_not_in_the_past() -> None:
    day = a_day()
    (event,) = swapped(day, "deputy")
    assert isinstance(event, DutyChanged)
    assert (event.start, event.by) == (day.at, "account:chen")


def test_the_same_swap_once_more_changes_nothing() -> None:
    day = a_day()
    swapped(day, "deputy")
    assert swapped(day, "deputy") == []


def test_nobody_unknown_and_no_hours_that_are_over() -> None:
    day = a_day()
    with pytest.raises(UnknownPerson):
        swapped(day, "stranger")
    with pytest.raises(WrongHours):
        swapped(day, "deputy", hours=0)


# -- the ladder ----------------------------------------------------------------------------------

WAYS = {who: (Route(to=who, channel="smtp"),) for who in ("chief_household", "deputy", "head")}


def ladder() -> Ladder:
    """The post first, then the deputy; of the chiefs only one can be reached."""
    return Ladder(
        rungs=(
            Rung(after=timedelta(0), posts=("duty_supervisor",)),
            Rung(after=timedelta(minutes=3), routes=WAYS["deputy"]),
        ),
        others=WAYS,
        posts={"duty_supervisor": duty_supervisor()},
    )


def told(at: datetime, step: int = 0, swaps: tuple[Duty, ...] = ()) -> tuple[list[str], list[str]]:
    telling = ladder().telling(step, swaps, at)
    return [way.to for way in telling.routes], list(telling.vacant)


def test_the_ladder_tells_whoever_is_on_duty_when_the_step_is_taken() -> None:
    assert told(local(23, 9)) == (["chief_household"], [])
    assert told(local(23, 9), swaps=(a_duty(local(23, 8), local(23, 12)),)) == (["deputy"], [])


def test_when_nobody_is_on_duty_the_next_step_is_told_and_it_is_said() -> None:
    assert told(local(28, 9)) == (["deputy"], ["duty_supervisor"])


def test_whoever_is_on_duty_and_cannot_be_reached_counts_as_nobody() -> None:
    assert told(local(30, 9)) == (["deputy"], ["duty_supervisor"])


def test_past_the_last_step_a_vacant_post_falls_back_on_the_step_below() -> None:
    upside_down = Ladder(
        rungs=(
            Rung(after=timedelta(0), routes=WAYS["deputy"]),
            Rung(after=timedelta(minutes=3), posts=("duty_supervisor",)),
        ),
        others=WAYS,
        posts={"duty_supervisor": duty_supervisor()},
    )
    telling = upside_down.telling(5, (), local(28, 9))
    assert [way.to for way in telling.routes] == ["deputy"]


def test_a_notice_bears_the_post_and_the_vacancy() -> None:
    day = a_day(watching(ladder=ladder(), wait_limit=None))
    day.at = local(4, 9, month=3)  # a Wednesday; week 1 or 2 alike until 12:30
    swap = partial(
        duties.swap,
        post="duty_supervisor",
        start=day.at,
        end=day.at + AN_HOUR,
        who="deputy",
        by=SUPERVISOR,
        known=("deputy",),
    )
    day.ask(swap)
    day.come(8)
    (notice,) = day.notices()
    assert (notice.to, notice.post, notice.vacant) == ("deputy", "duty_supervisor", ())


def test_an_alert_that_reaches_nobody_is_told_once_somebody_takes_the_post() -> None:
    alone = Ladder(
        rungs=(Rung(after=timedelta(0), posts=("duty_supervisor",)),),
        others=WAYS,
        posts={"duty_supervisor": duty_supervisor()},
    )
    day = a_day(watching(ladder=alone, wait_limit=None))
    day.at = local(28, 9)  # a Saturday
    day.come(8)
    assert day.notices() == []
    due_at = next_look(day.floor, day.at, watching=day.rules_of)
    assert due_at == local(30, 0) or due_at is not None  # it looks again, and does not spin
    day.ask(
        partial(
            duties.swap,
            post="duty_supervisor",
            start=day.at,
            end=day.at + AN_HOUR,
            who="head",
            by=SUPERVISOR,
            known=("head",),
        )
    )
    day.look()
    assert [notice.to for notice in day.notices()] == ["head"]


def test_a_ladder_without_channels_tells_nobody() -> None:
    assert ladder_of(office_with()).rungs == ()
