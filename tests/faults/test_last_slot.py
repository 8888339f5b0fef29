"""Two servers, one last place: exactly one of those who want it at the same instant has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.browser.house import open_now
from tests.support.api import Api

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer


@pytest.mark.timeout(120)
def test_of_many_who_want_the_last_place_in_two_processes_one_has_it(
    start_server: StartServer, tmp_path: Path
) -> None:
    servers = [start_server(data=tmp_path / "office", changes=open_now()) for _ in range(2)]
    with Api(servers[0].base_url) as api:
        days = api.get("/api/v1/bookings/offer").expect(200).body["days"]
    slots = [slot["at"] for slot in days[0]["slots"][:6]]

    def wish(n: int, slot: str, contact: str) -> tuple[int, str | None, str | None]:
        with Api(servers[n % 2].base_url) as api:
            body = {"service": "vital", "slot_at": slot, "contact": contact}
            answer = api.post("/api/v1/bookings", body)
            return answer.status, answer.code, answer.body.get("ticket")

    with ThreadPoolExecutor(6) as people:
        for turn, slot in enumerate(slots[:3]):
            told = list(
                people.map(lambda n: wish(n, slot, f"p{turn}x{n}@mail.example"), range(4))  # noqa: B023
            )
            won = [ticket for status, _, ticket in told if status == 201]
            assert len(won) == 1, told
            assert {code for status, code, _ in told if status != 201} == {"slot_full"}
        # One person, two processes, other slots: one appointment a day.
        told = list(people.map(lambda n: wish(n, slots[4 + n % 2], "one@mail.example"), range(6)))
        assert sum(status == 201 for status, _, _ in told) == 1, told
        assert {code for s, code, _ in told if s != 201} <= {"already_booked", "try_later"}
