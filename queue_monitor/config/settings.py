"""The whole of config.yaml as one frozen value."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from queue_monitor.config.booking import Booking
from queue_monitor.config.channels import Channels, Recipient
from queue_monitor.config.machine import Forecast, Kiosk, Phone, Privacy, Server
from queue_monitor.config.office import (
    Clerk,
    Counter,
    Hours,
    MissedNumbers,
    Office,
    Service,
    VisitClass,
)
from queue_monitor.config.printers import Printer
from queue_monitor.config.roster import Roster
from queue_monitor.config.screens import Board, Display
from queue_monitor.config.section import Section
from queue_monitor.config.survey import Survey
from queue_monitor.config.watch import Alerts, Reallocation
from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId
from queue_monitor.domain.slips import PrinterId


class Settings(Section):
    """One office. Lists say every id: `all` in config.yaml has been written out."""

    office: Office = Field(description="which office this is")
    hours: Hours = Field(description="when it is open")
    services: tuple[Service, ...] = Field(min_length=1, description="what visitors come for")
    classes: tuple[VisitClass, ...] = Field(min_length=1, description="classes of visitors")
    counters: tuple[Counter, ...] = Field(min_length=1, description="the desks")
    clerks: tuple[Clerk, ...] = Field(min_length=1, description="who serves")
    discipline: Literal["accumulating_priority", "strict", "fifo"] = Field(
        default="accumulating_priority", description="who of a counter's lane goes first"
    )
    missed_numbers: MissedNumbers = Field(default=MissedNumbers(), description="missed numbers")
    booking: Booking = Field(default=Booking(), description="appointments made online")
    survey: Survey = Field(default=Survey(), description="how the visit was")
    alerts: Alerts = Field(default_factory=Alerts, description="limits and alerts")
    reallocation: Reallocation = Field(default=Reallocation(), description="moving staff")
    recipients: Mapping[str, Recipient] = Field(default={}, description="who can be told, by id")
    rosters: Mapping[str, Roster] = Field(
        default={}, description="posts taken in turns, by id, for the ladder"
    )
    channels: Channels = Field(default=Channels(), description="ways out of the house")
    display: Display = Field(default=Display(), description="the lobby board")
    boards: tuple[Board, ...] = Field(default=(), description="further boards, each its own page")
    kiosk: Kiosk = Field(default=Kiosk(), description="the ticket kiosk")
    phone: Phone = Field(default=Phone(), description="a ticket on its holder's phone")
    printers: tuple[Printer, ...] = Field(default=(), description="slip printers")
    forecast: Forecast = Field(default=Forecast(), description="expected waits")
    privacy: Privacy = Field(default=Privacy(), description="deleting what is private")
    server: Server = Field(default=Server(), description="address, data file, async library")

    def service(self, service: ServiceId) -> Service | None:
        """The service with that id, or None."""
        return next((s for s in self.services if s.id == service), None)

    def visit_class(self, visit_class: ClassId) -> VisitClass | None:
        """The class with that id, or None."""
        return next((c for c in self.classes if c.id == visit_class), None)

    def counter(self, counter: CounterId) -> Counter | None:
        """The counter with that number, or None."""
        return next((c for c in self.counters if c.number == counter), None)

    def board(self, board: str) -> Board | None:
        """The board with that id, or None."""
        return next((b for b in self.boards if b.id == board), None)

    def printer(self, printer: PrinterId) -> Printer | None:
        """The printer with that id, or None."""
        return next((p for p in self.printers if p.id == printer), None)

    def clerk(self, clerk: ClerkId) -> Clerk | None:
        """The clerk with that id, or None."""
        return next((c for c in self.clerks if c.id == clerk), None)
