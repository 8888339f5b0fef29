"""kill -9 while slips are printed: none is lost, and one that may be there twice says so."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.support.api import Api
from tests.support.slip_printer import SlipPrinter

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.server import Server

AGAIN = "補印"


def changes(printer: SlipPrinter) -> dict[str, Any]:
    lobby = {
        "id": "lobby",
        "name": {"zh-TW": "大廳號碼機", "en": "Lobby printer"},
        "address": printer.address,
        "kind": "text",
        "look_every_seconds": 0.2,
        "timeout_seconds": 2,
    }
    return {"printers": [lobby], "server": {"public_url": "https://queue.example.org"}}


def until(is_so: Callable[[], object], within_s: float = 30.0) -> None:
    give_up_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < give_up_s, "it never came"
        time.sleep(0.05)


def take(server: Server) -> str:
    api = Api(server.base_url)
    body = api.post("/api/v1/tickets", {"service": "seal"}).expect(201).body
    api.close()
    return str(body["number"])


def printed(server: Server) -> int:
    """How many slips the office knows to be printed."""
    with Api(server.base_url, token=server.token("supervisor")) as api:
        slips = api.get("/api/v1/printers").expect(200).body["slips"]
    return sum(slip["state"] == "printed" for slip in slips)


def on_paper(printer: SlipPrinter) -> list[tuple[str, bool]]:
    """Number, and whether it says that it was printed again."""
    return [
        (next(line for line in slip.lines if slip.sizes[line] == (4, 4)), AGAIN in slip.lines)
        for slip in printer.slips
    ]


def test_killed_in_the_middle_of_a_slip_and_with_others_waiting(start_server: StartServer) -> None:
    with SlipPrinter() as printer:
        server = start_server(changes=changes(printer))
        first = take(server)
        until(lambda: on_paper(printer) == [(first, False)])
        printer.rows_left = 150  # the next one stops half-way
        others = [take(server) for _ in range(3)]
        until(lambda: printer.is_blocked)
        server.kill()
        server.restart()
        printer.refill()
        until(lambda: {number for number, _ in on_paper(printer)} == {first, *others})
        until(lambda: (others[-1], False) in on_paper(printer))

    times = Counter(number for number, _ in on_paper(printer))
    twice = [number for number, count in times.items() if count > 1]
    assert twice in ([], [others[0]])
    # The printer finished by itself what it had; of the second one it says so.
    assert [again for number, again in on_paper(printer) if number == others[0]][-1:] == [True]
    assert [number for number, again in on_paper(printer) if not again and number != others[0]] == [
        first,
        *others[1:],
    ]


def test_stopped_in_order_and_started_again_what_waited_comes_out(
    start_server: StartServer,
) -> None:
    with SlipPrinter() as printer:
        server = start_server(changes=changes(printer))
        until(lambda: printer.connections)
        printer.rows_left = 0
        numbers = [take(server) for _ in range(2)]
        server.restart()
        printer.refill()
        until(lambda: len(printer.slips) == 2)
        assert sorted(number for number, _ in on_paper(printer)) == sorted(numbers)


def test_on_every_async_library_a_number_comes_out(
    start_server: StartServer, async_mode: str
) -> None:
    with SlipPrinter() as printer:
        server = start_server(async_mode=async_mode, changes=changes(printer))
        number = take(server)
        until(lambda: on_paper(printer) == [(number, False)])
        server.stop()


def test_two_servers_on_one_store_print_each_slip_once(start_server: StartServer) -> None:
    with SlipPrinter() as printer:
        first = start_server(changes=changes(printer))
        second = start_server(changes=changes(printer), data=first.data)
        numbers = [take(server) for _ in range(4) for server in (first, second)]
        until(lambda: len(printer.slips) >= len(numbers))
        until(lambda: printed(second) == len(numbers))  # and that is in the log: none comes again
        first.kill()
        late = take(second)
        until(lambda: (late, False) in on_paper(printer))
        second.stop()
    assert sorted(number for number, _ in on_paper(printer)) == sorted([*numbers, late])
