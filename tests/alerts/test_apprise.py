"""Apprise against a real HTTP server: its process, its guard, and what each failure means."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from alerts.channels.apprise import AppriseChannel
from alerts.channels.base import Message, Undelivered
from alerts.channels.reasons import Reason, parsed
from queue_monitor.domain.watch import NoticeId
from tests.alerts.servers import Hook, http_server

pytestmark = pytest.mark.slow  # a process for each message

MESSAGE = Message(
    id=NoticeId("2026-03-04.n3"),
    to=("head",),
    subject="警示：等候人數超過7人",
    text="青田區戶政事務所\n自 10:30 起\n",
    at=datetime(2026, 3, 4, 2, 30, tzinfo=UTC),
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server() as hook:
        hook.status = 200
        yield hook


def channel(*urls: str, allow_private: bool = True, timeout_s: float = 20.0) -> AppriseChannel:
    def addresses(recipient: str) -> Sequence[str]:
        return urls if recipient == "head" else ()

    return AppriseChannel(
        addresses=addresses, allow_private=allow_private, timeout=timedelta(seconds=timeout_s)
    )


def as_json(hook: Hook) -> str:
    """Apprise's address of the server."""
    return hook.url.replace("http://", "json://")


def test_a_message_arrives_with_title_and_text(hook: Hook) -> None:
    channel(as_json(hook)).send(MESSAGE)
    (body,) = hook.bodies
    told = json.loads(body)
    assert told["title"] == MESSAGE.subject
    assert told["message"].split() == MESSAGE.text.split()


def test_every_address_of_the_recipient_is_told(hook: Hook) -> None:
    with http_server() as other:
        other.status = 200
        channel(as_json(hook), as_json(other)).send(MESSAGE)
        assert len(hook.bodies) == len(other.bodies) == 1


@pytest.mark.parametrize(("status", "for_good"), [(500, False), (404, True)])
def test_what_a_status_means(hook: Hook, status: int, for_good: bool) -> None:
    hook.status = status
    with pytest.raises(Undelivered) as caught:
        channel(as_json(hook)).send(MESSAGE)
    assert caught.value.for_good is for_good
    assert parsed(caught.value.reason).detail == f"HTTP {status}"


def test_an_address_inside_the_house_is_refused_unless_allowed(hook: Hook) -> None:
    with pytest.raises(Undelivered) as caught:
        channel(as_json(hook), allow_private=False).send(MESSAGE)
    assert caught.value.for_good
    assert caught.value.reason == Reason.NOT_PUBLIC
    assert hook.bodies == []


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    with http_server() as elsewhere:
        hook.status, hook.headers = 302, {"Location": elsewhere.url}
        with pytest.raises(Undelivered):
            channel(as_json(hook)).send(MESSAGE)
        assert elsewhere.bodies == []


def test_what_is_no_address_is_for_good_and_not_repeated_in_the_reason() -> None:
    with pytest.raises(Undelivered) as caught:
        channel("nothing://secret-token").send(MESSAGE)
    assert caught.value.for_good
    assert caught.value.reason == Reason.BAD_ADDRESS


def test_a_silent_server_is_given_up_after_the_time_out(hook: Hook) -> None:
    hook.before = lambda: sleep(3.0)
    with pytest.raises(Undelivered) as caught:
        channel(as_json(hook), timeout_s=1.5).send(MESSAGE)
    assert caught.value.reason == Reason.TIMED_OUT
    assert not caught.value.for_good


def test_a_recipient_without_addresses_is_for_good() -> None:
    with pytest.raises(Undelivered) as caught:
        channel().send(MESSAGE)
    assert caught.value.reason == Reason.NO_ADDRESS


def test_the_address_stands_in_no_list_of_processes(hook: Hook) -> None:
    seen: list[str] = []

    def look() -> None:
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.append(line.read_text())
            except OSError:
                continue

    hook.before = look
    url = as_json(hook) + "&token=very-secret"
    channel(url).send(MESSAGE)
    assert any("apprise_worker" in line for line in seen)
    assert not any("very-secret" in line for line in seen)
