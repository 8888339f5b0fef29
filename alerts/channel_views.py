"""The JSON of the channels: what is on, how it fares, and which browsers ring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from alerts.channels.reasons import parsed
from alerts.channels.ways import ALL

if TYPE_CHECKING:
    from alerts.channel_words import ChannelWords
    from alerts.channels.subscriptions import Browser
    from queue_monitor.config import Settings
    from queue_monitor.domain.channels import ChannelRecord
    from queue_monitor.domain.floor import Floor

Words = Mapping[str, str]  # language tag to text
State = Literal["off", "unused", "working", "failing"]
RecipientName = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class RecipientView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be told, by the id in config.yaml."""

    id: str
    name: Words


class ChannelView(msgspec.Struct, frozen=True, kw_only=True):
    """One way out. `unused`: on, and nothing was sent yet."""

    id: str
    name: Words
    state: State
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: Words | None
    last_failure_code: str | None  # of the reason, for programs
    failures_in_a_row: int
    failing_since: datetime | None
    recipients: Sequence[RecipientView]  # whom it reaches


class BrowserView(msgspec.Struct, frozen=True, kw_only=True):
    """A browser with notices on; its address is told to nobody."""

    id: str
    label: str
    account: str | None  # whose, by name
    mine: bool
    recipients: Sequence[str]
    since: datetime


class PushView(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser needs to subscribe, and who has."""

    public_key: str
    browsers: Sequence[BrowserView]


class ChannelsView(msgspec.Struct, frozen=True, kw_only=True):
    """All channels; `push` null while browser notices are off."""

    channels: Sequence[ChannelView]
    push: PushView | None


class TrialBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to send it to; the first whom the channel reaches if left out."""

    recipient: RecipientName | None = None


class TrialView(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; `said` in the reader's language."""

    channel: ChannelView
    recipient: str
    delivered: bool
    said: str


class PushKeysBody(msgspec.Struct, frozen=True, kw_only=True):
    """As `PushSubscription.toJSON()` has them."""

    p256dh: Annotated[str, msgspec.Meta(min_length=80, max_length=100)]
    auth: Annotated[str, msgspec.Meta(min_length=16, max_length=40)]


class BrowserBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A browser's consent, and for whom it rings."""

    endpoint: Annotated[str, msgspec.Meta(min_length=10, max_length=2000)]
    keys: PushKeysBody
    recipients: Annotated[list[RecipientName], msgspec.Meta(min_length=1, max_length=20)]
    label: Annotated[str, msgspec.Meta(max_length=80)] = ""


def channels_of(floor: Floor, settings: Settings, words: ChannelWords) -> list[ChannelView]:
    """Every channel there is."""
    return [channel_view(name, floor, settings, words) for name in ALL]


def channel_view(name: str, floor: Floor, settings: Settings, words: ChannelWords) -> ChannelView:
    """One channel as it now stands."""
    record = floor.watch.channel(name)
    return ChannelView(
        id=name,
        name=words.name(name),
        state=_state(record, on=getattr(settings.channels, name).enabled),
        last_success_at=record.succeeded_at,
        last_failure_at=record.failed_at,
        last_failure=None if record.error is None else words.error(record.error),
        last_failure_code=None if record.error is None else _code(record.error),
        failures_in_a_row=record.failures,
        failing_since=record.failing_since,
        recipients=[
            RecipientView(id=id_, name={str(k): v for k, v in recipient.name.items()})
            for id_, recipient in settings.recipients.items()
            if name in settings.channels.reaching(recipient)
        ],
    )


def browser_view(browser: Browser, *, mine: bool, account: str | None) -> BrowserView:
    """A browser without its address."""
    return BrowserView(
        id=browser.id,
        label=browser.label,
        account=account,
        mine=mine,
        recipients=browser.recipients,
        since=browser.created_at,
    )


def _state(record: ChannelRecord, *, on: bool) -> State:
    if not on:
        return "off"
    if record.is_failing:
        return "failing"
    return "unused" if record.succeeded_at is None else "working"


def _code(error: str) -> str:
    reason = parsed(error).reason
    return "unknown" if reason is None else reason.value
