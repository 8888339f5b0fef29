"""Which phones hold which ticket: in the vault alone, no longer than the visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from display.phones import MOST, Phone, Phones
from queue_monitor.domain.model import TicketId
from queue_monitor.store.memory import MemoryVault
from tests.builders import OPENS_AT

OWN, OTHER = TicketId("2026-03-04/A001"), TicketId("2026-03-04/A0011")


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault(now=lambda: OPENS_AT)


def phone(n: int, language: str = "zh-TW") -> Phone:
    return Phone(language=language, endpoint=f"https://push.example/{n}", p256dh="k", auth="a")


def test_a_phone_belongs_to_one_ticket_and_goes_with_it(vault: MemoryVault) -> None:
    phones = Phones(vault)
    phones.keep(OWN, phone(1), at=OPENS_AT)
    phones.keep(OWN, phone(1, "th"), at=OPENS_AT)
    phones.keep(OTHER, phone(2), at=OPENS_AT)
    assert [p.language for p in phones.of(OWN)] == ["th"], "the same phone, brought up to date"
    assert phones.tickets() == {OWN, OTHER}
    assert phones.claim(OWN, "called/1", at=OPENS_AT)
    phones.forget(OWN)
    assert phones.tickets() == {OTHER}
    assert not any(str(OWN) + "/" in key for key in vault.keys(""))


def test_of_two_servers_one_tells_of_a_moment(vault: MemoryVault) -> None:
    one, two = Phones(vault), Phones(vault)
    assert one.claim(OWN, "called/1", at=OPENS_AT)
    assert not two.claim(OWN, "called/1", at=OPENS_AT)
    assert two.claim(OWN, "called/2", at=OPENS_AT), "a recall is another moment"
    assert two.claim(OTHER, "called/1", at=OPENS_AT)


def test_four_phones_may_hold_one_ticket(vault: MemoryVault) -> None:
    phones = Phones(vault)
    for n in range(MOST + 3):
        phones.keep(OWN, phone(n), at=OPENS_AT)
    kept = phones.of(OWN)
    assert len(kept) == MOST
    assert phone(MOST + 2) in kept, "the newest always has room"


def test_a_visit_that_never_ends_is_forgotten_all_the_same() -> None:
    now = [OPENS_AT]
    phones = Phones(MemoryVault(now=lambda: now[0]))
    phones.keep(OWN, phone(1), at=OPENS_AT)
    phones.claim(OWN, "called/1", at=OPENS_AT)
    now[0] += timedelta(hours=18, seconds=1)
    assert (phones.tickets(), phones.of(OWN)) == (frozenset(), [])
