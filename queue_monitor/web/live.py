"""Live topics over Socket.IO: a snapshot with its number, then what changed, once each.

A screen asks `follow {topic, token?}` and is answered `{topic, seq, view}`. Afterwards it gets
`change {topic, seq, prev, set, lists?}`: the top-level keys of the view that changed since `prev`,
whole in `set`, or for a list of which little changed in `lists`, as `{at: {index: element}}` or
`{drop: how many from the front, add: [elements at the end]}`. Every three seconds a
`beat {seqs, at}` tells quiet screens that they are current.

Whoever is called is told first, then those whose place in line changed, near ones before others. In
a crowd the expected waits of everybody else follow within `REFRESH_EVERY_S`, a few at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from queue_monitor.domain.errors import Refused, UnknownTicket
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import TicketId
from queue_monitor.web.crowd import BATCH, beside, in_turn, moved
from queue_monitor.web.shown import Shown, View

if TYPE_CHECKING:
    from queue_monitor.stream import Follower, Stream
    from queue_monitor.web.identity import Identities, Role
    from queue_monitor.web.parts import Clock, TicketTokens

BEAT_EVERY_S: Final = 3.0
_HEARD_EVERY_BEATS: Final = 20
REFRESH_EVERY_S: Final = 10.0  # what drifts by time alone, such as expected waits
_TICKET: Final = "ticket"
_NOT_SIGNED_IN: Final = {"code": "not_signed_in", "status": 401}
_EFFORT: Final = 10  # of making a view, against seeing that it need not be made
CROWD: Final = 50  # rooms; fewer are all looked at after each event

TicketPlace = Callable[[Floor, TicketId], object]
TicketView = Callable[[Floor, TicketId, datetime], msgspec.Struct]


class Live:
    """The topics and those who follow them. One loop (`run`) sends; handlers only join rooms."""

    def __init__(
        self,
        *,
        stream: Stream,
        clock: Clock,
        accounts: Identities,
        tokens: TicketTokens,
        crowd: int = CROWD,
    ) -> None:
        self._crowd = crowd
        self._stream = stream
        self._clock = clock
        self._accounts = accounts
        self._tokens = tokens
        self._topics: dict[str, tuple[View, frozenset[Role] | None]] = {}
        self._ticket_view: TicketView | None = None
        self._ticket_place: TicketPlace | None = None
        self._shown: dict[str, Shown] = {}
        self._listeners: dict[str, set[str]] = {}  # room to sids
        self._rooms: dict[str, set[str]] = {}  # sid to rooms
        self._bearers: dict[str, str] = {}  # sid to the bearer token it connected with
        self._guarded: dict[str, Mapping[str, Any]] = {}  # sid in a guarded room to its request
        self._devices: dict[str, Mapping[str, Any]] = {}  # sid of a paired device to its request
        self._lock = threading.RLock()
        self._socketio: SocketIO | None = None
        self._follower: Follower = stream.follower()
        self._floor = stream.floor()  # the one last compared with
        self._owed: dict[str, None] = {}  # rooms of tickets to look at, in this order

    def topic(self, name: str, view: View, *, roles: frozenset[Role] | None = None) -> None:
        """Offer `view` as topic `name` to `roles`, or to everybody."""
        self._topics[name] = (view, roles)

    def tickets(self, view: TicketView, *, place: TicketPlace) -> None:
        """Offer `view` of one ticket to whoever has its token.

        `place` is equal for two floors between which nothing of the view changed but what drifts.
        """
        self._ticket_view, self._ticket_place = view, place

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
                shown = self._begun(topic, room)
                floor = self._stream.floor()
                shown.keeps_place(floor)
                shown.refresh(floor, self._clock.now())
                shown.seq = floor.seq
                self._shown[room] = shown
            self._listeners.setdefault(room, set()).add(sid)
            self._rooms.setdefault(sid, set()).add(room)
            join_room(room)
            return {"topic": topic, "seq": shown.seq, "view": shown.view}

    def _begun(self, topic: str, room: str) -> Shown:
        if topic != _TICKET:
            return Shown(make=self._topics[topic][0])
        ticket, view, place = _ticket_in(room), self._ticket_view, self._ticket_place
        assert view is not None
        assert place is not None
        return Shown(
            make=lambda floor, at: view(floor, ticket, at),
            place=lambda floor: place(floor, ticket),
        )

    def _room_of(self, question: object) -> str | None:
        if not isinstance(question, Mapping):
            return None
        topic, token = question.get("topic"), question.get("token")
        if not isinstance(topic, str):
            return None
        if topic == _TICKET and self._ticket_view is not None and isinstance(token, str):
            ticket = self._tokens.ticket_of(token)
            return None if ticket is None else _room(ticket)
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

    def run(self, sleep: Callable[[float], None], alive: Callable[[], bool]) -> None:
        """Send changes as the log moves, until `alive` says no."""
        while alive():
            moves = bool(self._owed) or self._follower.wait(REFRESH_EVERY_S)
            self._follower.take()
            self._look(drifted=not moves)
            self._look_at_owed(BATCH)
            sleep(0)  # what was told goes out before more is

    def refresh_for_ever(self, sleep: Callable[[float], None], alive: Callable[[], bool]) -> None:
        """In a crowd, tell each phone what has drifted since, such as its expected wait."""
        while alive():
            rooms = self._phones() if self._is_crowded else []
            for room in in_turn(rooms, over_s=REFRESH_EVERY_S, sleep=sleep):
                self._bring_up(room, self._stream.floor(), self._clock.now())

    def beat_for_ever(self, sleep: Callable[[float], None], alive: Callable[[], bool]) -> None:
        """Tell every room that it is current."""
        beats = 0
        while alive():
            self.turn_out()
            beats += 1
            if beats % _HEARD_EVERY_BEATS == 0:
                self.hear()
            for room in in_turn(tuple(self._shown), over_s=BEAT_EVERY_S, sleep=sleep):
                shown = self._shown.get(room)
                if shown is not None:
                    told = {room.partition(":")[0]: shown.seq}
                    self._emit("beat", {"seqs": told, "at": self._clock.now().isoformat()}, room)

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
        self._look(drifted=drifted)
        while self._owed:
            self._look_at_owed(BATCH)

    @property
    def _is_crowded(self) -> bool:
        return len(self._shown) > self._crowd

    def _phones(self) -> list[str]:
        """Rooms of tickets, as they are now: others join and leave while they are gone through."""
        return [room for room in tuple(self._shown) if room not in self._topics]

    def _look(self, *, drifted: bool) -> None:
        """Tell boards and whoever was called; those beside them are owed a look."""
        old, floor, at = self._floor, self._stream.floor(), self._clock.now()
        self._floor = floor
        for room in self._topics:
            shown = self._shown.get(room)
            if shown is not None and (drifted or shown.looked < floor.seq):
                self._bring_up(room, floor, at)
        if old.seq != floor.seq:
            followed = [_ticket_in(room) for room in self._phones()]
            if followed:  # else a rush of numbers would be looked through for nobody
                for ticket in moved(old, floor):
                    self._bring_up(_room(ticket), floor, at)
                self._owe(_room(ticket) for ticket in beside(old, floor, followed))
        is_other = old.day is not floor.day or old.plan is not floor.plan
        if is_other or (not self._is_crowded and (drifted or old.seq != floor.seq)):
            self._owe(self._phones())

    def _owe(self, rooms: Iterable[str]) -> None:
        self._owed.update((room, None) for room in rooms if room in self._shown)

    def _look_at_owed(self, most: int) -> None:
        floor, at = self._stream.floor(), self._clock.now()
        effort = 0
        while self._owed and effort < most * _EFFORT:
            room = next(iter(self._owed))
            del self._owed[room]
            told = self._bring_up(room, floor, at, unless_in_place=self._is_crowded)
            effort += _EFFORT if told else 1

    def _bring_up(
        self, room: str, floor: Floor, at: datetime, *, unless_in_place: bool = False
    ) -> bool:
        """Tell a room what is new in it; whether its view had to be made for that."""
        with self._lock:
            shown = self._shown.get(room)
            if shown is None or shown.looked > floor.seq:
                return False
            try:
                if unless_in_place and shown.keeps_place(floor):
                    return False
                self._send_change(room, shown, floor, at)
            except Refused:  # a ticket of a day that is over: its screens ask again and are told so
                self._shown.pop(room, None)
        return True

    def _send_change(self, room: str, shown: Shown, floor: Floor, at: datetime) -> None:
        told = shown.refresh(floor, at)
        if told is None:
            return
        topic = room.partition(":")[0]
        prev, shown.seq = shown.seq, floor.seq
        message = {"topic": topic, "seq": shown.seq, "prev": prev, **told}
        self._emit("change", message, room)

    def _emit(self, event: str, message: dict[str, Any], room: str) -> None:
        if self._socketio is not None:
            self._socketio.emit(event, message, to=room)


def _room(ticket: TicketId) -> str:
    return f"{_TICKET}:{ticket}"


def _ticket_in(room: str) -> TicketId:
    return TicketId(room.partition(":")[2])


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
