"""Whom to tell, and the ways out of the house."""

from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from queue_monitor.config.secret import Secret
from queue_monitor.config.section import Section
from queue_monitor.config.values import (
    Address,
    Contact,
    LineId,
    PositiveSpan,
    Text,
    Topic,
    Url,
    Words,
    say,
    wanted,
)

#: A worker's claim on a notice lasts a minute: whoever takes longer would be sent twice.
LONGEST_TIMEOUT: Final = timedelta(seconds=30)


def _short(span: timedelta) -> timedelta:
    if span > LONGEST_TIMEOUT:
        raise wanted(f"{say(LONGEST_TIMEOUT)} at most; after a minute another worker sends again")
    return span


Timeout = Annotated[PositiveSpan, AfterValidator(_short)]


class Recipient(Section):
    """Somebody who is told of alerts. A channel that is off is left out."""

    name: Words = Field(description="who it is, by office")
    email: tuple[Address, ...] = Field(default=(), description="addresses for mail")
    webhook: bool = Field(default=False, description="told by webhook too")
    push: bool = Field(default=False, description="browsers may switch on notices for them")
    line: tuple[LineId, ...] = Field(
        default=(), description="LINE ids of users (U…), groups (C…) or rooms (R…)"
    )
    mqtt: bool = Field(default=False, description="their notices sound at the desk, by MQTT")
    apprise: tuple[Secret, ...] = Field(
        default=(), description="where apprise's addresses lie; they hold passwords"
    )


class Smtp(Section):
    """Mail."""

    enabled: bool = Field(default=False, description="whether mail is sent")
    host: Text = Field(default="localhost", description="the mail server")
    port: int = Field(default=587, ge=1, le=65535, description="its port")
    starttls: bool = Field(default=True, description="whether the connection is encrypted")
    sender: Address = Field(
        default="queue-monitor@localhost", alias="from", description="the sender's address"
    )
    user: Text | None = Field(default=None, description="the account, if the server asks for one")
    password: Secret | None = Field(default=None, description="where its password lies")
    timeout: Timeout = Field(default=timedelta(seconds=10), description="given up after this")


class Webhook(Section):
    """A signed POST to another program."""

    enabled: bool = Field(default=False, description="whether it is sent")
    url: Url | None = Field(default=None, validate_default=True, description="where to")
    secret: Secret | None = Field(
        default=None, validate_default=True, description="where the signing key lies"
    )
    allow_private: bool = Field(
        default=False,
        validate_default=True,
        description="may lead to an address inside the house",
    )
    timeout: Timeout = Field(default=timedelta(seconds=10), description="given up after this")

    @field_validator("url", "secret")
    @classmethod
    def _needed(cls, value: Any, info: ValidationInfo) -> Any:
        return _needed("the webhook", value, info)

    @field_validator("allow_private")
    @classmethod
    def _reachable(cls, allow: bool, info: ValidationInfo) -> bool:
        return _reachable(allow, info)


class Push(Section):
    """Notices to the browsers of staff, on their desks and phones, through Web Push."""

    enabled: bool = Field(default=False, description="whether staff can switch them on")
    contact: Contact | None = Field(
        default=None,
        validate_default=True,
        description="whom a push service may write to: a mail address, or a page (https)",
    )
    keep: PositiveSpan = Field(
        default=timedelta(hours=1), description="the push service keeps it this long for a phone"
    )
    allow_private: bool = Field(default=False, description="push services may be inside the house")
    timeout: Timeout = Field(default=timedelta(seconds=10), description="given up after this")

    @field_validator("contact")
    @classmethod
    def _needed(cls, value: Any, info: ValidationInfo) -> Any:
        return _needed("push", value, info)


class Line(Section):
    """LINE, through the Messaging API of an official account."""

    enabled: bool = Field(default=False, description="whether it is sent")
    token: Secret | None = Field(
        default=None, validate_default=True, description="where the channel access token lies"
    )
    url: Url = Field(default="https://api.line.me", description="the Messaging API")
    allow_private: bool = Field(
        default=False,
        validate_default=True,
        description="may lead to an address inside the house",
    )
    timeout: Timeout = Field(default=timedelta(seconds=10), description="given up after this")

    @field_validator("token")
    @classmethod
    def _needed(cls, value: Any, info: ValidationInfo) -> Any:
        return _needed("line", value, info)

    @field_validator("allow_private")
    @classmethod
    def _reachable(cls, allow: bool, info: ValidationInfo) -> bool:
        return _reachable(allow, info)


class Mqtt(Section):
    """Lights and buzzers at the desk, through a broker of the office."""

    enabled: bool = Field(default=False, description="whether it is connected")
    host: Text = Field(default="localhost", description="the broker")
    port: int = Field(default=1883, ge=1, le=65535, description="its port; with TLS mostly 8883")
    tls: bool = Field(default=False, description="whether the connection is encrypted")
    ca_file: Text | None = Field(
        default=None, description="who vouches for the broker, if not a public authority (PEM)"
    )
    user: Text | None = Field(default=None, description="the account, if the broker asks for one")
    password: Secret | None = Field(default=None, description="where its password lies")
    topic: Topic = Field(default="queue-monitor/office", description="what our topics begin with")
    timeout: Timeout = Field(default=timedelta(seconds=10), description="given up after this")


class Apprise(Section):
    """Every other service that apprise knows; each recipient has addresses of their own."""

    enabled: bool = Field(default=False, description="whether it is sent")
    allow_private: bool = Field(
        default=False, description="may lead to an address inside the house"
    )
    timeout: Timeout = Field(default=timedelta(seconds=20), description="given up after this")


def _needed(channel: str, value: Any, info: ValidationInfo) -> Any:
    if value is None and info.data.get("enabled"):
        raise wanted(f"a value, as {channel} is enabled")
    return value


def _reachable(allow: bool, info: ValidationInfo) -> bool:
    url = info.data.get("url")
    if info.data.get("enabled") and not allow and url is not None and _is_private(str(url)):
        raise wanted(f"true, as {url} is an address inside the house")
    return allow


def _is_private(url: str) -> bool:
    """Whether the address says so by itself; names are looked up when something is sent."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return not ip_address(host).is_global
    return False


class Channels(Section):
    """The ways out of the house."""

    smtp: Smtp = Field(default=Smtp(), description="mail")
    webhook: Webhook = Field(default=Webhook(), description="webhook")
    push: Push = Field(default=Push(), description="Web Push")
    line: Line = Field(default=Line(), description="LINE")
    mqtt: Mqtt = Field(default=Mqtt(), description="lights and buzzers")
    apprise: Apprise = Field(default=Apprise(), description="other services")

    def reaching(self, recipient: Recipient) -> tuple[str, ...]:
        """The channels that are on and reach `recipient`, by name, the plainest first."""
        reach = {
            "smtp": self.smtp.enabled and recipient.email,
            "webhook": self.webhook.enabled and recipient.webhook,
            "push": self.push.enabled and recipient.push,
            "line": self.line.enabled and recipient.line,
            "mqtt": self.mqtt.enabled and recipient.mqtt,
            "apprise": self.apprise.enabled and recipient.apprise,
        }
        return tuple(name for name, reached in reach.items() if reached)
