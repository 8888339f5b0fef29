"""The pictures that docs/gallery.md shows are taken of the running product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.tools.test_gallery import NAMED
from tools.gallery import MOST_KB, PICTURES, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(300)]


def test_every_picture_of_the_gallery_is_taken(
    screens: Screens, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--keep-gallery` into the repository; each as large as the one that is there.

    Errors in the console and requests to other hosts are looked for when the windows close.
    """
    into = PICTURES if request.config.getoption("--keep-gallery") else tmp_path
    before = {name: size_of(PICTURES / name) for name in NAMED if (PICTURES / name).exists()}
    taken = take(screens, into=into)
    assert len(taken) == len(set(taken))
    assert set(taken) == NAMED, "docs/gallery.md shows others"
    for name in taken:
        path = into / name
        assert size_of(path) == before.get(name, size_of(path)), f"{name} has another size"
        assert path.stat().st_size < MOST_KB * 1024, f"{name} is too much for the repository"


def size_of(path: Path) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(path) as picture:
        return picture.size
