"""Every page of the product: where it is, the sizes it is made for, who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

DESK: Final = ("desk", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """A page: its path, its sizes, what is shown once it is there, who is signed in."""

    path: str
    sizes: Sequence[str]
    ready: str  # shown once the page has what it shows
    who: str | None = None
    is_read: bool = True  # by one person, who may zoom: not the lobby's board, not the slip

    def __str__(self) -> str:
        return self.path.partition("#")[0].strip("/").replace("/", "-") or "home"


KIOSK: Final = PageOf(
    path="/kiosk", sizes=("kiosk-portrait", "kiosk-landscape"), ready="[data-service]"
)
PAGES: Final = (
    PageOf(path="/", sizes=DESK, ready="h1"),
    KIOSK,
    PageOf(path="/display", sizes=("board", "board-4k"), ready="[data-total]", is_read=False),
    PageOf(path="/display/records", sizes=("board",), ready=".rows", is_read=False),
    PageOf(path="/sign/3", sizes=("sign",), ready=".sign__now > *", is_read=False),
    PageOf(path="/waits", sizes=DESK, ready="[data-line]"),
    PageOf(path="/t#{token}", sizes=("phone", "desk"), ready="[data-ahead]"),
    PageOf(path="/book", sizes=DESK, ready="[data-service]"),
    PageOf(path="/book?#{booking}", sizes=DESK, ready="[data-when]"),
    PageOf(path="/survey/3", sizes=DESK, ready="[data-face]"),
    PageOf(path="/survey#{token}", sizes=DESK, ready="[data-face]"),
    PageOf(path="/t/now", sizes=("phone", "desk"), ready="#link"),
    PageOf(path="/slip/{token}", sizes=("phone",), ready="body *", is_read=False),
    PageOf(path="/sign-in", sizes=DESK, ready="#password"),
    PageOf(path="/set-up#{link}", sizes=DESK, ready="#again"),
    PageOf(path="/pair", sizes=("kiosk-portrait", "board", "phone"), ready=".pair__code"),
    PageOf(path="/console", sizes=DESK, ready=".desk__title", who="lin"),
    PageOf(path="/console?", sizes=DESK, ready=".standby__title", who="yang"),
    PageOf(path="/greeter", sizes=DESK, ready="[data-greeting]", who="boss"),
    PageOf(path="/bookings", sizes=DESK, ready="[data-ticket]", who="boss"),
    PageOf(path="/slips", sizes=DESK, ready="[data-none]", who="boss"),
    PageOf(path="/supervisor", sizes=DESK, ready="[data-plan]", who="boss"),
    PageOf(path="/supervisor/rules", sizes=DESK, ready="[data-rule]", who="boss"),
    PageOf(path="/duty", sizes=DESK, ready=".duty-week", who="boss"),
    PageOf(path="/marquee", sizes=DESK, ready="#line-zh", who="boss"),
    PageOf(path="/notices", sizes=DESK, ready=".notice-counts", who="boss"),
    PageOf(path="/what-if", sizes=DESK, ready=".what-if form", who="boss"),
    PageOf(path="/forecast", sizes=DESK, ready=".hindsight .card", who="boss"),
    PageOf(path="/surveys", sizes=DESK, ready="[data-forms]", who="boss"),
    PageOf(path="/channels", sizes=DESK, ready="[data-channel]", who="boss"),
    PageOf(path="/accounts", sizes=DESK, ready="[data-account]", who="boss"),
)
