"""Pairing kiosks and boards, and trusting this very machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_monitor.web.identity import Role
from queue_monitor.web.peer import Site
from tests.accounts.world import MORNING, Browser, World, code_of


def _paired(world: World, kind: str = "kiosk") -> tuple[Browser, str]:
    device, chief = world.browser("192.0.2.50"), world.signed_in(Role.SUPERVISOR)
    asked = device.post("/api/v1/pairing", {"kind": kind}).get_json()
    body = {"code": asked["code"], "name": "At the door", "kind": kind}
    accepted = chief.post("/api/v1/devices", body)
    assert accepted.status_code == 201
    polled = device.get(f"/api/v1/pairing/{asked['id']}")
    assert polled.get_json()["state"] == "paired"
    return device, accepted.get_json()["id"]


def test_a_code_typed_by_a_supervisor_gives_the_device_its_rights(world: World) -> None:
    device, id_ = _paired(world)
    me = device.get("/api/v1/me").get_json()
    assert me == {
        "actor": f"device:{id_}",
        "role": "kiosk",
        "name": "At the door",
        "clerk": None,
        "csrf": None,
    }
    assert ("staff:supervisor", f"device:{id_}", "device paired: kiosk") in world.recorded


def test_a_device_is_known_to_live_to_the_minute(world: World) -> None:
    device, id_ = _paired(world)
    for span_s, heard_s in ((0, 0), (59, 0), (1, 60), (300, 360)):
        world.clock.forward(seconds=span_s)
        assert device.get("/api/v1/me").status_code == 200
        (known,) = world.accounts.devices.all()
        assert (known.id, known.seen_at) == (id_, MORNING + timedelta(seconds=heard_s))


def test_until_it_is_accepted_the_device_waits_as_a_stranger(world: World) -> None:
    device = world.browser("192.0.2.50")
    asked = device.post("/api/v1/pairing", {"kind": "board"}).get_json()
    polled = device.get(f"/api/v1/pairing/{asked['id']}").get_json()
    assert (polled["state"], polled["code"]) == ("waiting", asked["code"])
    assert code_of(device.get("/api/v1/me")) == "not_signed_in"


def test_a_code_may_be_typed_as_people_type(world: World) -> None:
    asked = world.browser().post("/api/v1/pairing", {}).get_json()
    code = f"{asked['code'][:3].lower()}-{asked['code'][3:].lower()} "
    chief = world.signed_in(Role.SUPERVISOR)
    body = {"code": code, "name": "Door", "kind": "kiosk"}
    assert chief.post("/api/v1/devices", body).status_code == 201


def test_a_code_works_once_and_for_five_minutes(world: World) -> None:
    chief = world.signed_in(Role.SUPERVISOR)
    body = {"name": "Door", "kind": "kiosk"}
    first = world.browser().post("/api/v1/pairing", {}).get_json()["code"]
    assert chief.post("/api/v1/devices", {**body, "code": first}).status_code == 201
    assert code_of(chief.post("/api/v1/devices", {**body, "code": first})) == "code_unknown"
    second = world.browser().post("/api/v1/pairing", {}).get_json()["code"]
    world.clock.forward(minutes=5)
    assert code_of(chief.post("/api/v1/devices", {**body, "code": second})) == "code_unknown"


def test_the_cookie_is_fetched_once(world: World) -> None:
    chief, device = world.signed_in(Role.SUPERVISOR), world.browser()
    asked = device.post("/api/v1/pairing", {}).get_json()
    chief.post("/api/v1/devices", {"code": asked["code"], "name": "Door", "kind": "kiosk"})
    assert device.get(f"/api/v1/pairing/{asked['id']}").status_code == 200
    eavesdropper = world.browser("192.0.2.66").get(f"/api/v1/pairing/{asked['id']}")
    assert (eavesdropper.status_code, code_of(eavesdropper)) == (404, "not_found")


def test_a_removed_device_is_a_stranger_at_once(world: World) -> None:
    device, id_ = _paired(world)
    chief = world.signed_in(Role.SUPERVISOR)
    assert [d["id"] for d in chief.get("/api/v1/devices").get_json()["devices"]] == [id_]
    assert chief.ask("DELETE", f"/api/v1/devices/{id_}").status_code == 204
    assert code_of(device.get("/api/v1/me")) == "not_signed_in"
    assert code_of(chief.ask("DELETE", f"/api/v1/devices/{id_}")) == "unknown_device"


def test_a_guessed_secret_of_a_known_device_is_refused(world: World) -> None:
    _, id_ = _paired(world)
    for cookie in (id_, f"{id_}.", f"{id_}.guess", ".guess", "x"):
        stranger = world.browser()
        stranger.steal(cookie, "qm_device")
        assert code_of(stranger.get("/api/v1/me")) == "not_signed_in"


def test_a_device_survives_a_restart(world: World) -> None:
    device, id_ = _paired(world)
    after = world.restarted().browser()
    after.steal(device.cookie("qm_device"), "qm_device")
    assert after.get("/api/v1/me").get_json()["actor"] == f"device:{id_}"


# --- this very machine ---------------------------------------------------------------------------


def _local(world: World, **headers: str | None) -> Browser:
    browser = world.browser("127.0.0.1")
    browser.base = "http://localhost:8080"
    return browser


def test_a_browser_on_this_machine_is_the_kiosk(world: World) -> None:
    assert _local(world).get("/api/v1/me").get_json()["actor"] == "device:loopback"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_Forwarded_Proto": "https"},
        {"X_Forwarded_Host": "q.example"},
        {"Forwarded": "for=203.0.113.9"},
        {"X_Real_IP": "203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"Origin": "http://evil.example", "Sec_Fetch_Site": None},
        {"Origin": "http://localhost:9999", "Sec_Fetch_Site": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
    ],
)
def test_loopback_is_not_trusted_through_a_proxy_or_another_site(
    world: World, headers: dict[str, str]
) -> None:
    assert code_of(_local(world).get("/api/v1/me", **headers)) == "not_signed_in"


def test_another_machine_with_a_loopback_host_is_not_trusted(world: World) -> None:
    browser = _local(world)
    browser.address = "192.0.2.66"
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_trust_in_this_machine_can_be_switched_off() -> None:
    world = World(site=Site(trust_loopback=False))
    assert code_of(_local(world).get("/api/v1/me")) == "not_signed_in"


def test_this_machine_is_asked_to_sign_in_for_more_than_a_kiosks_rights(world: World) -> None:
    answer = _local(world).get("/api/v1/accounts")
    assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")
