"""Web Push against a real HTTP endpoint that reads what it is sent as a browser would."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from alerts.channels.base import Message, Undelivered
from alerts.channels.push import PushChannel
from alerts.channels.push_crypto import MOST_BYTES, sealed
from alerts.channels.push_keys import PushKeys
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason, parsed
from alerts.channels.subscriptions import UNSEEN, Browser, Subscriptions, browser_id
from queue_monitor.domain.watch import NoticeId
from queue_monitor.store.memory import MemoryVault
from tests.alerts.push_service import PushBrowser, unb64, vapid_claims
from tests.alerts.servers import Hook, http_server

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
MESSAGE = Message(
    id=NoticeId("2026-03-04.n3"),
    to=("duty_supervisor",),
    subject="警示：等候人數超過7人",
    text="警示：等候人數超過7人\nhttps://queue.example/supervisor\n",
    at=NOW,
    fields={
        "alert": "2026-03-04.e2",
        "text": {"zh-TW": "警示：等候人數超過7人", "en": "Alert: more than 7 people waiting"},
    },
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server() as hook:
        hook.status = 201
        yield hook


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault(now=lambda: NOW)


def kept(
    vault: MemoryVault, endpoint: str, browser: PushBrowser, *, language: str = "zh-TW"
) -> Browser:
    """A browser of the duty supervisor's, in the vault."""
    found = Browser(
        id=browser_id(endpoint),
        account="staff:amy",
        label="Chrome",
        recipients=("duty_supervisor",),
        language=language,
        endpoint=endpoint,
        created_at=NOW,
        seen_at=NOW,
        **browser.keys(),
    )
    Subscriptions(vault).keep(found)
    return found


def channel(vault: MemoryVault, *, allow_private: bool = True) -> PushChannel:
    return PushChannel(
        keys=PushKeys(vault, contact="it@household.example"),
        subscriptions=Subscriptions(vault),
        now=lambda: NOW,
        reach=Reach(allow_private=allow_private),
    )


def test_the_standards_own_example_comes_out_byte_by_byte() -> None:
    own = ec.derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    told = sealed(
        b"When I grow up, I want to be a watermelon",
        p256dh=unb64(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=unb64("BTBZMqHH6r4Tts7J_aSIgg"),
        own=own,
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert told == unb64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qul"
        "cy4a-fN"
    )


def test_the_largest_message_fits_into_one_record_and_a_larger_one_is_refused() -> None:
    browser = PushBrowser()
    largest = sealed(b"x" * MOST_BYTES, p256dh=browser.point, auth=browser.auth)
    assert browser.open(largest) == b"x" * MOST_BYTES
    assert len(largest) <= 4096
    with pytest.raises(ValueError, match="too many"):
        sealed(b"x" * (MOST_BYTES + 1), p256dh=browser.point, auth=browser.auth)


def test_the_browser_reads_the_alert_in_its_readers_language(
    hook: Hook, vault: MemoryVault
) -> None:
    browser = PushBrowser()
    kept(vault, hook.url, browser, language="en")
    channel(vault).send(MESSAGE)
    (body,), (headers,) = hook.bodies, hook.received
    assert browser.read(body) == {
        "title": "Alert: more than 7 people waiting",
        "body": "",
        "tag": "2026-03-04.e2",
        "at": "2026-03-04T02:30:00+00:00",
        "path": "/supervisor",
    }
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["urgency"] == "high"
    assert headers["ttl"] == "3600"
    assert len(headers["topic"]) == 32


def test_nobody_else_can_read_it(hook: Hook, vault: MemoryVault) -> None:
    kept(vault, hook.url, PushBrowser())
    channel(vault).send(MESSAGE)
    (body,) = hook.bodies
    assert "警示".encode() not in body
    with pytest.raises(InvalidTag):
        PushBrowser().read(body)


def test_the_service_is_shown_who_writes_and_for_whom(hook: Hook, vault: MemoryVault) -> None:
    kept(vault, hook.url, PushBrowser())
    channel(vault).send(MESSAGE)
    key, claims = vapid_claims(hook.received[0]["authorization"], endpoint=hook.url)
    assert key == PushKeys(vault, contact="x@y").public()
    assert claims["sub"] == "mailto:it@household.example"
    left = datetime.fromtimestamp(claims["exp"], UTC) - NOW
    assert timedelta(0) < left <= timedelta(hours=24)


def test_the_key_is_made_once(vault: MemoryVault) -> None:
    first = PushKeys(vault, contact="it@household.example")
    assert first.public() == PushKeys(vault, contact="it@household.example").public()
    assert len(unb64(first.public())) == 65
    other = PushKeys(MemoryVault(now=lambda: NOW), contact="it@household.example")
    assert other.public() != first.public()


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(hook: Hook, vault: MemoryVault, status: int) -> None:
    kept(vault, hook.url, PushBrowser())
    hook.status = status
    with pytest.raises(Undelivered) as caught:
        channel(vault).send(MESSAGE)
    assert caught.value.for_good
    assert caught.value.reason == Reason.NO_BROWSER
    assert list(Subscriptions(vault).all()) == []


@pytest.mark.parametrize(
    ("status", "for_good"), [(429, False), (500, False), (400, True), (413, True), (403, True)]
)
def test_what_a_status_means(hook: Hook, vault: MemoryVault, status: int, for_good: bool) -> None:
    kept(vault, hook.url, PushBrowser())
    hook.status = status
    with pytest.raises(Undelivered) as caught:
        channel(vault).send(MESSAGE)
    assert caught.value.for_good is for_good
    assert len(Subscriptions(vault).all()) == 1


def test_one_browser_of_the_recipient_is_enough(hook: Hook, vault: MemoryVault) -> None:
    with http_server() as gone:
        gone.status = 410
        kept(vault, gone.url, PushBrowser())
        kept(vault, hook.url, PushBrowser())
        channel(vault).send(MESSAGE)
    assert len(hook.bodies) == 1
    assert [b.endpoint for b in Subscriptions(vault).all()] == [hook.url]


def test_an_endpoint_inside_the_house_is_not_called(hook: Hook, vault: MemoryVault) -> None:
    kept(vault, hook.url, PushBrowser())
    with pytest.raises(Undelivered) as caught:
        channel(vault, allow_private=False).send(MESSAGE)
    assert parsed(caught.value.reason).reason is Reason.NOT_PUBLIC
    assert hook.bodies == []


def test_nobody_subscribed_is_for_good_and_not_the_channels_fault(vault: MemoryVault) -> None:
    with pytest.raises(Undelivered) as caught:
        channel(vault).send(MESSAGE)
    assert caught.value.for_good
    assert caught.value.reason == Reason.NO_BROWSER


def test_a_browser_unseen_for_long_is_purged(vault: MemoryVault) -> None:
    kept(vault, "https://push.example/1", PushBrowser())
    vault.purge(NOW + UNSEEN + timedelta(seconds=1))
    assert list(Subscriptions(vault).all()) == []


def test_a_very_long_title_still_fits(hook: Hook, vault: MemoryVault) -> None:
    browser = PushBrowser()
    kept(vault, hook.url, browser)
    long = Message(id=NoticeId("n"), to=MESSAGE.to, subject="戶" * 3000, text="籍" * 3000, at=NOW)
    channel(vault).send(long)
    assert json.loads(browser.open(hook.bodies[0]))["title"] == "戶" * 200
