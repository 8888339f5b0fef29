"""`python -m queue_monitor`: the same as the command `queue-monitor`."""

from queue_monitor.cli import main

if __name__ == "__main__":
    main()
