"""Appointments: what can be booked, for when, and what becomes of who does not come."""

from collections.abc import Mapping
from datetime import time, timedelta

from pydantic import Field, field_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import Clock, Letter, PositiveSpan, Span, wanted
from queue_monitor.domain.model import ServiceId


class BookedService(Section):
    """A service that takes appointments."""

    per_slot: int = Field(default=1, ge=1, le=100, description="people of it in one slot")
    pick_up: bool = Field(
        default=False, description="what is ready may be fetched by appointment (預約取件)"
    )


class Booking(Section):
    """Appointments made online."""

    enabled: bool = Field(default=False, description="whether appointments are taken")
    services: Mapping[ServiceId, BookedService] = Field(
        default={}, description="services that take appointments, by id; others take none"
    )
    slot: PositiveSpan = Field(
        default=timedelta(minutes=30), description="from one slot to the next, counted from opening"
    )
    together: int = Field(
        default=4, ge=1, le=1000, description="people of all services in one slot"
    )
    at_noon: bool = Field(default=False, description="slots during the noon shift too")
    days_ahead: int = Field(default=7, ge=1, le=60, description="so many days ahead at most")
    until: Clock = Field(
        default=time(15, 0), description="of the day before; then the day's slots are closed"
    )
    early: Span = Field(
        default=timedelta(minutes=30), description="check-in begins this long before the slot"
    )
    late: Span = Field(
        default=timedelta(minutes=15), description="later than this after it: a walk-in"
    )
    lead: Span = Field(
        default=timedelta(minutes=5),
        description="the class's priority grows from this long before the slot, not from check-in",
    )
    no_show_limit: int = Field(
        default=3, ge=0, le=100, description="more appointments not kept than this: none for now"
    )
    no_show_memory: PositiveSpan = Field(
        default=timedelta(days=90), description="an appointment not kept is forgotten after this"
    )
    letter: Letter = Field(default="R", description="of appointment numbers: R001")
    phone_check_in: bool = Field(
        default=True, description="check-in on the phone too, not only at the kiosk"
    )

    @field_validator("slot")
    @classmethod
    def _not_too_short(cls, slot: timedelta) -> timedelta:
        if not timedelta(minutes=5) <= slot <= timedelta(hours=4):
            raise wanted("a time from 5 min to 4 h")
        return slot

    @field_validator("early", "late", "lead")
    @classmethod
    def _within_a_morning(cls, span: timedelta) -> timedelta:
        if span > timedelta(hours=4):
            raise wanted("4 h at most")
        return span

    def service(self, service: ServiceId) -> BookedService | None:
        """How the service takes appointments; None if it takes none."""
        return self.services.get(service) if self.enabled else None
