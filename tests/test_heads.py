"""A head read the short way is what the standard library would have made of it."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from queue_monitor.runtime.heads import UsualHeads


class Plain(BaseHTTPRequestHandler):
    """A handler that reads one head from bytes and talks to nobody."""

    protocol_version = "HTTP/1.1"

    def __init__(self, head: bytes) -> None:
        self.rfile, self.told = BytesIO(head), BytesIO()
        self.wfile = self.told
        self.client_address = ("127.0.0.1", 1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass

    def read(self) -> dict[str, Any]:
        """What is known of the head, what was answered to it, and what is left of the stream."""
        self.raw_requestline = self.rfile.readline(65537)
        self.headers = self.MessageClass()
        read = self.parse_request()
        answered = self.told.getvalue().split(b"\r\nDate")[0]
        known = {
            "read": read,
            "answered": answered,
            "command": self.command,
            "version": self.request_version,
            "close": self.close_connection,
        }
        if read:
            known |= {
                "path": self.path,
                "line": self.requestline,
                "headers": self.headers.items(),
                "left": self.rfile.read(),
            }
        return known


class Short(UsualHeads, Plain):  # type: ignore[misc]
    pass


def same(head: bytes) -> dict[str, Any]:
    known = Short(head).read()
    assert known == Plain(head).read()
    return known


_TOKENS = st.text(alphabet="!#$%&'*+-.^_`|~09AZaz", min_size=1, max_size=8)
_VALUES = st.text(alphabet=' \t!:;,="(aZ09~', max_size=12)
_USUAL = st.tuples(_TOKENS, st.sampled_from([":", ": ", ":\t "]), _VALUES, st.just("\r\n"))
_KNOWN = st.sampled_from(
    [
        "Connection: close\r\n",
        "Connection: keep-alive\r\n",
        "connection: Upgrade\r\n",
        "Expect: 100-continue\r\n",
        "Host: 127.0.0.1:8080\r\n",
        "Content-Length: 2\r\n",
    ]
)
_ODD = st.sampled_from(
    [
        " folded\r\n",
        "no colon\r\n",
        "Bare: newline\n",
        "Bare: return\rX: y\r\n",
        "Name : space\r\n",
        ": nameless\r\n",
        "From somebody\r\n",
        "Nul: \0\r\n",
        "Latin: \xe9\x85\r\n",
        "Page: \x0c\r\n",
    ]
)
_LINES = st.lists(st.one_of(_USUAL.map("".join), _KNOWN, _ODD), max_size=6)
_REQUESTS = st.one_of(
    st.sampled_from(["POST /api/v1/tickets HTTP/1.1\r\n", "GET / HTTP/1.1\r\n"]),
    st.sampled_from(
        [
            "GET //evil/%2e HTTP/1.1\r\n",
            "GET / HTTP/1.0\r\n",
            "GET / HTTP/1.10\r\n",
            "GET / HTTP/2.0\r\n",
            "GET /\r\n",
            "POST /\r\n",
            "\r\n",
            "GET / HTTP/1.1\n",
            "GET  /two HTTP/1.1\r\n",
            "GET /a b HTTP/1.1\r\n",
            "GET /\xe9 HTTP/1.1\r\n",
            "get / HTTP/1.1\r\n",
        ]
    ),
)


@given(_REQUESTS, _LINES, st.sampled_from(["\r\n", "\n", "", "\r\nbody\r\n"]))
@example("GET / HTTP/1.1\r\n", ["A: b\r\n"] * 100, "\r\n")
@example("GET / HTTP/1.1\r\n", ["A: b\r\n"] * 99, "\r\nbody")
@example("GET / HTTP/1.1\r\n", ["A: " + "b" * 65536 + "\r\n"], "\r\n")
def test_any_head_reads_the_same(request: str, lines: list[str], end: str) -> None:
    same((request + "".join(lines) + end).encode("latin-1"))


@pytest.mark.parametrize(
    ("line", "close"), [("", False), ("Connection: Close\r\n", True), ("X: y\r\n", False)]
)
def test_a_usual_head_never_reaches_the_mail_parser(
    line: str, close: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = f"POST /api/v1/tickets?a=b HTTP/1.1\r\nHost: x\r\n{line}\r\n{{}}".encode()
    expected = Plain(head).read()
    monkeypatch.setattr(Plain, "parse_request", lambda _self: pytest.fail("the long way"))
    known = Short(head).read()
    assert known == expected
    assert (known["close"], known["left"]) == (close, b"{}")
