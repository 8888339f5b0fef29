"""LINE against a server that answers as LINE's does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from alerts.channels.base import Message, Undelivered
from alerts.channels.line import LineChannel, retry_key
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason, parsed
from queue_monitor.domain.watch import NoticeId
from tests.alerts.line_server import TOKEN, LineServer, line_server

DUTY, GROUP = "U" + "0" * 32, "C" + "1" * 32
MESSAGE = Message(
    id=NoticeId("2026-03-04.n3"),
    to=(DUTY,),
    subject="警示：等候人數超過7人（現有 9 人等候）",
    text="警示：等候人數超過7人\nhttps://queue.example/supervisor\n",
    at=datetime(2026, 3, 4, 2, 30, tzinfo=UTC),
)


@pytest.fixture
def line() -> Iterator[LineServer]:
    with line_server() as line:
        yield line


def channel(line: LineServer, *, token: str = TOKEN, allow_private: bool = True) -> LineChannel:
    reach = Reach(allow_private=allow_private)
    return LineChannel(url=line.url, token=lambda: token, reach=reach)


def test_a_text_is_pushed_to_everybody_it_is_for(line: LineServer) -> None:
    channel(line).send(replace(MESSAGE, to=(DUTY, GROUP)))
    assert line.taken == [(DUTY, MESSAGE.text.strip()), (GROUP, MESSAGE.text.strip())]


def test_the_retry_key_is_a_uuid_and_the_same_for_the_same_notice_alone(line: LineServer) -> None:
    line.first = [500]
    with pytest.raises(Undelivered):
        channel(line).send(MESSAGE)
    channel(line).send(MESSAGE)
    channel(line).send(replace(MESSAGE, id=NoticeId("2026-03-04.n4")))
    first, again, other = line.asked
    assert first == again != other
    assert str(UUID(first)) == first
    assert retry_key("2026-03-04.n3", DUTY) != retry_key("2026-03-04.n3", GROUP)


def test_a_repeat_that_line_has_had_counts_as_delivered_and_is_told_once(line: LineServer) -> None:
    line.after = [503]  # taken, and the answer is lost
    with pytest.raises(Undelivered) as caught:
        channel(line).send(MESSAGE)
    assert not caught.value.for_good
    channel(line).send(MESSAGE)  # 409
    assert len(line.taken) == 1
    assert len(line.asked) == 2


@pytest.mark.parametrize(
    ("status", "for_good"),
    [(429, False), (500, False), (503, False), (400, True), (403, True), (404, True)],
)
def test_what_a_status_means(line: LineServer, status: int, for_good: bool) -> None:
    line.first = [status]
    with pytest.raises(Undelivered) as caught:
        channel(line).send(MESSAGE)
    assert caught.value.for_good is for_good
    assert parsed(caught.value.reason).detail == f"HTTP {status}, as told"


def test_a_wrong_token_is_said_in_lines_own_words_and_never_repeated(line: LineServer) -> None:
    with pytest.raises(Undelivered) as caught:
        channel(line, token="wrong").send(MESSAGE)
    assert caught.value.for_good
    assert parsed(caught.value.reason).reason is Reason.NOT_LET_IN
    assert "wrong" not in caught.value.reason


def test_what_may_pass_is_tried_again_and_nobody_is_told_twice(line: LineServer) -> None:
    line.first = [500]  # the duty supervisor's; the group's goes through
    both = replace(MESSAGE, to=(DUTY, GROUP))
    with pytest.raises(Undelivered) as caught:
        channel(line).send(both)
    assert not caught.value.for_good
    channel(line).send(both)
    assert sorted(to for to, _ in line.taken) == sorted(both.to)


def test_an_address_inside_the_house_is_refused_unless_allowed(line: LineServer) -> None:
    with pytest.raises(Undelivered) as caught:
        channel(line, allow_private=False).send(MESSAGE)
    assert caught.value.for_good
    assert caught.value.reason == Reason.NOT_PUBLIC
    assert line.asked == []


def test_a_recipient_without_an_address_is_for_good(line: LineServer) -> None:
    with pytest.raises(Undelivered) as caught:
        channel(line).send(replace(MESSAGE, to=()))
    assert caught.value.for_good
    assert caught.value.reason == Reason.NO_ADDRESS
