"""What was asked and answered, held against the log: the laws that make an office trusted.

Each request is recorded when it is made and when its answer comes: ok, refused, or unknown when the
connection broke and nobody can say. `check` then proves on the log, event by event, that each
acknowledged ticket and call is there exactly once, that what was refused is not, that numbers are
unique, that no ticket or counter was called twice, that calls came in the documented order, that
answers never run ahead of the log, and that every board showed a prefix of it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import next_ticket
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import MOVES, TicketId, TicketState

Numbered = Sequence[tuple[int, ev.Event]]


class Untrue(AssertionError):
    """A law is broken; the message says which and by what."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request. `answer` is the JSON of an ok; `key` its Idempotency-Key, if it had one."""

    what: Literal["issue", "call", "other"]
    began_s: float
    key: str | None = None
    ended_s: float = float("inf")
    outcome: Literal["ok", "refused", "unknown"] = "unknown"
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a board showed: the number of the log, and the calls on it, oldest first."""

    seq: int
    calls: tuple[tuple[str, int], ...]  # number and counter


class History:
    """Recorded by any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.asked: list[Asked] = []
        self.shown: list[Shown] = []

    def begin(self, what: Literal["issue", "call", "other"], key: str | None = None) -> Asked:
        """A request is about to be sent."""
        asked = Asked(what=what, began_s=time.monotonic(), key=key)
        with self._lock:
            self.asked.append(asked)
        return asked

    def end(self, asked: Asked, status: int, answer: Any) -> None:
        """Its answer has come; a server's own failure (5xx) leaves the outcome unknown."""
        asked.ended_s = time.monotonic()
        asked.answer = answer if isinstance(answer, dict) else {}
        if status < 300:
            asked.outcome = "ok"
        elif status < 500:
            asked.outcome = "refused"

    def so_far(self) -> History:
        """A copy that stands still. Take it before reading the log of a server at work."""
        copy = History()
        with self._lock:
            copy.asked = [replace(asked) for asked in self.asked]
            copy.shown = list(self.shown)
        return copy

    def saw(self, view: Mapping[str, Any]) -> None:
        """A board shows `view`, as `/api/v1/board` has it."""
        calls = tuple((call["number"], call["counter"]) for call in view["calls"])
        with self._lock:
            self.shown.append(Shown(seq=view["seq"], calls=calls))


def check(history: History, log: Numbered) -> None:
    """Raise Untrue unless every law holds. `log` is the whole log, or begins at a day's start."""
    _check_numbering(log)
    floors = list(_floors(log))
    _check_moves(log, floors)
    _check_issues(history, log)
    _check_calls(history, log)
    _check_order(log, floors)
    _check_real_time(history, log)
    _check_boards(history, {after.seq: after for _, after in floors})


def _floors(log: Numbered) -> Iterator[tuple[Floor, Floor]]:
    """The floor before and after each event."""
    floor = Floor()
    for seq, event in log:
        after = evolve(floor, event, seq=seq)
        yield floor, after
        floor = after


def _check_numbering(log: Numbered) -> None:
    numbers = [seq for seq, _ in log]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise Untrue("the log has a gap")
    tickets = Counter(event.ticket for _, event in log if isinstance(event, ev.Issued))
    _none_twice("number given", tickets)


def _check_moves(log: Numbered, floors: Sequence[tuple[Floor, Floor]]) -> None:
    """A ticket goes where MOVES lets it, and has one counter, which has no other."""
    for (seq, event), (before, after) in zip(log, floors, strict=True):
        ticket = getattr(event, "ticket", None)
        known = before.tickets.get(TicketId(ticket)) if isinstance(ticket, str) else None
        if known is not None:
            now = after.tickets[known.id].state
            if now not in MOVES[known.state]:
                raise Untrue(f"event {seq}: {known.number} went from {known.state} to {now}")
        if isinstance(event, ev.Called):
            held = before.counters[event.counter].ticket
            if held is not None and before.tickets[held].state is not TicketState.NO_SHOW:
                raise Untrue(f"event {seq}: counter {event.counter} was busy with {held}")


def _check_issues(history: History, log: Numbered) -> None:
    issued = {event.ticket: event for _, event in log if isinstance(event, ev.Issued)}
    keys = Counter(
        event.request.rpartition(" ")[2] for event in issued.values() if event.request is not None
    )
    _none_twice("ticket for the key", keys)
    told: dict[str, str | None] = {}
    for asked in history.asked:
        if asked.what != "issue":
            continue
        if asked.outcome == "ok":
            ticket = str(asked.answer["ticket"])
            if ticket not in issued:
                raise Untrue(f"{ticket} was acknowledged and is not in the log")
            if told.setdefault(ticket, asked.key) != asked.key or asked.key is None:
                raise Untrue(f"{ticket} was given to two wishes")
        elif asked.outcome == "refused" and keys[asked.key or ""]:
            raise Untrue(f"the wish {asked.key} was refused and is in the log")


def _check_calls(history: History, log: Numbered) -> None:
    called = Counter((e.ticket, e.counter) for _, e in log if isinstance(e, ev.Called))
    told = Counter(
        (asked.answer["ticket"], asked.answer["counter"]["id"])
        for asked in history.asked
        if asked.what == "call" and asked.outcome == "ok" and asked.answer.get("ticket")
    )
    for call, times in told.items():
        if called[call] < times:
            raise Untrue(f"{call} was acknowledged {times} times, the log has it {called[call]}")


def _check_order(log: Numbered, floors: Sequence[tuple[Floor, Floor]]) -> None:
    """Whoever is called was next, by the documented order, on the floor of that very number."""
    for (seq, event), (before, _) in zip(log, floors, strict=True):
        if isinstance(event, ev.Called):
            choice = next_ticket(before, before.counters[event.counter], event.at)
            if choice is None or choice.ticket.id != event.ticket:
                wanted = None if choice is None else choice.ticket.id
                raise Untrue(f"event {seq}: called {event.ticket}, next was {wanted}")


def _check_real_time(history: History, log: Numbered) -> None:
    """What was answered before something else was asked stands before it in the log."""
    seqs = {e.ticket: seq for seq, e in log if isinstance(e, ev.Issued)}
    placed = sorted(
        (asked.began_s, asked.ended_s, seqs[asked.answer["ticket"]])
        for asked in _first_answers(history)
        if asked.answer["ticket"] in seqs
    )
    ended = sorted((end_s, seq) for _, end_s, seq in placed)
    latest, position = 0, 0
    for began_s, _, seq in placed:
        while position < len(ended) and ended[position][0] < began_s:
            latest = max(latest, ended[position][1])
            position += 1
        if seq < latest:
            raise Untrue(f"event {seq} was asked for after {latest} had been answered")


def _first_answers(history: History) -> Iterator[Asked]:
    """A repeated wish is answered with the ticket of the first; only that one wrote it."""
    seen: set[str | None] = set()
    for asked in sorted(history.asked, key=lambda a: a.began_s):
        if asked.what == "issue" and asked.key not in seen:
            seen.add(asked.key)
            if asked.outcome == "ok":
                yield asked


def _check_boards(history: History, floors: Mapping[int, Floor]) -> None:
    for shown in history.shown:
        floor = floors.get(shown.seq)
        if floor is None:
            raise Untrue(f"a board showed number {shown.seq}, which the log has not")
        calls = tuple((call.number, call.counter) for call in floor.calls)
        if shown.calls != calls[len(calls) - len(shown.calls) :]:
            raise Untrue(f"at number {shown.seq} a board showed {shown.calls}, not {calls}")


def _none_twice(what: str, counted: Counter[Any]) -> None:
    twice = [name for name, times in counted.items() if times > 1]
    if twice:
        raise Untrue(f"{what} twice: {twice}")


def eventually(what: str, holds: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Wait until `holds`; fail with `what` if it does not come about."""
    give_up_s = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > give_up_s:
            raise AssertionError(f"not within {within_s:.0f} s: {what}")
        time.sleep(0.02)
