"""Slips in every language: whole, readable by a phone, and as the documentation shows them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from kiosk.printing.fonts import face
from tests.kiosk.printing.gallery import LANGUAGES, LINK, file_of, paper, printed, shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["raster", "text"])
def test_a_phone_reads_the_code_off_the_slip(language: str, kind: str) -> None:
    assert printed(language, kind).qr(576) == LINK


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("weight", [500, 700])
def test_no_letter_of_a_slip_comes_out_as_an_empty_box(language: str, weight: int) -> None:
    text = "".join(line.text for line in (*paper(language).lines, *paper(language).below))
    for letter in sorted(set(text) - {" "}):
        (run,) = face(weight).runs(letter, 32)
        assert run.text == letter
        assert bytes(run.font.getmask(letter)) != bytes(run.font.getmask("\uffff")), letter


@pytest.mark.parametrize(("language", "kind"), shown())
def test_the_documentation_shows_what_is_printed(language: str, kind: str) -> None:
    """But for the edge of a letter: another FreeType may draw it a dot to the side."""
    now = printed(language, kind).picture(576).convert("L")
    with Image.open(file_of(language, kind)) as kept:
        assert kept.size == now.size
        differing = ImageChops.difference(kept.convert("L"), now).histogram()[255]
    assert differing < 0.01 * now.width * now.height
