"""Kiosks and boards: paired by a code that the device shows and a supervisor types.

1. The unknown device asks to be paired; it gets a secret and shows a code for five minutes.
2. The supervisor types the code and gives the device a name and a kind.
3. The device, which has been asking by its secret, fetches its cookie, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import choice, token_hex
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from queue_monitor.accounts.cache import Remembered
from queue_monitor.accounts.names import readable
from queue_monitor.accounts.records import Device, Kept, Pairing, digest, new_secret
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.accounts.staff import Recorder
    from queue_monitor.domain.model import ActorId
    from queue_monitor.store.base import Vault
    from queue_monitor.web.identity import Role
    from queue_monitor.web.parts import Clock

CODE_LASTS: Final = timedelta(minutes=5)
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
_CODE_LENGTH: Final = 6
_NOTE_EVERY: Final = timedelta(minutes=1)  # how exactly it is known when one was last heard of


class Asked(NamedTuple):
    """What a device that wants to be paired gets: a secret to ask by, a code to show."""

    secret: str
    code: str
    expires_at: datetime


class Devices:
    """Pairing, recognising and removing devices."""

    def __init__(self, vault: Vault, *, clock: Clock, record: Recorder) -> None:
        self._devices: Kept[Device] = Kept(vault, "device/", Device)
        self._pairings: Kept[Pairing] = Kept(vault, "pairing/", Pairing)
        self._codes = vault
        self._clock = clock
        self._record = record
        self._remembered = Remembered(self._devices.get)
        self.latest: tuple[Device, ...] = ()  # as `all` last found them

    # --- pairing -----------------------------------------------------------------------------

    def ask(self, wanted: Role) -> Asked:
        """Step 1: a code for the device to show."""
        secret, expires_at = new_secret(), self._clock.now() + CODE_LASTS
        key = digest(secret)
        code = _code()
        while not self._codes.add(f"pairing-code/{code}", key.encode(), expires_at=expires_at):
            code = _code()
        pairing = Pairing(code=code, wanted=wanted, expires_at=expires_at)
        self._pairings.put(key, pairing, expires_at=expires_at)
        return Asked(secret, code, expires_at)

    def pair(self, code: str, *, name: str, role: Role, by: ActorId) -> Device:
        """Step 2: accept the device that shows `code`. Raises Problem code_unknown or
        invalid_body.
        """
        name = readable(name, "/name")
        plain = code.upper().replace("-", "").replace(" ", "")
        key = self._codes.take(f"pairing-code/{plain}") if plain.isalnum() else None
        pairing = self._pairings.get(key.decode()) if key is not None else None
        now = self._clock.now()
        if key is None or pairing is None or pairing.expires_at <= now:
            raise Problem("code_unknown")
        device = Device(id=token_hex(6), name=name, role=role, paired_at=now)
        self._record(by, f"device:{device.id}", f"device paired: {role.value}")
        self._devices.put(device.id, device)
        self._pairings.put(
            key.decode(), replace(pairing, device=device.id), expires_at=pairing.expires_at
        )
        return device

    def wanted(self, secret: str) -> Pairing:
        """The pairing a device asked for. Raises Problem not_found once it is over."""
        pairing = self._pairings.get(digest(secret))
        if pairing is None or pairing.expires_at <= self._clock.now():
            raise Problem("not_found")
        return pairing

    def fetch(self, secret: str) -> tuple[Device, str] | None:
        """Step 3: the device and its cookie's value, once; None until it is accepted.

        Raises Problem not_found if the pairing is over, was fetched, or the device was removed.
        """
        if self.wanted(secret).device is None:
            return None
        pairing = self._pairings.take(digest(secret))
        device = self._devices.get(pairing.device) if pairing and pairing.device else None
        if device is None:
            raise Problem("not_found")
        cookie = new_secret()
        self._put(replace(device, digest=digest(cookie)))
        return device, f"{device.id}.{cookie}"

    # --- knowing -----------------------------------------------------------------------------

    def find(self, cookie: str) -> Device | None:
        """The device of a cookie, or None if it is not paired (any more)."""
        id_, _, secret = cookie.partition(".")
        now = self._clock.now()
        device = self._remembered.get(id_, now) if secret else None
        if device is None or device.digest is None:
            return None
        if not compare_digest(device.digest, digest(secret)):
            return None
        if device.seen_at is None or now - device.seen_at >= _NOTE_EVERY:
            self._note(id_, now)
        return device

    def glance(self, id_: str) -> Device | None:
        """The device as it was at most five seconds ago; None if it is paired no more."""
        return self._remembered.get(id_, self._clock.now())

    def all(self) -> tuple[Device, ...]:
        """Every paired device."""
        self.latest = tuple(device for _, device in self._devices.all())
        return self.latest

    def remove(self, id_: str, *, by: ActorId) -> None:
        """Take a device's rights away. Raises Problem unknown_device."""
        if self._devices.get(id_) is None:
            raise Problem("unknown_device", device=id_)
        self._record(by, f"device:{id_}", "device removed")
        self._devices.delete(id_)
        self._remembered.forget(id_)

    def _note(self, id_: str, now: datetime) -> None:
        device = self._devices.get(id_)
        if device is not None:  # removed by another process just now: do not bring it back
            self._put(replace(device, seen_at=now))

    def _put(self, device: Device) -> None:
        self._devices.put(device.id, device)
        self._remembered.forget(device.id)


def _code() -> str:
    return "".join(choice(_LETTERS) for _ in range(_CODE_LENGTH))
