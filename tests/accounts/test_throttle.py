"""Guessing is slowed down, and a restart does not help the guesser."""

from __future__ import annotations

from queue_monitor.web.identity import Role
from tests.accounts.world import World, code_of


def _fail(world: World, times: int, *, address: str = "192.0.2.7", name: str = "amy") -> None:
    browser = world.browser(address)
    for _ in range(times):
        assert code_of(browser.sign_in(name, "wrong")) == "wrong_credentials"


def test_five_failures_are_free_and_then_each_doubles_the_wait(world: World) -> None:
    world.member("amy", Role.CLERK)
    _fail(world, 5)
    for wait_s in (1, 2, 4, 8):
        _fail(world, 1)
        refused = world.browser().sign_in("amy", "wrong")
        assert (refused.status_code, code_of(refused)) == (429, "too_many")
        assert int(refused.headers["Retry-After"]) == wait_s + 1
        world.clock.forward(seconds=wait_s)


def test_while_one_waits_even_the_right_password_is_not_tried(world: World) -> None:
    world.member("amy", Role.CLERK)
    _fail(world, 6)
    assert code_of(world.browser().sign_in("amy")) == "too_many"
    world.clock.forward(seconds=1)
    assert world.browser().sign_in("amy").status_code == 200


def test_a_restart_does_not_help(world: World) -> None:
    world.member("amy", Role.CLERK)
    _fail(world, 6)
    assert code_of(world.restarted().browser().sign_in("amy")) == "too_many"


def test_a_guesser_does_not_lock_the_owner_out_elsewhere(world: World) -> None:
    world.member("amy", Role.CLERK)
    _fail(world, 6, address="192.0.2.66")
    assert code_of(world.browser("192.0.2.66").sign_in("amy")) == "too_many"
    assert world.browser("192.0.2.7").sign_in("amy").status_code == 200


def test_trying_many_names_from_one_address_is_slowed_too(world: World) -> None:
    for number in range(31):
        _fail(world, 1, name=f"name{number}")
    assert code_of(world.browser().sign_in("name99", "wrong")) == "too_many"


def test_a_name_that_does_not_exist_is_throttled_like_one_that_does(world: World) -> None:
    _fail(world, 6, name="nobody")
    assert code_of(world.browser().sign_in("nobody", "wrong")) == "too_many"


def test_success_forgets_the_failures(world: World) -> None:
    world.member("amy", Role.CLERK)
    _fail(world, 5)
    assert world.browser().sign_in("amy").status_code == 200
    _fail(world, 5)
    assert world.browser().sign_in("amy").status_code == 200


def test_asking_for_codes_is_limited_per_address_over_restarts(world: World) -> None:
    answers = [world.browser().post("/api/v1/pairing", {}).status_code for _ in range(20)]
    assert set(answers) == {201}
    for server in (world, world.restarted()):
        refused = server.browser().post("/api/v1/pairing", {})
        assert (refused.status_code, code_of(refused)) == (429, "too_many")
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert world.browser("192.0.2.8").post("/api/v1/pairing", {}).status_code == 201
    world.clock.forward(minutes=1)
    assert world.browser().post("/api/v1/pairing", {}).status_code == 201


def test_attempts_at_the_same_instant_gain_nothing(world: World) -> None:
    throttle = world.accounts._throttle
    waits = [throttle.begin("amy", "192.0.2.7", world.clock.now()) for _ in range(12)]
    assert sum(not wait for wait in waits) == 6
