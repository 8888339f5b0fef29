"""Whether everybody who takes a number can be called."""

from collections.abc import Iterator, Sequence

from queue_monitor.config.office import Clerk, Counter, Service, VisitClass


def uncovered(
    services: Sequence[Service],
    classes: Sequence[VisitClass],
    counters: Sequence[Counter],
    clerks: Sequence[Clerk],
) -> Iterator[tuple[int, str, str]]:
    """The services some visitors of which nobody calls: index, what was found, what would be right.

    A service that no counter has in its first lane would starve: it is called only while every
    line before it is empty.
    """
    for i, service in enumerate(services):
        best = {c.id: _first_lane(service, c, counters) for c in classes}
        never = [name for name, lane in best.items() if lane is None]
        late = [name for name, lane in best.items() if lane]
        if never:
            of = "" if len(never) == len(classes) else f" for {', '.join(never)}"
            yield (
                i,
                f'"{service.id}", which no counter serves{of}',
                "a counter with it in `serves`, or no such service",
            )
        elif late:
            of = "" if len(late) == len(classes) else f" for {', '.join(late)}"
            yield (
                i,
                f'"{service.id}", which stands{of} only in later lanes of every counter',
                "a counter with it in its first lane, or it is called only when all else is empty",
            )
        if not any(service.id in clerk.skills for clerk in clerks):
            yield (
                i,
                f'"{service.id}", which no clerk can give',
                "a clerk with it in `skills`, or no such service",
            )


def _first_lane(service: Service, visitor: VisitClass, counters: Sequence[Counter]) -> int | None:
    """The foremost lane of any counter that takes such visitors."""
    return min(
        (
            place
            for counter in counters
            for place, lane in enumerate(counter.serves)
            if service.id in lane.services and visitor.id in lane.classes
        ),
        default=None,
    )
