"""Pictures and videos of one folder, and nothing else of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from display.media import files_in, path_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two that may be shown, and much that may not."""
    folder = tmp_path / "media"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.mp4", "A.JPG", "notes.txt", "drawing.svg", ".hidden.png", "page.html"):
        (folder / name).write_bytes(b"x")
    (folder / "sub" / "deep.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "way-out.png").symlink_to(tmp_path / "secret.png")
    (folder / "gone.png").symlink_to(tmp_path / "nothing.png")
    return folder


def test_what_lies_in_the_folder_and_is_of_a_known_type_is_shown_by_name(folder: Path) -> None:
    assert [(f.name, f.kind) for f in files_in(folder)] == [
        ("A.JPG", "picture"),
        ("b.mp4", "video"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "..\\secret.png",
        "sub/deep.png",
        "/etc/passwd",
        "way-out.png",
        "gone.png",
        ".hidden.png",
        "notes.txt",
        "drawing.svg",
        "page.html",
        "missing.png",
        "..",
        "",
        "a\0.png",
        "x" * 5000 + ".png",
    ],
)
def test_no_name_leads_anywhere_else(folder: Path, name: str) -> None:
    assert path_of(folder, name) is None


def test_without_a_folder_nothing_is_shown(tmp_path: Path) -> None:
    assert files_in(None) == files_in(tmp_path / "nowhere") == ()
    assert path_of(None, "a.png") is None
