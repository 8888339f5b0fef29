"""`/surveys`: figures of the survey and its complaints, for those who answer for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template

from kiosk.survey.desk import CONTACT, SurveyDesk
from kiosk.survey.figures import LEAST
from kiosk.survey.files import CSV, figures_csv, words_csv
from kiosk.survey.results import Counted, results_view, service_name
from kiosk.survey.texts import plain_text
from kiosk.survey.views import (
    ComplaintsView,
    ComplaintView,
    Follow,
    OfRun,
    ResultsView,
    StepView,
)
from queue_monitor.store.survey_complaints import DONE, OPEN, Step
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.languages import language
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Problem
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault
    from queue_monitor.store.survey import SurveyBook
    from queue_monitor.store.survey_complaints import Complaint, ComplaintBook
    from queue_monitor.web.parts import Parts

_LONGEST_NOTE: Final = 1000


def blueprint(
    parts: Parts, desk: SurveyDesk, book: SurveyBook, complaints: ComplaintBook, vault: Vault
) -> Blueprint:
    """The staff's page and its operations."""
    pages = Blueprint("surveys", __name__, template_folder="../templates")
    api = Api(pages, parts, tag="survey")
    _figures(api, parts, desk, book)
    _complaints(api, parts, complaints, vault)

    @pages.get("/surveys")
    @guard(parts, SUPERVISORS)
    def page() -> str:
        """Figures, words and complaints."""
        return render_template("surveys.html")

    return pages


def _figures(api: Api, parts: Parts, desk: SurveyDesk, book: SurveyBook) -> None:
    def told(call: Call[None]) -> ResultsView:
        today, at = desk.today(), parts.clock.now()

        def look() -> Counted:
            book.fold(today, least=LEAST)
            runs, wave = book.runs(), desk.wave()
            present = None if wave is None else wave.run(today)
            if present is not None:
                runs = [present, *(run for run in runs if run != present)]
            wanted = call.query(OfRun).run or present or next(iter(runs), None)
            run = wanted if wanted in runs else None
            return Counted(
                runs=runs,
                run=run,
                is_present=run == present,
                sums=() if run is None else book.sums(run),
                waiting={} if run is None else book.waiting(run),
                said=() if run is None else book.said(run),
            )

        counted = parts.runtime.offload(look)
        is_open = desk.wave() is not None
        return results_view(parts.settings, counted, at, month=f"{today:%Y-%m}", is_open=is_open)

    @api.operation(
        "GET",
        "/api/v1/surveys/results",
        answers={200: ResultsView},
        query=OfRun,
        roles=SUPERVISORS,
        summary="A run of the survey in figures",
    )
    def results(call: Call[None]) -> ResultsView:
        """Shares with their 95 % interval (Wilson) and n; what stands on fewer than five answers
        is left out. Answers are counted at night, at least five at once."""
        return told(call)

    @api.operation(
        "GET",
        "/api/v1/surveys/results.csv",
        answers={200: Media(content_type=CSV)},
        query=OfRun,
        roles=SUPERVISORS,
        summary="The same figures as CSV",
    )
    def results_file(call: Call[None]) -> Response:
        """One line for each figure."""
        view = told(call)
        return _file(figures_csv(view, language=language(parts.catalogues)), view, "figures")

    @api.operation(
        "GET",
        "/api/v1/surveys/texts.csv",
        answers={200: Media(content_type=CSV)},
        query=OfRun,
        roles=SUPERVISORS,
        summary="What visitors wrote, as CSV",
    )
    def texts_file(call: Call[None]) -> Response:
        """One line for each, by month, in no order within it."""
        view = told(call)
        return _file(words_csv(view, language=language(parts.catalogues)), view, "texts")


def _file(data: bytes, view: ResultsView, kind: str) -> Response:
    name = f"survey-{kind}-{view.run or 'none'}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(data, content_type=f"{CSV}; charset=utf-8", headers=headers)


def _complaints(api: Api, parts: Parts, book: ComplaintBook, vault: Vault) -> None:
    def view_of(complaint: Complaint) -> ComplaintView:
        contact = vault.get(CONTACT + complaint.id)
        return complaint_view(complaint, None if contact is None else contact.decode())

    @api.operation(
        "GET",
        "/api/v1/surveys/complaints",
        answers={200: ComplaintsView},
        roles=SUPERVISORS,
        summary="Complaints from the survey and what was done about them",
    )
    def complaints(_: Call[None]) -> ComplaintsView:
        """From the full hour after each was made, with its day and no hour."""
        at = parts.clock.now()
        found = parts.runtime.offload(lambda: [view_of(one) for one in book.all(at)])
        return ComplaintsView(
            at=at,
            open=sum(1 for one in found if one.state == OPEN),
            names={
                one.service: service_name(parts.settings, one.service)
                for one in found
                if one.service
            },
            complaints=tuple(found),
        )

    @api.operation(
        "POST",
        "/api/v1/surveys/complaints/<complaint>",
        body=Follow,
        answers={200: ComplaintView},
        roles=SUPERVISORS,
        problems=("unknown_complaint",),
        summary="Say what is done about a complaint",
    )
    def follow(call: Call[Follow], complaint: str) -> ComplaintView:
        """Open, being seen to, done. Once it is done its contact is deleted."""
        actor = call.actor
        step = Step(
            at=parts.clock.now(),
            by=parts.accounts.name_of(actor.id) or actor.name,
            state=call.body.state,
            note=plain_text(call.body.note, most=_LONGEST_NOTE),
        )

        def put_down() -> ComplaintView | None:
            known = book.follow(complaint, step)
            if known is None:
                return None
            if step.state == DONE:
                vault.delete(CONTACT + known.id)
            return view_of(known)

        told = parts.runtime.offload(put_down)
        if told is None:
            raise Problem("unknown_complaint")
        return told


def complaint_view(complaint: Complaint, contact: str | None) -> ComplaintView:
    """A complaint as JSON."""
    return ComplaintView(
        id=complaint.id,
        day=complaint.day,
        service=complaint.service,
        language=complaint.language,
        text=complaint.text,
        contact=contact,
        state=complaint.state,  # type: ignore[arg-type]  # it was written as one of these
        steps=tuple(
            StepView(at=step.at, by=step.by, state=step.state, note=step.note)  # type: ignore[arg-type]
            for step in complaint.steps
        ),
    )
