"""The office of these tests."""

from __future__ import annotations

import pytest

from tests.accounts.world import World


@pytest.fixture
def world() -> World:
    """A fresh office with accounts."""
    return World()
