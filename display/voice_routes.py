"""The voice of the boards: which clips there are, the clips, and calls spoken on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, send_file

from display.announce import announcement
from display.voice import TYPES, Synthesis, clip_path, found
from queue_monitor.web.operations import Api, Call, Reply
from queue_monitor.web.problems import Problem
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts

_CLIP_KEPT_S = 3600


class VoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are spoken: in these languages, in this order, each by the first way there is."""

    on: bool  # unless the screen was told otherwise
    languages: tuple[str, ...]
    clips: Mapping[str, Mapping[str, str]]  # language → clip → file at /voice/<language>/<file>
    server: tuple[str, ...]  # languages that this machine speaks by itself
    browser: bool  # whether the screen's own voices may be used


def add(display: Blueprint, api: Api, parts: Parts) -> None:
    """`/voice/…` and `/api/v1/voice`, `/api/v1/calls/<call>/voice/<language>`."""
    settings = parts.settings
    synthesis = Synthesis()

    @display.get("/voice/<language>/<file>")
    def clip(language: str, file: str) -> Response:
        """A recording of the office."""
        path = parts.runtime.offload(clip_path, settings, language, file)
        if path is None:
            raise Problem("not_found")
        kind = TYPES[path.suffix.lower()]
        return send_file(path, mimetype=kind, conditional=True, etag=True, max_age=_CLIP_KEPT_S)

    @api.operation(
        "GET",
        "/api/v1/voice",
        answers={200: VoiceView},
        roles=None,
        summary="How the boards speak a call",
        cache_s=30,
    )
    def voice(_: Call[None]) -> VoiceView:
        """The languages in order, the clips there are, and what speaks where clips are missing."""
        chosen = settings.display.voice
        return VoiceView(
            on=chosen.enabled,
            languages=chosen.languages,
            clips=parts.runtime.offload(found, settings),
            server=synthesis.languages if chosen.server else (),
            browser=chosen.browser,
        )

    @api.operation(
        "GET",
        "/api/v1/calls/<int:call>/voice/<language>",
        answers={200: Media(content_type="audio/wav")},
        roles=None,
        problems=("not_found",),
        summary="One of the latest calls, spoken by this machine",
        cache_s=300,
    )
    def spoken_call(_: Call[None], call: int, language: str) -> Reply:
        """A WAV file. Of the calls on the boards alone, so that nobody has the machine speak
        whatever they like.
        """
        called = next((c for c in parts.office.floor().calls if c.id == call), None)
        if called is None or not settings.display.voice.server:
            raise Problem("not_found")
        said = announcement(called.number, called.counter, recall=called.recall).get(language)
        wav = parts.runtime.offload(synthesis.wav, language, said) if said is not None else None
        if wav is None:
            raise Problem("not_found")
        return Reply(wav)
