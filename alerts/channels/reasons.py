"""Why a message was not delivered: a code for programs, a sentence for people.

The log keeps "code" or "code: detail". A detail is what the other side said or what broke; never
an address, a token or a person.
"""

import socket
import ssl
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

_MOST_DETAIL: Final = 200


class Reason(StrEnum):
    """What kept a message from being delivered."""

    UNREACHABLE = "unreachable"
    UNKNOWN_NAME = "unknown_name"
    TIMED_OUT = "timed_out"
    NOT_TRUSTED = "not_trusted"
    BROKE_OFF = "broke_off"
    NOT_PUBLIC = "not_public"
    REDIRECTED = "redirected"
    NOT_LET_IN = "not_let_in"
    REFUSED = "refused"
    COME_AGAIN = "come_again"
    OUT_OF_ORDER = "out_of_order"
    SECRET_MISSING = "secret_missing"  # noqa: S105 - a code, not a secret
    RECIPIENTS_REFUSED = "recipients_refused"
    NO_ADDRESS = "no_address"
    NO_BROWSER = "no_browser"
    NOT_CONNECTED = "not_connected"
    BAD_ADDRESS = "bad_address"
    SWITCHED_OFF = "switched_off"
    TOO_LATE = "too_late"

    def about(self, detail: str) -> str:
        """The code with what is known besides, on one line."""
        plain = " ".join("".join(c if c.isprintable() else " " for c in detail).split())
        return f"{self}: {plain[:_MOST_DETAIL]}" if plain else str(self)

    @classmethod
    def of(cls, error: Exception) -> str:
        """What an error of a socket, of TLS or of the protocol on it means."""
        match error:
            case ssl.SSLCertVerificationError():
                return cls.NOT_TRUSTED.about(error.verify_message)
            case TimeoutError():
                return cls.TIMED_OUT
            case socket.gaierror():
                return cls.UNKNOWN_NAME
            case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
                return cls.BROKE_OFF
            case ConnectionRefusedError():
                return cls.UNREACHABLE
            case OSError():
                return cls.UNREACHABLE.about(error.strerror or type(error).__name__)
            case _:
                return cls.BROKE_OFF.about(type(error).__name__)

    @classmethod
    def of_status(cls, status: int) -> "Reason":
        """What an HTTP status means that is not 2xx."""
        if status in {401, 403}:
            return cls.NOT_LET_IN
        if status in {408, 425, 429}:
            return cls.COME_AGAIN
        if 300 <= status < 400:
            return cls.REDIRECTED
        return cls.OUT_OF_ORDER if status >= 500 else cls.REFUSED


_SENTENCES: Final = {
    Reason.UNREACHABLE: "Nobody answers at the address that is set.",
    Reason.UNKNOWN_NAME: "The name of the server is not known.",
    Reason.TIMED_OUT: "No answer came in time.",
    Reason.NOT_TRUSTED: "The server's certificate is not trusted.",
    Reason.BROKE_OFF: "The connection broke off.",
    Reason.NOT_PUBLIC: "The address leads inside the house; that must be allowed by allow_private.",
    Reason.REDIRECTED: "The other side sends us elsewhere; redirects are not followed.",
    Reason.NOT_LET_IN: "The other side does not accept our password, key or token.",
    Reason.REFUSED: "The other side refused the message.",
    Reason.COME_AGAIN: "The other side asks us to come again later.",
    Reason.OUT_OF_ORDER: "The other side is out of order.",
    Reason.SECRET_MISSING: "The password, key or token cannot be read.",
    Reason.RECIPIENTS_REFUSED: "The other side refused the recipient.",
    Reason.NO_ADDRESS: "The recipient has no address on this channel.",
    Reason.NO_BROWSER: "Nobody has switched on notices in a browser for this recipient.",
    Reason.NOT_CONNECTED: "There is no connection to the broker.",
    Reason.BAD_ADDRESS: "The address is not one that can be written to.",
    Reason.SWITCHED_OFF: "The channel is switched off.",
    Reason.TOO_LATE: "It could not be delivered in time.",
}
UNKNOWN: Final = "It did not work."
WITH_DETAIL: Final = "{sentence} ({detail})"
#: Every source text, for the test that the catalogue has them all.
SOURCES: Final = (*_SENTENCES.values(), UNKNOWN, WITH_DETAIL)


class Told(NamedTuple):
    """An error of the log, taken apart."""

    reason: Reason | None  # None for one that this version does not know
    detail: str


def parsed(error: str) -> Told:
    """What an error in the log says; one written in words is all detail."""
    code, _, detail = error.partition(": ")
    if code in Reason.__members__.values():
        return Told(Reason(code), detail)
    return Told(None, error)


def sentence(error: str, say: Callable[[str], str]) -> str:
    """An error of the log in plain words; `say` gives the reader's language for a source text."""
    reason, detail = parsed(error)
    plain = say(_SENTENCES[reason] if reason is not None else UNKNOWN)
    return say(WITH_DETAIL).format(sentence=plain, detail=detail) if detail else plain
