"""Visits and days as files for others, without anything about a person.

A visit is anonymous by design. Who served it says how fast a clerk works, so it goes out only
where that is asked for.
"""

import csv
import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, tzinfo
from typing import Final, TextIO

from queue_monitor.statistics.visit import Visit
from queue_monitor.web.csv_cells import Cell, guarded

_COLUMNS: Final = tuple(field.name for field in fields(Visit))
_WITHOUT_CLERK: Final = tuple(name for name in _COLUMNS if name != "clerk")


def write_csv(
    visits: Iterable[Visit], to: TextIO, *, zone: tzinfo, with_clerk: bool = False
) -> int:
    """One line for each visit under a line of names; instants in `zone`. How many visits.

    Open `to` with newline="" and, for Excel, encoding="utf-8-sig".
    """
    columns = _COLUMNS if with_clerk else _WITHOUT_CLERK
    writer = csv.writer(to)
    writer.writerow(columns)
    count = 0
    for count, visit in enumerate(visits, start=1):  # noqa: B007 - the last one is the answer
        writer.writerow([guarded(_cell(getattr(visit, name), zone)) for name in columns])
    return count


def write_json(
    visits: Iterable[Visit], to: TextIO, *, zone: tzinfo, with_clerk: bool = False
) -> int:
    """A JSON array with one object for each visit, one a line. How many visits."""
    columns = _COLUMNS if with_clerk else _WITHOUT_CLERK
    to.write("[")
    count = 0
    for count, visit in enumerate(visits, start=1):
        cells = {name: _cell(getattr(visit, name), zone) for name in columns}
        to.write("\n" if count == 1 else ",\n")
        to.write(json.dumps(cells, ensure_ascii=False))
    to.write("\n]\n")
    return count


def _cell(value: object, zone: tzinfo) -> Cell:
    match value:
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case float():
            return round(value, 3)
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"no cell can hold {value!r}")
