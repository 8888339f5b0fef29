"""A process that has imported the product, and from then on only forks; see `nursery.py`.

    python -m tests.support.seedbed MODE

It reads wishes from standard input, one JSON object a line, and writes what became of them to
standard output: `{"pid": 17}` for each in turn, `{"pid": 17, "ended": 0}` when one has ended. When
nobody is there to ask any more, it kills what it has forked and ends.
"""

# Only what no async library patches may be imported up here, as in `queue_monitor.cli`.
import gc
import json
import os
import posix
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from select import POLLIN, poll
from typing import Any, Final

_signal: Final[Any] = import_module("_signal")  # in C as `posix` is: gevent patches `signal`
#: What a server may be started as (`python -m WORD`), and the module with its `main(words)`.
PROGRAMS: Final = {
    "queue_monitor": "queue_monitor.cli",
    "tools.clocked_server": "tools.clocked_server",
}
#: What the command imports as it goes, and what is imported when an office is built.
_SERVE: Final = (
    "queue_monitor.cli.group",
    "queue_monitor.cli.serve",
    "queue_monitor.serving",
    "queue_monitor.runtime.on_{mode}",
    "engineio.async_drivers.{mode}",
    "sqlite_utils",
    "encodings.utf_8_sig",
    "jinja2.ext",
)
_CHUNK_BYTES: Final = 65536


def main(mode: str) -> Callable[[], object] | None:
    """Fork for each wish. In a fork it returns what that is to run; in the end None."""
    programs = _imported(mode)
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    _signal.signal(_signal.SIGCHLD, lambda *_: None)
    _signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    forks: set[int] = set()
    _tell(ready=True)
    for wish in _wishes(wake, forks):
        pid = posix.fork()
        if pid == 0:
            os.close(wake)
            os.close(waker)
            _become(mode, wish)
            return lambda: programs[wish["program"]](wish["words"])
        forks.add(pid)
        _tell(pid=pid)
    for pid in forks:
        with suppress(ProcessLookupError):
            os.killpg(pid, _signal.SIGKILL)
    return None


def _imported(mode: str) -> dict[str, Callable[[list[str]], object]]:
    """Patch and import in the order of `queue-monitor serve`; each program's `main`."""
    import_module("queue_monitor.runtime.choice").patch(mode)
    lean = import_module("queue_monitor.runtime.lean")
    lean.forgo_colours()
    lean.load_socketio()
    for name in _SERVE:
        import_module(name.format(mode=mode))
    import_module("queue_monitor.store.sqlite_driver").driver()
    programs = {word: import_module(module).main for word, module in PROGRAMS.items()}
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page that it looks at
    return programs


def _wishes(wake: int, forks: set[int]) -> Iterator[dict[str, Any]]:
    """Each wish as it comes; meanwhile the ended are told of."""
    poller = poll()
    poller.register(0, POLLIN)
    poller.register(wake, POLLIN)
    read = b""
    while True:
        for descriptor, _ in poller.poll():
            data = posix.read(descriptor, _CHUNK_BYTES)
            if descriptor == wake:
                _bury(forks)
                continue
            if not data:
                return
            *whole, read = (read + data).split(b"\n")
            yield from map(json.loads, whole)


def _bury(forks: set[int]) -> None:
    while forks:
        pid, status = posix.waitpid(-1, posix.WNOHANG)
        if pid == 0:
            return
        forks.discard(pid)
        _tell(pid=pid, ended=posix.waitstatus_to_exitcode(status))


def _become(mode: str, wish: dict[str, Any]) -> None:
    """A process of its own, with nothing of the seedbed's but what it has imported."""
    posix.setsid()
    _signal.set_wakeup_fd(-1)
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    log = posix.open(wish["log"], posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT, 0o644)
    nothing = posix.open(os.devnull, posix.O_RDONLY)
    for descriptor, takes_the_place_of in ((nothing, 0), (log, 1), (log, 2)):
        posix.dup2(descriptor, takes_the_place_of)
    posix.close(log)
    posix.close(nothing)
    os.environ.clear()
    os.environ.update(wish["environment"])
    os.chdir(wish["folder"])
    if mode == "eventlet":
        import_module("eventlet.hubs").use_hub()
    elif mode == "gevent":
        import_module("gevent").reinit()


def _tell(**what: object) -> None:
    posix.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    run = main(sys.argv[1])
    if run is not None:
        run()
