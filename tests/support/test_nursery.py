"""Servers that are forked are processes like those that are started."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.support.api import Api
from tests.support.config import write_config
from tests.support.nursery import Nursery
from tests.support.server import Server, ServerFailed
from tests.support.test_server import has_ended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration in it."""
    folder = tmp_path_factory.mktemp("nursery")
    write_config(folder / "config.yaml")
    return folder


@pytest.fixture
def offices(place: Path, tmp_path: Path) -> Iterator[list[Server]]:
    """Two offices of one nursery."""
    with Nursery() as nursery:
        servers = [
            Server(config=place / "config.yaml", data=tmp_path / name, launch=nursery.launch)
            for name in ("north", "south")
        ]
        yield servers
        for server in servers:
            server.clean_up()


def test_each_has_its_own_process_group_log_and_numbers(offices: list[Server]) -> None:
    for server in offices:
        with Api(server.start().base_url) as api:
            taken = api.post("/api/v1/tickets", {"service": "seal"}).expect(201).body
            assert taken["number"] == "F001"
    north, south = offices
    assert len({north.pid, south.pid, os.getpid()}) == 3
    assert os.getpgid(north.pid) == north.pid
    for server in offices:
        assert server.log.count("Ctrl-C") == 1
    links = {server.setup_link for server in offices}
    assert len(links) == 2, "the same dice in both"


def test_they_end_as_any_process_does(offices: list[Server]) -> None:
    north, south = (server.start() for server in offices)
    assert north.stop() == 0
    pid = south.pid
    south.kill()
    assert not south.is_running
    assert not psutil.pid_exists(pid)
    assert south.restart().pid != pid


def test_whoever_leaves_the_nursery_leaves_no_server_behind(place: Path, tmp_path: Path) -> None:
    with Nursery() as nursery:
        server = Server(config=place / "config.yaml", data=tmp_path, launch=nursery.launch)
        pid = server.start().pid
    assert has_ended(pid)
    server.clean_up()


def test_one_that_cannot_start_says_why(offices: list[Server], tmp_path: Path) -> None:
    broken = offices[0]
    broken.config = tmp_path / "broken.yaml"
    broken.config.write_text("office: 7\n")
    with pytest.raises(ServerFailed, match=r"code 3(?s:.*)broken\.yaml:1"):
        broken.start()
