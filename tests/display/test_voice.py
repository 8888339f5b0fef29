"""Recorded clips, and what speaks where they are missing."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from display.voice import Synthesis, clip_path, found, missing, needed
from queue_monitor.cli.group import cli
from queue_monitor.config import Settings, load
from tests.kiosk.offices import served
from tests.support.config import write_config

if TYPE_CHECKING:
    from collections.abc import Mapping


def config(folder: Path, **voice: Any) -> Path:
    changes = {"display": {"voice": {"clips": "voice", **voice}}}
    return write_config(folder / "config.yaml", changes)


def record(settings: Settings, *, leave_out: str = "", ending: str = ".mp3") -> None:
    """Every clip but one."""
    folder = settings.display.voice.clips
    assert folder is not None
    for language, clips in needed(settings).items():
        (folder / language).mkdir(parents=True, exist_ok=True)
        for clip in clips:
            if f"{language}/{clip.name}" != leave_out:
                (folder / language / f"{clip.name}{ending}").write_bytes(b"sound")


def test_the_tool_says_which_clips_are_missing_until_none_is(tmp_path: Path) -> None:
    path = config(tmp_path, languages=["nan-TW", "en"])
    settings = load(path)
    record(settings, leave_out="nan-TW/khong3")
    told = CliRunner().invoke(cli, ["voice", "missing", "--config", str(path)])
    assert told.exit_code == 1
    assert "khong3" in told.output
    assert "1 of " in told.output
    assert "tshit4" not in told.output
    (tmp_path / "voice" / "nan-TW" / "khong3.wav").write_bytes(b"sound")
    told = CliRunner().invoke(cli, ["voice", "missing", "--config", str(path)])
    assert (told.exit_code, missing(settings)) == (0, {"nan-TW": (), "en": ()})


def test_without_a_folder_the_tool_says_so(tmp_path: Path) -> None:
    told = CliRunner().invoke(
        cli, ["voice", "missing", "--config", str(write_config(tmp_path / "c.yaml"))]
    )
    assert told.exit_code == 1
    assert "display.voice.clips" in told.output


def test_the_preferred_form_of_a_clip_is_played(tmp_path: Path) -> None:
    settings = load(config(tmp_path))
    record(settings, ending=".wav")
    record(settings, ending=".mp3")
    assert set(found(settings)["zh-TW"].values()) == {
        f"{clip.name}.mp3" for clip in needed(settings)["zh-TW"]
    }


@pytest.mark.parametrize(
    ("language", "file"),
    [
        ("zh-TW", "../en/one.mp3"),
        ("zh-TW", "secret.mp3"),
        ("zh-TW", "er4.html"),
        ("..", "er4.mp3"),
        ("hak-TW", "id2.mp3"),  # not one of the office's languages
        ("zh-TW", "er4.mp3\0"),
    ],
)
def test_nothing_but_the_clips_is_given_out(tmp_path: Path, language: str, file: str) -> None:
    settings = load(config(tmp_path))
    record(settings)
    (tmp_path / "voice" / "zh-TW" / "secret.mp3").write_bytes(b"no")
    assert clip_path(settings, language, file) is None
    assert clip_path(settings, "zh-TW", "er4.mp3") is not None


def speaking(folder: Path, script: str) -> str:
    """A program that is called as espeak-ng is."""
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_the_machine_speaks_a_sentence_once_and_remembers_it(tmp_path: Path) -> None:
    count = tmp_path / "count"
    program = speaking(tmp_path, f'echo x >> {count}; printf "%s" "$7" > "$6"')
    voice = Synthesis(program)
    assert voice.languages == ("zh-TW", "en")
    for _ in range(2):
        assert voice.wav("en", "Number A; $(rm -rf /)") == b"Number A; $(rm -rf /)"
    assert count.read_text(encoding="utf-8") == "x\n"
    assert voice.wav("hak-TW", "x") is None


@pytest.mark.parametrize("script", ["exit 1", "true", "kill -9 $$"])
def test_a_machine_that_cannot_speak_says_nothing(tmp_path: Path, script: str) -> None:
    assert Synthesis(speaking(tmp_path, script)).wav("en", "one") is None


def test_only_calls_on_the_board_are_spoken_and_clips_are_given_out(tmp_path: Path) -> None:
    path = {"display": {"voice": {"clips": "voice", "enabled": True}}}
    record(load(config(tmp_path)))
    with served(tmp_path, changes=path) as office:
        view: Mapping[str, Any] = office.get("/api/v1/voice").json
        assert (view["on"], view["languages"]) == (True, ["zh-TW", "en"])
        assert view["clips"]["zh-TW"]["er4"] == "er4.mp3"
        with office.get("/voice/zh-TW/er4.mp3") as clip:
            assert (clip.mimetype, clip.data) == ("audio/mpeg", b"sound")
        for address in ("/voice/zh-TW/x.mp3", "/api/v1/calls/7/voice/en", "/voice/en/..%2Fx.mp3"):
            assert office.get(address).status_code == 404
