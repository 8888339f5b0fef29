"""Talking to a printer over a real socket: how it is, and what became of a slip."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.printing.messages import SetUp
from kiosk.printing.outcomes import How
from kiosk.printing.paper import Form
from kiosk.printing.status import QUESTIONS, Answers, is_done, is_real_time, state_of
from kiosk.printing.worker import print_now, state_now
from queue_monitor.domain.slips import PrinterState
from tests.kiosk.printing.papers import LINK, paper
from tests.support.escpos import Interpreter
from tests.support.slip_printer import SlipPrinter


@pytest.fixture
def printer() -> Iterator[SlipPrinter]:
    with SlipPrinter() as printer:
        yield printer


def set_up(address: str, *, asks: bool = True, timeout_s: float = 3.0) -> SetUp:
    return SetUp(address=address, form=Form(), asks=asks, timeout_s=timeout_s, look_every_s=1.0)


def state(printer: SlipPrinter) -> PrinterState:
    told: list[PrinterState] = []
    state_now(set_up(printer.address), told.append)
    return told[-1]


def test_it_says_whether_it_is_ready_low_on_paper_out_of_it_or_open(printer: SlipPrinter) -> None:
    assert state(printer) is PrinterState.READY
    printer.paper_low = True
    assert state(printer) is PrinterState.PAPER_LOW
    printer.rows_left = 0
    assert state(printer) is PrinterState.PAPER_OUT
    printer.cover_open = True
    assert state(printer) is PrinterState.COVER_OPEN


def test_a_printer_without_power_is_offline_and_so_is_one_that_says_nothing(
    printer: SlipPrinter,
) -> None:
    printer.answer = b""
    assert state(printer) is PrinterState.OFFLINE
    printer.pull_plug()
    assert state(printer) is PrinterState.OFFLINE


@pytest.mark.parametrize("answer", [b"\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x12\x9b"])
def test_answers_without_sense_are_a_fault_and_nothing_is_sent(
    printer: SlipPrinter, answer: bytes
) -> None:
    printer.answer = answer
    assert state(printer) is PrinterState.FAULT
    told: list[PrinterState] = []
    assert print_now(set_up(printer.address), paper(), told.append) is How.NOT_SENT
    assert printer.interpreter.current.rows == []


def test_a_slip_is_printed_once_the_printer_says_that_it_is_out(printer: SlipPrinter) -> None:
    assert print_now(set_up(printer.address), paper(), lambda _: None) is How.PRINTED
    (slip,) = printer.slips
    assert slip.qr(576) == LINK


def test_one_that_does_not_know_that_question_is_believed_by_its_status(
    printer: SlipPrinter,
) -> None:
    printer.knows_done = False
    patient = set_up(printer.address, timeout_s=0.5)
    assert print_now(patient, paper(), lambda _: None) is How.PRINTED


def test_out_of_paper_half_way_it_waits_and_the_slip_comes_out_whole(printer: SlipPrinter) -> None:
    printer.rows_left = 500
    told: list[PrinterState] = []

    def tell(state: PrinterState) -> None:
        told.append(state)
        if state is PrinterState.PAPER_OUT:
            printer.refill()

    assert print_now(set_up(printer.address), paper(), tell) is How.PRINTED
    assert PrinterState.PAPER_OUT in told
    (slip,) = printer.slips
    assert slip.qr(576) == LINK


def test_a_printer_that_forgets_the_rest_tears_the_slip(printer: SlipPrinter) -> None:
    printer.rows_left, printer.forgets = 500, True

    def tell(state: PrinterState) -> None:
        if state is PrinterState.PAPER_OUT:
            printer.refill()

    hasty = set_up(printer.address, timeout_s=1.0)
    assert print_now(hasty, paper(), tell) is How.TORN
    assert printer.slips == []


def test_unplugged_half_way_nobody_knows(printer: SlipPrinter) -> None:
    printer.rows_left = 500

    def tell(state: PrinterState) -> None:
        if state is PrinterState.PAPER_OUT:
            printer.pull_plug()

    assert print_now(set_up(printer.address), paper(), tell) is How.UNSURE


def test_without_paper_not_a_byte_of_the_slip_is_sent(printer: SlipPrinter) -> None:
    printer.rows_left = 0
    assert print_now(set_up(printer.address), paper(), lambda _: None) is How.NOT_SENT
    printer.refill()
    assert printer.interpreter.current.rows == []


def test_a_printer_that_answers_nothing_can_be_used_without_asking(printer: SlipPrinter) -> None:
    printer.answer = b""
    blind = set_up(printer.address, asks=False)
    assert print_now(blind, paper(), lambda _: None) is How.PRINTED


def test_into_a_file_slips_come_one_after_the_other(tmp_path: Path) -> None:
    spool = tmp_path / "slips.bin"
    for number in ("A001", "A002"):
        told: list[PrinterState] = []
        assert print_now(set_up(f"file://{spool}"), paper(number), told.append) is How.PRINTED
        assert told[-1] is PrinterState.READY
    paper_out = Interpreter()
    paper_out.feed(spool.read_bytes())
    assert len(paper_out.slips) == 2


def test_a_folder_that_is_not_there_is_a_printer_that_is_offline(tmp_path: Path) -> None:
    told: list[PrinterState] = []
    assert print_now(set_up(f"file://{tmp_path}/no/lp0"), paper(), told.append) is How.NOT_SENT
    assert told == [PrinterState.OFFLINE]


def test_a_usb_printer_that_is_not_there_is_offline() -> None:
    told: list[PrinterState] = []
    assert print_now(set_up("usb://04b8:ffff"), paper(), told.append) is How.NOT_SENT
    assert told == [PrinterState.OFFLINE]


def test_a_device_is_written_to_and_asked_like_a_socket() -> None:
    """A pseudo-terminal stands for /dev/usb/lp0."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    heard = Interpreter()

    def play() -> None:
        while not heard.slips:
            data = os.read(ours, 4096)
            for question in QUESTIONS:
                if bytes((0x10, 0x04, question)) in data:
                    os.write(ours, b"\x12")
            heard.feed(data)
            os.write(ours, b"".join(heard.answers))
            heard.answers.clear()

    player = threading.Thread(target=play, daemon=True)
    player.start()
    address = f"file://{os.ttyname(theirs)}"
    assert print_now(set_up(address), paper(), lambda _: None) is How.PRINTED
    player.join(5)
    assert heard.slips[0].qr(576) == LINK
    os.close(ours)
    os.close(theirs)


def test_no_byte_is_both_kinds_of_answer_and_every_state_is_found() -> None:
    assert [b for b in range(256) if is_real_time(b) and is_done(b)] == []
    fine = {"printer": 0x12, "cause": 0x12, "sensor": 0x12}

    def found(**bad: int) -> PrinterState:
        return state_of(Answers(**{**fine, **bad}))

    assert found() is PrinterState.READY
    assert found(sensor=0x1E) is PrinterState.PAPER_LOW
    assert found(printer=0x1A, sensor=0x7E) is PrinterState.PAPER_OUT
    assert found(printer=0x1A, cause=0x16) is PrinterState.COVER_OPEN
    assert found(printer=0x1A, cause=0x52) is PrinterState.FAULT
    assert found(printer=0x1A) is PrinterState.OFFLINE
