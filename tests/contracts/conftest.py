"""The stores under contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.stores import MemoryKind, SqliteKind, StoreKind


@pytest.fixture(params=["memory", "sqlite"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreKind]:
    """Each store in turn; all that the test opened is closed after it."""
    kind: StoreKind = MemoryKind() if request.param == "memory" else SqliteKind(tmp_path / "o.db")
    yield kind
    kind.close()
