"""An hour as people write it, in the office's own time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from queue_monitor.cli.places import LocalInstant, aware, now

FAR_EAST = ZoneInfo("Pacific/Kiritimati")  # 14 hours ahead of UTC
FAR_WEST = ZoneInfo("Pacific/Pago_Pago")  # 11 behind: always another date than in Kiritimati


def test_an_hour_alone_is_of_the_offices_today_wherever_the_machine_stands() -> None:
    for zone in (FAR_EAST, FAR_WEST):
        instant = aware(LocalInstant().convert("10:32", None, None), zone).astimezone(zone)
        assert instant.date() == now().astimezone(zone).date()
        assert (instant.hour, instant.minute) == (10, 32)


def test_an_instant_with_a_date_or_an_offset_is_itself() -> None:
    written = LocalInstant().convert("2026-11-20 10:32", None, None)
    assert aware(written, ZoneInfo("Asia/Taipei")) == datetime(2026, 11, 20, 2, 32, tzinfo=UTC)
    written = LocalInstant().convert("2026-11-20T02:32:00+00:00", None, None)
    assert aware(written, FAR_EAST) == datetime(2026, 11, 20, 2, 32, tzinfo=UTC)
