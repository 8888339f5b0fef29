"""What can be wrong with a store for good; asking again does not help."""

from queue_monitor.domain.errors import QueueMonitorError


class StoreUnusable(QueueMonitorError):
    """The store cannot be opened as it is; the message says why and what would help."""

    code = "store_unusable"


class UnreadableEvent(QueueMonitorError):
    """A row of the log is not an event this version knows; the message names its number."""

    code = "unreadable_event"
