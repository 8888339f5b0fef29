"""A slip as it goes to a printer's process: lines, a QR code, and how the printer wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from kiosk.slip import Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.slip import Line

Method = Literal["raster", "text"]

#: 8 dots a millimetre, and what a printer with paper of 80 mm has.
USUAL_DOTS: Final = 576
USUAL_COLUMNS: Final = 48


class PrintedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line, centred."""

    text: str
    weight: Weight = Weight.PLAIN


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on one slip, from the top: lines, the QR code, the words below it.

    Then, a hand's breadth lower and smaller, a second code with words above it, if there is one.
    """

    lines: tuple[PrintedLine, ...]
    qr: str | None = None
    below: tuple[PrintedLine, ...] = ()
    foot: tuple[PrintedLine, ...] = ()  # not printed without `foot_qr`
    foot_qr: str | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What a printer can do."""

    method: Method = "raster"
    dots: int = USUAL_DOTS  # across the printable width
    columns: int = USUAL_COLUMNS  # of plain Latin letters, for text
    encoding: str = "cp950"  # Python's name of the code page, for text
    cut: bool = True


def paper_of(
    lines: Sequence[Line],
    *,
    qr: str | None,
    below: Sequence[Line] = (),
    foot: Sequence[Line] = (),
    foot_qr: str | None = None,
) -> Paper:
    """The slip that says `lines`."""
    return Paper(
        lines=tuple(map(_printed, lines)),
        qr=qr,
        below=tuple(map(_printed, below)),
        foot=tuple(map(_printed, foot)),
        foot_qr=foot_qr,
    )


def _printed(line: Line) -> PrintedLine:
    return PrintedLine(text=line.text, weight=line.weight)
