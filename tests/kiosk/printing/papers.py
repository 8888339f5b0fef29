"""Slips to print."""

from __future__ import annotations

from kiosk.printing.paper import Paper, PrintedLine
from kiosk.slip import Weight

LINK = "https://queue.example.org/t#dGhpcyBpcyBhIHRva2Vu"


def paper(number: str = "C012", *more: str) -> Paper:
    """A plain slip with its QR code."""
    return Paper(
        lines=(
            PrintedLine(text="青田戶政事務所", weight=Weight.STRONG),
            PrintedLine(text=number, weight=Weight.NUMBER),
            *(PrintedLine(text=line) for line in more),
        ),
        qr=LINK,
        below=(PrintedLine(text="手機看叫號進度", weight=Weight.SMALL),),
    )
