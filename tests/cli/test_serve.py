"""`serve`, and the other commands on the file of a server that runs."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from tests.support.api import Api

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.server import Server


def place(server: Server) -> tuple[str, ...]:
    """The options that name the server's office."""
    return ("--config", str(server.config), "--data", str(server.data))


def test_it_starts_from_nothing_in_each_mode(start_server: StartServer, async_mode: str) -> None:
    server = start_server(async_mode=async_mode, cold=True)
    with Api(server.base_url) as api:
        api.post("/api/v1/tickets", {"service": "transcript"}).expect(201)
        server.restart()
        assert api.get("/api/v1/board").expect(200).body["waiting_total"] == 1
    assert server.stop() == 0
    assert "Traceback" not in server.log


def test_a_running_server_knows_a_new_token_at_once(server: Server) -> None:
    done = server.command("token", "create", "--role", "clerk", *place(server))
    assert done.returncode == 0, done.stderr
    with Api(server.base_url, token=done.stdout.split()[-1]) as api:
        api.get("/api/v1/floor").expect(200)


def test_a_revoked_token_is_refused_within_seconds(server: Server) -> None:
    token = server.token("viewer")
    listed = server.command("token", "list", *place(server)).stdout
    token_id = listed.splitlines()[-1].split()[0]
    with Api(server.base_url, token=token) as api:
        me = "/api/v1/me"
        assert api.get(me).status == 200
        done = server.command("token", "revoke", token_id, *place(server))
        assert done.returncode == 0, done.stderr
        give_up_s = time.monotonic() + 10
        while api.get(me).status == 200:
            assert time.monotonic() < give_up_s, "a revoked token lives on"
            time.sleep(0.2)


def test_an_account_made_beside_the_server_can_be_set_up(server: Server) -> None:
    done = server.command("user", "add", "lin", "--role", "clerk", "--clerk", "c01", *place(server))
    assert done.returncode == 0, done.stderr
    assert "/set-up#" in done.stdout.split()[-1]
    with Api(server.base_url, token=server.token("supervisor")) as api:
        names = [
            account["name"] for account in api.get("/api/v1/accounts").expect(200).body["accounts"]
        ]
    assert "lin" in names


def test_without_practice_the_office_is_closed_outside_hours(start_server: StartServer) -> None:
    hours = {"open": [{"days": ["mon"], "from": "00:00", "to": "00:01"}], "noon": None}
    server = start_server(
        changes={"hours": hours, "office": {"outside_hours": "practice"}},
        arguments=["--no-practice"],
    )
    with Api(server.base_url) as api:
        refused = api.post("/api/v1/tickets", {"service": "transcript"})
    assert (refused.status, refused.code) == (409, "office_closed")
    with Api(server.base_url, token=server.token("supervisor")) as api:
        early = api.post("/api/v1/counters/3/open", {})
    assert (early.status, early.code) == (409, "office_closed")  # and not an unknown counter
    assert "00:00" in early.body["detail"] or "12:00" in early.body["detail"], early.body


def test_a_port_that_is_taken_is_told_in_one_line(start_server: StartServer) -> None:
    server = start_server()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = server.command("serve", "--port", port, *place(server))
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"queue-monitor: cannot listen on 127.0.0.1:{port}")
    assert last.endswith(f"--port {int(port) + 1}")
    assert "Traceback" not in done.stderr


def test_a_second_server_does_not_share_the_port_of_the_first(start_server: StartServer) -> None:
    first = start_server()
    port = first.base_url.rpartition(":")[2]
    done = first.command("serve", "--port", port, *place(first))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("queue-monitor: cannot listen on")


def test_a_broken_configuration_does_not_start(start_server: StartServer) -> None:
    server = start_server()
    server.config.write_text("office: {name: nothing}\n")
    done = server.command("serve", "--port", "0", *place(server))
    assert done.returncode == 3
    assert f"{server.config}:1" in done.stderr
    assert "Traceback" not in done.stderr
