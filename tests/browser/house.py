"""An office that is open whenever the tests run: the server, its screens and its people."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self

from playwright.sync_api import expect

from tests.browser.cast import (
    PATIENT_MS,
    Board,
    Clerk,
    Kiosk,
    Supervisor,
    Visitor,
    make_account,
    sign_up,
)
from tests.browser.staff_screens import People
from tests.support.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.conftest import StartServer
    from tests.support.browser import Screens
    from tests.support.server import Server

_CLOCKED: Final = (sys.executable, "-m", "tools.clocked_server")
_DAYS: Final = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def open_now() -> dict[str, Any]:
    """Settings for an office in a time zone where it is now between 10 and 11 in the morning."""
    ahead_h = 10 - datetime.now(UTC).hour
    ahead_h += 24 if ahead_h < -12 else 0
    return {
        "office": {"time_zone": f"Etc/GMT{-ahead_h:+d}"},  # POSIX turns the sign round
        "hours": {
            "open": [{"days": _DAYS, "from": "08:00", "to": "17:00"}],
            "noon": None,
            "holidays": [],
        },
    }


@dataclass(slots=True, kw_only=True)
class House:
    """One office. Windows are opened as they are asked for."""

    server: Server
    screens: Screens
    visitors: dict[str, Visitor] = field(default_factory=dict)  # by number
    _supervisor: Supervisor | None = None
    _kiosk: Kiosk | None = None

    @classmethod
    def opened(
        cls,
        start_server: StartServer,
        screens: Screens,
        *,
        clock: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> Self:
        """`changes` go into config.yaml; `clock` ("start", "speed") gives it an hour of its own."""
        if clock is None:
            return cls(server=start_server(changes={**open_now(), **changes}), screens=screens)
        words = [word for name, value in clock.items() for word in (f"--{name}", value)]
        server = start_server(changes=changes, program=_CLOCKED, arguments=words)
        return cls(server=server, screens=screens)

    # --- staff ------------------------------------------------------------------------------------

    def supervisor(self) -> Supervisor:
        """The first supervisor, signed in by the link that the terminal shows, on their page."""
        if self._supervisor is None:
            page = self.screens.open(size="desk").page
            sign_up(page, self.server.setup_link)
            self._supervisor = Supervisor(page=page)
        page = self._supervisor.page
        page.goto(self.server.url("/supervisor"))
        expect(self._supervisor.headline).to_be_visible(timeout=PATIENT_MS)
        return self._supervisor

    def clerks(self, people: Iterable[tuple[str, str]]) -> list[Clerk]:
        """(name in config.yaml, login): each gets a link from the supervisor and signs in."""
        accounts = self.supervisor().page
        accounts.goto(self.server.url("/accounts"))
        links = [(name, make_account(accounts, name=name, login=login)) for name, login in people]
        return [self._signed_in(name, link) for name, link in links]

    def at_work(self, people: Sequence[tuple[str, str, str]]) -> list[Clerk]:
        """(name, login, id in config.yaml): these and the supervisor, signed in by requests."""
        staff = People.of(self.server)
        staff.add("boss", "陳主任", "supervisor")
        self._supervisor = Supervisor(page=staff.screen(self.screens, "boss", "/supervisor").page)
        for name, login, clerk in people:
            staff.add(login, name, "clerk", clerk)
        return [
            Clerk(name=name, page=staff.screen(self.screens, login, "/console").page)
            for name, login, _ in people
        ]

    def _signed_in(self, name: str, link: str) -> Clerk:
        page = self.screens.open(size="desk").page
        sign_up(page, link)
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENT_MS)
        return Clerk(name=name, page=page)

    def asked(self, *clerks: Clerk) -> tuple[Clerk, ...]:
        """Those clerks, first the one whom the supervisor's page says is asked just now."""
        assert self._supervisor is not None, "nobody has the supervisor's page open"
        remedy = self._supervisor.remedy
        asked = re.compile("徵詢 *(.+?) *中")
        expect(remedy).to_contain_text(asked, timeout=PATIENT_MS)
        found = asked.search(remedy.inner_text())
        assert found is not None
        first = next(clerk for clerk in clerks if clerk.name == found.group(1))
        expect(first.request).to_be_visible(timeout=PATIENT_MS)
        return (first, *(clerk for clerk in clerks if clerk is not first))

    # --- visitors ---------------------------------------------------------------------------------

    def visitor(self, service: str, *, with_phone: bool = True) -> Visitor:
        """Somebody takes a number at the kiosk; with a phone they scan its code."""
        if self._kiosk is None:
            page = self.screens.open(self.server.url("/kiosk"), size="kiosk-portrait").page
            self._kiosk = Kiosk(page=page)
        number, token = self._kiosk.take(service)
        phone = None
        if with_phone:
            phone = self.screens.open(self.server.url(f"/t#{token}"), size="phone")
            heading = phone.page.get_by_role("heading", name=f"您的號碼 {number}")
            expect(heading).to_be_visible(timeout=PATIENT_MS)
        self.visitors[number] = Visitor(number=number, token=token, phone=phone)
        return self.visitors[number]

    def crowd(self, service: str, people: int) -> list[str]:
        """So many numbers at once, by the API as another kiosk would; their tokens."""
        with Api(self.server.base_url) as api:
            answers = [
                api.post("/api/v1/tickets", {"service": service, "class": "walk_in"})
                for _ in range(people)
            ]
        return [str(answer.expect(201).body["token"]) for answer in answers]

    # --- the lobby --------------------------------------------------------------------------------

    def board(self) -> Board:
        """A board, watched from now on."""
        board = Board(page=self.screens.open(self.server.url("/display"), size="board").page)
        board.watch()
        return board
