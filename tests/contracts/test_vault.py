"""The promises of Vault, kept by every store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from queue_monitor.store.base import Vault
from tests.contracts.stores import StoreKind
from tests.store.events import NOON

MINUTE = timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(kind: StoreKind, clock: Clock) -> Vault:
    return kind.vault(clock)


def test_a_value_is_kept_replaced_and_forgotten(vault: Vault) -> None:
    assert vault.get("a") is None
    vault.put("a", b"\x00one")
    vault.put("a", b"two")
    assert vault.get("a") == b"two"
    vault.delete("a")
    vault.delete("a")
    assert vault.get("a") is None


def test_add_keeps_only_what_is_new(vault: Vault, clock: Clock) -> None:
    assert vault.add("a", b"one", expires_at=NOON + MINUTE)
    assert not vault.add("a", b"two")
    assert vault.get("a") == b"one"
    clock.at += MINUTE
    assert vault.add("a", b"two")
    assert vault.get("a") == b"two"


def test_add_does_not_pass_by_what_never_expires(vault: Vault, clock: Clock) -> None:
    vault.put("a", b"one")
    clock.at += timedelta(days=10_000)
    assert not vault.add("a", b"two")
    assert vault.get("a") == b"one"


def test_take_gives_a_value_once(vault: Vault) -> None:
    vault.put("a", b"one")
    assert vault.take("a") == b"one"
    assert vault.take("a") is None


def test_an_expired_value_is_none(vault: Vault, clock: Clock) -> None:
    vault.put("a", b"one", expires_at=NOON + MINUTE)
    clock.at = NOON + MINUTE - timedelta(microseconds=1)
    assert vault.get("a") == b"one"
    assert vault.keys("") == ["a"]
    clock.at = NOON + MINUTE
    assert vault.get("a") is None
    assert vault.keys("") == []
    assert vault.take("a") is None


def test_putting_again_without_an_expiry_keeps_it(vault: Vault, clock: Clock) -> None:
    vault.put("a", b"one", expires_at=NOON + MINUTE)
    vault.put("a", b"two")
    clock.at += 2 * MINUTE
    assert vault.purge(clock.at) == 0
    assert vault.get("a") == b"two"


def test_purge_counts_what_went(vault: Vault, clock: Clock) -> None:
    for n in range(5):
        vault.put(f"k{n}", b"x", expires_at=NOON + n * MINUTE)
    vault.put("stays", b"x")
    assert vault.purge(NOON + 2 * MINUTE) == 3
    assert vault.purge(NOON + 2 * MINUTE) == 0
    assert vault.keys("") == ["k3", "k4", "stays"]


def test_keys_are_of_the_prefix_and_sorted(vault: Vault) -> None:
    for key in ("session:b", "session:a", "sessions", "Session:c", "session:%", "戶", "戶政"):
        vault.put(key, b"")
    assert vault.keys("session:") == ["session:%", "session:a", "session:b"]
    assert vault.keys("戶") == ["戶", "戶政"]
    assert vault.keys("sess_on") == []
    assert len(vault.keys("")) == 7


def test_two_users_see_the_same(kind: StoreKind, clock: Clock) -> None:
    one, other = kind.vault(clock), kind.vault(clock)
    one.put("a", b"one")
    assert other.get("a") == b"one"
    assert other.take("a") == b"one"
    assert one.get("a") is None


def test_of_many_takers_one_has_the_value(kind: StoreKind, clock: Clock) -> None:
    vaults = [kind.vault(clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for n in range(25):
            vaults[0].put(f"k{n}", b"x")
            taken = list(pool.map(lambda vault, n=n: vault.take(f"k{n}"), vaults))
            assert sorted(taken, key=bool) == [None, None, None, b"x"]


def test_of_many_adders_one_is_kept(kind: StoreKind, clock: Clock) -> None:
    vaults = [kind.vault(clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for n in range(25):
            added = list(pool.map(lambda vault, n=n: vault.add(f"k{n}", b"x"), vaults))
            assert sorted(added) == [False, False, False, True]
