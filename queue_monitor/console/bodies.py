"""What the counters' operations take: every body is checked before a route sees it."""

from __future__ import annotations

from typing import Annotated

import msgspec

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
TicketName = Annotated[
    str, msgspec.Meta(min_length=1, max_length=40, description="a ticket's id, or today's number")
]
Ids = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Nothing(_Body, frozen=True):
    """No field at all."""


class LaneBody(_Body, frozen=True):
    """Services and classes taken together."""

    services: Ids
    classes: Ids


class Open(_Body, frozen=True):
    """`serves`: instead of what the counter serves by plan. `clerk`: who sits there."""

    serves: Annotated[tuple[LaneBody, ...], msgspec.Meta(min_length=1)] | None = None
    clerk: str | None = None


class Pause(_Body, frozen=True):
    """`reason`: "break", "paperwork", "other", or words."""

    reason: Words = "other"


class Resume(_Body, frozen=True):
    """`ticket`: take up that set-aside ticket again; without it the counter calls again."""

    ticket: TicketName | None = None


class CallNextBody(_Body, frozen=True):
    """`finish_current`: finish the ticket in hand first, in one step."""

    finish_current: bool = False


class Chosen(_Body, frozen=True):
    """One ticket."""

    ticket: TicketName


class InHand(_Body, frozen=True):
    """`ticket`: refuse if the counter holds another one by now."""

    ticket: TicketName | None = None


class Park(InHand, frozen=True):
    """`reason`: "documents", "form", "enquiry", "other", or words."""

    reason: Words | None = None


class Transfer(InHand, frozen=True):
    """`service`: into its line. `counter`: only that counter may call it. At least one."""

    service: str | None = None
    counter: int | None = None


class Help(_Body, frozen=True):
    """`needed` false takes the request back, or says that the supervisor has come."""

    reason: Words | None = None
    needed: bool = True


class Presence(_Body, frozen=True):
    """Whether the clerk who asks is in the house and ready."""

    present: bool
