"""The public names of tickets."""

import secrets

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


def test_of_a_hundred_thousand_guesses_none_leads_to_a_ticket() -> None:
    """A sample of the 2**132: by chance and near to real ones; one a second would take for ever."""
    day = Day()
    tokens = TicketTokens(MemoryVault(now=lambda: OPENS_AT), lambda: day.floor)
    real = {tokens.token_of(day.issue().id) for _ in range(50)}
    near = {
        token[:at] + sign + token[at + 1 :]
        for token in real
        for at in range(len(token))
        for sign in "A7_-"
    }
    guesses = near | {secrets.token_urlsafe(17)[:22] for _ in range(100_000)}
    assert not [guess for guess in guesses - real if tokens.ticket_of(guess) is not None]
    assert all(tokens.ticket_of(token) is not None for token in real)


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
