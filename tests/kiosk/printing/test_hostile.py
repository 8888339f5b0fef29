"""What a name may hold must not steer the printer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.printing.layout import slip_bytes
from kiosk.printing.paper import Form
from tests.kiosk.printing.papers import LINK, paper
from tests.support.escpos import Interpreter

FORMS = [Form(method="raster"), Form(method="text")]
HOSTILE = (
    "\x1b@\x1dV\x00切紙",  # reset, cut
    "\u202eמשרד הפנים\u202c",
    "Z" + "\u0301\u0320" * 60,
    "<script>alert(1)</script>",
    "戶" * 400,
    "\ud800",
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.method)
@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_printed_as_a_name_on_one_slip(form: Form, name: str) -> None:
    printer = Interpreter(dots=form.dots)
    printer.feed(slip_bytes(paper("C012", name), form))
    (slip,) = printer.slips
    assert slip.qr(form.dots) == LINK


@given(st.text(alphabet=st.characters(max_codepoint=0x20), max_size=12))
@settings(max_examples=20)
def test_no_control_character_reaches_the_printer_as_one(text: str) -> None:
    printer = Interpreter()
    printer.feed(slip_bytes(paper("C012", f"a{text}b"), FORMS[1]))
    assert len(printer.slips) == 1
