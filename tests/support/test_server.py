"""The harness itself, on a stand-in that keeps the same promises as `queue-monitor serve`."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.support.api import Api
from tests.support.server import Server, ServerFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAND_IN = """
import http.server, json, os, pathlib, subprocess, sys

options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if "broken" in options["--config"]:
    raise SystemExit("config.yaml: key `limits` is wrong")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = {"code": "line_empty", "key": self.headers["Idempotency-Key"],
                "bearer": self.headers["Authorization"], "body": json.loads(body)}
        answer = json.dumps(said).encode()
        self.send_response(409)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

server = http.server.HTTPServer((options["--host"], int(options["--port"])), Handler)
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("serving in mode", options["--async-mode"], "helper", helper.pid, flush=True)
ready = {"port": server.server_port, "pid": os.getpid(), "setup_link": None}
pathlib.Path(os.environ["QUEUE_MONITOR_READY_FILE"]).write_text(json.dumps(ready))
server.serve_forever()
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Server]:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN)
    server = Server(
        config=tmp_path / "config.yaml",
        data=tmp_path / "data",
        program=(sys.executable, str(script)),
    )
    with server:
        yield server


def helper_of(server: Server) -> int:
    return int(server.log.split()[-1])


def has_ended(pid: int) -> bool:
    """True once `pid` is gone or only waits to be counted."""
    for _ in range(200):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


def test_a_client_sends_its_token_and_key_and_reads_the_problem(stand_in: Server) -> None:
    with Api(stand_in.base_url, token="t0ken") as api:
        answer = api.post("/x", {"service": "a"}, key="k1").expect(409)
    assert answer.code == "line_empty"
    assert (answer.body["bearer"], answer.body["key"]) == ("Bearer t0ken", "k1")
    assert answer.body["body"] == {"service": "a"}


def test_a_killed_server_comes_back_on_the_same_port(stand_in: Server) -> None:
    first, port = stand_in.pid, stand_in.ready.port
    stand_in.kill()
    assert not stand_in.is_running
    stand_in.restart()
    assert stand_in.pid != first
    assert stand_in.ready.port == port


def test_a_restart_leaves_no_helper_of_the_last_run_behind(stand_in: Server) -> None:
    helper = helper_of(stand_in)
    stand_in.kill()
    assert psutil.pid_exists(helper)
    stand_in.restart()
    assert has_ended(helper)


def test_leaving_the_block_ends_the_server_and_its_helpers(stand_in: Server) -> None:
    server, helper = stand_in.pid, helper_of(stand_in)
    stand_in.__exit__(None, None, None)
    assert has_ended(server)
    assert has_ended(helper)


def test_stopping_reports_how_the_server_ended(stand_in: Server) -> None:
    assert stand_in.stop() == -signal.SIGTERM


def test_a_server_that_ends_at_once_fails_with_its_own_words(stand_in: Server) -> None:
    stand_in.stop()
    stand_in.config = stand_in.config.with_name("broken.yaml")
    with pytest.raises(ServerFailed, match=r"code 1(?s:.*)key `limits` is wrong"):
        stand_in.start()


def test_asking_a_server_that_was_never_started_says_so(tmp_path: Path) -> None:
    server = Server(config=tmp_path / "config.yaml", data=tmp_path / "data")
    with pytest.raises(ServerFailed, match="not running"):
        _ = server.base_url
