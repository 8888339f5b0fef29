"""An HTTP server that answers as LINE's Messaging API does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "line-token"


@dataclass
class LineServer:
    """What it took, and what it shall answer first: statuses, used up one by one."""

    url: str = ""
    taken: list[tuple[str, str]] = field(default_factory=list)  # to, text
    keys: dict[str, str] = field(default_factory=dict)  # retry key to request id
    asked: list[str] = field(default_factory=list)  # the retry keys, as they came
    first: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)  # answered although the message was taken

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and JSON for a request."""
        if path != "/v2/bot/message/push":
            return 404, {"message": "Not found"}
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {
                "message": "Authentication failed. Confirm that the access token is valid."
            }
        key = headers["X-Line-Retry-Key"]
        self.asked.append(key)
        if self.first:
            return self.first.pop(0), {"message": "as told"}
        asked = json.loads(body)
        if len(asked["to"]) != 33:
            return 400, {"message": "The property, 'to', in the request body is invalid"}
        if key in self.keys:
            return 409, {"message": "The retry key is already accepted"}
        self.keys[key] = f"request-{len(self.keys)}"
        self.taken += [(asked["to"], message["text"]) for message in asked["messages"]]
        return (self.after.pop(0) if self.after else 200), {"sentMessages": [{"id": "1"}]}


@contextmanager
def line_server() -> Iterator[LineServer]:
    """The server on a free port."""
    line = LineServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, told = line.answer(self.path, self.headers, body)
            data = json.dumps(told).encode()
            self.send_response(status)
            if status == 409:
                key = self.headers["X-Line-Retry-Key"]
                self.send_header("X-Line-Accepted-Request-Id", line.keys[key])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
