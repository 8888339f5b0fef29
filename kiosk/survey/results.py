"""The survey's sums as figures for staff, with what is too few left out. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.survey.desk import WAY
from kiosk.survey.figures import FACES, LEAST, Figure, Share, figure, share, shown
from kiosk.survey.views import (
    FigureView,
    MonthView,
    OptionResult,
    QuestionResult,
    ResultsView,
    RunView,
    SaidView,
    ShareView,
)
from queue_monitor.config.survey import OVERALL
from queue_monitor.web.visitor import words

if TYPE_CHECKING:
    from datetime import datetime

    from queue_monitor.config import Settings
    from queue_monitor.config.survey import Question
    from queue_monitor.store.survey import Said, Sum
    from queue_monitor.web.visitor import Name

Faces = Counter[int]
TEXT: Final = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the store has of a run."""

    runs: Sequence[str]
    run: str | None
    is_present: bool  # it is under way
    sums: Sequence[Sum]
    waiting: Mapping[str, int]  # by month
    said: Sequence[Said]


def results_view(
    settings: Settings, counted: Counted, at: datetime, *, month: str, is_open: bool
) -> ResultsView:
    """The run in figures; its meter is for the present `month`, or for the last if it is over."""
    by_cell = _by_cell(counted.sums)
    cells = {cell: faces.total() for cell, faces in by_cell.items()}
    may_show = shown(cells)
    months = sorted({month_ for month_, _ in cells} | set(counted.waiting), reverse=True)
    if not counted.is_present and months:
        month = months[0]
    by_service = _summed((service, faces) for (_, service), faces in by_cell.items())
    total = _summed(("", faces) for faces in by_cell.values())[""]
    forms = {
        each: _of_month(by_cell, each).total() + counted.waiting.get(each, 0) for each in months
    }
    survey = settings.survey
    return ResultsView(
        at=at,
        open=is_open,
        runs=tuple(run_view(settings, run) for run in counted.runs),
        run=counted.run,
        month=month,
        forms=forms.get(month, 0),
        waiting=sum(counted.waiting.values()),
        least=LEAST,
        target=survey.target_percent / 100,
        forms_per_month=survey.forms_per_month,
        total=_if_enough(total),
        faces={f"{face}": total[face] for face in FACES} if total.total() >= LEAST else {},
        services={
            service: figure_view(figure(by_service[service]))
            if service in may_show.services
            else None
            for service in _order(settings, cells)
        },
        names={service: service_name(settings, service) for _, service in cells},
        months=tuple(
            MonthView(
                month=each,
                forms=forms[each],
                figure=_if_enough(_of_month(by_cell, each)),
                services={
                    service: figure_view(figure(by_cell[each, service]))
                    if (each, service) in may_show.cells
                    else None
                    for month_, service in sorted(cells)
                    if month_ == each
                },
            )
            for each in months
        ),
        ways=_values(counted.sums, WAY),
        questions=tuple(
            _question(question, _values(counted.sums, question.id))
            for question in survey.questions
            if question.kind != TEXT
        ),
        said=tuple(
            SaidView(
                month=one.month,
                question=one.question,
                words=_asked(settings, one.question),
                language=one.language,
                text=one.text,
            )
            for one in counted.said
        ),
    )


def run_view(settings: Settings, run: str) -> RunView:
    """A run by its id, "spring-2026", as staff read it."""
    wave, _, year = run.rpartition("-")
    known = next((one for one in settings.survey.waves if one.id == wave), None)
    return RunView(id=run, name={"zh-TW": wave} if known is None else words(known.name), year=year)


def service_name(settings: Settings, service: str) -> Name:
    """What a service is called; its id if the office no longer has it."""
    known = next((one for one in settings.services if one.id == service), None)
    return {"zh-TW": service} if known is None else words(known.name)


def figure_view(told: Figure | None) -> FigureView | None:
    """A figure as JSON."""
    if told is None:
        return None
    return FigureView(n=told.n, satisfied=share_view(told.satisfied), mean=round(told.mean, 3))


def share_view(told: Share) -> ShareView:
    """A share as JSON."""
    low, high = round(told.low, 4), round(told.high, 4)
    return ShareView(n=told.n, share=round(told.share, 4), low=low, high=high)


def _by_cell(sums: Iterable[Sum]) -> dict[tuple[str, str], Faces]:
    found: defaultdict[tuple[str, str], Faces] = defaultdict(Counter)
    for one in sums:
        if one.question == OVERALL and one.value in _FACES:
            found[one.month, one.service][int(one.value)] += one.n
    return dict(found)


_FACES: Final = {f"{face}" for face in FACES}


def _of_month(by_cell: Mapping[tuple[str, str], Faces], month: str) -> Faces:
    return _summed(("", faces) for (each, _), faces in by_cell.items() if each == month)[""]


def _summed(pairs: Iterable[tuple[str, Faces]]) -> defaultdict[str, Faces]:
    found: defaultdict[str, Faces] = defaultdict(Counter)
    for name, faces in pairs:
        found[name] += faces
    return found


def _if_enough(faces: Faces) -> FigureView | None:
    return figure_view(figure(faces)) if faces.total() >= LEAST else None


def _order(settings: Settings, cells: Iterable[tuple[str, str]]) -> list[str]:
    """Services as the office lists them, then those it no longer has."""
    present = {service for _, service in cells}
    known = [service.id for service in settings.services if service.id in present]
    return [*known, *sorted(present.difference(known))]


def _values(sums: Iterable[Sum], question: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in sums:
        if one.question == question:
            found[one.value] += one.n
    return found


def _question(question: Question, values: Counter[str]) -> QuestionResult:
    n = values.total()
    is_shown = n >= LEAST
    faces = Counter({int(v): k for v, k in values.items() if v in _FACES})
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        words=words(question.words),
        n=n,
        figure=_if_enough(faces) if question.kind == "faces" else None,
        options=tuple(
            OptionResult(
                id=option.id,
                words=words(option.words),
                share=share_view(share(values[option.id], n)),
            )
            for option in (question.options if is_shown else ())
        ),
    )


def _asked(settings: Settings, question: str) -> Name:
    known = settings.survey.question(question)
    return {"zh-TW": question} if known is None else words(known.words)
