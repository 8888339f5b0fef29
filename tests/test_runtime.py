"""The seam to the async library keeps its promises in each mode, patched as the product patches."""

import subprocess
import sys
from textwrap import dedent

import pytest

from tests.support.paths import ROOT
from tests.support.server import ASYNC_MODES

_BEGIN = """
import os, sys
from queue_monitor.runtime import load, patch
patch(sys.argv[1])
runtime = load(sys.argv[1])
"""


def run(mode: str, script: str) -> str:
    """Run `script` in a process patched for `mode`; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + dedent(script), mode],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("mode", ASYNC_MODES)
class TestEachMode:
    def test_a_promise_wakes_every_waiter_and_keeps_its_first_value(self, mode: str) -> None:
        script = """
            promise, answers, done = runtime.promise(), [], runtime.promise()
            def wait():
                answers.append(promise.wait())
                if len(answers) == 3:
                    done.set(True)
            for _ in range(3):
                runtime.spawn(wait)
            runtime.sleep(0.01)
            promise.set("first")
            promise.set("second")
            done.wait(20)
            print(answers, promise.wait(), runtime.promise().wait(0.01))
        """
        assert run(mode, script) == "['first', 'first', 'first'] first None\n"

    def test_a_signal_raised_before_the_wait_is_not_lost_and_wakes_once(self, mode: str) -> None:
        script = """
            signal = runtime.signal()
            signal.set()
            signal.set()
            print(signal.wait(20), signal.wait(0.01))
            runtime.spawn(lambda: (runtime.sleep(0.01), signal.set()))
            print(signal.wait(20))
        """
        assert run(mode, script) == "True False\nTrue\n"

    def test_what_is_offloaded_does_not_hold_up_the_others(self, mode: str) -> None:
        script = """
            receive, send = os.pipe()
            said, done = [], runtime.promise()
            def read():
                said.append(runtime.offload(os.read, receive, 1))
                done.set(True)
            runtime.spawn(read)
            runtime.sleep(0.05)
            os.write(send, b"x")   # nobody would get here if the read blocked the loop
            done.wait(20)
            print(said)
        """
        assert run(mode, script) == "[b'x']\n"

    def test_an_error_in_what_is_offloaded_reaches_the_asker(self, mode: str) -> None:
        script = """
            try:
                runtime.offload(lambda: 1 / 0)
            except ZeroDivisionError:
                print("told")
        """
        assert run(mode, script) == "told\n"

    def test_stopping_lets_a_request_under_way_finish(self, mode: str) -> None:
        script = """
            import http.client
            begun, go_on = runtime.promise(), runtime.promise()
            def app(environ, start_response):
                begun.set(True)
                go_on.wait(20)
                start_response("200 OK", [("Content-Length", "4")])
                return [b"done"]
            serving = runtime.serve(app, host="127.0.0.1", port=0)
            answer = runtime.promise()
            def ask():
                client = http.client.HTTPConnection("127.0.0.1", serving.port)
                client.request("GET", "/")
                answer.set(client.getresponse().read())
            runtime.spawn(ask)
            begun.wait(20)
            runtime.spawn(lambda: (runtime.sleep(0.05), go_on.set(True)))
            serving.stop(20)
            print(answer.wait(20))
        """
        assert run(mode, script) == "b'done'\n"

    def test_a_pipe_can_be_waited_for(self, mode: str) -> None:
        script = """
            receive, send = os.pipe()
            runtime.spawn(lambda: (runtime.sleep(0.02), os.write(send, b"x")))
            runtime.wait_readable(receive)
            print(os.read(receive, 1))
        """
        assert run(mode, script) == "b'x'\n"

    def test_no_screens_socket_is_compressed(self, mode: str) -> None:
        script = """
            import http.client
            def app(environ, start_response):
                start_response("200 OK", [("Content-Length", "4")])
                return [b"none" if "HTTP_SEC_WEBSOCKET_EXTENSIONS" not in environ else b"some"]
            serving = runtime.serve(app, host="127.0.0.1", port=0)
            answer = runtime.promise()
            def ask():
                client = http.client.HTTPConnection("127.0.0.1", serving.port)
                offer = {"Sec-WebSocket-Extensions": "permessage-deflate"}
                client.request("GET", "/", headers=offer)
                answer.set(client.getresponse().read())
            runtime.spawn(ask)
            print(answer.wait(20))
        """
        assert run(mode, script) == "b'none'\n"
