"""The command line. `main` chooses the async library and patches before anything else is imported.

Commands lie one group to a file and are imported when they are asked for, so that `--help` is
there at once. Exit codes: 0 done; 1 it could not be done, and why is said; 2 the command line is
wrong; 3 the configuration has mistakes; 130 interrupted.
"""

import sys
from collections.abc import Sequence

from queue_monitor.cli.mode import SERVING, chosen


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `queue-monitor ARGUMENTS` (default: the process's own) and exit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if any(word in SERVING for word in words) and "--help" not in words:
        from queue_monitor.runtime.choice import patch
        from queue_monitor.runtime.lean import forgo_colours, load_socketio

        patch(chosen(words))
        forgo_colours()
        load_socketio()
    from queue_monitor.cli.group import cli

    cli.main(args=words, prog_name="queue-monitor")
