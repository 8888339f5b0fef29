"""What `make setup` gives the pages: complete, and with no way out of this machine."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import ROOT

VENDOR = ROOT / "queue_monitor/static/vendor"
FONTS = {name: VENDOR / f"fonts/{name}.css" for name in ("noto-sans-tc", "noto-sans-thai")}
every_font = pytest.mark.parametrize("name", FONTS)


@every_font
def test_every_weight_that_the_pages_use_is_there(name: str) -> None:
    sheet = FONTS[name].read_text(encoding="utf-8")
    assert set(re.findall(r"font-weight: (\d+);", sheet)) == {"400", "500", "700"}


@pytest.mark.parametrize(("name", "pieces"), [("noto-sans-tc", 200), ("noto-sans-thai", 3)])
def test_every_font_that_the_style_sheet_names_is_beside_it(name: str, pieces: int) -> None:
    files = re.findall(r"url\(([^)]+)\)", FONTS[name].read_text(encoding="utf-8"))
    assert len(files) >= pieces
    assert [file for file in files if not (FONTS[name].parent / file).is_file()] == []


@every_font
def test_every_font_piece_says_which_characters_it_has(name: str) -> None:
    sheet = FONTS[name].read_text(encoding="utf-8")
    assert sheet.count("unicode-range:") == sheet.count("@font-face")


def test_no_script_or_style_loads_from_another_host() -> None:
    loads = re.compile(r"""(?:url\(|from|import\(|@import)\s*["']?(?:https?:)?//""")
    sources = [p for p in VENDOR.rglob("*") if p.suffix in {".js", ".css"}]
    assert sources
    assert [p.name for p in sources if loads.search(p.read_text(encoding="utf-8"))] == []


def test_no_script_points_at_a_source_map_that_is_not_served() -> None:
    scripts = list(VENDOR.rglob("*.js"))
    assert scripts
    assert [p.name for p in scripts if "sourceMappingURL" in p.read_text(encoding="utf-8")] == []


def test_scripts_import_each_other_by_relative_address_alone() -> None:
    imported = re.compile(r"""(?:\bfrom|\bimport)\s*["']([^"']+)["']""")
    for script in (VENDOR / "lit-html").rglob("*.js"):
        for name in imported.findall(script.read_text(encoding="utf-8")):
            assert name.startswith("."), f"{script.name} imports {name}"
            assert (script.parent / name).is_file(), f"{script.name} imports {name}"


def test_the_licences_travel_with_the_files() -> None:
    assert len(list((VENDOR / "licenses").glob("*.txt"))) == 4
