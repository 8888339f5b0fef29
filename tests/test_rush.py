"""Statistics give way to a rush, and are late by a minute at most."""

from itertools import accumulate

from queue_monitor.app.rush import LATE_S, RUSH_PER_S, GivesWay

EVERY_S = 5.0
BUSY = int(RUSH_PER_S * EVERY_S)


def due(*happened: int) -> list[bool]:
    """Whether the work was due at each look; between two looks so many things happened."""
    way = GivesWay(every_s=EVERY_S)
    return [way.is_due(seq) for seq in accumulate(happened)]


def test_a_long_log_at_the_start_is_no_rush() -> None:
    assert due(1_000_000) == [True]


def test_a_busy_morning_is_no_rush() -> None:
    assert due(0, 10, 20, BUSY - 1, 10) == [True] * 5


def test_what_can_be_late_waits_until_a_rush_is_over() -> None:
    assert due(0, 10, BUSY, 9 * BUSY, 10, BUSY) == [True, True, False, False, True, False]


def test_in_a_rush_without_end_it_is_late_by_a_minute() -> None:
    looks = int(LATE_S / EVERY_S)
    assert due(0, *[BUSY] * (2 * looks + 2)) == [True, *([False] * looks + [True]) * 2]
