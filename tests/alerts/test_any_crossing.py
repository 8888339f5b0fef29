"""Any arrivals and departures: the first crossing is found to the microsecond, and in time."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.crossings import TICK
from queue_monitor.domain.watch import Rule
from tests.alerts.office import a_day, watching
from tests.builders import OPENS_AT

LIMIT = timedelta(minutes=10)
BOTH = watching()
STEPS = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from(["come", "come", "come", "go"])), max_size=40
)


def crossings(steps: list[tuple[int, str]]) -> dict[Rule, datetime]:
    """By hand: walk through the day and note when each limit first breaks."""
    found: dict[Rule, datetime] = {}
    now, line = OPENS_AT, list[datetime]()
    for gap_s, step in [*steps, (3600, "end")]:
        following = now + timedelta(seconds=gap_s)
        if line and min(line) + LIMIT + TICK <= following:
            found.setdefault(Rule.WAIT, min(line) + LIMIT + TICK)
        now = following
        if step == "come":
            line.append(now)
        elif step == "go" and line:
            line.remove(min(line))
        if len(line) > 7:
            found.setdefault(Rule.WAITING, now)
    return found


@given(steps=STEPS)
def test_the_first_crossing_of_each_limit_is_exact_and_noticed_at_once(
    steps: list[tuple[int, str]],
) -> None:
    day = a_day(BOTH)
    for gap_s, step in steps:
        day.passes(seconds=gap_s)
        if step == "come":
            day.issue()
            day.look()
        else:
            day.go(1)
    day.passes(seconds=3600)
    first: dict[Rule, datetime] = {}
    for alert in day.floor.watch.alerts.values():
        first.setdefault(alert.rule, alert.crossed_at)
        assert alert.noticed_at == alert.crossed_at
    assert first == crossings(steps)
