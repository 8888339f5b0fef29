"""Live topics: a snapshot with its number, then each change once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask_socketio import SocketIO, SocketIOTestClient

from queue_monitor.clock import SteadyClock
from queue_monitor.domain import rules
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import WALK_IN, ActorId, ServiceId, TicketId, TicketState
from queue_monitor.office import Office
from queue_monitor.runtime import load
from queue_monitor.store.memory import MemoryStore, MemoryVault
from queue_monitor.tokens import TicketTokens
from queue_monitor.web.identity import CLERKS, Actor, Role, Via
from queue_monitor.web.live import CROWD, Live
from tests.builders import KIOSK, OPENS_AT, day_opened
from tests.support.board import applied


class Line(msgspec.Struct, frozen=True):
    """One line of a small view."""

    name: dict[str, str]
    waiting: int
    visit_class: str = msgspec.field(name="class")


class Counts(msgspec.Struct, frozen=True):
    """A small view."""

    seq: int
    at: datetime
    waiting: int
    issued: int
    line: list[str]
    latest: list[str]
    by_counter: list[tuple[int, int]]
    lines: list[Line]


class OneTicket(msgspec.Struct, frozen=True):
    """A small view of one ticket."""

    seq: int
    at: datetime
    number: str
    ahead: int
    visit_class: str = msgspec.field(name="class")


def counts(floor: Floor, at: datetime) -> Counts:
    line = [ticket.number for ticket in floor.waiting()]
    return Counts(
        seq=floor.seq,
        at=at,
        waiting=floor.waiting_count,
        issued=floor.issued_count,
        line=line,
        latest=line[-3:],
        by_counter=[(n, floor.issued_count if n == 2 else 0) for n in range(5)],
        lines=[Line({"vi": "tên"}, n * floor.waiting_count, "walk_in") for n in range(3)],
    )


def one_ticket(floor: Floor, ticket: TicketId, at: datetime) -> OneTicket:
    held = floor.ticket(ticket)
    return OneTicket(
        seq=floor.seq,
        at=at,
        number=held.number,
        ahead=floor.ahead_of(held) if held.state is TicketState.WAITING else 0,
        visit_class=held.visit_class,
    )


def place(floor: Floor, ticket: TicketId) -> tuple[object, int]:
    held = floor.ticket(ticket)
    return held, one_ticket(floor, ticket, OPENS_AT).ahead


class Known:
    """Accounts with one clerk, who has a bearer token until it is revoked."""

    def __init__(self) -> None:
        self.tokens = {"right"}
        self.heard = 0  # requests in which the board's cookie was recognised

    def actor_of(self, environ: Mapping[str, Any]) -> Actor | None:
        if environ.get("HTTP_COOKIE") != "board":
            return None
        self.heard += 1
        board = ActorId("device:b1")
        return Actor(id=board, role=Role.BOARD, name="b", via=Via.DEVICE, device="b1")

    def actor_of_bearer(self, token: str) -> Actor | None:
        if token not in self.tokens:
            return None
        return Actor(id=ActorId("token:1"), role=Role.CLERK, name="c", via=Via.BEARER)

    def name_of(self, actor: ActorId) -> str | None:
        return None

    def admit(self, rule: str, address: str) -> float:
        return 0.0


@dataclass
class House:
    """An office with live topics and screens that connect to it."""

    office: Office
    live: Live
    tokens: TicketTokens
    known: Known
    connect: Callable[..., SocketIOTestClient]

    def issue(self) -> TicketId:
        answer = self.office.ask(
            partial(
                rules.issue,
                service=ServiceId("a"),
                visit_class=WALK_IN,
                language="en",
                device=KIOSK,
            )
        )
        self.live.send_changes()
        return answer.events[0].ticket  # type: ignore[union-attr]


@pytest.fixture
def house() -> Iterator[House]:
    with opened_house() as house:
        yield house


@contextmanager
def opened_house(*, crowd: int = CROWD) -> Iterator[House]:
    """`crowd`: more rooms than these are one."""
    clock = SteadyClock(start=OPENS_AT)
    office = Office(store=MemoryStore(), tasks=load("threading"), now=clock.now)
    office.start()
    office.ask(lambda _floor, _at: (day_opened(),))
    tokens = TicketTokens(MemoryVault(now=clock.now), office.floor)
    known = Known()
    live = Live(stream=office.stream, clock=clock, accounts=known, tokens=tokens, crowd=crowd)
    live.topic("board", counts)
    live.topic("floor", counts, roles=CLERKS)
    live.tickets(one_ticket, place=place)
    app = Flask("test")
    socketio = SocketIO(app, async_mode="threading")
    live.attach(socketio)
    yield House(
        office=office,
        live=live,
        tokens=tokens,
        known=known,
        connect=lambda cookie=None, **auth: socketio.test_client(
            app, auth=auth or None, headers={"Cookie": cookie} if cookie else None
        ),
    )
    office.stop()


def follow(screen: SocketIOTestClient, **question: object) -> dict[str, Any]:
    answer: dict[str, Any] = screen.emit("follow", question, callback=True)
    return answer


def changes(screen: SocketIOTestClient) -> list[dict[str, Any]]:
    return [got["args"][0] for got in screen.get_received() if got["name"] == "change"]


def test_snapshot_and_changes_give_the_view_at_every_number(house: House) -> None:
    house.issue()
    screen = house.connect()
    answer = follow(screen, topic="board")
    seq, view = answer["seq"], dict(answer["view"])
    assert view["waiting"] == 1
    for expected in range(2, 8):
        house.issue()
        (change,) = changes(screen)
        assert change["prev"] == seq
        assert change["seq"] == house.office.floor().seq
        seq, view = change["seq"], applied(view, change)
        assert view["waiting"] == view["issued"] == expected


def test_a_paired_screen_is_alive_as_long_as_its_connection(house: House) -> None:
    board = house.connect(cookie="board")
    house.connect()
    connecting = house.known.heard
    house.live.hear()
    house.live.hear()
    assert house.known.heard == connecting + 2
    board.disconnect()
    house.live.hear()
    assert house.known.heard == connecting + 2


def test_one_that_joins_late_shows_what_one_that_joined_early_shows(house: House) -> None:
    early = house.connect()
    view = dict(follow(early, topic="board")["view"])
    for _ in range(5):
        house.issue()
    for change in changes(early):
        view = applied(view, change)
    late = follow(house.connect(), topic="board")
    assert late["view"] == view


def test_what_did_not_change_is_not_sent(house: House) -> None:
    screen = house.connect()
    follow(screen, topic="board")
    house.office.ask(partial(rules.clerk_came, clerk="c1"))  # type: ignore[arg-type]
    house.live.send_changes()
    assert changes(screen) == []
    house.issue()
    (change,) = changes(screen)
    assert set(change["set"]) == {"seq", "at", "waiting", "issued", "line", "latest"}
    assert change["lists"] == {
        "by_counter": {"at": {"2": [2, 1]}},
        "lines": {"of": {"1": {"waiting": 1}, "2": {"waiting": 2}}},  # names stay as they are
    }


def test_of_a_list_only_what_changed_is_sent(house: House) -> None:
    for _ in range(5):
        house.issue()
    screen = house.connect()
    view = dict(follow(screen, topic="board")["view"])
    house.issue()
    (change,) = changes(screen)
    assert change["lists"] == {
        "line": {"drop": 0, "add": ["A006"]},
        "latest": {"drop": 1, "add": ["A006"]},
        "by_counter": {"at": {"2": [2, 6]}},
        "lines": {"of": {"1": {"waiting": 6}, "2": {"waiting": 12}}},
    }
    assert applied(view, change) == follow(house.connect(), topic="board")["view"]
    first = house.office.floor().waiting()[0].id
    house.office.ask(partial(rules.cancel, ticket=first, by=KIOSK))
    house.live.send_changes()
    (change,) = changes(screen)
    assert change["set"]["line"] == ["A002", "A003", "A004", "A005", "A006"]


def test_a_phone_follows_its_own_ticket_and_no_other(house: House) -> None:
    first, second = house.issue(), house.issue()
    screen = house.connect()
    answer = follow(screen, topic="ticket", token=house.tokens.token_of(second))
    assert (answer["view"]["number"], answer["view"]["ahead"]) == ("A002", 1)
    assert answer["view"]["class"] == "walk_in"  # named as in the answer to a plain request
    house.office.ask(partial(rules.cancel, ticket=first, by=KIOSK))
    house.live.send_changes()
    (change,) = changes(screen)
    assert change["set"]["ahead"] == 0


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"topic": "floor"}, "not_signed_in"),
        ({"topic": "nowhere"}, "unknown_topic"),
        ({"topic": "ticket", "token": "x" * 22}, "unknown_ticket"),
        ({"topic": "ticket"}, "unknown_ticket"),
        ({"topic": ["board"]}, "unknown_topic"),
        ({}, "unknown_topic"),
    ],
)
def test_refusals_say_which(house: House, question: dict[str, Any], code: str) -> None:
    screen = house.connect()
    assert follow(screen, **question)["problem"]["code"] == code
    house.issue()
    assert changes(screen) == []


def test_nonsense_instead_of_a_question_is_refused(house: House) -> None:
    screen = house.connect()
    for nonsense in (None, "board", 7, ["board"]):
        assert "problem" in screen.emit("follow", nonsense, callback=True)


def test_the_floor_is_for_clerks(house: House) -> None:
    assert "problem" in follow(house.connect(bearer="wrong"), topic="floor")
    assert follow(house.connect(bearer="right"), topic="floor")["view"]["waiting"] == 0


def test_whoever_is_no_longer_signed_in_hears_no_more(house: House) -> None:
    screen = house.connect(bearer="right")
    follow(screen, topic="floor")
    house.live.turn_out()
    house.issue()
    assert len(changes(screen)) == 1
    house.known.tokens.clear()
    house.live.turn_out()
    house.issue()
    received = screen.get_received()
    assert [got["name"] for got in received] == ["refused"]


def test_nobody_listens_and_nothing_is_kept(house: House) -> None:
    screen = house.connect()
    follow(screen, topic="board")
    assert house.live.listening == 1
    screen.disconnect()
    assert house.live.listening == 0
    house.issue()
    answer = follow(house.connect(), topic="board")
    assert answer["view"]["waiting"] == 1
