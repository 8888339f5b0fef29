"""Copy the browser libraries from `node_modules` to where the pages load them.

The pages have no build step: each file below is served as npm ships it, apart from comments that
point at source maps (not copied) and font addresses (made local to the style sheet).

    queue_monitor/static/vendor/socket.io.esm.min.js
    queue_monitor/static/vendor/lit-html/lit-html.js, directives/*.js, …
    queue_monitor/static/vendor/fonts/noto-sans-tc.css, noto-sans-thai.css, files/*.woff2
    queue_monitor/static/vendor/licenses/*.txt

axe-core stays in `node_modules`: only tests read it.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
MODULES: Final = ROOT / "node_modules"
VENDOR: Final = ROOT / "queue_monitor" / "static" / "vendor"
FONT_WEIGHTS: Final = (400, 500, 700)
#: Chinese, Latin and Vietnamese; and Thai, of which only its own letters are taken.
FONTS: Final = {"noto-sans-tc": "", "noto-sans-thai": "-thai-thai-"}
LICENSES: Final = ("socket.io-client", "lit-html", *(f"@fontsource/{name}" for name in FONTS))

_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")
_FACE = re.compile(r"/\*[^*]*\*/\s*@font-face\s*\{[^}]*\}\n?")
_FONT_SOURCE = re.compile(r"src: url\(\./files/([\w.-]+\.woff2)\) format\('woff2'\)[^;]*;")
_REMOTE = re.compile(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//")


def main() -> int:
    """Rebuild the vendor folder from scratch; 1 when `npm ci` has not run."""
    if not MODULES.is_dir():
        print("node_modules is missing: run `make setup`", file=sys.stderr)
        return 1
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    fonts = [path for name, part in FONTS.items() for path in _font(fresh, name, part)]
    copied = [*_socket_io(fresh), *_lit_html(fresh), *fonts, *_licenses(fresh)]
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    print(f"vendor: {len(copied)} files for the browser")
    return 0


def _socket_io(to: Path) -> Iterator[Path]:
    yield _script(MODULES / "socket.io-client/dist/socket.io.esm.min.js", to)


def _lit_html(to: Path) -> Iterator[Path]:
    """The whole production tree: modules import each other by relative address."""
    source = MODULES / "lit-html"
    for folder in (source, source / "directives"):
        for script in sorted(folder.glob("*.js")):
            yield _script(script, to / "lit-html" / folder.relative_to(source))


def _font(to: Path, name: str, part: str) -> Iterator[Path]:
    """One style sheet for all weights, in unicode-range pieces: a page loads only what it shows.

    `part` is in the names of the pieces wanted.
    """
    source = MODULES / "@fontsource" / name
    sheets = [(source / f"{weight}.css").read_text(encoding="utf-8") for weight in FONT_WEIGHTS]
    faces = [face for sheet in sheets for face in _FACE.findall(sheet) if part in face]
    sheet = _FONT_SOURCE.sub(r"src: url(files/\1) format('woff2');", "\n".join(faces))
    if _REMOTE.search(sheet):
        raise SystemExit("vendor: the font's style sheet names another host")
    names = re.findall(r"url\(files/([\w.-]+)\)", sheet)
    if not names or len(names) != sheet.count("@font-face"):
        raise SystemExit("vendor: the font's style sheet has changed its form; see _FONT_SOURCE")
    for file in names:
        yield _copy(source / "files" / file, to / "fonts/files")
    target = to / f"fonts/{name}.css"
    target.write_text(sheet, encoding="utf-8")
    yield target


def _licenses(to: Path) -> Iterator[Path]:
    for package in LICENSES:
        target = to / "licenses" / f"{package.strip('@').replace('/', '-')}.txt"
        target.parent.mkdir(exist_ok=True)
        yield Path(shutil.copyfile(MODULES / package / "LICENSE", target))


def _script(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    text = source.read_text(encoding="utf-8")
    target.write_text(_SOURCE_MAP.sub("\n", text), encoding="utf-8")
    return target


def _copy(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(source, folder / source.name))


if __name__ == "__main__":
    raise SystemExit(main())
