"""Complaints from the survey, told to whoever is on duty: so many, and where they stand.

What a complaint says never leaves the house: the message only calls to the page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from alerts.channels.base import Channel, Message, Undelivered
from alerts.channels.reasons import Reason
from alerts.channels.ways import addresses
from alerts.notices import ladder_of
from queue_monitor.domain.watch import NoticeId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.notices import Route
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.catalogues import Catalogues

#: Every text below, for the test that the catalogue has them all.
SOURCES: Final = (
    NEW := "Survey: {n} complaints to look at",
    STILL := "Survey: {n} complaints that nobody has taken up",
    WHERE := "They stand on the page “Survey”.",
    LINK := "See them: {link}",
    POST := "You are on duty as {post}.",
)
_log = structlog.get_logger("alerts.survey")


class News(Protocol):
    """What is to be told; `kiosk.survey.herald.News` is one."""

    @property
    def id(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def step(self) -> int: ...
    @property
    def at(self) -> datetime: ...


def teller(
    settings: Settings, channels: Mapping[str, Channel], catalogues: Catalogues
) -> Callable[[Floor, News], bool]:
    """A function that tells the ladder's step of some news; whether anybody was reached. Blocks."""
    ladder = ladder_of(settings)

    def tell(floor: Floor, news: News) -> bool:
        if not ladder.rungs or ladder.quiet.until(news.at) is not None:
            return False
        step = min(news.step, len(ladder.rungs) - 1)
        told = ladder.telling(step, floor.watch.duties, news.at)
        reached = [_sent(route, news) for route in told.routes]  # all of them, not the first alone
        return any(reached)

    def _sent(route: Route, news: News) -> bool:
        channel, to = channels.get(route.channel), settings.recipients.get(route.to)
        if channel is None or to is None:
            return False
        message = _message(settings, catalogues, route, news)
        try:
            channel.send(message)
        except Undelivered as problem:
            _log.warning("complaints_not_told", channel=route.channel, reason=problem.reason)
            return False
        except Exception as fault:  # noqa: BLE001 - a fault of ours: told, and tried again
            _log.exception("complaints_not_told", channel=route.channel, reason=Reason.of(fault))
            return False
        return True

    return tell


def _message(settings: Settings, catalogues: Catalogues, route: Route, news: News) -> Message:
    recipient = settings.recipients[route.to]
    languages = [tag for tag in settings.office.languages if tag in catalogues.languages][:2]
    url = settings.server.public_url
    link = None if url is None else f"{str(url).rstrip('/')}/surveys"

    def say(language: str, source: str, **values: object) -> str:
        return catalogues.gettext(language, source).format_map(values)

    def subject(language: str) -> str:
        return say(language, STILL if news.step else NEW, n=news.count)

    def paragraph(language: str) -> str:
        office = {str(k): v for k, v in settings.office.name.items()}
        lines = [subject(language), office.get(language) or office["zh-TW"]]
        lines.append(say(language, WHERE) if link is None else say(language, LINK, link=link))
        if route.post is not None:
            post = {str(k): v for k, v in settings.rosters[route.post].name.items()}
            lines.append(say(language, POST, post=post.get(language) or post["zh-TW"]))
        return "\n".join(lines)

    return Message(
        id=NoticeId(f"{news.id}-{route.to}"),
        to=addresses(recipient, id_=route.to, channel=route.channel),
        subject=subject(languages[0]),
        text="\n\n".join(map(paragraph, languages)) + "\n",
        at=news.at,
        fields={
            "notice": f"{news.id}-{route.to}",
            "kind": "survey",
            "to": route.to,
            "post": route.post,
            "count": news.count,
            "step": news.step,
            "text": {language: subject(language) for language in languages},
            "link": link,
        },
    )
