"""JSON bodies and queries to typed values; each mistake told with its place, "/service".

msgspec stops at the first mistake, so there is always exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec
from flask_babel import gettext

from queue_monitor.web.kinds import N_
from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

_AT: Final = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP: Final = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
_MISSING: Final = re.compile(r"Object missing required field `(?P<field>[^`]+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<field>[^`]+)`")
_EXPECTED: Final = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`")
_LENGTH: Final = r"Expected `[^`]+` of length {} (?P<n>\d+)"
_NUMBER: Final = r"Expected `[^`]+` {} (?P<n>-?[\d.]+)"
_FORM: Final = re.compile(r"Expected `[^`]+` matching regex '(?P<form>.*)'")
_BLANK: Final = re.compile(r"Expected `[^`]+` matching regex '\\S'")
_DATE: Final = re.compile(
    r"Invalid RFC3339 encoded (?:date|datetime|time)|Expected `datetime` with.* timezone component"
)
_RANGE: Final = re.compile(r"(?:Integer value|Number) out of range")
_ENUM: Final = re.compile(r"Invalid enum value '?(?P<found>[^']*)'?")
_TEXTS: Final = (
    (_MISSING, N_("is missing")),
    (_UNKNOWN, N_("is not known here")),
    (_EXPECTED, N_("must be {wanted}, not {found}")),
    (_ENUM, N_("{found} is not one of the possible values")),
    (re.compile(_LENGTH.format(">=")), N_("must be at least {n} long")),
    (re.compile(_LENGTH.format("<=")), N_("must be at most {n} long")),
    (re.compile(_NUMBER.format(">=")), N_("must be at least {n}")),
    (re.compile(_NUMBER.format("<=")), N_("must be at most {n}")),
    (_BLANK, N_("must not be blank")),
    (_FORM, N_("must have the form {form}")),
    (_DATE, N_("is no date or time such as 2026-03-04 or 2026-03-04T10:00:00+08:00")),
    (_RANGE, N_("is too large or too small a number")),
)


def body_decoder(type_: Any) -> Callable[[bytes], Any]:
    """A function from body bytes to a checked value of `type_`; raises Problem."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(type_)

    def decode(data: bytes) -> Any:
        try:
            return decoder.decode(data)
        except msgspec.ValidationError as error:
            raise Problem("invalid_body", errors=(mistake(str(error)),)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Problem("invalid_json") from None

    return decode


def query_decoder(type_: Any) -> Callable[[MultiDict[str, str]], Any]:
    """A function from query parameters to a checked value of `type_`; raises Problem.

    `lang` chooses the language of any answer and is left out.
    """

    def decode(arguments: MultiDict[str, str]) -> Any:
        given = {name: value for name, value in arguments.items() if name != "lang"}
        try:
            return msgspec.convert(given, type_, strict=False)
        except msgspec.ValidationError as error:
            raise Problem("invalid_body", errors=(mistake(str(error)),)) from None

    return decode


def mistake(message: str) -> Mistake:
    """msgspec's message taken apart into a JSON pointer and a sentence in the reader's language."""
    where, what = "", message
    if at := _AT.search(message):
        where, what = _pointer(at["path"]), message[: at.start()]
    for pattern, text in _TEXTS:
        if found := pattern.fullmatch(what):
            parts = found.groupdict()
            if field := parts.get("field"):
                where = f"{where}/{_escaped(field)}"
            if form := parts.get("form"):
                parts["form"] = form.replace("\\\\", "\\")  # msgspec shows its repr
            return Mistake(where=where, what=gettext(text).format(**parts))
    return Mistake(where=where, what=what)


def _pointer(path: str) -> str:
    steps = (step["key"] or step["index"] for step in _STEP.finditer(path))
    return "".join(f"/{_escaped(step)}" for step in steps)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
