"""The kinds of value that config.yaml holds, each with a reader that says what would be right.

A reader raises `wanted("...")`; the text completes the sentence "found X, wanted ...".
"""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Annotated, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from queue_monitor.domain.words import cleaned

Language = Literal["zh-TW", "en", "vi", "id", "th", "tl"]
#: What a clerk can speak.
Tongue = Literal["zh-TW", "en", "vi", "id", "th", "tl", "nan", "hak", "sign_language"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

#: Unit suffix of a key (`wait_limit_minutes`) → seconds.
UNITS_S: Final[Mapping[str, int]] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}

_WRITTEN_UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒"), 1),
    **dict.fromkeys(("min", "minute", "minutes", "分", "分鐘"), 60),
    **dict.fromkeys(("h", "hour", "hours", "小時"), 3600),
    **dict.fromkeys(("d", "day", "days", "天"), 86400),
}
_SPAN: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([^\W\d_]+)\s*")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")
_SPAN_FORM: Final = 'a time with its unit, such as "10 min" or "90 s"'
_LONGEST_S: Final = 366 * 86400


def wanted(text: str) -> PydanticCustomError:
    """The refusal of a value; `text` says what would be right."""
    return PydanticCustomError("wanted", "{text}", {"text": text})


def say(value: object) -> str:
    """A value as one would write it in config.yaml."""
    match value:
        case timedelta():
            seconds = value.total_seconds()
            for unit, size_s in (("h", 3600), ("min", 60)):
                if seconds and seconds % size_s == 0:
                    return f"{seconds / size_s:g} {unit}"
            return f"{seconds:g} s"
        case time():
            return f"{value:%H:%M}"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case None:
            return "off"
        case _:
            return str(value)


class Bare(NamedTuple):
    """A number whose unit stood in the key: `wait_limit_minutes: 10`."""

    number: object
    unit: str


class Twice(NamedTuple):
    """One span given under two keys, `wait_limit` and `wait_limit_minutes`."""

    keys: tuple[str, ...]


def _span(value: object) -> object:
    match value:
        case timedelta():
            return value
        case Twice(keys):
            raise wanted("only one of " + " and ".join(keys))
        case Bare(bool(), unit):
            raise wanted(f"a number of {unit}")
        case Bare(int() | float() as number, unit) if abs(number) * UNITS_S[unit] <= _LONGEST_S:
            return timedelta(seconds=number * UNITS_S[unit])
        case Bare(_, unit):
            raise wanted(f"a number of {unit}, a year at most")
        case str() if (match_ := _SPAN.fullmatch(value)) and match_[2].lower() in _WRITTEN_UNITS:
            seconds = float(match_[1]) * _WRITTEN_UNITS[match_[2].lower()]
            if seconds <= _LONGEST_S:
                return timedelta(seconds=seconds)
            raise wanted("a year at most")
        case _:
            raise wanted(_SPAN_FORM)


def _above_zero(span: timedelta) -> timedelta:
    if span <= timedelta(0):
        raise wanted("a time above 0")
    return span


def _not_below_zero(span: timedelta) -> timedelta:
    if span < timedelta(0):
        raise wanted("0 or a time above it")
    return span


def _clock(value: object) -> object:
    if isinstance(value, time):
        return value
    match_ = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match_ is None or int(match_[1]) > 23 or int(match_[2]) > 59:
        raise wanted('a time of day from "00:00" to "23:59", in quotation marks')
    return time(int(match_[1]), int(match_[2]))


def _date(value: object) -> object:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise wanted("a date as 2026-01-31 (year-month-day)") from None


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wanted("a time zone of the IANA list, such as Asia/Taipei") from None
    return name


def _off(value: object) -> object:
    return None if value == "off" else value


def _shown(text: str) -> str:
    kept = cleaned(text, rare=True)
    if not kept:
        raise wanted("a text that can be read")
    return kept


def _words(words: Mapping[str, str]) -> Mapping[str, str]:
    if "zh-TW" not in words:
        raise wanted("a text under zh-TW (and, best, one under en)")
    return words


def _lists(lists: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if not lists.get("zh-TW"):
        raise wanted("a list under zh-TW (and, best, one under en)")
    return lists


def _matching(pattern: str, form: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if compiled.fullmatch(value) is None:
            raise wanted(form)
        return value

    return AfterValidator(check)


_SPAN_SCHEMA: Final = WithJsonSchema({"type": "string"})

#: Beside a list of ids, the word `all`; it is written out before anything else is read.
OR_ALL: Final = WithJsonSchema(
    {"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
)
#: A time span: "10 min", "90 s", or a number under a key that ends in its unit.
Span = Annotated[timedelta, BeforeValidator(_span), AfterValidator(_not_below_zero), _SPAN_SCHEMA]
PositiveSpan = Annotated[
    timedelta, BeforeValidator(_span), AfterValidator(_above_zero), _SPAN_SCHEMA
]
#: A limit that may be switched off: `off` or null is None.
SpanOrOff = Annotated[PositiveSpan | None, BeforeValidator(_off)]  # "off" is a text, as a span is
CountOrOff = Annotated[
    Annotated[int, Field(gt=0)] | None,
    BeforeValidator(_off),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"enum": ["off", None]}]}),
]
PercentOrOff = Annotated[
    Annotated[int, Field(gt=0, le=1000)] | None,
    BeforeValidator(_off),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1000}, {"enum": ["off", None]}]}
    ),
]
#: A time of day in the office's zone.
Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK.pattern}$"}),
]
CalendarDate = Annotated[date, BeforeValidator(_date)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
#: A text for screens, slips and files: one line, without invisible signs and heaps of marks.
Shown = Annotated[Text, AfterValidator(_shown)]
#: The same text in each language; zh-TW is always there.
Words = Annotated[Mapping[Language, Shown], AfterValidator(_words)]
#: The same list in each language; zh-TW is always there.
WordLists = Annotated[Mapping[Language, tuple[Shown, ...]], AfterValidator(_lists)]
#: The form of an id; the field says which NewType it is.
SLUG: Final = _matching(
    r"[a-z][a-z0-9_]{0,39}", "a short id of small letters, digits and _, letter first"
)
Letter = Annotated[str, _matching(r"[A-Z]", "one capital letter, A to Z")]
Address = Annotated[str, _matching(r"[^@\s]+@[^@\s]+", "an e-mail address")]
Url = Annotated[str, _matching(r"https?://[^\s/]+\S*", "an address with http:// or https://")]
EnvName = Annotated[
    str, _matching(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable")
]
LineId = Annotated[
    str, _matching(r"[UCR][0-9a-f]{32}", "a LINE id: U, C or R and 32 digits from 0 to f")
]
Topic = Annotated[
    str,
    _matching(
        r"[^\s/#+$][^\s/#+]*(/[^\s/#+]+)*",
        "a topic such as offices/qingtian, without # + or spaces",
    ),
]
#: Whom a push service may write to (RFC 8292): a mail address or a page.
Contact = Annotated[
    str,
    _matching(r"[^@\s:/]+@[^@\s]+|https://[^\s/]+\S*", "an e-mail address, or one with https://"),
]
