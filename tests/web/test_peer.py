"""Whom the server believes to talk to: proxies, TLS, addresses."""

from __future__ import annotations

from typing import Any

import pytest

from queue_monitor.web.peer import Site, is_same_origin, is_secure, is_this_machine, peer_address

PROXIED = Site(proxies=frozenset({"10.0.0.1", "10.0.0.2"}))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger's header is not believed
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # what the visitor wrote comes first
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_address_is_the_last_that_is_no_proxy(
    peer: str, forwarded: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    assert peer_address(environ, PROXIED) == address


@pytest.mark.parametrize(
    ("environ", "secure"),
    [
        ({"wsgi.url_scheme": "https"}, True),
        ({"wsgi.url_scheme": "http"}, False),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, True),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}, False),
    ],
)
def test_tls_is_believed_from_here_and_from_proxies(environ: dict[str, Any], secure: bool) -> None:
    assert is_secure(environ, PROXIED) is secure


@pytest.mark.parametrize(
    ("address", "host", "trusted"),
    [
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "LOCALHOST:8080", True),
        ("127.0.0.1", "127.0.0.1:8080", True),
        ("::1", "[::1]:8080", True),
        ("::ffff:127.0.0.1", "localhost", True),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "rebound.example", False),
        ("192.0.2.1", "localhost", False),
        ("", "localhost", False),
        ("nonsense", "localhost", False),
    ],
)
def test_this_machine_is_a_loopback_peer_asking_a_loopback_name(
    address: str, host: str, trusted: bool
) -> None:
    environ = {"REMOTE_ADDR": address, "HTTP_HOST": host}
    assert is_this_machine(environ, Site()) is trusted


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("http://q.example", True),
        ("https://Q.example", True),
        ("http://q.example:81", False),
        ("http://q.example.evil", False),
        ("null", False),
        ("", False),
    ],
)
def test_an_origin_is_ours_if_its_host_is(origin: str | None, same: bool) -> None:
    environ = {"HTTP_HOST": "q.example"}
    if origin is not None:
        environ["HTTP_ORIGIN"] = origin
    assert is_same_origin(environ, Site()) is same


def test_a_public_https_address_is_tls_whoever_ends_it() -> None:
    site = Site(public_origin="https://queue.example.tw")
    assert is_secure({"wsgi.url_scheme": "http", "HTTP_HOST": "queue.example.tw"}, site)
    assert not is_secure({"wsgi.url_scheme": "http", "HTTP_HOST": "localhost:8080"}, site)


def test_a_proxy_here_that_rewrites_host_does_not_make_visitors_this_machine() -> None:
    site = Site(public_origin="https://queue.example.tw")
    environ = {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8080",
        "HTTP_ORIGIN": "https://queue.example.tw",
        "HTTP_SEC_FETCH_SITE": "same-origin",
    }
    assert is_same_origin(environ, site)
    assert not is_this_machine(environ, site)
