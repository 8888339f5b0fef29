"""The slips shown in docs/printing.md: printed by the interpreter, in each of the six languages.

python -m tests.kiosk.printing.gallery        writes them anew; part of `make screenshots`
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from kiosk.printing.layout import slip_bytes
from kiosk.printing.paper import Form, Paper, paper_of
from kiosk.slip import Line, Weight, slip
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.visitor import ticket_view
from tests.kiosk.offices import day, settings
from tests.support.escpos import Interpreter, Slip
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES: Final = ("zh-TW", "en", "vi", "id", "th", "tl")
LINK: Final = "https://queue.example.gov.tw/t#dGhpcyBpcyBhIHRva2Vu"
FORMS: Final = {"raster": Form(), "text": Form(method="text")}
PICTURES: Final = ROOT / "docs/images/slips"


@cache
def _catalogues() -> Catalogues:
    return Catalogues.of_packages()


@cache
def paper(language: str) -> Paper:
    """A priority number with three before it, at the repository's office."""
    the_day = day()
    for _ in range(3):
        the_day.issue("transcript")
        the_day.passes(seconds=1)
    ticket = the_day.issue("transcript", "priority")
    say = partial(_catalogues().gettext, language)
    lines = slip(
        ticket_view(the_day.floor, ticket, the_day.at, settings(), wait=None),
        language=language,
        time_zone="Asia/Taipei",
        range_min=(8, 15),
        grace_min=30,
        say=say,
    )
    below = Line(text=say("Follow your place on your phone"), weight=Weight.SMALL)
    return paper_of(lines, qr=LINK, below=(below,))


@cache
def printed(language: str, kind: str) -> Slip:
    """As it comes out of a printer."""
    printer = Interpreter()
    printer.feed(slip_bytes(paper(language), FORMS[kind]))
    return printer.slips[0]


def file_of(language: str, kind: str) -> Path:
    """Where its picture is kept."""
    return PICTURES / f"{language}-{kind}.png"


def shown() -> list[tuple[str, str]]:
    """Language and kind of each picture."""
    return [(language, "raster") for language in LANGUAGES] + [("zh-TW", "text")]


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for one in shown():
        printed(*one).picture(576).save(file_of(*one), optimize=True)
