"""Complaints as text for a terminal."""

from collections.abc import Sequence

from queue_monitor.domain.errors import Complaint


def render(complaints: Sequence[Complaint], *, path: str = "config.yaml") -> str:
    """One paragraph for each complaint, in the order of the file; "" for none.

    config.yaml:41: services[2].letter
        found:  "a"
        wanted: one capital letter, A to Z
    """
    if not complaints:
        return ""
    count = "1 mistake" if len(complaints) == 1 else f"{len(complaints)} mistakes"
    return "\n\n".join([*(_paragraph(c, path) for c in complaints), f"{path}: {count}."])


def _paragraph(complaint: Complaint, path: str) -> str:
    place = ":".join(str(x) for x in (path, complaint.line, complaint.column) if x is not None)
    head = f"{place}: {complaint.key}" if complaint.key else place
    return f"{head}\n    found:  {complaint.found}\n    wanted: {complaint.wanted}"
