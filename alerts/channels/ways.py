"""The ways out that are switched on in one office, made once from its settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from alerts.channels.apprise import AppriseChannel
from alerts.channels.base import Channel
from alerts.channels.line import LineChannel
from alerts.channels.mqtt import MqttChannel
from alerts.channels.mqtt_desk import MqttDesk
from alerts.channels.mqtt_messages import Connect, SecretPlace
from alerts.channels.reach import Reach
from alerts.channels.smtp import SmtpChannel
from alerts.channels.subscriptions import Subscriptions
from alerts.channels.webhook import WebhookChannel
from queue_monitor.accounts.records import Account, Kept
from queue_monitor.config import Channels, Mqtt, Recipient, Settings, Smtp
from queue_monitor.store.base import Vault
from queue_monitor.web.identity import SUPERVISORS

if TYPE_CHECKING:
    from alerts.channels.push_keys import PushKeys
    from alerts.channels.push_sender import PhonePush

#: Every channel there is, the plainest first; the keys of `channels:` in config.yaml.
ALL: Final = tuple(Channels.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What is on. Nothing is connected yet: that is `line.run`, in a real thread."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    line: MqttDesk | None = None  # to the broker
    keys: "PushKeys | None" = None  # of Web Push
    subscriptions: Subscriptions | None = None
    phones: "PhonePush | None" = None  # Web Push to visitors, who are no recipients


def ways_of(settings: Settings, *, now: Callable[[], datetime], vault: Vault) -> Ways:
    """The ways out that are switched on. `vault` is asked in the channels' own threads."""
    chosen = settings.channels
    channels: dict[str, Channel] = {}
    line, keys, subscriptions, phones = None, None, None, None
    if chosen.smtp.enabled:
        channels["smtp"] = _smtp(chosen.smtp)
    webhook = chosen.webhook
    if webhook.enabled and webhook.url is not None and webhook.secret is not None:
        channels["webhook"] = WebhookChannel(
            url=webhook.url,
            key=webhook.secret.reveal,
            now=now,
            reach=Reach(allow_private=webhook.allow_private, timeout=webhook.timeout),
        )
    push = chosen.push
    if push.enabled and push.contact is not None:
        # Its cryptography takes memory and start-up time from an office that does without.
        from alerts.channels.push import PushChannel
        from alerts.channels.push_keys import PushKeys
        from alerts.channels.push_sender import PhonePush, PushSender

        keys, subscriptions = PushKeys(vault, contact=push.contact), Subscriptions(vault)
        channels["push"] = PushChannel(
            keys=keys,
            subscriptions=subscriptions,
            now=now,
            keep=push.keep,
            may_know=lambda account: may_know(vault, account),
            reach=Reach(allow_private=push.allow_private, timeout=push.timeout),
        )
        if settings.phone.push:
            reach = Reach(allow_private=push.allow_private, timeout=push.timeout)
            phones = PhonePush(sender=PushSender(keys=keys, now=now, reach=reach))
    if chosen.line.enabled and chosen.line.token is not None:
        channels["line"] = LineChannel(
            url=chosen.line.url,
            token=chosen.line.token.reveal,
            reach=Reach(allow_private=chosen.line.allow_private, timeout=chosen.line.timeout),
        )
    if chosen.mqtt.enabled:
        line = MqttDesk(_broker(chosen.mqtt))
        channels["mqtt"] = MqttChannel(line=line)
    if chosen.apprise.enabled:
        channels["apprise"] = AppriseChannel(
            addresses=lambda recipient: _apprise_addresses(settings, recipient),
            allow_private=chosen.apprise.allow_private,
            timeout=chosen.apprise.timeout,
        )
    return Ways(channels=channels, line=line, keys=keys, subscriptions=subscriptions, phones=phones)


def addresses(recipient: Recipient, *, id_: str, channel: str) -> tuple[str, ...]:
    """Where a message goes over `channel`: what the channel takes for an address."""
    match channel:
        case "smtp":
            return recipient.email
        case "line":
            return recipient.line
        case _:
            return (id_,)  # looked up by the channel itself, or the same for everybody


def may_know(vault: Vault, account: str) -> bool:
    """Whether the account, "staff:amy", may still hear of alerts: not locked, and in charge."""
    kind, _, name = account.partition(":")
    if kind != "staff":
        return True  # a program's token
    known = Kept(vault, "account/", Account).get(name)
    return known is not None and not known.disabled and known.role in SUPERVISORS


def _smtp(smtp: Smtp) -> SmtpChannel:
    return SmtpChannel(
        host=smtp.host,
        port=smtp.port,
        sender=smtp.sender,
        starttls=smtp.starttls,
        user=smtp.user,
        password=None if smtp.password is None else smtp.password.reveal,
        timeout=smtp.timeout,
    )


def _broker(mqtt: Mqtt) -> Connect:
    secret = mqtt.password
    return Connect(
        host=mqtt.host,
        port=mqtt.port,
        topic=mqtt.topic,
        user=mqtt.user,
        password=None if secret is None else SecretPlace(env=secret.env, file=secret.file),
        tls=mqtt.tls,
        ca_file=mqtt.ca_file,
        timeout_s=mqtt.timeout.total_seconds(),
    )


def _apprise_addresses(settings: Settings, recipient: str) -> Sequence[str]:
    """Read anew each time; never kept. Raises OSError, KeyError."""
    known = settings.recipients.get(recipient)
    return () if known is None else [secret.reveal() for secret in known.apprise]
