"""kill -9 while notices go out: none is lost, and each ends sent, dead-lettered or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.deliveries import deliveries

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 6  # six hundred: python -m bench.deliveries


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.long
def test_six_kills_while_notices_go_out_lose_none(tmp_path: Path) -> None:
    with deliveries(tmp_path, seed=6) as run:
        for _ in range(KILLS):
            run.kill()
        told = run.settle()
    assert told.lost == (), told
    assert (told.unsettled, told.dead) == (0, 0), told
    assert told.sent >= KILLS, told
    assert told.interrupted > 0, f"no kill came while a message was being sent: {told}"
