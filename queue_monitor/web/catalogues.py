"""Message catalogues of all packages, merged by language; English is the source text itself.

A language that some packages lack is for visitors only: their pages are spoken in it, not staff's.

A compiled `.mo` is used if it is there and not older than its `.po`; else the `.po` is compiled in
memory, so that a clone without any build step speaks every language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

PACKAGES: Final = ("queue_monitor", "kiosk", "display", "alerts")
SOURCE_LANGUAGE: Final = "en"
DEFAULT_LANGUAGE: Final = "zh-TW"


class Catalogues:
    """Translations by language tag ("zh-TW", "en").

    `languages` are those every page is spoken in; `for_visitors` has more, and those come first.
    """

    def __init__(self, directories: Iterable[Path], *, default: str = DEFAULT_LANGUAGE) -> None:
        self._directories = tuple(directories)
        self.default = default
        self.languages: Sequence[str] = self._found(all)
        self.for_visitors: Sequence[str] = self._found(any)
        self._merged: dict[str, Translations] = {}
        self._json: dict[str, bytes] = {}

    @classmethod
    def of_packages(
        cls, packages: Iterable[str] = PACKAGES, *, default: str = DEFAULT_LANGUAGE
    ) -> Catalogues:
        """The catalogues in `translations/` of each package that is installed."""
        return cls(
            (d / "translations" for d in map(package_directory, packages) if d), default=default
        )

    def translations(self, language: str) -> Translations:
        """The merged catalogue; empty (source text) for English and for unknown languages."""
        merged = self._merged.get(language)
        if merged is None:
            merged = self._merged[language] = self._merge(language)
        return merged

    def gettext(self, language: str, message: str) -> str:
        """One message in one language, outside of any request."""
        return str(self.translations(language).gettext(message))

    def json(self, language: str) -> bytes:
        """All plain messages as a JSON object, source to translation, for the pages' scripts."""
        encoded = self._json.get(language)
        if encoded is None:
            messages = {
                source: text
                for source, text in _messages(self.translations(language)).items()
                if isinstance(source, str) and source and text
            }
            encoded = self._json[language] = msgspec.json.encode(messages, order="sorted")
        return encoded

    def _found(self, of: Callable[[Iterable[bool]], bool]) -> Sequence[str]:
        """The default, English, and what `all` or `any` of the packages have a catalogue of."""
        each = [_languages_in(directory) for directory in self._directories]
        found = {tag for tags in each for tag in tags if of(tag in others for others in each)}
        return tuple(dict.fromkeys((self.default, SOURCE_LANGUAGE, *sorted(found))))

    def _merge(self, language: str) -> Translations:
        merged = Translations()
        for directory in self._directories:
            folder = directory / language.replace("-", "_") / "LC_MESSAGES"
            compiled = _compiled(folder)
            if compiled is not None:
                merged.merge(compiled)
                merged.plural = compiled.plural
        return merged


def _languages_in(directory: Path) -> set[str]:
    folders = directory.iterdir() if directory.is_dir() else ()
    return {f.name.replace("_", "-") for f in folders if (f / "LC_MESSAGES").is_dir()}


def _compiled(folder: Path) -> Translations | None:
    source, binary = folder / "messages.po", folder / "messages.mo"
    if binary.is_file() and not (
        source.is_file() and source.stat().st_mtime > binary.stat().st_mtime
    ):
        with binary.open("rb") as file:
            return Translations(file)
    if not source.is_file():
        return None
    with source.open("rb") as file:
        catalogue = read_po(file, locale=folder.parent.name)
    memory = BytesIO()
    write_mo(memory, catalogue)
    memory.seek(0)
    return Translations(memory)


def _messages(translations: Translations) -> dict[object, str]:
    return getattr(translations, "_catalog", {})


def package_directory(package: str) -> Path | None:
    """Where an importable package lies, without importing it; None if it is not there."""
    spec = find_spec(package)
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return Path(locations[0]) if locations else None
