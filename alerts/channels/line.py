"""LINE, by push messages of the Messaging API.

`X-Line-Retry-Key` is made of the notice's id, so that it is the same at every attempt: LINE takes
a message once and answers a repeat with 409, which is as good as delivered. LINE remembers a key
for 24 hours, as long as we go on trying.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from alerts.channels.base import Message, Undelivered
from alerts.channels.hurry import PATIENCE_S
from alerts.channels.reach import Answer, Reach
from alerts.channels.reasons import Reason

_PATH: Final = "/v2/bot/message/push"
_NAMES: Final = UUID("6f1f4a2e-3c0b-5d86-9a51-0d9f1c1b7e42")  # of ours, for retry keys alone
_MOST_CHARACTERS: Final = 4900  # LINE takes 5,000 UTF-16 units
_CONFLICT: Final = 409


def retry_key(notice: str, to: str) -> str:
    """The key under which LINE knows a message to `to`; the same whenever it is asked for."""
    return str(uuid5(_NAMES, f"{notice}/{to}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChannel:
    """Pushes a text to each of the recipient's users, groups and rooms."""

    url: str
    token: Callable[[], str]  # read anew each time; never kept
    reach: Reach = field(default_factory=Reach)

    def send(self, message: Message) -> None:
        """Done once LINE has taken it for everybody. 4xx is for good; 429 and 5xx may pass."""
        if not message.to:
            raise Undelivered(Reason.NO_ADDRESS, for_good=True)
        try:
            token = self.token()
        except (OSError, KeyError) as error:
            raise Undelivered(Reason.SECRET_MISSING) from error
        until_s = time.monotonic() + PATIENCE_S
        tried = (self._push(message, to, token, until_s) for to in message.to)
        refused = [problem for problem in tried if problem is not None]
        if refused:  # what may pass comes first: the others have it, and say so at the repeat
            raise min(refused, key=lambda problem: problem.for_good)

    def _push(self, message: Message, to: str, token: str, until_s: float) -> Undelivered | None:
        text = {"type": "text", "text": message.text.strip()[:_MOST_CHARACTERS]}
        body = json.dumps({"to": to, "messages": [text]}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "queue-monitor",
            "Authorization": f"Bearer {token}",
            "X-Line-Retry-Key": retry_key(message.id, to),
        }
        try:
            answer = self.reach.post(self.url.rstrip("/") + _PATH, body, headers, until_s=until_s)
        except Undelivered as problem:
            return problem
        if answer.is_fine or answer.status == _CONFLICT:
            return None
        return answer.refusal(_said(answer))


def _said(answer: Answer) -> str:
    """LINE's own words, "The property, 'to', in the request body is invalid"."""
    try:
        told: Any = json.loads(answer.body)
    except ValueError:
        return ""
    words = told.get("message") if isinstance(told, dict) else None
    return words if isinstance(words, str) else ""
