"""The supervisor on duty: sees an alert, acknowledges it, and decides on what is proposed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.port import Look, Refusal

if TYPE_CHECKING:
    from queue_monitor.simulation.hall import Hall
    from queue_monitor.simulation.timeline import Step


class SupervisorOnDuty:
    """Acknowledges within half a minute or so and accepts what is proposed after a look at it."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._seen: set[str] = set()

    def notice(self, look: Look) -> None:
        """A glance at the page: act on each new alert and plan, once."""
        for alert in look.alerts:
            if alert.state == "firing" and self._is_new(f"{alert.id} {alert.to_ack_s is None}"):
                draws = Draws(self._hall.day.seed, "acknowledge", len(self._seen))
                self._hall.after(draws.span(15, 40), partial(self._acknowledge, alert.id))
        for plan in look.plans:
            if plan.state == "proposed" and plan.rank == 1 and self._is_new(plan.id):
                draws = Draws(self._hall.day.seed, "accept", len(self._seen))
                self._hall.after(draws.span(25, 60), partial(self._accept, plan.id))
            if plan.may_stand_down and self._is_new(f"{plan.id} back"):
                draws = Draws(self._hall.day.seed, "stand_down", len(self._seen))
                self._hall.after(draws.span(25, 60), partial(self._stand_down, plan.id))

    def _is_new(self, what: str) -> bool:
        if what in self._seen:
            return False
        self._seen.add(what)
        return True

    def _acknowledge(self, alert: str) -> None:
        self._attempt(partial(self._hall.port.acknowledge, alert))

    def _accept(self, plan: str) -> None:
        self._attempt(partial(self._hall.port.accept, plan))

    def _stand_down(self, plan: str) -> None:
        self._attempt(partial(self._hall.port.stand_down, plan))

    def _attempt(self, step: Step) -> None:
        try:
            step()
        except Refusal as refusal:  # over already, or decided by somebody at a browser
            self._hall.journal.refused(self._hall.now(), None, refusal)
