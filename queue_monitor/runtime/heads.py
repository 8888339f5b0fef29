"""The head of a usual request, read without the mail parser.

The standard library reads the headers of a request as those of a letter, which takes a sixth of
the time of a number. Nearly every head is plain: one known method, a path, HTTP/1.1, each header a
line of printable ASCII. Those are read here; any other goes to the standard library unread, so
that there is one place which knows what is odd and how it is refused.
"""

import re
from http.client import HTTPMessage
from io import BytesIO
from typing import IO, Final

#: The standard library's own limits: it gets one line, and one byte, more than it takes.
_LONGEST_LINE: Final = 65536
_MOST_LINES: Final = 100
_REQUEST: Final = re.compile(rb"([A-Z]{3,8}) (/(?!/)[!-~]*) (HTTP/1\.1)\r\n")
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[!-~][ -~\t]*)?)\r\n")
_ENDS: Final = frozenset({b"\r\n", b"\n", b""})


class UsualHeads:
    """Mix in before a BaseHTTPRequestHandler, the standard library's or one like it;
    `parse_request` does what the handler's own would, sooner.
    """

    raw_requestline: bytes
    requestline: str
    command: str
    path: str
    request_version: str
    protocol_version: str
    close_connection: bool
    headers: HTTPMessage
    rfile: IO[bytes]
    MessageClass: type[HTTPMessage]

    def parse_request(self) -> bool:
        """Whether the head could be read; if not, it has been refused."""
        lines = self._lines()
        if self._is_usual(lines):
            return True
        rest, self.rfile = self.rfile, BytesIO(b"".join(lines))
        try:
            read: bool = super().parse_request()  # type: ignore[misc]
        finally:
            self.rfile = rest
        return read

    def _lines(self) -> list[bytes]:
        lines: list[bytes] = []
        while len(lines) <= _MOST_LINES:
            line = self.rfile.readline(_LONGEST_LINE + 1)
            lines.append(line)
            if line in _ENDS or len(line) > _LONGEST_LINE:
                break
        return lines

    def _is_usual(self, lines: list[bytes]) -> bool:
        request = _REQUEST.fullmatch(self.raw_requestline)
        if request is None or lines[-1] != b"\r\n" or len(lines) > _MOST_LINES:
            return False
        headers = self.MessageClass()
        for line in lines[:-1]:
            header = _HEADER.fullmatch(line)
            if header is None:
                return False
            headers[header[1].decode("ascii")] = header[2].decode("ascii")
        if "Expect" in headers:
            return False
        command, path, version = (part.decode("ascii") for part in request.groups())
        self.requestline = f"{command} {path} {version}"
        self.command, self.path, self.request_version = command, path, version
        self.headers = headers
        # Whoever speaks HTTP/1.1 stays, unless one of the two does not want it.
        self.close_connection = (
            self.protocol_version < "HTTP/1.1" or headers.get("Connection", "").lower() == "close"
        )
        return True
