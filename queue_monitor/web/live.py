"""Live topics over Socket.IO: a snapshot with its number, then what changed, once each.

A screen asks `follow {topic, token?}` and is answered `{topic, seq, view}`. Afterwards it gets
`change {topic, seq, prev, set, lists?}`: the top-level keys of the view that changed since `prev`,
whole in `set`, or for a list of which little changed in `lists`, as `{at: {index: element}}` or
`{drop: how many from the front, add: [elements at the end]}`. Every three seconds a
`beat {seqs, at}` tells quiet screens that they are current.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from queue_monitor.domain.errors import Refused, UnknownTicket
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import TicketId

if TYPE_CHECKING:
    from queue_monitor.stream import Follower, Stream
    from queue_monitor.web.identity import Identities, Role
    from queue_monitor.web.parts import Clock, TicketTokens

BEAT_EVERY_S: Final = 3.0
_HEARD_EVERY_BEATS: Final = 20
REFRESH_EVERY_S: Final = 10.0  # what drifts by time alone, such as expected waits
_TICKET: Final = "ticket"
_NOT_SIGNED_IN: Final = {"code": "not_signed_in", "status": 401}
_MOST_DROPPED: Final = 3  # from the front of a list, as calls drop off the board
_UNCOUNTED: Final = frozenset({"seq", "at"})

View = Callable[[Floor, datetime], msgspec.Struct]
TicketView = Callable[[Floor, TicketId, datetime], msgspec.Struct]


@dataclass(slots=True)
class _Shown:
    """What the followers of one room have been told."""

    make: View
    seq: int = -1  # of the newest message; what the next one calls `prev`
    looked: int = -1  # the floor it was last compared with
    fields: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    def refresh(self, floor: Floor, at: datetime) -> dict[str, Any] | None:
        """Bring it up to `floor`; `set` and `lists` of a change, or None if nothing that counts
        changed.
        """
        view = self.make(floor, at)
        # By their names in the JSON (`class`, not `visit_class`), as plain requests have them.
        names = zip(view.__struct_fields__, view.__struct_encode_fields__, strict=True)
        fields = {told: getattr(view, name) for name, told in names}
        changed = [
            name
            for name, value in fields.items()
            if name not in _UNCOUNTED and self.fields.get(name, _MISSING) != value
        ]
        self.looked = floor.seq
        if not changed and self.fields:
            return None
        whole: dict[str, Any] = {}
        lists: dict[str, Any] = {}
        now: dict[str, Any] = {}
        for name in (*changed, *(_UNCOUNTED & fields.keys())):
            part = _part(self.fields.get(name), fields[name])
            now[name] = _plain(fields[name])
            if part is None:
                whole[name] = now[name]
            else:
                lists[name] = _plain(part)
        self.fields, self.view = fields, {**self.view, **now}
        return {"set": whole, "lists": lists} if lists else {"set": whole}


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value, str_keys=True)


def _part(old: object, new: object) -> dict[str, Any] | None:
    """How a list changed, if that is less to tell than the list."""
    if not (isinstance(old, list | tuple) and isinstance(new, list | tuple) and old):
        return None
    if len(old) == len(new):
        differ = {str(i): (a, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b}
        fields = {i: _changed_fields(a, b) for i, (a, b) in differ.items()}
        if all(fields.values()):
            return {"of": fields}  # names in six languages stay where they are
        if 2 * len(differ) <= len(new):
            return {"at": {i: b for i, (_, b) in differ.items()}}
    for drop in range(min(len(old), _MOST_DROPPED + 1)):
        kept = len(old) - drop
        if 0 < kept < len(new) and old[drop:] == new[:kept]:
            return {"drop": drop, "add": new[kept:]}
    return None


def _changed_fields(old: object, new: object) -> dict[str, Any] | None:
    """What differs between two of the same kind, by name in the JSON; None of other values."""
    if not isinstance(old, msgspec.Struct) or type(old) is not type(new):
        return None
    names = zip(old.__struct_fields__, old.__struct_encode_fields__, strict=True)
    return {told: b for name, told in names if getattr(old, name) != (b := getattr(new, name))}


_MISSING: Final = object()


class Live:
    """The topics and those who follow them. One loop (`run`) sends; handlers only join rooms."""

    def __init__(
        self, *, stream: Stream, clock: Clock, accounts: Identities, tokens: TicketTokens
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._accounts = accounts
        self._tokens = tokens
        self._topics: dict[str, tuple[View, frozenset[Role] | None]] = {}
        self._ticket_view: TicketView | None = None
        self._shown: dict[str, _Shown] = {}
        self._listeners: dict[str, set[str]] = {}  # room to sids
        self._rooms: dict[str, set[str]] = {}  # sid to rooms
        self._bearers: dict[str, str] = {}  # sid to the bearer token it connected with
        self._guarded: dict[str, Mapping[str, Any]] = {}  # sid in a guarded room to its request
        self._devices: dict[str, Mapping[str, Any]] = {}  # sid of a paired device to its request
        self._lock = threading.RLock()
        self._socketio: SocketIO | None = None
        self._follower: Follower = stream.follower()

    def topic(self, name: str, view: View, *, roles: frozenset[Role] | None = None) -> None:
        """Offer `view` as topic `name` to `roles`, or to everybody."""
        self._topics[name] = (view, roles)

    def tickets(self, view: TicketView) -> None:
        """Offer `view` of one ticket to whoever has its token."""
        self._ticket_view = view

    @property
    def behind(self) -> int:
        """Events on the disk that have not been looked at for the screens yet."""
        return self._stream.floor().seq - self._follower.floor.seq

    @property
    def listening(self) -> int:
        """Screens connected now."""
        return len(self._rooms)

    def attach(self, socketio: SocketIO) -> None:
        """Answer the screens that connect through `socketio`."""
        self._socketio = socketio
        socketio.on_event("connect", self._connect)
        socketio.on_event("disconnect", self._disconnect)
        socketio.on_event("follow", self._follow)
        socketio.on_event("unfollow", self._unfollow)

    # -- what screens ask --------------------------------------------------------------------

    def _connect(self, auth: object = None) -> None:
        sid = _sid()
        actor = (
            self._accounts.actor_of(request.environ) if "HTTP_COOKIE" in request.environ else None
        )
        with self._lock:
            self._rooms[sid] = set()
            if actor is not None and actor.device is not None:
                self._devices[sid] = request.environ
            if isinstance(auth, Mapping) and isinstance(auth.get("bearer"), str):
                self._bearers[sid] = auth["bearer"]

    def _disconnect(self, *_reason: object) -> None:
        sid = _sid()
        with self._lock:
            self._bearers.pop(sid, None)
            self._guarded.pop(sid, None)
            self._devices.pop(sid, None)
            for room in self._rooms.pop(sid, ()):
                self._forget(room, sid)

    def _unfollow(self, question: object = None) -> None:
        room = self._room_of(question)
        if room is None:
            return
        leave_room(room)
        with self._lock:
            self._rooms.get(_sid(), set()).discard(room)
            self._forget(room, _sid())

    def _forget(self, room: str, sid: str) -> None:
        listeners = self._listeners.get(room, set())
        listeners.discard(sid)
        if not listeners:
            self._listeners.pop(room, None)
            self._shown.pop(room, None)

    def _follow(self, question: object = None) -> dict[str, Any]:
        topic = question.get("topic") if isinstance(question, Mapping) else None
        room = self._room_of(question)
        if room is None or not isinstance(topic, str):
            code = "unknown_ticket" if topic == _TICKET else "unknown_topic"
            return {"topic": topic, "problem": {"code": code, "status": 404}}
        if not self._may(topic):
            return {"topic": topic, "problem": _NOT_SIGNED_IN}
        try:
            return self._join(topic, room)
        except UnknownTicket:
            return {"topic": topic, "problem": {"code": "unknown_ticket", "status": 404}}

    def _join(self, topic: str, room: str) -> dict[str, Any]:
        sid = _sid()
        with self._lock:
            shown = self._shown.get(room)
            if shown is None:
                shown = _Shown(make=self._maker(topic, room))
                floor = self._stream.floor()
                shown.refresh(floor, self._clock.now())
                shown.seq = floor.seq
                self._shown[room] = shown
            self._listeners.setdefault(room, set()).add(sid)
            self._rooms.setdefault(sid, set()).add(room)
            join_room(room)
            return {"topic": topic, "seq": shown.seq, "view": shown.view}

    def _maker(self, topic: str, room: str) -> View:
        if topic != _TICKET:
            return self._topics[topic][0]
        ticket, view = TicketId(room.partition(":")[2]), self._ticket_view
        assert view is not None
        return lambda floor, at: view(floor, ticket, at)

    def _room_of(self, question: object) -> str | None:
        if not isinstance(question, Mapping):
            return None
        topic, token = question.get("topic"), question.get("token")
        if not isinstance(topic, str):
            return None
        if topic == _TICKET and self._ticket_view is not None and isinstance(token, str):
            ticket = self._tokens.ticket_of(token)
            return None if ticket is None else f"{_TICKET}:{ticket}"
        return topic if topic in self._topics else None

    def _may(self, topic: str) -> bool:
        if topic == _TICKET or self._topics[topic][1] is None:
            return True
        self._guarded[_sid()] = request.environ
        return self._still_may(_sid(), topic)

    def _still_may(self, sid: str, topic: str) -> bool:
        roles = self._topics[topic][1] if topic in self._topics else None
        if roles is None:
            return True
        bearer = self._bearers.get(sid)
        if bearer is not None:
            actor = self._accounts.actor_of_bearer(bearer)
        else:
            actor = self._accounts.actor_of(self._guarded.get(sid, {}))
        return actor is not None and actor.role in roles

    # -- what screens are told ---------------------------------------------------------------

    def run(self, alive: Callable[[], bool]) -> None:
        """Send changes as the log moves, until `alive` says no."""
        while alive():
            moved = self._follower.wait(REFRESH_EVERY_S)
            self._follower.take()
            self.send_changes(drifted=not moved)

    def beat_for_ever(self, sleep: Callable[[float], None], alive: Callable[[], bool]) -> None:
        """Tell every room that it is current."""
        beats = 0
        while alive():
            sleep(BEAT_EVERY_S)
            self.turn_out()
            beats += 1
            if beats % _HEARD_EVERY_BEATS == 0:
                self.hear()
            at = self._clock.now().isoformat()
            for room, shown in tuple(self._shown.items()):
                topic = room.partition(":")[0]
                self._emit("beat", {"seqs": {topic: shown.seq}, "at": at}, room)

    def hear(self) -> None:
        """A paired screen with an open connection is alive, though it asks for nothing."""
        for environ in tuple(self._devices.values()):
            self._accounts.actor_of(environ)  # recognising a device notes that it was heard

    def turn_out(self) -> None:
        """Whoever has signed out or was disabled hears no more of what is for staff."""
        for sid in tuple(self._guarded):
            for topic in tuple(self._rooms.get(sid, ())):
                if not self._still_may(sid, topic):
                    self._send_away(sid, topic)

    def _send_away(self, sid: str, topic: str) -> None:
        with self._lock:
            self._rooms.get(sid, set()).discard(topic)
            self._forget(topic, sid)
        if self._socketio is not None and self._socketio.server is not None:
            self._socketio.server.leave_room(sid, topic)
            self._emit("refused", {"topic": topic, "problem": _NOT_SIGNED_IN}, sid)

    def send_changes(self, *, drifted: bool = False) -> None:
        """Bring every room up to the newest floor; `drifted`: also where only time has passed."""
        floor, at = self._stream.floor(), self._clock.now()
        for room, shown in tuple(self._shown.items()):
            if shown.looked >= floor.seq and not drifted:
                continue
            with self._lock:
                self._send_change(room, shown, floor, at)

    def _send_change(self, room: str, shown: _Shown, floor: Floor, at: datetime) -> None:
        try:
            told = shown.refresh(floor, at)
        except Refused:  # a ticket of a day that is over: its screens ask again and are told so
            self._shown.pop(room, None)
            return
        if told is None:
            return
        topic = room.partition(":")[0]
        prev, shown.seq = shown.seq, floor.seq
        message = {"topic": topic, "seq": shown.seq, "prev": prev, **told}
        self._emit("change", message, room)

    def _emit(self, event: str, message: dict[str, Any], room: str) -> None:
        if self._socketio is not None:
            self._socketio.emit(event, message, to=room)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
