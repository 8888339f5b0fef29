"""The process that sends one message by apprise: an errand on standard input, its outcome on
standard output. `python -m alerts.channels.apprise_worker`.

Every name it looks up goes through one guard, so that neither a redirect nor a name that changes
its address leads inside the house.
"""

import logging
import re
import signal
import socket
import sys
from contextlib import redirect_stdout
from typing import Any, Final

import msgspec

from alerts.channels.apprise import Errand, Outcome
from alerts.channels.base import Undelivered
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason

_STATUS: Final = re.compile(r"error=(\d{3})\b")
_SILENT: Final = logging.CRITICAL + 1


class Heard(logging.Handler):
    """What apprise logs: statuses alone, as its lines may hold addresses."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.statuses: list[int] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the status, if there is one."""
        found = _STATUS.search(record.getMessage())
        if found is not None:
            self.statuses.append(int(found[1]))


class Guard:
    """Stands before the system's resolver; connections go to what it lets through."""

    def __init__(self, *, allow_private: bool) -> None:
        self._reach = Reach(allow_private=allow_private, resolve=lambda _host, _port: ())
        self._resolve = socket.getaddrinfo
        self.problem: str | None = None

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        """As `socket.getaddrinfo`, with OSError for what leads inside the house."""
        from ipaddress import ip_address

        from alerts.channels.reach import is_public

        try:
            found = self._resolve(host, port, *args, **kwargs)
        except OSError as error:
            self.problem = Reason.of(error)
            raise
        if not self._reach.allow_private:
            for answer in found:
                if not is_public(ip_address(str(answer[4][0]).partition("%")[0])):
                    self.problem = Reason.NOT_PUBLIC
                    raise OSError("the address is not a public one")
        return found


def outcome(errand: Errand) -> Outcome:
    """Send, and say how it went."""
    import apprise

    guard, heard = Guard(allow_private=errand.allow_private), Heard()
    socket.getaddrinfo = guard
    logging.getLogger("apprise").addHandler(heard)
    logging.getLogger("apprise").propagate = False
    asset = apprise.AppriseAsset(http_redirects=False, async_mode=False)
    sender = apprise.Apprise(asset=asset)
    if not all(sender.add(url) for url in errand.urls):
        return Outcome(reason=Reason.BAD_ADDRESS, for_good=True)
    if sender.notify(title=errand.title, body=errand.body):
        return Outcome()
    return _why(guard, heard)


def _why(guard: Guard, heard: Heard) -> Outcome:
    if guard.problem is not None:
        return Outcome(reason=guard.problem, for_good=guard.problem == Reason.NOT_PUBLIC)
    if heard.statuses:
        status = heard.statuses[-1]
        told = Reason.of_status(status).about(f"HTTP {status}")
        for_good = 300 <= status < 500 and status not in {408, 425, 429}
        return Outcome(reason=told, for_good=for_good)
    return Outcome(reason=Reason.UNREACHABLE)


def main() -> None:
    """One errand. Ended by its alarm when it takes too long."""
    errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)
    signal.setitimer(signal.ITIMER_REAL, errand.timeout_s)  # its default is to end the process
    with redirect_stdout(sys.stderr):
        told = outcome(errand)
    sys.stdout.buffer.write(msgspec.json.encode(told))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    except Undelivered as problem:
        sys.stdout.buffer.write(msgspec.json.encode(Outcome(reason=problem.reason)))
