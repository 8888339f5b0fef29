"""A row decoded is the event encoded, for every kind there is or was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_monitor.domain.events import AccountChanged, Event, Issued
from queue_monitor.domain.model import ActorId
from queue_monitor.store.codec import _UPCAST, _VERSION, CODEC, Codec, instant_text, text_instant
from queue_monitor.store.errors import UnreadableEvent
from tests.store.events import KINDS, NOON, any_of, issued


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=25)  # one codec for all: of each plain type that is thousands
@given(data=st.data())
def test_a_row_decoded_is_the_event_encoded(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_of(kind))
    row = CODEC.encode(event)
    again = CODEC.decode(1, row.kind, row.version, row.body)
    assert again == event
    assert type(again) is kind


def test_an_event_that_could_not_be_read_back_is_refused() -> None:
    weighed: Any = Weighed(at=NOON, weight_kg=float("inf"))
    with pytest.raises(ValueError, match="Weighed could not be read back"):
        Codec([Weighed]).encode(weighed)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CODEC.encode(replace(issued(), at=datetime(2026, 3, 4, 12)))  # noqa: DTZ001


@given(*[st.datetimes(timezones=st.just(UTC))] * 2)
def test_instants_sort_as_text_as_they_do_in_time(one: datetime, other: datetime) -> None:
    assert (one < other) == (instant_text(one) < instant_text(other))
    assert text_instant(instant_text(one)) == one


def test_an_instant_of_another_zone_is_kept_in_utc() -> None:
    taipei = timezone(timedelta(hours=8))
    assert instant_text(datetime(2026, 3, 4, 8, tzinfo=taipei)).startswith("2026-03-04T00:00:00")


def test_an_unknown_kind_names_its_number() -> None:
    with pytest.raises(UnreadableEvent, match=r"event 17: .*'Teleported'.*newer"):
        CODEC.decode(17, "Teleported", 1, "{}")


@pytest.mark.parametrize("version", [0, 2])
def test_an_unknown_version_names_its_number(version: int) -> None:
    with pytest.raises(UnreadableEvent, match=f"event 17: Issued version {version} .* knows 1"):
        CODEC.decode(17, "Issued", version, "{}")


@pytest.mark.parametrize("body", ["{}", "[]", "{", '{"at": 5}'])
def test_a_body_that_does_not_fit_names_its_number(body: str) -> None:
    with pytest.raises(UnreadableEvent, match="event 17: the body of Issued version 1"):
        CODEC.decode(17, "Issued", 1, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An event with a number that JSON does not always have a word for."""

    at: datetime
    weight_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeted:
    """An event whose third version is in use: first `who`, then `name`, now with `language`."""

    at: datetime
    name: str
    language: str


def _rename(body: dict[str, Any]) -> dict[str, Any]:
    body["name"] = body.pop("who")
    return body


def _add_language(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "language": "zh-TW"}


GREETINGS = Codec(
    [Greeted, AccountChanged],
    versions={"Greeted": 3},
    upcast={("Greeted", 1): _rename, ("Greeted", 2): _add_language},
)


@pytest.mark.parametrize(("version", "field"), [(1, "who"), (2, "name")])
def test_an_old_version_is_brought_forward_step_by_step(version: int, field: str) -> None:
    body = f'{{"at": "2026-03-04T04:00:00Z", "{field}": "A001"}}'
    event: object = GREETINGS.decode(1, "Greeted", version, body)
    assert event == Greeted(at=NOON, name="A001", language="zh-TW")


def test_what_is_written_bears_the_newest_version() -> None:
    greeted: Any = Greeted(at=NOON, name="A001", language="en")
    changed = AccountChanged(at=NOON, by=ActorId("system"), account="lin", what="made")
    assert GREETINGS.encode(greeted).version == 3
    assert GREETINGS.encode(changed).version == 1


def test_an_upcaster_that_misses_a_field_is_told_as_such() -> None:
    with pytest.raises(UnreadableEvent, match="event 4: the body of Greeted version 1"):
        GREETINGS.decode(4, "Greeted", 1, '{"at": "2026-03-04T04:00:00Z"}')


def test_every_older_version_has_its_way_forward() -> None:
    assert set(_VERSION) <= {kind.__name__ for kind in KINDS}
    steps = {(kind, v) for kind, newest in _VERSION.items() for v in range(1, newest)}
    assert set(_UPCAST) == steps


def test_a_plain_event_stays_readable_in_the_file() -> None:
    row = CODEC.encode(issued(language="台灣華語"))
    assert row.kind == Issued.__name__
    assert '"language":"台灣華語"' in row.body
