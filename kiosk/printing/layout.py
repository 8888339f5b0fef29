"""A slip as the bytes that a printer understands. Pure: python-escpos writes into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from escpos.printer import Dummy

from kiosk.printing.raster import FOOT_SHARE, line_pictures, picture, qr_picture
from kiosk.printing.wrapping import wrapped
from kiosk.slip import Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from kiosk.printing.paper import Form, Paper, PrintedLine

#: How many times as wide and as high as plain letters.
_TIMES: Final = {
    Weight.NUMBER: (4, 4),
    Weight.STRONG: (2, 2),
    Weight.PLAIN: (1, 2),
    Weight.SMALL: (1, 1),
}
_CHINESE_ON: Final = b"\x1c&"
_CHINESE_OFF: Final = b"\x1c."
_FRAGMENT: Final = 240  # rows sent at a time: cheap printers have a small buffer
_GAP_LINES: Final = 3  # before the second code
_FEED_LINES: Final = 6  # from the head to where paper is torn off


def slip_bytes(paper: Paper, form: Form) -> bytes:
    """The whole slip: set up, print, feed, cut. Says the same for the same paper and form."""
    out = _memory(form.dots)
    out.hw("INIT")
    if form.method == "raster":
        _image(out, picture(paper, dots=form.dots))
    else:
        _text(out, paper, form)
    if form.cut:
        out.cut(feed=False)  # it feeds to the knife by itself
    else:
        out.print_and_feed(_FEED_LINES)
    done: bytes = out.output
    return done


def _memory(dots: int) -> Dummy:
    out = Dummy()
    profile = out.profile  # it is asked for the width, and prints a complaint without
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": dots}}}
    return out


def _image(out: Dummy, image: Image) -> None:
    out.image(image, impl="bitImageRaster", fragment_height=_FRAGMENT)


def _text(out: Dummy, paper: Paper, form: Form) -> None:
    _lines(out, paper.lines, form)
    if paper.qr is not None:
        out.set(align="center")
        _image(out, qr_picture(paper.qr, dots=form.dots))
    _lines(out, paper.below, form)
    if paper.foot_qr is not None:
        out.print_and_feed(_GAP_LINES)
        _lines(out, paper.foot, form)
        out.set(align="center")
        _image(out, qr_picture(paper.foot_qr, dots=form.dots, share=FOOT_SHARE))


def _lines(out: Dummy, lines: Sequence[PrintedLine], form: Form) -> None:
    """Each as text, or as a picture where the code page has not all of its letters."""
    for line in lines:
        try:
            coded = [part.encode(form.encoding) for part in _broken(line, form.columns)]
        except UnicodeEncodeError:
            out.set(align="left")
            for image in line_pictures(line, dots=form.dots):
                _image(out, image)
        else:
            _set(out, line.weight)
            for part in coded:
                out._raw(part + b"\n")
            out._raw(_CHINESE_OFF)


def _set(out: Dummy, weight: Weight) -> None:
    wide, high = _TIMES[weight]
    bold = weight in {Weight.NUMBER, Weight.STRONG}
    out.set(align="center", bold=bold, custom_size=True, width=wide, height=high)
    # Chinese letters have a size of their own, of which only double is known everywhere.
    out._raw(_CHINESE_ON + bytes((0x1C, 0x21, (wide > 1) * 0x04 | (high > 1) * 0x08)))


def _broken(line: PrintedLine, columns: int) -> list[str]:
    room = columns // _TIMES[line.weight][0]
    return list(wrapped(line.text, lambda some: _columns(some) <= room))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
