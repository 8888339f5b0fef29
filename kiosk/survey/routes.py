"""`/survey`, `/survey/<counter>` and `/api/v1/survey…`: what a visitor answers.

A ticket's token and an answer's receipt travel in bodies only. No limit of these operations is
kept in the vault, as others are: its windows would tell the hour of an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request
from flask_babel import gettext

from kiosk.booking.persons import normal
from kiosk.survey.desk import Rest, SurveyDesk
from kiosk.survey.figures import FACES
from kiosk.survey.texts import plain_text
from kiosk.survey.views import (
    AddedView,
    Answer,
    AnswerAtCounter,
    More,
    OptionView,
    QuestionView,
    ServiceOption,
    SurveyView,
    TakenView,
)
from queue_monitor.domain.errors import UnknownCounter
from queue_monitor.domain.model import CounterId
from queue_monitor.web import own_ticket
from queue_monitor.web.identity import DEVICES, STAFF, Via
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor
from queue_monitor.web.peer import peer_address
from queue_monitor.web.plain_words import office_said
from queue_monitor.web.problems import Mistake, Problem
from queue_monitor.web.visitor import OfficeName, words

if TYPE_CHECKING:
    from kiosk.survey.desk import Taken
    from queue_monitor.config.survey import Question
    from queue_monitor.web.parts import Parts

_LONGEST_TEXT: Final = 1000
_CACHE_S: Final = 30
_A_DAY_S: Final = 86_400
_ANSWERING: Final = ("survey_closed", "already_answered")


def blueprint(parts: Parts, desk: SurveyDesk) -> Blueprint:
    """The visitors' pages and operations."""
    pages = Blueprint("survey", __name__, template_folder="../templates")
    api = Api(pages, parts, tag="survey")
    _asking(api, parts, desk)
    _answering(api, desk)
    _adding(api, parts, desk)
    _pages(pages, parts)
    _plain(pages, parts, desk)
    return pages


def _asking(api: Api, parts: Parts, desk: SurveyDesk) -> None:
    @api.operation(
        "GET",
        "/api/v1/survey",
        answers={200: SurveyView},
        roles=None,
        summary="Whether visitors are asked today, and what",
        cache_s=_CACHE_S,
    )
    def survey(call: Call[None]) -> SurveyView:
        """The questions in every language. Nothing of any answer."""
        # A tablet that asks is thereby heard of, touched or not: else it were a silent device, and
        # what is noted of it would tell when somebody answered.
        _ = call.actor_or_none
        return survey_view(parts, is_open=desk.wave() is not None)


def survey_view(parts: Parts, *, is_open: bool) -> SurveyView:
    """The survey as visitors meet it."""
    settings = parts.settings
    return SurveyView(
        open=is_open,
        office=OfficeName(name=words(settings.office.name)),
        languages=settings.office.languages,
        questions=tuple(
            QuestionView(
                id=question.id,
                kind=question.kind,
                words=words(question.words),
                options=tuple(
                    OptionView(id=one.id, words=words(one.words)) for one in question.options
                ),
            )
            for question in (settings.survey.questions if is_open else ())
        ),
        services=tuple(
            ServiceOption(id=service.id, name=words(service.name)) for service in settings.services
        ),
        return_s=settings.kiosk.return_after.total_seconds(),
        contact_kept_days=int(settings.survey.contact_kept.total_seconds() // _A_DAY_S),
    )


def _answering(api: Api, desk: SurveyDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/survey/answers",
        body=Answer,
        answers={201: TakenView},
        roles=None,
        problems=(*_ANSWERING, "unknown_ticket", "not_served_yet"),
        summary="Say how satisfied one was",
    )
    def answer(call: Call[Answer]) -> TakenView:
        """Once for each visit, on its day. Neither number nor hour is kept with it."""
        said = call.body
        return _taken(desk.by_token(said.token, said.face, said.way, address=call.address))

    @api.operation(
        "POST",
        "/api/v1/survey/answers/at-counter",
        body=AnswerAtCounter,
        answers={201: TakenView},
        roles=DEVICES,
        problems=(*_ANSWERING, "unknown_counter", "nobody_served_here"),
        summary="Say how satisfied one was, on the tablet at a counter",
    )
    def answer_at_counter(call: Call[AnswerAtCounter]) -> TakenView:
        """For the visit that is served there, or was just before; once, by phone or tablet."""
        return _taken(desk.at_counter(call.body.counter, call.body.face))


def _taken(taken: Taken) -> TakenView:
    return TakenView(receipt=taken.receipt, practice=taken.receipt is None)


def _adding(api: Api, parts: Parts, desk: SurveyDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/survey/answers/more",
        body=More,
        answers={200: AddedView},
        roles=None,
        problems=("answer_closed",),
        summary="Answer further questions, or tell the supervisor something",
    )
    def add_to_answer(call: Call[More]) -> AddedView:
        """Once, on the same day. A contact is kept in the vault until the complaint is done."""
        rest = _rest(parts, call.body)
        desk.add(call.body.receipt, rest, address=call.address)
        return AddedView(complaint=rest.complaint is not None)


def _rest(parts: Parts, more: More) -> Rest:
    survey, mistakes = parts.settings.survey, list[Mistake]()
    for name, value in more.values.items():
        question = survey.question(name)
        if question is None or value not in _values(question):
            mistakes.append(Mistake(where=f"/values/{name}", what=gettext("is not one of these")))
    for name in more.texts:
        question = survey.question(name)
        if question is None or question.kind != "text":
            mistakes.append(Mistake(where=f"/texts/{name}", what=gettext("is not one of these")))
    complaint, contact, service = more.complaint, None, ""
    if complaint is not None:
        contact = normal(complaint.contact)
        if complaint.contact.strip() and contact is None:
            what = gettext("must be an e-mail address or a telephone number")
            mistakes.append(Mistake(where="/complaint/contact", what=what))
        offered = {one.id for one in parts.settings.services}
        service = complaint.service if complaint.service in offered else ""
    if mistakes:
        raise Problem("invalid_body", errors=tuple(mistakes))
    texts = {name: plain_text(text, most=_LONGEST_TEXT) for name, text in more.texts.items()}
    return Rest(
        values=more.values,
        texts={name: text for name, text in texts.items() if text},
        language=more.language,
        complaint=None if complaint is None else plain_text(complaint.text, most=_LONGEST_TEXT),
        service=service,
        contact=contact,
    )


def _values(question: Question) -> frozenset[str]:
    if question.kind == "faces":
        return frozenset(f"{face}" for face in FACES)
    return frozenset(option.id for option in question.options)


def _pages(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/survey")
    @for_visitors
    def page() -> str:
        """For whoever has a link; the ticket's token stays behind #."""
        return render_template("kiosk/survey.html", office=office_said(parts))

    @pages.get("/survey/<int:counter>")
    @for_visitors
    def tablet(counter: int) -> Any:
        """The tablet at a counter, which is a paired device; others pair first."""
        if parts.settings.counter(CounterId(counter)) is None:
            raise UnknownCounter(counter)
        actor = current_actor(parts)
        if actor is None or actor.role not in DEVICES:
            if actor is not None and actor.via is Via.SESSION and actor.role in STAFF:
                raise Problem("forbidden")
            wanted = {"kind": "board", "next": f"/survey/{counter}"}
            return redirect(f"/pair?{urlencode(wanted)}")
        known, chosen = parts.catalogues.for_visitors, request.args.get("lang")
        g.language = chosen if chosen in known else parts.settings.office.languages[0]
        return render_template(
            "kiosk/survey.html", office=office_said(parts), page_data={"counter": counter}
        )


def _plain(pages: Blueprint, parts: Parts, desk: SurveyDesk) -> None:
    @pages.post("/t/survey")
    @for_visitors
    def plain_answer() -> Any:
        """A face from a browser without scripts, by the ticket that it holds."""
        ticket = own_ticket.acting(parts)
        face = request.form.get("face", "")
        if face not in {f"{one}" for one in FACES}:
            raise Problem("invalid_body")
        address = peer_address(request.environ, parts.site)
        desk.by_ticket(ticket, int(face), "phone", address=address)
        return redirect("/t/now?thanks", code=303)
