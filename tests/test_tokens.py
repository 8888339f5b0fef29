"""The public names of tickets."""

import base64
import os
from collections import Counter
from itertools import chain

from queue_monitor.domain.model import TicketId
from queue_monitor.store.memory import MemoryVault
from queue_monitor.tokens import TicketTokens
from tests.builders import OPENS_AT, Day


def test_a_token_leads_to_its_ticket_and_back() -> None:
    day = Day()
    ticket = day.issue().id
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    assert tokens.ticket_of(tokens.token_of(ticket)) == ticket


def test_it_has_at_least_128_bits_and_says_nothing_of_the_ticket() -> None:
    day = Day()
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    issued = {tokens.token_of(day.issue().id) for _ in range(100)}
    assert len(issued) == 100
    assert {len(token) * 6 >= 128 for token in issued} == {True}


def test_after_a_restart_the_same_link_still_works() -> None:
    day = Day()
    ticket = day.issue().id
    vault = MemoryVault(now=lambda: OPENS_AT)
    token = TicketTokens(vault, lambda: day.floor).token_of(ticket)
    assert TicketTokens(vault, lambda: day.floor).ticket_of(token) == ticket


def test_another_offices_token_and_nonsense_lead_nowhere() -> None:
    day = Day()
    ticket = day.issue().id
    foreign = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor).token_of(ticket)
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    assert tokens.ticket_of(foreign) is None
    assert tokens.ticket_of("") is None
    assert tokens.ticket_of("A001") is None


def test_of_a_million_guesses_none_leads_to_a_ticket() -> None:
    """Near to real ones and by chance, on a floor as full as a day makes it.

    A sample of 2**132: with 1,000 numbers given, a million guesses a second would take 10**23
    years for an even chance of one of them.
    """
    day = Day()
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    real = {tokens.token_of(day.issue().id) for _ in range(50)}
    near = {
        token[:at] + sign + token[at + 1 :]
        for token in real
        for at in range(len(token))
        for sign in "A7_-"
    }
    drawn = base64.urlsafe_b64encode(os.urandom(16_500_000)).decode()
    chance = (drawn[at : at + 22] for at in range(0, len(drawn), 22))
    tried, found = 0, []
    for guess in chain(near - real, chance):
        tried += 1
        if tokens.ticket_of(guess) is not None:
            found.append(guess)
    assert not found
    assert tried > 1_000_000
    assert all(tokens.ticket_of(token) is not None for token in real)


def test_no_part_of_a_token_is_more_likely_than_another() -> None:
    """What makes 22 characters worth 6 bits each: at every place every sign, about as often."""
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: Day().floor)
    given = [tokens.token_of(TicketId(f"2026-03-04/A{n:05d}")) for n in range(6_400)]
    for place in range(22):
        seen = Counter(token[place] for token in given)
        assert len(seen) == 64
        assert 40 <= min(seen.values()) <= max(seen.values()) <= 175, "100 each, on average"


def test_a_ticket_that_another_server_issued_is_found() -> None:
    day = Day()
    vault = MemoryVault(now=lambda: OPENS_AT)
    here, there = (TicketTokens(vault, lambda: day.floor) for _ in range(2))
    assert here.ticket_of("x") is None
    token = there.token_of(day.issue().id)
    assert here.ticket_of(token) is not None


def test_a_token_of_a_ticket_that_is_not_on_the_floor_leads_nowhere() -> None:
    day = Day()
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    assert tokens.ticket_of(tokens.token_of(TicketId("2020-01-01/A001"))) is None
