"""The office of the repository, as it is and with changes."""

from pathlib import Path

import pytest

from queue_monitor.config import Settings, parse
from queue_monitor.domain.errors import BadConfig, Complaint

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "config.yaml"
TEXT = FILE.read_text(encoding="utf-8")


def replaced(old: str, new: str, *, text: str = TEXT) -> str:
    """The office's file with one passage written otherwise."""
    assert old in text, old
    return text.replace(old, new, 1)


def office_with(*changes: tuple[str, str]) -> Settings:
    """The office with some passages of its file written otherwise."""
    text = TEXT
    for old, new in changes:
        text = replaced(old, new, text=text)
    return parse(text)


def complaints_about(text: str, **environ: str) -> tuple[Complaint, ...]:
    """What is wrong with `text`."""
    with pytest.raises(BadConfig) as caught:
        parse(text, environ=environ)
    return caught.value.complaints
