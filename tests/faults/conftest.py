"""What every test of faults needs."""

from collections.abc import Iterator

import pytest

from tests.faults.office import Person


@pytest.fixture(autouse=True)
def everybody_hangs_up() -> Iterator[None]:
    """Close every connection that a test's people still hold, however the test ends."""
    yield
    while Person.everybody:
        Person.everybody.pop().close()
