"""The hour goes on from process to process, whatever becomes of the wall clock."""

from datetime import timedelta

import pytest

from queue_monitor.domain.floor import Floor
from queue_monitor.store.memory import MemoryVault
from tests.builders import OPENS_AT, Day, opened
from tests.machine import Machine

HOUR = timedelta(hours=1)
STEPS = [HOUR, -HOUR]


def somebody_inside() -> Floor:
    day = Day(floor=opened())
    day.issue("a")
    return day.floor


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_starts_after_a_step_goes_on_with_the_hour_of_the_one_before(
    step: timedelta,
) -> None:
    machine, floor = Machine(), somebody_inside()
    before, _ = machine.process(floor)
    machine.passes(timedelta(minutes=5))
    machine.wall += step
    machine.passes(timedelta(minutes=5))
    after, _ = machine.process(floor)
    assert after.now() == before.now() == OPENS_AT + timedelta(minutes=10)


@pytest.mark.parametrize("step", STEPS)
def test_with_nobody_inside_it_takes_the_wall_clock(step: timedelta) -> None:
    machine, floor = Machine(), opened()
    machine.process(floor)
    machine.wall += step
    after, _ = machine.process(floor)
    assert after.now() == machine.wall


@pytest.mark.parametrize("step", STEPS)
def test_once_the_house_is_empty_every_process_takes_over_the_step(step: timedelta) -> None:
    machine, floor = Machine(), somebody_inside()
    clocks = [machine.process(floor) for _ in range(2)]
    machine.wall += step
    for clock, keeper in clocks:
        keeper.settle(floor)
        assert clock.now() == OPENS_AT
    for clock, keeper in clocks:
        keeper.settle(opened())
        assert clock.now() == machine.wall
    third, _ = machine.process(floor)
    assert third.now() == machine.wall


def test_after_a_start_of_the_machine_the_wall_clock_is_believed() -> None:
    machine, floor = Machine(), somebody_inside()
    machine.process(floor)
    machine.passes(HOUR)
    machine.starts_anew()
    after, _ = machine.process(floor)
    assert after.now() == OPENS_AT + HOUR


def test_but_not_back_to_before_the_newest_event() -> None:
    machine, floor = Machine(), somebody_inside()
    machine.process(floor)
    machine.starts_anew()
    machine.wall -= HOUR
    after, _ = machine.process(floor)
    assert after.now() == floor.at


def test_time_that_the_machine_slept_counts() -> None:
    machine, floor = Machine(), somebody_inside()
    clock, _ = machine.process(floor)
    machine.passes(timedelta(hours=9))
    assert clock.now() == OPENS_AT + timedelta(hours=9)


def test_an_anchor_is_written_when_it_moves_and_not_with_every_look() -> None:
    machine, floor = Machine(), opened()
    _, keeper = machine.process(floor)
    kept = machine.vault.get("clock.anchor")
    assert kept is not None
    machine.passes(timedelta(seconds=1))
    machine.wall += timedelta(milliseconds=2)
    keeper.settle(floor)
    assert machine.vault.get("clock.anchor") == kept
    machine.wall += timedelta(seconds=1)
    keeper.settle(floor)
    assert machine.vault.get("clock.anchor") != kept


@pytest.mark.parametrize("kept", [b"", b"{}", b'{"boot":"first"}'])
def test_what_cannot_be_read_counts_as_none(kept: bytes) -> None:
    machine = Machine()
    machine.vault.put("clock.anchor", kept)
    clock, _ = machine.process(somebody_inside())
    assert clock.now() == machine.wall


def test_where_the_system_does_not_tell_its_starts_nothing_is_kept() -> None:
    machine = Machine(boot="")
    machine.process(opened())
    assert isinstance(machine.vault, MemoryVault)
    assert machine.vault.get("clock.anchor") is None
