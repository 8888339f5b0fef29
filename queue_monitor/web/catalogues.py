"""Message catalogues of all packages, merged by language; English is the source text itself.

A compiled `.mo` is used if it is there and not older than its `.po`; else the `.po` is compiled in
memory, so that a clone without any build step speaks every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """Translations by language tag ("zh-TW", "en")."""

    def __init__(self, directories: Iterable[Path], *, default: str = DEFAULT_LANGUAGE) -> None:
        self._directories = tuple(directories)
        self.default = default
        self.languages: Sequence[str] = self._found()
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

    def _found(self) -> Sequence[str]:
        folders = {
            folder.name.replace("_", "-")
            for directory in self._directories
            if directory.is_dir()
            for folder in directory.iterdir()
            if (folder / "LC_MESSAGES").is_dir()
        }
        others = sorted(folders - {self.default, SOURCE_LANGUAGE})
        return tuple(dict.fromkeys((self.default, SOURCE_LANGUAGE, *others)))

    def _merge(self, language: str) -> Translations:
        merged = Translations()
        for directory in self._directories:
            folder = directory / language.replace("-", "_") / "LC_MESSAGES"
            compiled = _compiled(folder)
            if compiled is not None:
                merged.merge(compiled)
                merged.plural = compiled.plural
        return merged


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
