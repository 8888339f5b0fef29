"""The steady clock."""

from datetime import UTC, datetime, timedelta

import pytest

from queue_monitor.clock import SteadyClock

START = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)


class Machine:
    """A wall clock that somebody sets, and a monotonic one that nobody can."""

    def __init__(self) -> None:
        self.wall, self.ticks_s = START, 100.0

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks_s += seconds


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_step_of_the_wall_clock_does_not_move_the_office(step: timedelta) -> None:
    machine = Machine()
    clock = SteadyClock(wall=lambda: machine.wall, monotonic=lambda: machine.ticks_s)
    machine.passes(60)
    machine.wall += step
    assert clock.now() == START + timedelta(seconds=60)
    assert clock.off_by == step


def test_it_takes_over_the_wall_time_when_it_settles() -> None:
    machine = Machine()
    clock = SteadyClock(wall=lambda: machine.wall, monotonic=lambda: machine.ticks_s)
    machine.passes(60)
    machine.wall += timedelta(hours=1)
    clock.settle()
    machine.passes(1)
    assert clock.now() == machine.wall


def test_a_fast_clock_runs_fast_and_never_settles() -> None:
    machine = Machine()
    clock = SteadyClock(
        wall=lambda: machine.wall, monotonic=lambda: machine.ticks_s, start=START, speed=60
    )
    machine.passes(2)
    clock.settle()
    assert clock.now() == START + timedelta(minutes=2)
    assert clock.real_s(timedelta(minutes=1)) == 1.0
    assert clock.real_s(timedelta(minutes=-1)) == 0.0


def test_a_clock_that_stands_still_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        SteadyClock(speed=0)
