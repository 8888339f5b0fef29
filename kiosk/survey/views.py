"""What the survey's pages ask and are answered: JSON of the edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - `date` is the name of a field
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from queue_monitor.config.values import Language
from queue_monitor.web.visitor import Name, OfficeName

Face = Annotated[int, msgspec.Meta(ge=1, le=5)]
Id = Annotated[str, msgspec.Meta(max_length=40)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]
State = Literal["open", "seen", "done"]


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How satisfied the holder of a ticket was: 1 very dissatisfied to 5 very satisfied."""

    token: Annotated[str, msgspec.Meta(max_length=64)]
    face: Face
    way: Literal["phone", "link"] = "link"


class AnswerAtCounter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How satisfied whoever sits at a counter was."""

    counter: int
    face: Face


class MyComplaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something for the supervisor. Nothing is passed on but what stands here."""

    text: Long = ""
    service: Id = ""
    contact: Annotated[str, msgspec.Meta(max_length=254)] = ""


class More(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Added to an answer by its receipt: faces or options by question, and words by question."""

    receipt: Annotated[str, msgspec.Meta(max_length=64)]
    values: Mapping[Id, Id] = {}
    texts: Mapping[Id, Long] = {}
    language: Language = "zh-TW"
    complaint: MyComplaint | None = None


class TakenView(msgspec.Struct, frozen=True, kw_only=True):
    """The answer was taken. In practice it is not counted, and there is nothing to add to."""

    receipt: str | None
    practice: bool


class AddedView(msgspec.Struct, frozen=True, kw_only=True):
    """What was added was taken."""

    complaint: bool


class OptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the answers to choose from."""

    id: str
    words: Name


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A further question."""

    id: str
    kind: str
    words: Name
    options: tuple[OptionView, ...]


class ServiceOption(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a complaint may be about."""

    id: str
    name: Name


class SurveyView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether visitors are asked today, and what."""

    open: bool
    office: OfficeName
    languages: tuple[str, ...]
    questions: tuple[QuestionView, ...]
    services: tuple[ServiceOption, ...]
    return_s: float  # a tablet that nobody touches is as new after this
    contact_kept_days: int


class OfRun(msgspec.Struct, frozen=True, kw_only=True):
    """Which run of a wave; the newest if none is named."""

    run: Annotated[str, msgspec.Meta(max_length=60)] | None = None


class ShareView(msgspec.Struct, frozen=True, kw_only=True):
    """So many of n, and the 95 % interval."""

    n: int
    share: float
    low: float
    high: float


class FigureView(msgspec.Struct, frozen=True, kw_only=True):
    """Share of the satisfied with its interval, and the mean of the faces, of `n` answers."""

    n: int
    satisfied: ShareView
    mean: float


class MonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month: all its answers, those of them that are counted yet, and each service's."""

    month: str  # "2026-03"
    forms: int
    figure: FigureView | None  # null: too few
    services: Mapping[str, FigureView | None]  # null: too few to show


class OptionResult(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a question: how many gave it."""

    id: str
    words: Name
    share: ShareView


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a further question brought; nothing of it below five answers."""

    id: str
    kind: str
    words: Name
    n: int
    figure: FigureView | None
    options: tuple[OptionResult, ...]


class SaidView(msgspec.Struct, frozen=True, kw_only=True):
    """Words of somebody."""

    month: str
    question: str
    words: Name
    language: str
    text: str


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a wave."""

    id: str  # "spring-2026"
    name: Name
    year: str


class ResultsView(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the survey in figures."""

    at: datetime
    open: bool
    runs: tuple[RunView, ...]
    run: str | None  # null: nothing has been asked yet
    month: str  # that the meter is for: the present one, or the last of a run that is over
    forms: int  # in that month, counted or not
    waiting: int  # answers of the run that are not counted yet
    least: int
    target: float  # share
    forms_per_month: int
    total: FigureView | None
    faces: Mapping[str, int]
    services: Mapping[str, FigureView | None]
    names: Mapping[str, Name]  # of services
    months: tuple[MonthView, ...]
    ways: Mapping[str, int]
    questions: tuple[QuestionResult, ...]
    said: tuple[SaidView, ...]


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about a complaint."""

    at: datetime
    by: str
    state: State
    note: str


class ComplaintView(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint: its day and no hour, and no number."""

    id: str
    day: Date
    service: str
    language: str
    text: str
    contact: str | None
    state: State
    steps: tuple[StepView, ...]


class ComplaintsView(msgspec.Struct, frozen=True, kw_only=True):
    """Complaints of the survey, the unfinished first."""

    at: datetime
    open: int
    names: Mapping[str, Name]  # of services
    complaints: tuple[ComplaintView, ...]


class Follow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done about a complaint, and a note for colleagues."""

    state: State
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""
