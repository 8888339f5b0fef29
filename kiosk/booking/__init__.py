"""Appointments: booked online, kept by QR code, seen by staff."""
