"""Mail over SMTP, with STARTTLS and sign-in as configured."""

import io
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final

from alerts.channels.base import Message, Undelivered
from alerts.channels.hurry import PATIENCE_S, Hearing, left_s
from alerts.channels.reasons import Reason

_FOR_GOOD: Final = range(500, 600)


class _Hurried(smtplib.SMTP):
    """A session that is over by `ends_s`: a time-out of its own for each byte would let a server
    that says one now and then keep a worker for hours.
    """

    def __init__(self, host: str, port: int, *, ends_s: float, most_s: float) -> None:
        self._ends_s, self._most_s = ends_s, most_s
        super().__init__(host, port, timeout=most_s)

    def getreply(self) -> tuple[int, bytes]:
        """The next answer, in time."""
        if self.sock is not None and self.file is None:
            self.file = io.BufferedReader(Hearing(self.sock, self._ends_s, self._most_s))
        return super().getreply()

    def send(self, s: Any) -> None:
        """All of it, in time."""
        if self.sock is not None:
            self.sock.settimeout(min(left_s(self._ends_s), self._most_s))
        super().send(s)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpChannel:
    """One connection a message: alerts are rare, and a kept connection would be stale."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    user: str | None = None
    password: Callable[[], str] | None = None  # read anew each time; never kept
    timeout: timedelta = timedelta(seconds=10)  # of each step
    patience: timedelta = timedelta(seconds=PATIENCE_S)  # with all of them
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, message: Message) -> None:
        """Hand over to the mail server. A 5xx answer is for good, anything else may pass."""
        if not message.to:
            raise Undelivered(Reason.NO_ADDRESS, for_good=True)
        mail = self._mail(message)
        try:
            refused = self._hand_over(mail)
        except smtplib.SMTPResponseException as error:
            raise _refusal(error) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise Undelivered(Reason.RECIPIENTS_REFUSED, for_good=_all_for_good(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            # smtplib has one error for every end of a connection.
            late = isinstance(error.__context__, TimeoutError)
            raise Undelivered(Reason.TIMED_OUT if late else Reason.of(error)) from error
        if refused:  # some have it: telling all of them again would be worse
            told = f"{len(refused)} / {len(message.to)}"
            raise Undelivered(Reason.RECIPIENTS_REFUSED.about(told), for_good=True)

    def _hand_over(self, mail: EmailMessage) -> dict[str, tuple[int, bytes]]:
        """Whom the server refused. Once it has the mail, nothing that follows takes that back."""
        ends_s = time.monotonic() + self.patience.total_seconds()
        most_s = self.timeout.total_seconds()
        server = _Hurried(self.host, self.port, ends_s=ends_s, most_s=most_s)
        try:
            self._sign_in(server)
            refused = server.send_message(mail)
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()
        return refused

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self.starttls:
            server.starttls(context=self.context())
        if self.user is not None and self.password is not None:
            try:
                secret = self.password()
            except (OSError, KeyError) as error:
                raise Undelivered(Reason.SECRET_MISSING) from error
            server.login(self.user, secret)

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = ", ".join(message.to)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(message.at)
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        for file in message.files:
            kind, _, rest = file.media_type.partition("/")
            mail.add_attachment(file.data, maintype=kind, subtype=rest, filename=file.name)
        return mail


def _refusal(error: smtplib.SMTPResponseException) -> Undelivered:
    for_good = error.smtp_code in _FOR_GOOD
    if isinstance(error, smtplib.SMTPAuthenticationError):
        kind = Reason.NOT_LET_IN
    else:
        kind = Reason.REFUSED if for_good else Reason.COME_AGAIN
    return Undelivered(kind.about(f"SMTP {error.smtp_code}"), for_good=for_good)


def _all_for_good(error: smtplib.SMTPRecipientsRefused) -> bool:
    return all(code in _FOR_GOOD for code, _ in error.recipients.values())
