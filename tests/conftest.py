"""Fixtures for every test: servers, browsers, and what is kept when one fails."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import HealthCheck, settings

from tests.support.api import Api
from tests.support.config import write_config
from tests.support.launch import start_cold
from tests.support.nursery import Nursery
from tests.support.server import ASYNC_MODES, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Browser

    from tests.support.browser import Screens
    from tests.support.moda import Moda

# Deadlines measure the machine, not the code; two workers share two cores.
settings.register_profile(
    "check", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("check"), max_examples=200)
settings.load_profile("check")

_SERVERS = pytest.StashKey[list[Server]]()
_SCREENS = pytest.StashKey["Screens"]()
_FAILED = pytest.StashKey[bool]()
_LOG_TAIL_LINES = 60


class StartServer(Protocol):
    """Starts a server that ends with the test."""

    def __call__(
        self,
        *,
        async_mode: str | None = None,
        changes: Mapping[str, Any] | None = None,
        data: Path | None = None,
        cold: bool = False,
        **options: Any,
    ) -> Server:
        """`changes` are merged into the office's config.yaml; `data` defaults to a new folder.

        Without `async_mode` it is that of `--async-mode`, eventlet unless said otherwise.
        `cold`: by a new interpreter, as an office starts it; else by a fork, see `nursery`.
        """


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the whole suite can be run on, and not only the tests that go through all of it."""
    parser.addoption(
        "--async-mode",
        choices=ASYNC_MODES,
        default=ASYNC_MODES[0],
        help="the async library of servers that a test starts without naming one",
    )
    parser.addoption(
        "--keep-gallery", action="store_true", help="keep the pictures that docs/gallery.md shows"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a server is slow, for a browser a browser test: no one has to remember.

    What is long comes first, in an order as random as that of the others: at the end all test
    processes are to end together, and not to wait for the one that has just begun a long one.
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "nursery" in names:
            item.add_marker(pytest.mark.slow)
        if "browser" in names:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failing test shows what its servers logged and leaves a picture of each screen."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        for server in _servers_of(item):
            tail = "\n".join(server.log.splitlines()[-_LOG_TAIL_LINES:])
            report.sections.append((f"log of the {server.async_mode} server", tail))
        if report.when == "call" and _SCREENS in item.stash:
            _keep_pictures(item, report)
    return report


def _servers_of(item: pytest.Item) -> list[Server]:
    """The test's own, and those it shares with the others of its module."""
    return [server for node in item.listchain() for server in node.stash.get(_SERVERS, [])]


def _keep_pictures(item: pytest.Item, report: pytest.TestReport) -> None:
    for number, screen in enumerate(item.stash[_SCREENS].opened, start=1):
        name = f"failed-{item.name.replace('/', '-')}-{number}"
        try:
            path = screen.picture(name)
        except Exception as error:  # noqa: BLE001  # a broken page must not hide the real failure
            report.sections.append((f"no picture of {screen.name}", str(error)))
        else:
            report.sections.append((f"picture of {screen.name}", str(path)))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Processes that have imported the product, of which servers are forked."""
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def start_server(
    request: pytest.FixtureRequest, tmp_path: Path, nursery: Nursery
) -> Iterator[StartServer]:
    """Start as many servers as the test wants; all their processes are gone after it."""
    with _starting(request.node, tmp_path, nursery) as start:
        yield start


@pytest.fixture(scope="module")
def start_shared_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, nursery: Nursery
) -> Iterator[StartServer]:
    """The same for all tests of a module: for those that only look at what is there."""
    with _starting(request.node, tmp_path_factory.mktemp("shared"), nursery) as start:
        yield start


@contextmanager
def _starting(node: pytest.Item, folder: Path, nursery: Nursery) -> Iterator[StartServer]:
    servers: list[Server] = []
    node.stash[_SERVERS] = servers

    def start(
        *,
        async_mode: str | None = None,
        changes: Mapping[str, Any] | None = None,
        data: Path | None = None,
        cold: bool = False,
        **options: Any,
    ) -> Server:
        number = len(servers) + 1
        config = write_config(folder / f"config-{number}.yaml", changes)
        place = data or folder / f"data-{number}"
        launch = start_cold if cold else nursery.launch
        mode = async_mode or str(node.config.getoption("--async-mode"))
        server = Server(config=config, data=place, async_mode=mode, launch=launch, **options)
        servers.append(server)
        return server.start()

    try:
        yield start
    finally:
        for server in servers:
            server.clean_up()


@pytest.fixture(params=ASYNC_MODES)
def async_mode(request: pytest.FixtureRequest) -> str:
    """Each async mode in turn."""
    return str(request.param)


@pytest.fixture
def server(start_server: StartServer) -> Server:
    """The office of config.yaml on a fresh store, in the mode of `--async-mode`."""
    return start_server()


@pytest.fixture
def server_in_each_mode(start_server: StartServer, async_mode: str) -> Server:
    """The same on every async library: what must hold in all three uses this."""
    return start_server(async_mode=async_mode)


@pytest.fixture
def api_as(server: Server) -> Iterator[Callable[[str], Api]]:
    """`api_as("clerk")`: a client of `server` with a token of that role."""
    clients: list[Api] = []

    def make(role: str) -> Api:
        clients.append(Api(server.base_url, token=server.token(role)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each test process."""
    from tests.support.browser import running_browser

    with running_browser() as running:
        yield running


@pytest.fixture
def screens(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Screens]:
    """Opens windows; after the test none may have shown an error or asked another host."""
    from tests.support.browser import Screens

    opened = Screens(browser)
    request.node.stash[_SCREENS] = opened
    yield opened
    # After a failure the first cause counts, not what it did to the pages.
    opened.close(check=_FAILED not in request.node.stash)


@pytest.fixture(scope="session")
def moda() -> Iterator[Moda]:
    """Taiwan's own accessibility rules, for pages in windows."""
    from tests.support.moda import Moda

    with Moda() as judge:
        yield judge
