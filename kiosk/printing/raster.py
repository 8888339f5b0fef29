"""A slip as a picture of black and white dots, for printers that know no Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from PIL import Image, ImageDraw

from kiosk.printing.fonts import face
from kiosk.printing.wrapping import wrapped
from kiosk.slip import Weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kiosk.printing.paper import Paper, PrintedLine

#: Height of a line's letters in dots, 8 to the millimetre: read by somebody of 80 at arm's length.
_SIZES: Final = {Weight.NUMBER: 168, Weight.STRONG: 44, Weight.PLAIN: 36, Weight.SMALL: 28}
_LEADING: Final = {Weight.NUMBER: 1.15, Weight.STRONG: 1.35, Weight.PLAIN: 1.35, Weight.SMALL: 1.35}
_FACES: Final = {Weight.NUMBER: 700, Weight.STRONG: 700, Weight.PLAIN: 500, Weight.SMALL: 500}
_MARGIN: Final = 8  # dots left free at each side
_QR_SHARE: Final = 0.5  # of the width, at most
#: Of the second code; the gap keeps it out of sight of a phone that is held to the first.
FOOT_GAP, FOOT_SHARE = 96, 0.36
_QUIET: Final = 4  # modules around a QR code
_SMALLEST: Final = 18
_BLACK, _WHITE = 0, 1


def picture(paper: Paper, *, dots: int) -> Image.Image:
    """The whole slip, `dots` wide and as high as it needs; 0 is black."""
    parts = [*_block(paper.lines, dots)]
    if paper.qr is not None:
        parts.append(qr_picture(paper.qr, dots=dots))
    parts += _block(paper.below, dots)
    if paper.foot_qr is not None:
        parts.append(Image.new("1", (dots, FOOT_GAP), _WHITE))
        parts += _block(paper.foot, dots)
        parts.append(qr_picture(paper.foot_qr, dots=dots, share=FOOT_SHARE))
    whole = Image.new("1", (dots, sum(part.height for part in parts) or 1), _WHITE)
    top = 0
    for part in parts:
        whole.paste(part, ((dots - part.width) // 2, top))
        top += part.height
    return whole


def qr_picture(link: str, *, dots: int, share: float = _QR_SHARE) -> Image.Image:
    """The code with its quiet zone. One in six modules may be soiled (level M)."""
    code = segno.make(link, error="m", micro=False)
    scale = max(int(dots * share) // code.symbol_size(border=_QUIET)[0], 3)
    rows = [tuple(row) for row in code.matrix_iter(scale=scale, border=_QUIET)]
    image = Image.new("1", (len(rows[0]), len(rows)), _WHITE)
    image.putdata([_BLACK if dark else _WHITE for row in rows for dark in row])
    return image


def line_pictures(line: PrintedLine, *, dots: int) -> Iterator[Image.Image]:
    """A line, broken where it is too long, each as wide as the paper."""
    size, ink = _size(line, dots), face(_FACES[line.weight])
    room = dots - 2 * _MARGIN
    for text in wrapped(line.text, lambda some: ink.width(some, size) <= room):
        height = round(size * _LEADING[line.weight])
        # Drawn in greys and cut at the middle: letters of one bit would come out too thin.
        grey = Image.new("L", (dots, height), 255)
        draw = ImageDraw.Draw(grey)
        left = (dots - ink.width(text, size)) / 2
        for run in ink.runs(text, size):
            draw.text((left, size * 1.0), run.text, font=run.font, fill=0, anchor="ls")
            left += run.font.getlength(run.text)
        yield grey.point(lambda shade: 255 if shade > 140 else 0).convert("1")


def _block(lines: Sequence[PrintedLine], dots: int) -> Iterator[Image.Image]:
    for line in lines:
        yield from line_pictures(line, dots=dots)


def _size(line: PrintedLine, dots: int) -> int:
    """The usual size; a number is never broken, but made to fit."""
    size = _SIZES[line.weight]
    if line.weight is not Weight.NUMBER:
        return size
    wide = face(_FACES[line.weight]).width(line.text, size)
    return max(min(size, int(size * (dots - 2 * _MARGIN) / max(wide, 1.0))), _SMALLEST)
