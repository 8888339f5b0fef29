"""pydantic's findings in the words of config.yaml: the key, what was found, what would be right."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from queue_monitor.config.section import Section, holds_span, span_keys
from queue_monitor.config.source import Path, Place, Source, key_of
from queue_monitor.config.values import say
from queue_monitor.domain.errors import Complaint

_WANTED: Final[Mapping[str, str]] = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    "tuple_type": "a list: each item on a line of its own after a dash, or [a, b]",
    "too_short": "at least {min_length} in the list",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
}


def complaints_of(error: ValidationError, root: type[Section], source: Source) -> list[Complaint]:
    """Everything pydantic found, one complaint for each."""
    return [
        _complaint(detail, root, source)
        for detail in error.errors(include_url=False)
        if not _echoes(detail)
    ]


def _echoes(detail: ErrorDetails) -> bool:
    """Whether another finding tells the cause: a list is not too short for its wrong items."""
    return detail["type"] == "default_factory_not_called" or (
        detail["type"] == "too_short" and bool(detail["input"])
    )


def complaint(source: Source, path: Path, found: str, wanted: str) -> Complaint:
    """A complaint about `path`, placed where it stands."""
    path = _given(path, source)
    place: Place | None = source.place(path)
    return Complaint(
        key=key_of(path),
        line=place.line if place else None,
        column=place.column if place else None,
        found=found,
        wanted=wanted,
    )


def show(value: object) -> str:
    """What was found, short enough for one line."""
    match value:
        case None:
            return "nothing"
        case str():
            return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
        case Mapping():
            return "a block with " + (", ".join(list(value)[:6]) or "nothing in it")
        case tuple():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return say(value)


def _shown(path: Path, value: object) -> str:
    """`value`, unless somebody wrote a secret where the place of one belongs."""
    if path[-1] in ("password", "secret") and not isinstance(value, Mapping):
        return f"a {path[-1]} in clear"
    return show(value)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question if `word` looks like one of `known`, else the list of them."""
    known = list(known)
    lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{lower[close[0]]}`?"
    return "one of: " + ", ".join(known) if known else "nothing here"


def section_at(root: type[Section], path: Path) -> type[Section] | None:
    """The section whose block is at `path`."""
    section: type[Section] | None = root
    for part in path:
        if section is None:
            return None
        field = _field(section, part)
        section = _section_in(field.annotation) if field else section
    return section


def _field(section: type[Section], part: str | int) -> FieldInfo | None:
    for name, field in section.model_fields.items():
        if part in (field.alias or name, name):
            return field
    return None


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(_section_in, get_args(annotation))), None)


def _keys(section: type[Section]) -> list[str]:
    return [field.alias or name for name, field in section.model_fields.items()]


def _complaint(detail: ErrorDetails, root: type[Section], source: Source) -> Complaint:
    is_key = detail["loc"][-1:] == ("[key]",)
    path = _given(tuple(part for part in detail["loc"] if part != "[key]"), source)
    try:
        found = _shown(path, source.value(path))
    except KeyError:
        found = "nothing"
    if is_key or detail["type"] == "extra_forbidden":
        found = f"unknown key `{path[-1]}`"
    return complaint(source, path, found, _wanted(detail, path, root))


def _given(path: Path, source: Source) -> Path:
    """The path as the file has it: the key of a span may end in a unit."""
    if path in source.places or not path or not isinstance(path[-1], str):
        return path
    keys = ((*path[:-1], key) for key in span_keys(path[-1]))
    return next((key for key in keys if key in source.places), path)


def _wanted(detail: ErrorDetails, path: Path, root: type[Section]) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return _missing(path, root)
        case "extra_forbidden":
            section = section_at(root, path[:-1])
            return did_you_mean(str(path[-1]), _all_keys(section) if section else ())
        case "literal_error":
            return _one_of(detail)
        case "string_type":
            return "a text" + _in_quotes(detail["input"])
        case "model_type" | "model_attributes_type" | "dict_type" | "mapping_type":
            return _block(detail["type"], path, root)
        case "wanted":
            return str(context["text"])
        case kind if kind in _WANTED:
            return _WANTED[kind].format_map(context)
        case _:
            return detail["msg"]


def _all_keys(section: type[Section]) -> Sequence[str]:
    """Each key of the section, a span's with the unit most would write."""
    keys = []
    for name, field in section.model_fields.items():
        keys.append(field.alias or name)
        if holds_span(field.annotation):
            keys += [f"{name}_minutes", f"{name}_seconds"]
    return keys


def _missing(path: Path, root: type[Section]) -> str:
    section = section_at(root, path[:-1])
    field = _field(section, path[-1]) if section else None
    if field is None:
        return f"the key `{path[-1]}`"
    also = f" or `{path[-1]}_minutes`" if holds_span(field.annotation) else ""
    return f"the key `{path[-1]}`{also}: {field.description}"


def _one_of(detail: ErrorDetails) -> str:
    known = [word.strip("'") for word in _split(str(detail.get("ctx", {}).get("expected", "")))]
    word = detail["input"]
    if isinstance(word, bool):
        return "one of: " + ", ".join(known)
    return did_you_mean(str(word), known)


def _split(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")


def _in_quotes(value: object) -> str:
    return f' in quotation marks: "{say(value)}"' if isinstance(value, int | float) else ""


def _block(kind: str, path: Path, root: type[Section]) -> str:
    section = section_at(root, path)
    if kind in ("dict_type", "mapping_type"):
        if section is not None:
            return "a block with an id on each line"
        return "a block with a line for each language, zh-TW first"
    return "a block with " + ", ".join(_keys(section)) if section else "a block with keys"
