"""A small ESC/POS interpreter: what a printer would put on paper, as a picture.

It knows the commands that slips are made of and refuses every other, so that a byte gone astray
fails a test instead of coming out as garbage on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from kiosk.printing.fonts import face

if TYPE_CHECKING:
    from pathlib import Path

ESC, FS, GS, DLE, LF = 0x1B, 0x1C, 0x1D, 0x10, 0x0A
CELL_WIDTH, CELL_HEIGHT, LEADING = 12, 24, 6
WHITE = 1


#: How many bytes a command takes, how many rows of paper, and what it does.
Step = tuple[int, int, Callable[[], None]]


class NotEscPos(AssertionError):
    """A command that no slip should hold."""


@dataclass
class Slip:
    """What came out between two cuts."""

    rows: list[Image.Image] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # what was printed as text
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)  # of a line: wide, high

    @property
    def height(self) -> int:
        return sum(row.height for row in self.rows)

    def picture(self, width: int) -> Image.Image:
        """The paper, with a little white around it."""
        whole = Image.new("1", (width + 40, self.height + 40), WHITE)
        top = 20
        for row in self.rows:
            whole.paste(row, (20, top))
            top += row.height
        return whole

    def qr(self, width: int) -> str | None:
        """What a phone's camera reads off the paper."""
        found = self.codes(width)
        return found[0] if found else None

    def codes(self, width: int) -> list[str]:
        """All that a camera reads, from the top."""
        return [barcode.text for barcode in self.barcodes(width)]

    def barcodes(self, width: int) -> list[Any]:
        """The codes with where they stand, from the top."""
        import zxingcpp

        found = zxingcpp.read_barcodes(self.picture(width).convert("L"))
        return sorted(found, key=lambda barcode: barcode.position.top_left.y)

    def save(self, path: Path, width: int) -> None:
        self.picture(width).save(path)


class Interpreter:
    """Takes bytes as they come; `slips` are those cut off, `current` what is still in the mouth.

    `take` gives how many rows of dots each step used, so that a printer may run out in between.
    `answers` collects what it says to commands that are answered in their turn.
    """

    def __init__(self, *, dots: int = 576) -> None:
        self.dots = dots
        self.slips: list[Slip] = []
        self.current = Slip()
        self.torn: list[Slip] = []  # what came out of slips that were never cut
        self.answers: list[bytes] = []
        self._buffer = b""
        self._line: list[tuple[str, int, int]] = []
        self._reset()

    def feed(self, data: bytes) -> None:
        """Take all of it."""
        for _ in self.take(data):
            pass

    def take(self, data: bytes) -> Iterator[int]:
        """Take it step by step; the rows each needs, before it is done."""
        self._buffer += data
        while self._buffer:
            step = self._next()
            if step is None:
                return
            size, rows, do = step
            if rows:
                yield rows
            self._buffer = self._buffer[size:]
            do()

    def forget(self) -> None:
        """What was not printed is gone."""
        self._buffer, self._line = b"", []
        self.torn.append(self.current)
        self.current = Slip()
        self._reset()

    def _reset(self) -> None:
        self.align, self.wide, self.high = 0, 1, 1
        self.chinese, self.chinese_size = False, 0

    def _next(self) -> Step | None:
        data = self._buffer
        first = data[0]
        if first == LF:
            return 1, self._line_height(), self._print_line
        if first not in (ESC, FS, GS, DLE):
            return self._letter(data)
        if len(data) < 2:
            return None
        match bytes(data[:2]):
            case b"\x1b@":
                return 2, 0, self._reset
            case b"\x1ba" | b"\x1bE" | b"\x1bd" | b"\x1d!" | b"\x1c!" | b"\x1dr":
                return None if len(data) < 3 else (3, 0, lambda: self._set(data[1], data[2], first))
            case b"\x1c&":
                return 2, 0, lambda: setattr(self, "chinese", True)
            case b"\x1c.":
                return 2, 0, lambda: setattr(self, "chinese", False)
            case b"\x1dV":
                if len(data) < 4:
                    return None
                if data[2] != 66:
                    raise NotEscPos(f"cut {data[2]}")
                return 4, 0, self._cut
            case b"\x1dv":
                return self._raster(data)
            case b"\x10\x04":  # answered out of turn, see `tests.support.slip_printer`
                return None if len(data) < 3 else (3, 0, lambda: None)
            case _:
                raise NotEscPos(data[:8].hex(" "))

    def _set(self, command: int, value: int, first: int) -> None:
        match (first, chr(command)):
            case (0x1B, "a"):
                self.align = value
            case (0x1B, "E"):
                pass
            case (0x1B, "d"):
                self._row(Image.new("1", (self.dots, value * (CELL_HEIGHT + LEADING)), WHITE))
            case (0x1D, "!"):
                self.wide, self.high = (value >> 4) + 1, (value & 7) + 1
            case (0x1C, "!"):
                self.chinese_size = value
            case (0x1D, "r"):
                if value != 1:
                    raise NotEscPos(f"GS r {value}")
                self.answers.append(b"\x00")
            case _:
                raise NotEscPos(f"{first:#x} {command:#x}")

    def _letter(self, data: bytes) -> Step | None:
        if data[0] < 0x20:
            raise NotEscPos(f"control {data[0]:#x}")
        size = 2 if data[0] >= 0x80 else 1
        if size == 2 and not self.chinese:
            raise NotEscPos("a Chinese letter outside of Chinese mode")
        if len(data) < size:
            return None
        letter = data[:size].decode("cp950")
        return size, 0, lambda: self._line.append((letter, *self._size(letter)))

    def _size(self, letter: str) -> tuple[int, int]:
        """Chinese letters go by the larger of both sizes, as most printers have it."""
        if len(letter.encode("cp950")) == 1:
            return self.wide, self.high
        double = 1 + bool(self.chinese_size & 4), 1 + bool(self.chinese_size & 8)
        return max(self.wide, double[0]), max(self.high, double[1])

    def _line_height(self) -> int:
        return max((high for _, _, high in self._line), default=1) * CELL_HEIGHT + LEADING

    def _print_line(self) -> None:
        row = Image.new("1", (self.dots, self._line_height()), WHITE)
        cells = [
            (c, CELL_WIDTH * w * (2 if ord(c) > 0xFF else 1), CELL_HEIGHT * h)
            for c, w, h in self._line
        ]
        width = sum(cell[1] for cell in cells)
        if width > self.dots:
            raise NotEscPos(f"a line of {width} dots on {self.dots}")
        left = {0: 0, 1: (self.dots - width) // 2}[self.align]
        for letter, cell_width, cell_height in cells:
            row.paste(_glyph(letter, cell_width, cell_height), (left, row.height - cell_height))
            left += cell_width
        text = "".join(c for c, _, _ in self._line)
        if text:
            self.current.lines.append(text)
            self.current.sizes[text] = (
                max(w for _, w, _ in self._line),
                max(h for _, _, h in self._line),
            )
        self._line = []
        self._row(row)

    def _raster(self, data: bytes) -> Step | None:
        if len(data) < 8:
            return None
        if data[2] != 0x30 or data[3] != 0:
            raise NotEscPos(f"raster {data[2:4].hex()}")
        across, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        size = 8 + across * rows
        if len(data) < size:
            return None
        if across * 8 > self.dots:
            raise NotEscPos(f"a picture of {across * 8} dots on {self.dots}")
        dots = bytes(255 - byte for byte in data[8:size])
        image = Image.frombytes("1", (across * 8, rows), dots)
        row = Image.new("1", (self.dots, rows), WHITE)
        row.paste(image, ((self.dots - image.width) // 2 if self.align == 1 else 0, 0))
        return size, rows, lambda: self._row(row)

    def _row(self, row: Image.Image) -> None:
        self.current.rows.append(row)

    def _cut(self) -> None:
        if self._line:
            raise NotEscPos("cut in the middle of a line")
        self.slips.append(self.current)
        self.current = Slip()


def _glyph(letter: str, width: int, height: int) -> Image.Image:
    base = Image.new("L", (24 if ord(letter) > 0xFF else 12, 24), 255)
    for run in face(500).runs(letter, 22):
        ImageDraw.Draw(base).text((0, 19), run.text, font=run.font, fill=0, anchor="ls")
    return base.resize((width, height)).point(lambda s: 255 if s > 150 else 0).convert("1")
