"""Each setting is in docs/config.md, with its default."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic_core import PydanticUndefined

from queue_monitor.config import OVERRIDES, LimitHours, Settings, parse
from queue_monitor.config.section import Section
from queue_monitor.config.values import say
from tests.config.office import ROOT, TEXT

PAGE = (ROOT / "docs/config.md").read_text(encoding="utf-8")
#: Defaults that follow from another setting, in the page's words.
DERIVED = {
    "waiting_clear": "the limit − 2",
    "waiting_worse": "the limit + 5",
    "wait_clear": "4/5 of the limit",
    "wait_worse": "twice the limit",
    "forecast_clear": "3/5 of the limit",
    **{f"{name}_clear": "the limit" for name in ("long_service", "unstarted", "idle", "parked")},
}
#: Blocks that hold the very keys of another one, which the page tells once.
ALIKE = {
    "alerts.classes.<id>": "alerts.services.<id>",
    "alerts.services.<id>.hours[]": "alerts.hours[]",
}
_ROW = re.compile(r"^\| `(?P<key>[^`]+)` \| (?P<default>[^|]+) \| (?P<text>[^|]+) \|$", re.M)


def settings_rows(section: type[Section] = Settings, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every setting as the page names it, `services[].letter`, and its default in words."""
    for name, field in section.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        inner, suffix = _inner(field.annotation)
        if inner is not None:
            if field.is_required() or suffix or field.default is None:
                yield key + suffix, _default(name, field.get_default(), field.is_required())
            if key + suffix not in ALIKE:
                yield from settings_rows(inner, f"{key}{suffix}.")
        else:
            default = PydanticUndefined if field.is_required() else field.get_default()
            unsaid = section is LimitHours and default is None
            yield key, "as else" if unsaid else _default(name, default, field.is_required())


def _inner(annotation: Any) -> tuple[type[Section] | None, str]:
    """The section that a field holds, and how many: one, a list or a block of ids."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, ""
    for part in get_args(annotation):
        inner, suffix = _inner(part)
        if inner is not None:
            origin = get_origin(annotation)
            own = "[]" if origin is tuple else ".<id>" if origin is Mapping else ""
            return inner, own + suffix
    return None, ""


def _default(name: str, default: object, required: bool) -> str:
    if required:
        return "must be given"
    if name in DERIVED:
        return DERIVED[name]
    match default:
        case None:
            return "off" if name.endswith("_limit") else "none"
        case tuple():
            return ", ".join(map(str, default)) or "none"
        case Mapping():
            return "none"
        case _:
            return say(default)


def test_each_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    told = {match["key"]: match["default"].strip() for match in _ROW.finditer(PAGE)}

    assert told == dict(settings_rows())


def test_blocks_that_are_told_once_hold_the_very_same_keys() -> None:
    for alike, told in ALIKE.items():
        assert _section_at(alike) is _section_at(told)


def _section_at(path: str) -> type[Section]:
    section: type[Section] = Settings
    for part in path.replace("[]", "").replace(".<id>", "").split("."):
        inner, _ = _inner(section.model_fields[part].annotation)
        assert inner is not None
        section = inner
    return section


def test_each_variable_of_the_environment_is_documented() -> None:
    for path, variable in OVERRIDES.items():
        assert f"`{variable}`" in PAGE
        assert f"`{'.'.join(map(str, path))}`" in PAGE


def test_examples_on_the_page_are_right_in_the_office_of_the_repository() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.S)

    assert len(examples) >= 4
    for example in examples:
        blocks = {**_blocks(TEXT), **_blocks(example)}
        if {"services", "counters"} & _blocks(example).keys():
            del blocks["boards"]  # of the services and counters that the example has replaced
        settings = parse("".join(blocks.values()))
        assert settings.services


def _blocks(text: str) -> dict[str, str]:
    """The file's blocks, `hours:` and all that belongs to it."""
    parts = re.split(r"^(?=\w+:)", text, flags=re.M)
    return {part.partition(":")[0]: part for part in parts if re.match(r"\w+:", part)}
