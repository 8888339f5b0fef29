"""Mail and webhook against real servers: what arrives, and what each failure means."""

import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from alerts.channels.base import Message, Undelivered
from alerts.channels.reach import Reach, is_public
from alerts.channels.reasons import Reason
from alerts.channels.smtp import SmtpChannel
from alerts.channels.webhook import WebhookChannel
from queue_monitor.domain.watch import NoticeId
from tests.alerts.servers import PEM, Hook, Mailbox, http_server, mail_server

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
MESSAGE = Message(
    id=NoticeId("2026-03-04.n3"),
    to=("duty@household.example", "second@household.example"),
    subject="警示：等候人數超過7人（現有 9 人等候）",
    text="警示：等候人數超過7人\nhttps://queue.example/supervisor\n",
    at=NOW,
    fields={"notice": "2026-03-04.n3", "text": {"zh-TW": "等候人數超過7人"}},
)
KEY = "a shared key"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server() as hook:
        yield hook


def mailer(mailbox: Mailbox, **more: object) -> SmtpChannel:
    values: dict[str, object] = {"starttls": False, "timeout": timedelta(seconds=5), **more}
    return SmtpChannel(
        host="localhost",
        port=mailbox.port,
        sender="queue-monitor@household.example",
        **values,  # type: ignore[arg-type]
    )


def poster(hook: Hook, **more: object) -> WebhookChannel:
    values: dict[str, object] = {"allow_private": True, "timeout": timedelta(seconds=5), **more}
    reach = Reach(**values)  # type: ignore[arg-type]
    return WebhookChannel(url=hook.url, key=lambda: KEY, now=lambda: NOW, reach=reach)


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(PEM))


# -- mail --------------------------------------------------------------------------------------


def test_a_mail_arrives_with_subject_text_and_everybody_it_is_for(mailbox: Mailbox) -> None:
    mailer(mailbox).send(MESSAGE)
    (mail,) = mailbox.mails
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content().splitlines() == MESSAGE.text.splitlines()  # type: ignore[attr-defined]
    assert mailbox.recipients == [list(MESSAGE.to)]


def test_a_repeat_carries_the_same_message_id(mailbox: Mailbox) -> None:
    for _ in range(2):
        mailer(mailbox).send(MESSAGE)
    assert {mail["Message-ID"] for mail in mailbox.mails} == {"<2026-03-04.n3@household.example>"}


def test_mail_goes_over_tls_and_signs_in() -> None:
    with mail_server(tls=True, account=True) as mailbox:
        channel = mailer(
            mailbox, starttls=True, context=trusting, user="queue", password=lambda: "secret"
        )
        channel.send(MESSAGE)
        assert mailbox.signed_in == [("queue", "secret")]
        assert len(mailbox.mails) == 1


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing() -> None:
    with mail_server(tls=True) as mailbox:
        with pytest.raises(Undelivered) as caught:
            mailer(mailbox, starttls=True).send(MESSAGE)
        assert not caught.value.for_good
        assert mailbox.mails == []


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for(mailbox: Mailbox) -> None:
    with pytest.raises(Undelivered):
        mailer(mailbox, starttls=True, context=trusting).send(MESSAGE)
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("answer", "for_good"), [("451 try again", False), ("554 not for us", True)]
)
def test_a_4xx_may_pass_and_a_5xx_is_for_good(
    mailbox: Mailbox, answer: str, for_good: bool
) -> None:
    mailbox.refuse = answer
    with pytest.raises(Undelivered) as caught:
        mailer(mailbox).send(MESSAGE)
    assert caught.value.for_good is for_good


@contextmanager
def talking(answers: Mapping[bytes, bytes], *, every_s: float = 0.0) -> Iterator[int]:
    """A mail server that answers each command so, by its first word, one byte at a time with
    `every_s` between; its port.
    """
    over = threading.Event()

    def say(connection: socket.socket, words: bytes) -> None:
        for n in range(0, len(words), 1 if every_s else len(words)):
            connection.sendall(words[n : n + 1] if every_s else words)
            if every_s and over.wait(every_s):
                return

    def talk(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            say(connection, answers[b""])
            body = False
            for line in connection.makefile("rb"):
                word = line[:4].upper()
                begins = word == b"DATA" and not body
                body = begins or (body and line != b".\r\n")
                if begins or not body:
                    say(connection, answers.get(word, b"250 fine\r\n"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener,), daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        over.set()
        thread.join()


def test_what_a_server_says_after_it_took_the_mail_takes_nothing_back() -> None:
    answers = {b"": b"220 here\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"500 no such word\r\n"}
    with talking(answers) as port:
        mailer(Mailbox(port=port)).send(MESSAGE)


def test_a_mail_server_that_drips_is_given_up() -> None:
    with talking({b"": b"220-" + b"wait a little " * 9999}, every_s=0.02) as port:
        began_s = time.monotonic()
        with pytest.raises(Undelivered) as caught:
            mailer(Mailbox(port=port), patience=timedelta(seconds=0.4)).send(MESSAGE)
        assert (caught.value.reason, caught.value.for_good) == (Reason.TIMED_OUT, False)
        assert time.monotonic() - began_s < 5


def test_nobody_listening_may_pass() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mailbox = Mailbox(port=unused.getsockname()[1])
    with pytest.raises(Undelivered) as caught:
        mailer(mailbox).send(MESSAGE)
    assert not caught.value.for_good


# -- webhook -----------------------------------------------------------------------------------


def test_a_post_is_signed_over_its_timestamp_and_body(hook: Hook) -> None:
    poster(hook).send(MESSAGE)
    (body,), (headers,) = hook.bodies, hook.received
    timestamp = headers["x-queue-monitor-timestamp"]
    assert timestamp == str(int(NOW.timestamp()))
    expected = hmac.new(KEY.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    assert headers["x-queue-monitor-signature"] == f"v1={expected}"
    assert headers["idempotency-key"] == MESSAGE.id
    assert json.loads(body) == MESSAGE.fields


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    with http_server() as elsewhere:
        hook.status, hook.headers = 307, {"Location": elsewhere.url}
        with pytest.raises(Undelivered) as caught:
            poster(hook).send(MESSAGE)
        assert caught.value.for_good
        assert elsewhere.bodies == []


@pytest.mark.parametrize(
    ("status", "for_good"), [(500, False), (503, False), (429, False), (400, True), (410, True)]
)
def test_what_a_status_means(hook: Hook, status: int, for_good: bool) -> None:
    hook.status = status
    with pytest.raises(Undelivered) as caught:
        poster(hook).send(MESSAGE)
    assert caught.value.for_good is for_good


def test_a_private_address_is_refused_unless_allowed(hook: Hook) -> None:
    with pytest.raises(Undelivered) as caught:
        poster(hook, allow_private=False).send(MESSAGE)
    assert caught.value.for_good
    assert hook.bodies == []


def test_a_name_that_leads_inside_the_house_is_refused_too(hook: Hook) -> None:
    named = Hook(url=hook.url.replace("127.0.0.1", "localhost"))
    with pytest.raises(Undelivered):
        poster(named, allow_private=False).send(MESSAGE)
    assert hook.bodies == []


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::"],
)  # fmt: skip
def test_addresses_inside_the_house_are_not_public(inside: str) -> None:
    assert not is_public(ip_address(inside))


@pytest.mark.parametrize("outside", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_ordinary_addresses_are_public(outside: str) -> None:
    assert is_public(ip_address(outside))


def test_a_silent_server_is_given_up_after_the_time_out(hook: Hook) -> None:
    hook.before = lambda: time.sleep(1.0)
    began_s = time.monotonic()
    with pytest.raises(Undelivered) as caught:
        poster(hook, timeout=timedelta(seconds=0.2)).send(MESSAGE)
    assert not caught.value.for_good
    assert time.monotonic() - began_s < 0.9
