"""The survey's figures and words as CSV, for spreadsheets that must not run any of it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from queue_monitor.web.csv_cells import Cell, guarded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.survey.views import FigureView, ResultsView

CSV: Final = "text/csv"
_BOM: Final = "\ufeff"  # or Excel takes UTF-8 for something else
_FIGURES: Final = (
    *("run", "month", "question", "service", "answer"),
    *("n", "satisfied", "low", "high", "mean"),
)
_WORDS: Final = ("run", "month", "question", "language", "text")


def figures_csv(view: ResultsView, *, language: str) -> bytes:
    """One line for each figure; what is too few says so in `n` and has no figure."""
    return _written(_FIGURES, _figure_lines(view, language))


def words_csv(view: ResultsView, *, language: str) -> bytes:
    """One line for what each visitor wrote."""
    lines = (
        (view.run, said.month, _in(said.words, language), said.language, said.text)
        for said in view.said
    )
    return _written(_WORDS, lines)


def _figure_lines(view: ResultsView, language: str) -> Iterator[Sequence[Cell]]:
    few = f"<{view.least}"
    yield (view.run, "", "overall", "", "", *_cells(view.total, few))
    for service, told in view.services.items():
        yield (view.run, "", "overall", _in(view.names[service], language), "", *_cells(told, few))
    for month in view.months:
        yield (view.run, month.month, "overall", "", "", *_cells(month.figure, few))
        for service, told in month.services.items():
            name = _in(view.names[service], language)
            yield (view.run, month.month, "overall", name, "", *_cells(told, few))
    for question in view.questions:
        asked = _in(question.words, language)
        if question.kind == "faces":
            yield (view.run, "", asked, "", "", *_cells(question.figure, few))
        for option in question.options:
            share, answer = option.share, _in(option.words, language)
            cells = (share.n, share.share, share.low, share.high, "")
            yield (view.run, "", asked, "", answer, *cells)


def _cells(told: FigureView | None, few: str) -> tuple[Cell, ...]:
    if told is None:
        return (few, "", "", "", "")
    share = told.satisfied
    return (told.n, share.share, share.low, share.high, told.mean)


def _written(head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return (_BOM + file.getvalue()).encode()


def _in(name: Mapping[str, str], language: str) -> str:
    return name.get(language) or name.get("zh-TW") or next(iter(name.values()), "")
