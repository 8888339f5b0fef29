"""The office behind a real server, asked with the same JSON as the pages and other programs use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import requests

from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId
from queue_monitor.simulation.port import (
    AlertSeen,
    CalledTo,
    Desk,
    Look,
    PlanSeen,
    Refusal,
    Taken,
)

_API: Final = "/api/v1"
_TIMEOUT_S: Final = 15.0
_TRIES: Final = 3  # of a request that the server could not take just now


class HttpPort:
    """One server. `tokens` are the clerks' bearer tokens, `supervisor` and `kiosk` one each.

    `now` is the office's clock, `pause_until` lets real time pass and says whether to go on.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tokens: Mapping[ClerkId, str],
        supervisor: str,
        kiosk: str,
        now: Callable[[], datetime],
        pause_until: Callable[[datetime], bool],
    ) -> None:
        self._base_url = base_url + _API
        self._tokens = tokens
        self._supervisor = supervisor
        self._kiosk = kiosk
        self._now = now
        self._pause_until = pause_until
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the machine has no business here

    # -- time ----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The office's hour, which runs by itself."""
        return self._now()

    def wait_until(self, instant: datetime) -> bool:
        """Let time pass; False if the day is to end now."""
        return self._pause_until(instant)

    # -- visitors ------------------------------------------------------------------------------

    def take(self, service: ServiceId, visit_class: ClassId, language: str, *, key: str) -> Taken:
        """As the kiosk page does."""
        body = {"service": service, "class": visit_class, "language": language}
        said = self._post("/tickets", self._kiosk, body, key=key)
        return Taken(ticket=said["ticket"], number=said["number"], token=said["token"])

    # -- clerks --------------------------------------------------------------------------------

    def come(self, clerk: ClerkId) -> None:
        """Ready, with a counter or without."""
        self._post("/me/presence", self._tokens[clerk], {"present": True})

    def open(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Begin to call there."""
        self._at(counter, "open", clerk)

    def close(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Stop for good."""
        self._at(counter, "close", clerk)

    def pause(self, counter: CounterId, *, clerk: ClerkId, reason: str) -> None:
        """Stop for a while."""
        self._at(counter, "pause", clerk, {"reason": reason})

    def resume(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Call again."""
        self._at(counter, "resume", clerk)

    def call_next(self, counter: CounterId, *, clerk: ClerkId) -> CalledTo | None:
        """Whoever is next; None if nobody waits for this counter."""
        try:
            said = self._at(counter, "call-next", clerk)
        except Refusal as refusal:
            if refusal.code == "line_empty":
                return None
            raise
        return CalledTo(
            ticket=said["ticket"],
            number=said["number"],
            service=ServiceId(said["service"]),
            waited_s=said["waited_s"],
        )

    def start(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """The visitor stands at the desk."""
        self._at(counter, "start", clerk)

    def finish(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """The service is done."""
        self._at(counter, "finish", clerk)

    def no_show(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Called, and nobody came."""
        self._at(counter, "no-show", clerk)

    def give_back(self, counter: CounterId, *, clerk: ClerkId, ticket: str) -> None:
        """A missed number stands in line again."""
        self._at(counter, "return", clerk, {"ticket": ticket})

    # -- supervisor ----------------------------------------------------------------------------

    def look(self) -> Look:
        """The supervisor's page: the floor, and the day's alerts and plans."""
        floor = self._get("/floor")
        watch = self._get("/alerts", history="1")
        desks = (counter for counter in floor["counters"] if counter["status"] != "closed")
        return Look(
            at=datetime.fromisoformat(floor["at"]),
            waiting=floor["waiting_total"],
            longest_wait_s=floor["longest_wait_s"],
            desks=tuple(map(_desk, desks)),
            alerts=tuple(map(_alert, (*watch["alerts"], *watch["warnings"]))),
            plans=tuple(map(_plan, watch["reallocations"])),
        )

    def acknowledge(self, alert: str) -> None:
        """The supervisor has seen it."""
        self._post(f"/alerts/{alert}/ack", self._supervisor)

    def accept(self, plan: str) -> None:
        """The supervisor agrees."""
        self._post(f"/reallocations/{plan}/accept", self._supervisor)

    def stand_down(self, plan: str) -> None:
        """The supervisor lets the help go back."""
        self._post(f"/reallocations/{plan}/stand-down", self._supervisor)

    def answer(self, plan: str, *, clerk: ClerkId, comes: bool) -> None:
        """The clerk who was asked comes, or cannot."""
        answer = "accept" if comes else "decline"
        body = {} if comes else {"reason": "手邊有急件"}
        self._post(f"/reallocations/{plan}/{answer}", self._tokens[clerk], body)

    # -- inside --------------------------------------------------------------------------------

    def _at(
        self,
        counter: CounterId,
        what: str,
        clerk: ClerkId,
        body: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        return self._post(f"/counters/{counter}/{what}", self._tokens[clerk], body)

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        return self._ask("GET", path, self._supervisor, params=query)

    def _post(
        self,
        path: str,
        token: str,
        body: Mapping[str, object] | None = None,
        *,
        key: str | None = None,
    ) -> dict[str, Any]:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._ask("POST", path, token, json=dict(body or {}), headers=headers)

    def _ask(
        self,
        method: str,
        path: str,
        token: str,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """One request. Raises Refusal with the problem's code; asks again when told to."""
        bearer = {"Authorization": f"Bearer {token}", **(headers or {})}
        said: dict[str, Any] = {}
        for attempt in range(1, _TRIES + 1):
            with self._session.request(
                method, self._base_url + path, headers=bearer, timeout=_TIMEOUT_S, **options
            ) as response:
                said = response.json()
                if response.ok:
                    return said
            if said["code"] not in {"try_later", "too_many"} or attempt == _TRIES:
                break
            self._pause_until(self._now() + timedelta(seconds=30))
        raise Refusal(said["code"], said.get("detail", ""))


def _desk(counter: Mapping[str, Any]) -> Desk:
    clerk, ticket = counter["clerk"], counter["ticket"]
    return Desk(
        counter=CounterId(counter["id"]),
        open=counter["status"] == "open",
        clerk=None if clerk is None else ClerkId(clerk),
        ticket=None if ticket is None else ticket["ticket"],
    )


def _alert(alert: Mapping[str, Any]) -> AlertSeen:
    minutes: Mapping[str, float | None] = alert["minutes"]

    def seconds(name: str) -> float | None:
        value = minutes[name]
        return None if value is None else value * 60

    return AlertSeen(
        id=alert["id"],
        rule=alert["rule"],
        state=alert["state"],
        value=alert["value"],
        limit=alert["limit"],
        worst=alert["worst"],
        crossed_at=datetime.fromisoformat(alert["crossed_at"]),
        to_ack_s=seconds("to_ack"),
        to_act_s=seconds("to_act"),
        to_recover_s=seconds("to_recover"),
    )


def _plan(plan: Mapping[str, Any]) -> PlanSeen:
    longest = plan["effect"]["longest_wait_s"]
    return PlanSeen(
        id=plan["id"],
        alert=plan["alert"],
        kind=plan["kind"],
        state=plan["state"],
        counter=CounterId(plan["counter"]),
        clerk=ClerkId(plan["offered_to"] or plan["clerk"]),
        longest_without_s=longest["without"],
        longest_with_s=longest["with"],
        rank=plan["rank"],
        may_stand_down=plan["stand_down_at"] is not None,
    )
