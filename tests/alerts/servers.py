"""A real mail server and a real HTTP server on loopback, which keep what they are sent."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope

#: Key and certificate of "localhost", for tests alone.
PEM = Path(__file__).with_name("localhost.pem")


@dataclass
class Mailbox:
    """What a mail server took. `refuse`: what it answers instead, such as "550 no such user"."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    refuse: str | None = None

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd with each mail."""
        if self.refuse is not None:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.original_content or b"", policy=default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"

    def check(self, *asked: Any) -> AuthResult:
        """Takes any account and remembers it."""
        data = asked[-1]
        self.signed_in.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)


@contextmanager
def mail_server(*, tls: bool = False, account: bool = False) -> Iterator[Mailbox]:
    """A mail server on a free port."""
    mailbox = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context is not None:
        context.load_cert_chain(PEM)
    loop = asyncio.new_event_loop()

    transports: list[asyncio.BaseTransport] = []

    class Keeping(SMTP):
        """aiosmtpd drops the plain transport on STARTTLS; kept, it is closed in order."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(transport)
            super().connection_made(transport)

    def protocol() -> SMTP:
        return Keeping(
            mailbox,
            tls_context=context,
            require_starttls=tls,
            authenticator=mailbox.check if account else None,
            auth_required=account,
            auth_require_tls=tls,
            loop=loop,
        )

    # All in the thread: a browser's test may have a loop of its own in this one.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    creating = loop.create_server(protocol, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(creating, loop).result()
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        asyncio.run_coroutine_threadsafe(_close(server, transports), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server, transports: list[asyncio.BaseTransport]) -> None:
    server.close()
    for transport in transports:
        transport.close()
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)  # the transports close at the loop's next turns


@dataclass
class Hook:
    """What an HTTP server was sent, and what it answers."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    received: list[dict[str, str]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None


@contextmanager
def http_server() -> Iterator[Hook]:
    """An HTTP server on a free port."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            hook.bodies.append(self.rfile.read(length))
            hook.received.append({k.lower(): v for k, v in self.headers.items()})
            hook.before()
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_address[1]}/hook?a=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
