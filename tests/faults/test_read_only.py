"""A disk that takes nothing more, as one that went read-only: told before a number fails on it.

The kernel lets no test turn a disk read-only under open files; a process that may write no byte
(RLIMIT_FSIZE 0) meets the same refusals.
"""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import psutil

from tests.faults.office import Person, log_of
from tests.support.api import Api
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.server import Server


def store_of(api: Api) -> dict[str, Any]:
    """What /readyz says of the store."""
    said: dict[str, Any] = api.get("/readyz").body["checks"]["store"]
    return said


def allow_writes(server: Server, bytes_each: int) -> None:
    process = psutil.Process(server.pid)
    process.rlimit(psutil.RLIMIT_FSIZE, (bytes_each, resource.RLIM_INFINITY))


def test_a_disk_that_takes_no_writes_is_told_before_the_first_number_fails(
    start_server: StartServer,
) -> None:
    server, history = start_server(), History()
    kiosk, api = Person(server.base_url, history), Api(server.base_url)
    first = kiosk.take()
    assert first is not None
    first.expect(201)
    assert store_of(api)["ok"]

    allow_writes(server, 0)
    eventually("/readyz knows", lambda: not store_of(api)["ok"])
    assert store_of(api)["note"].startswith("the disk refuses writes: ")
    assert api.get("/readyz").status == 503
    refused = kiosk.take("seal", key="wish")
    assert refused is not None
    refused.expect(503)
    assert refused.code == "try_later"
    assert kiosk.look()["waiting_total"] == 1  # reading goes on

    allow_writes(server, resource.RLIM_INFINITY)

    def gives_numbers() -> bool:
        answer = kiosk.take("seal", key="wish")
        return answer is not None and answer.status == 201

    eventually("numbers are given again", gives_numbers)
    eventually("/readyz knows", lambda: store_of(api)["ok"])
    assert kiosk.look()["waiting_total"] == 2
    api.close()
    check(history, log_of(server.data))
