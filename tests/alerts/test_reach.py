"""How far an HTTP channel reaches: names that change, answers that drip, addresses in disguise."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.base import Undelivered
from alerts.channels.reach import Address, Reach, is_public
from alerts.channels.reasons import Reason, parsed, sentence
from alerts.channels.webhook import WINDOW, is_genuine, signature
from tests.alerts.servers import http_server

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
KEY = "a shared key"


@contextmanager
def dripping(piece: bytes, every_s: float) -> Iterator[int]:
    """A server that sends a piece now and then, for ever; its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not over.wait(every_s):
                        connection.sendall(piece)
                except OSError:
                    return  # hung up on, as it should be

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        over.set()
        thread.join()


def test_a_server_that_drips_is_given_up_after_the_time_out_as_well() -> None:
    with dripping(b"X-Slow: 1\r\n", 0.05) as port:
        began_s = time.monotonic()
        with pytest.raises(Undelivered) as caught:
            Reach(allow_private=True, timeout=timedelta(seconds=0.4)).post(
                f"http://127.0.0.1:{port}/", b"", {}
            )
        assert caught.value.reason == Reason.TIMED_OUT
        assert time.monotonic() - began_s < 5


def test_a_name_is_looked_up_once_and_cannot_change_between_check_and_call() -> None:
    asked = []

    def rebinding(host: str, _port: int) -> Sequence[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) > 1 else "203.0.113.7")]

    with http_server() as inside:
        reach = Reach(timeout=timedelta(seconds=0.2), resolve=rebinding)
        with pytest.raises(Undelivered):
            reach.post(inside.url.replace("127.0.0.1", "rebinding.example"), b"", {})
        assert asked == ["rebinding.example"]
        assert inside.bodies == []


def test_one_address_inside_the_house_among_public_ones_is_enough_to_refuse() -> None:
    def mixed(_host: str, _port: int) -> Sequence[Address]:
        return [ip_address("8.8.8.8"), ip_address("10.0.0.1")]

    with pytest.raises(Undelivered) as caught:
        Reach(resolve=mixed).post("http://mixed.example/", b"", {})
    assert caught.value.reason == Reason.NOT_PUBLIC
    assert caught.value.for_good


def test_the_second_address_is_tried_when_the_first_does_not_answer() -> None:
    def two(_host: str, _port: int) -> Sequence[Address]:
        return [ip_address("::1"), ip_address("127.0.0.1")]  # the server listens on IPv4 alone

    with http_server() as inside:
        answer = Reach(allow_private=True, resolve=two).post(inside.url, b"hello", {})
        assert answer.is_fine
        assert inside.bodies == [b"hello"]


@pytest.mark.parametrize(
    "disguised",
    [
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "64:ff9b::a00:1",  # of 10.0.0.1
        "2002:7f00:1::",  # 6to4
        "2002:c0a8:101::1",
        "::ffff:10.0.0.1",
    ],
)
def test_an_inside_address_in_the_clothes_of_an_outside_one_is_seen(disguised: str) -> None:
    assert not is_public(ip_address(disguised))


def test_a_public_address_translated_on_its_way_is_public() -> None:
    assert is_public(ip_address("64:ff9b::808:808"))


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_in_ipv6_as_it_is_in_ipv4(address: Address) -> None:
    plain = is_public(address)
    assert is_public(ip_address(f"::ffff:{address}")) == plain
    assert is_public(ip_address(int(ip_address("64:ff9b::")) + int(address))) == plain


def test_a_port_that_is_none_is_told_and_nothing_breaks() -> None:
    with pytest.raises(Undelivered):
        Reach().post("http://example.com:99999999/", b"", {})


# -- what a receiver of the webhook checks -----------------------------------------------------


def genuine(*, timestamp: str | None = None, body: bytes = b"{}", now: datetime = NOW) -> bool:
    sent = str(int(NOW.timestamp()))
    signed = signature(KEY, int(sent), b"{}")
    return is_genuine(KEY, timestamp=timestamp or sent, signed=signed, body=body, now=now)


def test_a_message_is_believed_within_the_window_and_not_beyond() -> None:
    assert genuine(now=NOW + WINDOW)
    assert genuine(now=NOW - WINDOW)
    assert not genuine(now=NOW + WINDOW + timedelta(seconds=1))
    assert not genuine(now=NOW - WINDOW - timedelta(seconds=1))


def test_a_replay_with_a_fresh_timestamp_or_another_body_is_not_believed() -> None:
    later = NOW + timedelta(hours=1)
    assert not genuine(timestamp=str(int(later.timestamp())), now=later)
    assert not genuine(body=b'{"a":1}')


@given(st.text(max_size=20))
def test_whatever_stands_in_the_headers_is_answered_not_raised(junk: str) -> None:
    assert not is_genuine(KEY, timestamp=junk, signed=junk, body=b"{}", now=NOW)


# -- reasons in words ----------------------------------------------------------------------------


@given(st.sampled_from(Reason), st.text(max_size=400))
def test_a_reason_comes_back_from_the_log_as_it_went_in(reason: Reason, detail: str) -> None:
    told = reason.about(detail)
    assert "\n" not in told
    assert parsed(told).reason is reason
    assert sentence(told, str)


def test_an_error_of_an_older_version_is_shown_as_it_is() -> None:
    assert sentence("ConnectionRefusedError", str) == "It did not work. (ConnectionRefusedError)"
