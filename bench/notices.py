"""How many notices go out in a second: claimed, sent, marked, each by two commits to the disk."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench.machine import quantile
from bench.office import office
from bench.report import Figure
from tests.alerts.servers import Hook, http_server
from tests.browser.house import open_now
from tests.support.api import Api

_KEY = "a key that only the bench knows\n"
_GIVE_UP_S = 120.0


def notices(folder: Path, *, people: int) -> Iterator[Figure]:
    """One alert told to so many at once by webhook, beside bare POSTs to the same sink."""
    key = folder.with_name("key")
    key.write_text(_KEY)
    with http_server() as hook:
        arrived: list[float] = []
        hook.before = lambda: arrived.append(time.monotonic())
        with office(folder, changes=_changes(hook, key, people)) as server:
            with Api(server.base_url, token=server.token("kiosk")) as kiosk:
                for _ in range(8):
                    kiosk.post("/api/v1/tickets", {"service": "transcript"}).expect(201)
                crossed_s = time.monotonic()
            _wait_for(arrived, people)
        told = sorted(arrived)[:people]
        bare = _bare_per_s(hook, people)
    yield Figure(
        name="notices by webhook, one alert to many",
        value=(len(told) - 1) / (told[-1] - told[0]),
        unit="/s",
        limit=bare,
        limit_name="bare POSTs, one after the other",
        note=f"half of {people} told {quantile(told, 0.5) - crossed_s:.2f} s after the crossing",
    )


def _changes(hook: Hook, key: Path, people: int) -> dict[str, object]:
    names = [f"person_{n}" for n in range(people)]
    return {
        **open_now(),
        "alerts": {
            "notify_after_seconds": 0,
            "repeat_every_minutes": 60,
            "ladder": [{"after": "0 s", "tell": names}],
        },
        "recipients": {
            name: {"name": {"zh-TW": "甲", "en": name}, "webhook": True} for name in names
        },
        "channels": {
            "webhook": {
                "enabled": True,
                "url": hook.url,
                "secret": {"env": None, "file": str(key.absolute())},
                "allow_private": True,
            }
        },
    }


def _wait_for(arrived: list[float], people: int) -> None:
    give_up_s = time.monotonic() + _GIVE_UP_S
    while len(arrived) < people:
        if time.monotonic() > give_up_s:
            raise AssertionError(f"{len(arrived)} of {people} notices in {_GIVE_UP_S:.0f} s")
        time.sleep(0.01)


def _bare_per_s(hook: Hook, times: int) -> float:
    """The same sink, a new connection each, and nothing kept anywhere."""
    parts = urlsplit(hook.url)
    began_s = time.monotonic()
    for _ in range(times):
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.request("POST", parts.path, body=b"{}")
        connection.getresponse().read()
        connection.close()
    return times / (time.monotonic() - began_s)
