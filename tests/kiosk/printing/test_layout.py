"""A slip's bytes, as a printer understands them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image, ImageChops

from kiosk.printing.layout import slip_bytes
from kiosk.printing.paper import Form, Paper, PrintedLine
from kiosk.printing.raster import line_pictures
from kiosk.printing.wrapping import wrapped
from kiosk.slip import Weight
from tests.kiosk.printing.papers import LINK, paper
from tests.support.escpos import Interpreter, Slip

ROLLS = [
    Form(method="raster", dots=576),
    Form(method="raster", dots=384),
    Form(method="text", dots=576, columns=48),
    Form(method="text", dots=384, columns=32),
]
TEXT = ROLLS[2]


def printed(slip: Paper, form: Form) -> Slip:
    printer = Interpreter(dots=form.dots)
    printer.feed(slip_bytes(slip, form))
    (out,) = printer.slips
    return out


@pytest.mark.parametrize("form", ROLLS, ids=lambda form: f"{form.method}-{form.dots}")
def test_the_qr_code_on_paper_leads_to_the_phone_page(form: Form) -> None:
    assert printed(paper(), form).qr(form.dots) == LINK


@pytest.mark.parametrize("form", ROLLS, ids=lambda form: f"{form.method}-{form.dots}")
def test_the_surveys_code_stands_below_smaller_and_a_hand_away(form: Form) -> None:
    survey = LINK.replace("/t#", "/survey#")
    foot = (PrintedLine(text="辦完後請掃描下方 QR 碼", weight=Weight.SMALL),)
    slip = printed(structs.replace(paper(), foot=foot, foot_qr=survey), form)
    assert slip.codes(form.dots) == [LINK, survey]
    first, second = (barcode.position for barcode in slip.barcodes(form.dots))
    assert second.top_left.y - first.bottom_left.y > 100  # 12 mm
    assert second.top_right.x - second.top_left.x < first.top_right.x - first.top_left.x


def test_as_text_the_number_is_at_least_of_double_height_and_everything_is_there() -> None:
    slip = printed(paper("C012", "前面還有 3 位"), TEXT)
    assert slip.lines == ["青田戶政事務所", "C012", "前面還有 3 位", "手機看叫號進度"]
    assert slip.sizes["C012"] == (4, 4)
    assert slip.sizes["前面還有 3 位"][1] == 2


def test_as_a_picture_the_number_is_a_centimetre_high_at_least() -> None:
    (number,) = line_pictures(PrintedLine(text="C012", weight=Weight.NUMBER), dots=576)
    left, top, right, bottom = ImageChops.invert(number.convert("L")).getbbox() or (0, 0, 0, 0)
    assert bottom - top >= 80  # 8 dots a millimetre
    assert left > 0
    assert right < 576


def test_a_language_that_the_code_page_lacks_is_drawn_between_the_lines_of_text() -> None:
    vietnamese = "Giữ số trong 30 phút"
    slip = printed(paper("C012", vietnamese, "過號保留"), TEXT)
    assert slip.lines == ["青田戶政事務所", "C012", "過號保留", "手機看叫號進度"]
    drawn = next(line_pictures(PrintedLine(text=vietnamese), dots=576))
    assert any(_same(row, drawn) for row in slip.rows)


def _same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def test_without_a_knife_the_paper_is_fed_to_where_it_is_torn_off() -> None:
    printer = Interpreter()
    printer.feed(slip_bytes(paper(), Form(cut=False)))
    assert printer.slips == []
    assert printer.current.rows[-1].height >= 150


@settings(max_examples=40)
@given(st.text(max_size=120), st.sampled_from(ROLLS), st.sampled_from(list(Weight)))
def test_no_text_whatever_gets_a_command_into_the_printer(
    text: str, form: Form, weight: Weight
) -> None:
    """The interpreter refuses every command that slips are not made of."""
    printed(Paper(lines=(PrintedLine(text=text, weight=weight),)), form)


@given(st.text(alphabet="戶政，。ab c12", max_size=60), st.integers(2, 12))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, room: int) -> None:
    lines = list(wrapped(text, lambda some: len(some) <= room))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(line) <= room for line in lines)


def test_no_line_begins_with_a_comma() -> None:
    assert list(wrapped("一二三，四五", lambda some: len(some) <= 3)) == ["一二", "三，四", "五"]


def test_a_thai_letter_keeps_its_vowels_and_tones_when_a_line_is_cut() -> None:
    lines = list(wrapped("สำนักงานทะเบียน", lambda some: len(some) <= 5))
    assert "".join(lines) == "สำนักงานทะเบียน"
    assert not any(line[0] in "ัีิะำ" or line[-1] in "เแโใไ" for line in lines)
