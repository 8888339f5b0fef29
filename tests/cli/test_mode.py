"""The async library is chosen before anything is imported that would have to be patched."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from queue_monitor.cli.mode import chosen
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        (["serve", "--async-mode", "gevent"], "gevent"),
        (["serve", "--async-mode=threading"], "threading"),
        (["serve", "--async-mode", "nonsense"], "eventlet"),
        (["serve", "--async-mode"], "eventlet"),
        (["serve", "--config", "nowhere.yaml"], "eventlet"),
    ],
)
def test_the_option_comes_first(words: list[str], mode: str) -> None:
    assert chosen(words, environ={}) == mode


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("server:\n  async_mode: gevent\n", "gevent"),
        ("server: {port: 80, async_mode: 'threading'}\n", "threading"),
        ("server:\n  # async_mode: gevent\n  port: 80\n", "eventlet"),
        ("server:\n  port: 80  # async_mode: gevent\n", "eventlet"),
        ("server:\n  async_mode: twisted\n", "eventlet"),
    ],
)
def test_then_the_configuration(tmp_path: Path, text: str, mode: str) -> None:
    path = tmp_path / "office.yaml"
    path.write_text(text)
    assert chosen(["serve", "-c", str(path)], environ={}) == mode
    assert chosen(["serve", f"--config={path}"], environ={}) == mode
    assert chosen(["serve"], environ={"QUEUE_MONITOR_CONFIG": str(path)}) == mode


@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
def test_a_serving_command_is_patched_before_the_rest_is_imported(mode: str) -> None:
    """The command line itself is wrong here, so nothing is served; the patch is made before."""
    library = {"eventlet": "eventlet.patcher", "gevent": "gevent.monkey"}[mode]
    asked = {"eventlet": "is_monkey_patched('socket')", "gevent": "is_module_patched('socket')"}
    program = (
        "import sys\n"
        "from queue_monitor.cli import main\n"
        "assert 'socket' not in sys.modules, 'imported too early'\n"
        f"try:\n    main(['serve', '--async-mode', '{mode}', '--port', 'none'])\n"
        "except SystemExit as stop:\n    assert stop.code == 2\n"
        f"import {library} as library\n"
        f"assert library.{asked[mode]}\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_server_loads_no_more_than_it_uses() -> None:
    """Each of these is megabytes of every office; who switches a way out on pays for it then."""
    program = (
        "import sys\n"
        "from queue_monitor.cli import main\n"
        "try:\n    main(['serve', '--port', 'none'])\n"
        "except SystemExit:\n    pass\n"
        "import queue_monitor.serving\n"
        "unused = {'rich', 'requests', 'urllib3', 'aiohttp', 'cryptography', 'dns', 'numpy'}\n"
        "print(sorted(name for name in unused if sys.modules.get(name) is not None))\n"
        "import requests\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
