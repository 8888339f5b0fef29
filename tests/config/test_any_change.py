"""Whatever is taken out of the office's file, or put into it, is either right or told."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast
from unittest.mock import patch

import yaml
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.config import Settings, parse, plan, render
from queue_monitor.config.source import read
from queue_monitor.domain.errors import BadConfig
from tests.config.office import TEXT

Path = tuple[str | int, ...]
_GONE = object()
_WRONG: tuple[object, ...] = (
    _GONE,
    None,
    True,
    -1,
    0,
    7,
    10**12,
    2.5,
    "",
    "all",
    "off",
    "10 min",
    "12:60",
    "ＮＯ",
    "x" * 600,
    [],
    ["a"],
    [[]],
    {},
    {"a": 1},
    {"zh-TW": "甲"},
)


# libyaml's, in C: the text is the same.
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_SERVICES = ("transcript", "seal")
_COUNTERS = (1, 2)
_HOLIDAYS = 2


@cache
def _whole_office() -> dict[str, Any]:
    return cast("dict[str, Any]", _typed(yaml.load(TEXT, Loader=yaml.BaseLoader)))


@cache
def _office() -> Mapping[str, object]:
    """The office with less of everything, but every kind of key: a third of the time to read."""
    office, hours = _whole_office(), _whole_office()["hours"]
    staffed = [clerk for clerk in office["clerks"] if clerk.get("counter") in _COUNTERS]
    reserve = [clerk for clerk in office["clerks"] if clerk.get("counter") is None]
    return {
        **office,
        "services": [each for each in office["services"] if each["id"] in _SERVICES],
        "counters": [
            {**each, "serves": [_of_those_services(lane, "services") for lane in each["serves"]]}
            for each in office["counters"]
            if each["number"] in _COUNTERS
        ],
        "clerks": [_of_those_services(clerk, "skills") for clerk in [*staffed, *reserve[:2]]],
        "boards": [
            {"counters": [2], **_of_those_services(board, "services")}
            for board in office["boards"]
            if board["services"] == "all" or {*board["services"]} & {*_SERVICES}
        ],
        "hours": {
            **hours,
            "holidays": hours["holidays"][:_HOLIDAYS],
            "noon": {**hours["noon"], "counters": list(_COUNTERS)},
        },
        "booking": {
            **office["booking"],
            "services": {s: office["booking"]["services"][s] for s in _SERVICES},
        },
    }


def _of_those_services(value: dict[str, Any], key: str) -> dict[str, Any]:
    named = value[key]
    return {**value, key: named if named == "all" else [s for s in named if s in _SERVICES]}


def _typed(value: object) -> object:
    match value:
        case dict():
            return {k: _typed(v) for k, v in value.items()}
        case list():
            return [_typed(v) for v in value]
        case "true" | "false" | "null":
            return {"true": True, "false": False, "null": None}[value]
        case str():
            try:
                return int(value) if value.lstrip("-").isdigit() else float(value)
            except ValueError:
                return value
        case _:
            return value


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _paths(inner, (*path, i))


def _with(value: object, path: Path, new: object) -> object:
    if not path:
        return new
    part, rest = path[0], path[1:]
    if isinstance(value, dict):
        changed = {k: _with(v, rest, new) if k == part else v for k, v in value.items()}
        return {k: v for k, v in changed.items() if v is not _GONE}
    assert isinstance(value, list)
    listed = [_with(v, rest, new) if i == part else v for i, v in enumerate(value)]
    return [v for v in listed if v is not _GONE]


def _read(text: str) -> Settings | BadConfig:
    try:
        return parse(text)
    except BadConfig as bad:
        return bad


def _judged(data: object) -> Settings | BadConfig:
    """Settings that make a plan, or complaints that say where, what and what would be right."""
    judged = _read(yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False))
    if isinstance(judged, Settings):
        assert plan(judged).services
        return judged
    for complaint in judged.complaints:
        assert complaint.key
        assert complaint.line is not None
        assert complaint.found
        assert complaint.wanted
        assert "Input should" not in complaint.wanted, complaint
    assert render(judged.complaints)
    return judged


def _shape(path: Path) -> Path:
    if path[:2] == ("booking", "services"):
        path = (*path[:2], *("*" for _ in path[2:3]), *path[3:])  # by the id of a service
    return tuple("*" if isinstance(part, int) else part for part in path)


def test_the_office_reads_the_same_after_a_round_trip_through_yaml() -> None:
    assert _judged(_whole_office()) == parse(TEXT)


def test_the_small_office_is_right_and_has_every_kind_of_key() -> None:
    assert isinstance(_judged(_office()), Settings)
    assert set(map(_shape, _paths(_office()))) == set(map(_shape, _paths(_whole_office())))


def test_every_key_taken_out_is_either_not_needed_or_told() -> None:
    """One of each kind; the next test draws from all."""
    kinds = {_shape(path): path for path in _paths(_office())}
    judged = {kind: _judged(_with(_office(), path, _GONE)) for kind, path in kinds.items()}

    told = {kind for kind, settings in judged.items() if isinstance(settings, BadConfig)}
    needed = {("office",), ("hours",), ("services",), ("counters",), ("clerks",), ("classes",)}
    assert needed <= told
    assert ("services", "*", "documents") in told
    assert ("clerks", "*", "skills") in told
    assert not told & {
        ("server",),
        ("alerts",),
        ("alerts", "waiting_limit"),
        ("display", "marquee"),
    }


@given(path=st.sampled_from(list(_paths(_office()))), wrong=st.sampled_from(_WRONG))
def test_any_value_of_another_kind_is_either_right_or_told(path: Path, wrong: object) -> None:
    _judged(_with(_office(), path, wrong))


@given(
    changes=st.lists(
        st.tuples(st.sampled_from(list(_paths(_office()))), st.sampled_from(_WRONG)), max_size=6
    )
)
def test_many_wrong_values_at_once_are_told(changes: list[tuple[Path, object]]) -> None:
    data: object = _office()
    for path, wrong in changes:
        try:
            data = _with(data, path, wrong)
        except AssertionError:
            continue  # an earlier change took the block away
    _judged(data)


@given(st.text(max_size=80))
def test_any_text_at_all_is_refused_in_words(text: str) -> None:
    judged = _read(text)
    assert isinstance(judged, BadConfig)
    assert render(judged.complaints)


@cache
def _small_text() -> str:
    """The small office as somebody might write it: blocks, lists in one line, and comments."""
    dumped = yaml.dump(
        _office(), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, default_flow_style=None
    )
    return "# 服務據點設定\n" + dumped.replace(
        "\nhours:", "\n# Hours 服務時間\nhours:  # of the week"
    )


def test_the_small_text_is_right() -> None:
    assert isinstance(_read(_small_text()), Settings)


@given(st.integers(0, len(_small_text())), st.integers(0, 40), st.text(max_size=3))
def test_a_file_cut_or_blotted_anywhere_is_read_or_refused_in_words(
    start: int, length: int, blot: str
) -> None:
    text = _small_text()
    judged = _read(text[:start] + blot + text[start + length :])
    assert isinstance(judged, Settings) or render(judged.complaints)


_HEAD = 1_500  # characters; PyYAML is slow, and all kinds of blocks begin there
_SIGNS = st.text("\t []{}:,-?#&*!|>'\"%@a1\n\r\x85\ufeff\0\ud800。\\/~", max_size=3)


@given(st.integers(0, _HEAD), st.sampled_from([0, 0, 1, 3, 20]), _SIGNS)
def test_libyaml_reads_what_pyyaml_reads_and_says_nothing_of_its_own(
    start: int, length: int, blot: str
) -> None:
    text = _small_text()[:_HEAD]
    text = text[:start] + blot + text[start + length :]
    found = read(text)
    with patch("queue_monitor.config.source.Libyaml", None):
        without = read(text)
    # Of what PyYAML cannot read libyaml takes one thing: a question mark in a list on one line.
    assert found == without or ("?" in text and found.data is not None and without.data is None)
