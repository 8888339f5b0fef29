"""The survey: when it is held, what it asks, what it aims at, and how long words are kept."""

import re
from datetime import date, timedelta
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import SLUG, PositiveSpan, Span, Words, wanted

#: The question that every answer begins with; its words are the product's own.
OVERALL: Final = "overall"
_DAY: Final = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")
_LEAP_YEAR: Final = 2000  # "02-29" is a day of every year, though not every year has it


def _wave_day(value: object) -> object:
    text = value.isoformat() if isinstance(value, date) else value
    match = _DAY.fullmatch(text) if isinstance(text, str) else None
    try:
        if match is not None:
            date(int(match[1] or _LEAP_YEAR), int(match[2]), int(match[3]))
            return text
    except ValueError:
        pass
    raise wanted('a day of every year as "03-01", or a date as 2026-03-01')


#: "03-01" in every year, or "2026-03-01" in one.
WaveDay = Annotated[str, BeforeValidator(_wave_day)]


class Wave(Section):
    """A time in which visitors are asked; every year, unless its days name one."""

    id: Annotated[str, SLUG] = Field(description="its name in figures and files")
    name: Words = Field(description="what staff read")
    start: WaveDay = Field(alias="from", description='its first day: "03-01", or 2026-03-01')
    end: WaveDay = Field(alias="until", description="its last day, in the same form")

    @field_validator("end")
    @classmethod
    def _in_step(cls, end: str, info: ValidationInfo) -> str:
        start = info.data.get("start")
        if start is not None and len(start) != len(end):
            raise wanted(f"a day in the form of `from` ({start})")
        if start is not None and len(start) == len("2026-03-01") and end < start:
            raise wanted(f"a date not before `from` ({start})")
        return end

    @property
    def is_yearly(self) -> bool:
        """Whether it comes again every year."""
        return len(self.start) == len("03-01")

    def holds(self, day: date) -> bool:
        """Whether `day` is one of its days. From November to February goes over the new year."""
        text = f"{day:%m-%d}" if self.is_yearly else f"{day}"
        if self.start <= self.end:
            return self.start <= text <= self.end
        return text >= self.start or text <= self.end

    def run(self, day: date) -> str:
        """The name of the very run that holds `day`: its id and the year it began in."""
        over = self.is_yearly and self.start > self.end and f"{day:%m-%d}" <= self.end
        return f"{self.id}-{day.year - over}"


class Option(Section):
    """One of the answers to choose from."""

    id: Annotated[str, SLUG] = Field(description="its name in figures and files")
    words: Words = Field(description="what visitors read")


class Question(Section):
    """A further question; nobody has to answer it."""

    id: Annotated[str, SLUG] = Field(description="its name in figures and files")
    kind: Literal["faces", "choice", "text"] = Field(
        description="five faces, one of `options`, or words of one's own"
    )
    words: Words = Field(description="what visitors read")
    options: tuple[Option, ...] = Field(
        default=(), max_length=12, validate_default=True, description="of a `choice`, in this order"
    )

    @field_validator("id")
    @classmethod
    def _free(cls, name: str) -> str:
        if name == OVERALL:
            raise wanted(f"another id: `{OVERALL}` is the first question's")
        return name

    @field_validator("options")
    @classmethod
    def _fitting(cls, options: tuple[Option, ...], info: ValidationInfo) -> tuple[Option, ...]:
        kind = info.data.get("kind")
        if kind == "choice" and len(options) < 2:
            raise wanted("at least 2 in the list, for a `choice`")
        if kind in ("faces", "text") and options:
            raise wanted(f"nothing, as `kind` is {kind}")
        return _each_once(options)


Named = TypeVar("Named", Wave, Question, Option)


class Survey(Section):
    """How the visit was (滿意度調查)."""

    enabled: bool = Field(default=False, description="whether visitors are asked")
    waves: tuple[Wave, ...] = Field(default=(), description="when they are asked")
    questions: tuple[Question, ...] = Field(
        default=(), max_length=8, description="what is asked beside the five faces"
    )
    target_percent: int = Field(
        default=90, ge=1, le=100, description="so many of a hundred are to be satisfied"
    )
    forms_per_month: int = Field(default=20, ge=1, le=100_000, description="answers a month")
    on_slip: bool = Field(
        default=False, description="a second, smaller QR code on the slip leads to it"
    )
    tablet_pause: Span = Field(
        default=timedelta(seconds=10), description="between two answers at one counter's tablet"
    )
    tablet_within: PositiveSpan = Field(
        default=timedelta(minutes=10), description="so long after a visit its tablet may be used"
    )
    remind_after: PositiveSpan = Field(
        default=timedelta(days=1),
        description="a complaint that nobody has taken up is told again, a step higher",
    )
    texts_kept: PositiveSpan = Field(
        default=timedelta(days=365), description="words of visitors are deleted after this"
    )
    contact_kept: PositiveSpan = Field(
        default=timedelta(days=30),
        description="a contact left with a complaint is deleted after this, or once it is done",
    )

    @field_validator("waves")
    @classmethod
    def _waves(cls, waves: tuple[Wave, ...]) -> tuple[Wave, ...]:
        return _each_once(waves)

    @field_validator("questions")
    @classmethod
    def _questions(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return _each_once(questions)

    def wave_on(self, day: date) -> Wave | None:
        """The wave that holds `day`; None if nobody is asked then."""
        if not self.enabled:
            return None
        return next((wave for wave in self.waves if wave.holds(day)), None)

    def question(self, question: str) -> Question | None:
        """The question with that id, or None."""
        return next((q for q in self.questions if q.id == question), None)


def _each_once(items: tuple[Named, ...]) -> tuple[Named, ...]:
    named = [item.id for item in items]
    if len(set(named)) < len(named):
        raise wanted("each id once")
    return items
