"""Printers in config.yaml: what is taken, and how mistakes are told."""

from __future__ import annotations

import pytest

from queue_monitor.config import Settings
from tests.config.office import complaints_about, office_with, replaced

PRINTER = """printers:
  - id: lobby
    name: {zh-TW: 大廳號碼機, en: Lobby printer}
    address: tcp://192.168.1.50:9100
"""
URL = ("public_url: null", "public_url: https://queue.example.org")


def office(printers: str = PRINTER) -> Settings:
    return office_with(("printers: []\n", printers), URL)


def test_a_printer_takes_little_to_say() -> None:
    (printer,) = office().printers
    assert (printer.kind, printer.dots, printer.kiosks) == ("raster", 576, ("all",))


@pytest.mark.parametrize(
    "address",
    ["tcp://printer", "tcp://[fe80::1]:9100", "usb://04b8:0202", "file:///dev/usb/lp0"],
)
def test_every_way_to_a_printer_is_understood(address: str) -> None:
    (printer,) = office(PRINTER.replace("tcp://192.168.1.50:9100", address)).printers
    assert printer.address == address


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("tcp://192.168.1.50:9100", "192.168.1.50", "printers[0].address"),
        ("tcp://192.168.1.50:9100", "tcp://printer:99999", "printers[0].address"),
        ("tcp://192.168.1.50:9100", "usb://epson", "printers[0].address"),
        ("lobby\n", "lobby\n    dots: 570\n", "printers[0].dots"),
        ("lobby\n", "lobby\n    kind: big\n", "printers[0].kind"),
        ("lobby\n", "lobby\n    kiosks: []\n", "printers[0].kiosks"),
        ("{zh-TW: 大廳號碼機, en: Lobby printer}", "{zh-TW: 大廳號碼機}", "printers[0].name"),
    ],
)
def test_a_mistake_is_told_with_its_key(old: str, new: str, key: str) -> None:
    text = replaced("printers: []\n", replaced(old, new, text=PRINTER))
    assert [c.key for c in complaints_about(replaced(*URL, text=text))] == [key]


def test_two_printers_are_not_one() -> None:
    twice = PRINTER + PRINTER.removeprefix("printers:\n")
    text = replaced(*URL, text=replaced("printers: []\n", twice))
    assert [c.key for c in complaints_about(text)] == ["printers[1].id", "printers[1].address"]


def test_a_printer_needs_the_address_that_is_to_stand_in_the_qr_code() -> None:
    (complaint,) = complaints_about(replaced("printers: []\n", PRINTER))
    assert complaint.key == "server.public_url"
