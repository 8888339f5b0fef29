"""Pairing kiosks and boards, listing and removing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Response

from queue_monitor.accounts import cookies
from queue_monitor.accounts.service import Accounts
from queue_monitor.accounts.views import (
    AskPairing,
    DeviceList,
    DeviceView,
    PairDevice,
    PairingView,
)
from queue_monitor.web.identity import SUPERVISORS, Role

if TYPE_CHECKING:
    from queue_monitor.web.operations import Api, Call


def declare(api: Api, accounts: Accounts) -> None:
    """Declare the operations on `api`."""
    devices = accounts.devices

    @api.operation(
        "POST",
        "/api/v1/pairing",
        body=AskPairing,
        answers={201: PairingView},
        roles=None,
        summary="Ask to be paired",
        limit="20/minute",
    )
    def ask_pairing(call: Call[AskPairing]) -> PairingView:
        """A device gets a code to show for five minutes, and a secret id to ask by."""
        asked = devices.ask(Role(call.body.kind))
        return PairingView(
            id=asked.secret,
            state="waiting",
            code=asked.code,
            expires_at=asked.expires_at,
            kind=call.body.kind,
        )

    @api.operation(
        "GET",
        "/api/v1/pairing/<id_>",
        answers={200: PairingView},
        roles=None,
        problems=("not_found",),
        summary="Whether a supervisor has accepted the device",
    )
    def poll_pairing(call: Call[None], id_: str) -> PairingView | Response:
        """Once accepted, the answer sets the device's cookie and the id is used up."""
        fetched = devices.fetch(id_)
        if fetched is None:
            pairing = devices.wanted(id_)
            return PairingView(
                id=id_,
                state="waiting",
                code=pairing.code,
                expires_at=pairing.expires_at,
                kind=pairing.wanted.value,  # type: ignore[arg-type]  # asked for as these only
            )
        device, cookie = fetched
        view = PairingView(
            id=id_,
            state="paired",
            code=None,
            expires_at=None,
            kind=device.role.value,  # type: ignore[arg-type]  # paired as these only
            name=device.name,
        )
        response = Response(msgspec.json.encode(view), content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        cookies.write(
            response,
            call.request.environ,
            accounts.site,
            name=cookies.DEVICE,
            value=cookie,
            max_age_s=cookies.DEVICE_AGE_S,
        )
        return response

    @api.operation(
        "GET",
        "/api/v1/devices",
        answers={200: DeviceList},
        roles=SUPERVISORS,
        summary="All paired devices",
    )
    def list_devices(_call: Call[None]) -> DeviceList:
        """Kiosks and boards, and when each was last heard of."""
        return DeviceList(devices=[DeviceView.of(device) for device in devices.all()])

    @api.operation(
        "POST",
        "/api/v1/devices",
        body=PairDevice,
        answers={201: DeviceView},
        roles=SUPERVISORS,
        problems=("code_unknown",),
        summary="Accept the device that shows a code",
        example=PairDevice(code="K7Q2MX", name="Kiosk at the door", kind="kiosk"),
        limit="30/minute",
    )
    def pair_device(call: Call[PairDevice]) -> DeviceView:
        """Gives it a name and its rights."""
        device = devices.pair(
            call.body.code, name=call.body.name, role=Role(call.body.kind), by=call.actor.id
        )
        return DeviceView.of(device)

    @api.operation(
        "DELETE",
        "/api/v1/devices/<id_>",
        answers={204: None},
        roles=SUPERVISORS,
        problems=("unknown_device",),
        summary="Remove a device",
    )
    def remove_device(call: Call[None], id_: str) -> None:
        """It loses its rights at once, within five seconds on other servers."""
        devices.remove(id_, by=call.actor.id)
