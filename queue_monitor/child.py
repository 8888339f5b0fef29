"""A program of ours in a process of its own, spoken to by two pipes.

`posix` throughout, and so shall be whoever reads, writes and closes the pipes in a real thread:
what async libraries put in the place of `os` waits for a loop that such a thread does not have
(gevent's `os.close` leaves a pipe open until its loop comes round).
"""

import os
import posix
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process, and our ends of its pipes. It ends when they are closed, ours by a crash too."""

    pid: int
    ask: int  # file descriptors: its standard input,
    hear: int  # and its standard output


def start(command: Sequence[str]) -> Child:
    """This interpreter with the words of `command` behind it. Raises OSError, and leaves no pipe.

    Whoever starts it closes both ends and collects it (`posix.waitpid`).
    """
    with ExitStack() as ours, ExitStack() as theirs:
        their_ask, ask = os.pipe()
        theirs.callback(posix.close, their_ask)
        ours.callback(posix.close, ask)
        hear, their_hear = os.pipe()
        theirs.callback(posix.close, their_hear)
        ours.callback(posix.close, hear)
        pid = posix.posix_spawn(
            sys.executable,
            [sys.executable, *command],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, their_ask, 0),
                (os.POSIX_SPAWN_DUP2, their_hear, 1),
            ],
        )
        ours.pop_all()
    return Child(pid=pid, ask=ask, hear=hear)
