"""Where the voice comes from: recorded clips in a folder, or espeak-ng on this machine."""

from __future__ import annotations

import posix
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from display.media import inside
from display.readings import Clip, clips_needed

if TYPE_CHECKING:
    from queue_monitor.config import Settings

#: Endings of recordings and their types, the preferred first.
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".mp3": "audio/mpeg",
        ".ogg": "audio/ogg",
        ".opus": "audio/ogg",
        ".m4a": "audio/mp4",
        ".wav": "audio/wav",
    }
)
#: What espeak-ng calls the languages it speaks well enough to be understood in a lobby.
_ESPEAK: Final[Mapping[str, str]] = MappingProxyType({"zh-TW": "cmn", "en": "en"})
_PATIENCE_S: Final = 5
_KEPT: Final = 64  # sentences


def needed(settings: Settings) -> Mapping[str, tuple[Clip, ...]]:
    """The clips that the office needs, by language, for the languages it has chosen."""
    letters = sorted({service.letter for service in settings.services})
    counters = sorted(counter.number for counter in settings.counters)
    return {
        language: tuple(clips_needed(language, letters, counters))
        for language in settings.display.voice.languages
    }


def found(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """The files there are, by language and clip. A clip in two forms is there once."""
    return {
        language: {
            clip.name: file
            for clip in clips
            if (file := _file(settings, language, clip.name)) is not None
        }
        for language, clips in needed(settings).items()
    }


def missing(settings: Settings) -> Mapping[str, tuple[Clip, ...]]:
    """The clips that are still to be recorded, by language."""
    there = found(settings)
    return {
        language: tuple(clip for clip in clips if clip.name not in there[language])
        for language, clips in needed(settings).items()
    }


def clip_path(settings: Settings, language: str, file: str) -> Path | None:
    """The recording of that name; None for whatever is none of the office's clips."""
    clips = needed(settings).get(language)
    folder, name = settings.display.voice.clips, Path(file)
    if folder is None or clips is None or name.suffix.lower() not in TYPES:
        return None
    if name.stem not in {clip.name for clip in clips}:
        return None
    return inside(folder / language, file)


def _file(settings: Settings, language: str, clip: str) -> str | None:
    folder = settings.display.voice.clips
    if folder is None:
        return None
    names = (f"{clip}{ending}" for ending in TYPES)
    return next((name for name in names if inside(folder / language, name) is not None), None)


class Synthesis:
    """espeak-ng, if it is installed. It blocks: to be called off the event loop."""

    def __init__(self, program: str | None = None) -> None:
        self._program = program or shutil.which("espeak-ng")
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    @property
    def languages(self) -> tuple[str, ...]:
        """What it speaks here."""
        return tuple(_ESPEAK) if self._program else ()

    def wav(self, language: str, sentence: str) -> bytes | None:
        """The sentence spoken, as a WAV file; None if it cannot be."""
        key = (language, sentence)
        if key not in self._kept:
            spoken = self._spoken(language, sentence)
            if spoken is None:
                return None
            self._kept[key] = spoken
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _spoken(self, language: str, sentence: str) -> bytes | None:
        if self._program is None or language not in _ESPEAK:
            return None
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder) / "said.wav"
            said = [self._program, "-v", _ESPEAK[language], "-s", "140", "-w", str(to), sentence]
            watchdog = shutil.which("timeout")
            command = [watchdog, str(_PATIENCE_S), *said] if watchdog else said
            try:
                # Not subprocess, which the async library has changed: this runs in a real thread.
                process = posix.posix_spawn(command[0], command, posix.environ)
                _, status = posix.waitpid(process, 0)
            except OSError:
                return None
            if status != 0 or not to.is_file():
                return None
            return to.read_bytes() or None
