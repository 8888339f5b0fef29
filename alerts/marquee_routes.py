"""The page of the lines at the foot of the boards (跑馬燈), and their JSON API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, render_template
from flask_babel import gettext

from queue_monitor.domain import rules
from queue_monitor.domain.marquee import (
    MOST_SIGNS,
    MarqueeId,
    MarqueeLine,
    is_shown,
)
from queue_monitor.domain.words import cleaned
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Mistake, Problem
from queue_monitor.web.visitor import words

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts

_FIRST: Final = "zh-TW"
Text = Annotated[str, msgspec.Meta(max_length=MOST_SIGNS)]
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Annotated[int, msgspec.Meta(ge=0, le=6, description="0 is Monday")]


class LineBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a line says in each language, zh-TW at least, and when it is shown.

    What of the schedule is left out does not limit it. `end` is not reached any more, `last` is.
    """

    words: dict[str, Text]
    days: Annotated[tuple[Weekday, ...], msgspec.Meta(max_length=7)] = ()
    start: Hour | None = None
    end: Hour | None = None
    first: date | None = None
    last: date | None = None


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the marquee; `shown`: it passes on the boards now."""

    id: str
    words: Mapping[str, str]
    days: Sequence[int]
    start: str | None
    end: str | None
    first: date | None
    last: date | None
    shown: bool


class MarqueeView(msgspec.Struct, frozen=True, kw_only=True):
    """What supervisors wrote, and what config.yaml always says."""

    seq: int
    at: datetime
    lines: Sequence[LineView]
    always: Sequence[Mapping[str, str]]


def register(pages: Blueprint, api: Api, parts: Parts) -> None:
    """The page `/marquee` and `/api/v1/marquee…`."""

    @pages.get("/marquee")
    @guard(parts, SUPERVISORS)
    def marquee_page() -> str:
        """What passes at the foot of the boards, and when."""
        return render_template("alerts/marquee.html", page_data={"most_signs": MOST_SIGNS})

    def view(floor: Floor, at: datetime) -> MarqueeView:
        return marquee_view(parts, floor, at)

    @api.operation(
        "GET",
        "/api/v1/marquee",
        answers={200: MarqueeView},
        roles=SUPERVISORS,
        summary="The lines at the foot of the boards",
    )
    def marquee(_: Call[None]) -> MarqueeView:
        """Every line with its schedule, due or not."""
        return view(parts.office.floor(), parts.clock.now())

    @api.operation(
        "POST",
        "/api/v1/marquee",
        body=LineBody,
        answers={201: MarqueeView},
        roles=SUPERVISORS,
        problems=("marquee_full",),
        summary="Write a line",
        example={"words": {"zh-TW": "今日系統維護，16時起暫停自然人憑證"}, "end": "16:00"},
    )
    def write_line(call: Call[LineBody]) -> MarqueeView:
        """It is on the boards within seconds, if its schedule says so."""
        line = _line(call.body, MarqueeId(""), parts)
        ask = partial(rules.write_line, line=line, by=rules.By(actor=call.actor.id))
        answer = parts.office.ask(ask)
        return view(answer.floor, answer.at)

    @api.operation(
        "POST",
        "/api/v1/marquee/<line>",
        body=LineBody,
        answers={200: MarqueeView},
        roles=SUPERVISORS,
        problems=("unknown_marquee_line",),
        summary="Change a line",
        example={"words": {"zh-TW": "本所週六不受理"}, "days": [4, 5]},
    )
    def change_line(call: Call[LineBody], line: str) -> MarqueeView:
        """All of it: what the body leaves out is gone."""
        new = _line(call.body, MarqueeId(line), parts)
        ask = partial(rules.change_line, line=new, by=rules.By(actor=call.actor.id))
        answer = parts.office.ask(ask)
        return view(answer.floor, answer.at)

    @api.operation(
        "DELETE",
        "/api/v1/marquee/<line>",
        answers={200: MarqueeView},
        roles=SUPERVISORS,
        problems=("unknown_marquee_line",),
        summary="Take a line away",
    )
    def remove_line(call: Call[None], line: str) -> MarqueeView:
        """It passes no more."""
        by = rules.By(actor=call.actor.id)
        answer = parts.office.ask(partial(rules.remove_line, line=MarqueeId(line), by=by))
        return view(answer.floor, answer.at)


def marquee_view(parts: Parts, floor: Floor, at: datetime) -> MarqueeView:
    """The lines in the order they were written."""
    local = at.astimezone(ZoneInfo(parts.settings.office.time_zone))
    return MarqueeView(
        seq=floor.seq,
        at=at,
        lines=tuple(
            LineView(
                id=line.id,
                words=dict(line.words),
                days=line.days,
                start=line.start or None,
                end=line.end or None,
                first=line.first_date,
                last=line.last_date,
                shown=is_shown(line, local),
            )
            for line in floor.marquee
        ),
        always=tuple(words(line) for line in parts.settings.display.marquee),
    )


def _line(body: LineBody, line: MarqueeId, parts: Parts) -> MarqueeLine:
    """The line as it is kept. Raises Problem invalid_body for one that could not be shown."""
    told = {language: cleaned(text) for language, text in body.words.items()}
    wrong = list(_mistakes(body, told, parts))
    if wrong:
        raise Problem("invalid_body", errors=wrong)
    return MarqueeLine(
        id=line,
        words=tuple((language, text) for language, text in sorted(told.items()) if text),
        days=tuple(sorted(set(body.days))),
        start=body.start or "",
        end=body.end or "",
        first_date=body.first,
        last_date=body.last,
    )


def _mistakes(body: LineBody, told: Mapping[str, str], parts: Parts) -> Sequence[Mistake]:
    wrong = []
    if told.keys() - set(parts.catalogues.for_visitors):
        wrong.append(Mistake(where="/words", what=gettext("Not a language of the screens.")))
    if not told.get(_FIRST):
        wrong.append(Mistake(where=f"/words/{_FIRST}", what=gettext("A text that can be read.")))
    if body.start and body.end and body.end <= body.start:
        wrong.append(Mistake(where="/end", what=gettext("It must be later than the start.")))
    if body.first and body.last and body.last < body.first:
        wrong.append(Mistake(where="/last", what=gettext("It must not be before the first day.")))
    return wrong
