"""The application of these tests."""

from __future__ import annotations

import pytest

from tests.web.edge import Edge


@pytest.fixture
def edge() -> Edge:
    """A small application on the web edge."""
    return Edge()
