"""The chart of an alert's life in docs/alerts.md, drawn from the table in `alerts.moves`.

python -m tools.state_chart            writes it into the page
python -m tools.state_chart --check    exits with 1 if the page shows something else
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alerts.moves import TURNS, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE: Final = Path(__file__).resolve().parents[1] / "docs/alerts.md"
_BLINDS: Final = {"limits": False, "blind": True}


def drawn(page: str, turns: Sequence[Turn] = TURNS) -> str:
    """The page with each chart and table between its marks drawn anew."""
    for name, blind in _BLINDS.items():
        begin, end = f"<!-- {name}: drawn -->\n", f"<!-- {name}: end -->"
        head, _, rest = page.partition(begin)
        _, found, tail = rest.partition(end)
        if not found:
            raise ValueError(f"docs/alerts.md has no place for {name}")
        own = [turn for turn in turns if turn.blind is blind]
        page = "".join((head, begin, *_chart(own), "\n", *_table(own), end, tail))
    return page


def _chart(turns: Sequence[Turn]) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n    direction LR\n"
    ways: dict[tuple[str, str], list[str]] = {}
    for turn in turns:
        ways.setdefault((_state(turn.start), _state(turn.to)), []).append(turn.cause)
    yield "    [*] --> OK\n"
    for (start, to), causes in ways.items():
        yield f"    {start} --> {to}: {', '.join(causes)}\n"
    yield "```\n"


def _table(turns: Iterable[Turn]) -> Iterator[str]:
    yield "| From | To | Cause | When |\n|---|---|---|---|\n"
    for turn in turns:
        yield f"| {_state(turn.start)} | {_state(turn.to)} | `{turn.cause}` | {turn.when} |\n"


def _state(state: str | None) -> str:
    return "OK" if state is None else str(state).upper()


def main(arguments: Sequence[str]) -> int:
    """Write the page, or only look whether it is right."""
    page = PAGE.read_text(encoding="utf-8")
    wanted = drawn(page)
    if "--check" in arguments:
        return int(page != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
