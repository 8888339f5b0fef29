"""The page of the channels, `/api/v1/channels…`, and the browsers that ring."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import structlog
from flask import Blueprint, Response, render_template, request
from msgspec.structs import replace

from alerts import channel_views as views
from alerts.channel_metrics import ChannelFigures
from alerts.channel_views import (
    BrowserBody,
    BrowserView,
    ChannelsView,
    PushView,
    TrialBody,
    TrialView,
)
from alerts.channel_words import ChannelWords
from alerts.channels.base import Undelivered
from alerts.channels.push_sender import Address, mistake_in
from alerts.channels.subscriptions import Browser, browser_id
from alerts.channels.ways import ALL
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.watch import NoticeId
from queue_monitor.domain.watch_events import ChannelTried
from queue_monitor.web.assets import worker
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.languages import language
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.channels.ways import Ways
    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.identity import Actor
    from queue_monitor.web.parts import Parts

_STATIC: Final = Path(__file__).with_name("static")
_log = structlog.get_logger("alerts.channels")


def blueprint(parts: Parts, ways: Ways) -> Blueprint:
    """The page `/channels`, its API, and the worker that shows notices in a browser."""
    pages = Blueprint("channels", __name__, template_folder="templates")
    words = ChannelWords(parts.settings, parts.catalogues, tuple(parts.catalogues.languages))
    api = Api(pages, parts, tag="channels")
    _pages(pages, parts)
    _channels(api, parts, ways, words)
    _browsers(api, parts, ways)
    parts.metrics.registry.register(ChannelFigures(parts.office.floor))
    return pages


def _pages(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/channels")
    @guard(parts, SUPERVISORS)
    def channels() -> str:
        """How each way out fares, a test for each, and notices in this browser."""
        return render_template("alerts/channels.html", page_data={})

    @pages.get("/push-worker.js")
    def push_worker() -> Response:
        """At the root, so that it may show notices for every page."""
        response = worker(_STATIC / "push-worker.js")
        response.make_conditional(request)
        return response


def _channels(api: Api, parts: Parts, ways: Ways, words: ChannelWords) -> None:
    @api.operation(
        "GET",
        "/api/v1/channels",
        answers={200: ChannelsView},
        roles=SUPERVISORS,
        summary="The ways of telling people, and how each fares",
    )
    def channels(call: Call[None]) -> ChannelsView:
        """Mail, webhook, browsers, LINE, lights and the rest: whether on, and how it last went."""
        return ChannelsView(
            channels=views.channels_of(parts.office.floor(), parts.settings, words),
            push=_push(parts, ways, call.actor),
        )

    @api.operation(
        "POST",
        "/api/v1/channels/<channel>/test",
        body=TrialBody,
        answers={200: TrialView},
        roles=SUPERVISORS,
        problems=("unknown_channel", "channel_off", "unknown_recipient", "channel_reaches_nobody"),
        summary="Send a test",
        example={"recipient": "head"},
        limit="20/minute",
    )
    def test(call: Call[TrialBody], channel: str) -> TrialView:
        """Sends a message that says it is a test, waits for the other side, and says what it said.

        Whatever comes of it is recorded: who tried which channel, and how it went.
        """
        if channel not in ALL:
            raise Problem("unknown_channel", channel=channel)
        way = ways.channels.get(channel)
        if way is None:
            raise Problem("channel_off", channel=channel)
        to = _recipient(parts, channel, call.body.recipient)
        id_ = NoticeId(f"test-{uuid4().hex[:12]}")
        message = words.test(id_, channel=channel, to=to, at=parts.clock.now())
        error = None
        try:
            parts.runtime.offload(way.send, message)
        except Undelivered as problem:
            error = problem.reason
            _log.info("test_failed", channel=channel, reason=error)
        answer = parts.office.ask(
            partial(_tried, channel=channel, by=call.actor.id, to=to, error=error)
        )
        return TrialView(
            channel=views.channel_view(channel, answer.floor, parts.settings, words),
            recipient=to,
            delivered=error is None,
            said=words.outcome(language(parts.catalogues), to=to, error=error),
        )


def _tried(
    _floor: Floor, at: datetime, *, channel: str, by: ActorId, to: str, error: str | None
) -> Sequence[Event]:
    return (ChannelTried(at=at, channel=channel, by=by, to=to, error=error),)


def _recipient(parts: Parts, channel: str, wanted: str | None) -> str:
    """Who gets the test. Raises Problem unknown_recipient, channel_reaches_nobody."""
    settings = parts.settings
    reached = [
        id_
        for id_, recipient in settings.recipients.items()
        if channel in settings.channels.reaching(recipient)
    ]
    if wanted is None and not reached:
        if channel in {"mqtt", "webhook"}:  # the other side is one and the same for everybody
            return ""
        raise Problem("channel_reaches_nobody", channel=channel)
    if wanted is not None and wanted not in reached:
        raise Problem("unknown_recipient", recipient=wanted, channel=channel)
    return wanted or reached[0]


# --- Browsers ---------------------------------------------------------------------------------


def _push(parts: Parts, ways: Ways, actor: Actor) -> PushView | None:
    keys, subscriptions = ways.keys, ways.subscriptions
    if keys is None or subscriptions is None:
        return None
    key, browsers = parts.runtime.offload(lambda: (keys.public(), subscriptions.all()))
    return PushView(
        public_key=key, browsers=[_browser_view(parts, browser, actor) for browser in browsers]
    )


def _browser_view(parts: Parts, browser: Browser, actor: Actor) -> BrowserView:
    name = parts.accounts.name_of(ActorId(browser.account))
    return views.browser_view(browser, mine=browser.account == actor.id, account=name)


def _browsers(api: Api, parts: Parts, ways: Ways) -> None:
    @api.operation(
        "POST",
        "/api/v1/channels/push/browsers",
        body=BrowserBody,
        answers={201: BrowserView},
        roles=SUPERVISORS,
        problems=("channel_off", "unknown_recipient", "invalid_body"),
        summary="Switch on notices in a browser",
        limit="20/minute",
    )
    def subscribe(call: Call[BrowserBody]) -> BrowserView:
        """Keeps what the browser's push service gave it, until it is taken back or gone.

        The same browser again is brought up to date.
        """
        subscriptions = ways.subscriptions
        if subscriptions is None:
            raise Problem("channel_off", channel="push")
        browser = _consented(parts, call)
        known = parts.runtime.offload(subscriptions.get, browser.id)
        if known is not None:
            browser = replace(browser, created_at=known.created_at)
        parts.runtime.offload(subscriptions.keep, browser)
        return _browser_view(parts, browser, call.actor)

    @api.operation(
        "DELETE",
        "/api/v1/channels/push/browsers/<browser>",
        answers={204: None},
        roles=SUPERVISORS,
        problems=("channel_off", "unknown_browser"),
        summary="Switch off notices in a browser",
    )
    def unsubscribe(_call: Call[None], browser: str) -> None:
        """Its address is deleted at once."""
        subscriptions = ways.subscriptions
        if subscriptions is None:
            raise Problem("channel_off", channel="push")
        if parts.runtime.offload(subscriptions.get, browser) is None:
            raise Problem("unknown_browser", browser=browser)
        parts.runtime.offload(subscriptions.forget, browser)


def _consented(parts: Parts, call: Call[BrowserBody]) -> Browser:
    """What is kept of a consent. Raises Problem unknown_recipient, invalid_body."""
    body, now = call.body, parts.clock.now()
    settings = parts.settings
    for recipient in body.recipients:
        known = settings.recipients.get(recipient)
        if known is None or not known.push:
            raise Problem("unknown_recipient", recipient=recipient, channel="push")
    address = Address(endpoint=body.endpoint, p256dh=body.keys.p256dh, auth=body.keys.auth)
    wrong = mistake_in(address, allow_private=settings.channels.push.allow_private)
    if wrong is not None:
        raise Problem("invalid_body", errors=(wrong,))
    return Browser(
        id=browser_id(body.endpoint),
        account=call.actor.id,
        label=body.label,
        recipients=tuple(dict.fromkeys(body.recipients)),
        language=language(parts.catalogues),
        endpoint=body.endpoint,
        p256dh=body.keys.p256dh,
        auth=body.keys.auth,
        created_at=now,
        seen_at=now,
    )
