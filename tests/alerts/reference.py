"""What becomes of alerts, said a second time: small, plain, and sharing nothing with the product.

Instants are whole microseconds since the office opened. `now_is` walks from one instant at which
anything could change to the next; at each, the rules of docs/alerts.md are asked from the top until
none applies. No event, no floor, no table: whoever reads the page could have written this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

SECOND = 1_000_000
MINUTE = 60 * SECOND
LAPSE, CLEAR_HOLD, REOPEN = 15 * MINUTE, MINUTE, 10 * MINUTE
FLAPPING, WITHIN = 4, 30 * MINUTE
NOTIFY_AFTER = 5 * SECOND
LADDER = [(0, "duty"), (3 * MINUTE, "deputy"), (6 * MINUTE, "head")]
AGAIN = 10 * MINUTE
LONGEST = 10 * MINUTE  # the limit of a wait

Line = list[tuple[int, str]]  # since when, for which service


@dataclass
class Rule:
    """One limit: of people, or of the longest wait."""

    service: str | None  # None: the whole office
    counts: bool
    limit: int
    worse: int
    clear_people: int
    clear_wait: int | None  # None: the wait does not matter

    def mine(self, line: Line) -> list[int]:
        return sorted(since for since, service in line if self.service in (None, service))

    def value(self, line: Line, now: int) -> int:
        mine = self.mine(line)
        return len(mine) if self.counts else (now - mine[0] if mine else 0)

    def is_over(self, line: Line, now: int) -> bool:
        return self.value(line, now) > self.limit

    def is_clear(self, line: Line, now: int) -> bool:
        mine = self.mine(line)
        short = len(mine) <= self.clear_people
        return short and (self.clear_wait is None or not mine or now - mine[0] <= self.clear_wait)


@dataclass
class Episode:
    """What is known of one rule: its newest episode."""

    rule: Rule
    hold: int
    state: str = "ok"
    since: int = 0
    seen_before: bool = False  # while clearing: acknowledged
    acked_at: int = 0
    acked_value: int = 0
    over_at: int | None = None  # resolved, and may reopen
    count: int = 0  # episodes so far
    reopenings: list[int] = field(default_factory=list)
    unstable_until: int | None = None
    fired_at: int | None = None  # None: not noticed yet
    told_at: int | None = None  # the ladder's first step
    step: int = 0
    queue: list[Notice] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)  # told that it fires, and not yet that it is over


@dataclass
class Notice:
    """One message on its way."""

    kind: str
    to: str
    step: int
    due: int


@dataclass
class Reference:
    """An office with people in line, three limits and a ladder."""

    hold: int = 0
    quiet: tuple[int, int] | None = None  # from when to when nobody outside is told
    line: Line = field(default_factory=list)
    now: int = 0
    awake: bool = True
    silent: list[tuple[int, int]] = field(default_factory=list)  # which rule, until when
    past: list[tuple[int, Episode]] = field(default_factory=list)  # over, and perhaps to be told
    sent: list[tuple[int, str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        minutes = [MINUTE * n for n in (8, 20)]
        self.episodes = [
            Episode(Rule(None, True, 7, 12, 5, minutes[0]), self.hold),
            Episode(Rule(None, False, LONGEST, minutes[1], 5, minutes[0]), self.hold),
            Episode(Rule("b", True, 4, 9, 2, None), self.hold),
        ]

    # -- what happens --------------------------------------------------------------------------

    def joins(self, service: str) -> None:
        self.line.append((self.now, service))
        self.settle()

    def leaves(self, place: int) -> None:
        self.line.sort()
        del self.line[place]
        self.settle()

    def acknowledges(self, which: int) -> None:
        one = self.episodes[which]
        if one.state == "firing":
            one.state, one.since = "acked", self.now
        elif one.state == "clearing" and not one.seen_before:
            one.seen_before = True
        else:
            return
        one.acked_at, one.acked_value = self.now, one.rule.value(self.line, self.now)
        self.settle()

    def silences(self, which: int, until: int) -> None:
        self.silent.append((which, until))
        self.settle()

    def lifts(self, place: int) -> None:
        """Of the silences in the order in which they were made."""
        self.silent[place] = (self.silent[place][0], self.now)
        self.settle()

    def now_is(self, instant: int) -> None:
        """Time goes by until then."""
        while self.now < instant:
            self.now = min([t for t in self._instants() if t > self.now] + [instant])
            self.settle()

    def wakes(self) -> None:
        """The machine is on again."""
        self.awake = True
        self.settle()

    # -- what follows --------------------------------------------------------------------------

    def settle(self) -> None:
        for one in self.episodes:
            while self._moves(one):
                pass
        if not self.awake:
            return
        for one in self.episodes:
            if one.state == "firing" and one.fired_at is None:
                one.fired_at = self.now
        self._tell()
        self._send()
        self._tell()

    def _moves(self, one: Episode) -> bool:
        """One move that is due; whether there was any."""
        now, rule, line = self.now, one.rule, self.line
        over, before = rule.is_over(line, now), one.state
        lasted = now - one.since
        if one.state in {"ok", "resolved", "transient"}:
            if over:
                self._begins(one)
        elif one.state == "pending":
            if not over:
                one.state = "transient" if one.over_at is None else "resolved"
            elif lasted >= one.hold:
                self._fires(one)
        elif one.state in {"firing", "acked"} and rule.is_clear(line, now) and not over:
            one.seen_before, one.state = one.state == "acked", "clearing"
        elif one.state == "acked":
            worse = rule.value(line, now) >= rule.worse > one.acked_value
            if worse or now >= one.acked_at + LAPSE:
                self._fires(one)
        elif one.state == "clearing":
            if lasted >= CLEAR_HOLD:
                one.state, one.over_at = "resolved", now
            elif over:
                one.state = "acked" if one.seen_before else "firing"
        if one.state == before:
            return False
        one.since = now
        return True

    def _begins(self, one: Episode) -> None:
        if one.over_at is None or self.now - one.over_at > REOPEN:
            if one.over_at is not None:
                self.past.append((self.episodes.index(one), replace(one)))
            one.count += 1
            one.over_at, one.unstable_until = None, None
            one.reopenings, one.queue, one.owed = [], [], []
        if one.hold:
            one.state = "pending"
        else:
            self._fires(one)

    def _fires(self, one: Episode) -> None:
        if one.over_at is not None:
            began = self.now if not one.hold else one.since + one.hold
            one.reopenings.append(began)
            one.over_at = None
        one.state = "firing"
        one.fired_at, one.told_at, one.step = None, None, 0

    # -- who is told ---------------------------------------------------------------------------

    def _each(self) -> list[tuple[int, Episode]]:
        return [*self.past, *enumerate(self.episodes)]

    def _silent_until(self, which: int, now: int) -> int:
        return max([until for rule, until in self.silent if rule == which] + [now])

    def _is_silent(self, which: int) -> bool:
        return self._silent_until(which, self.now) > self.now

    def _is_quiet(self) -> bool:
        return self.quiet is not None and self.quiet[0] <= self.now < self.quiet[1]

    def _is_muted(self, which: int) -> bool:
        graver = which == 2 and any(
            self.episodes[n].state in {"firing", "acked", "clearing"} and not self._is_silent(n)
            for n in (0, 1)
        )
        return graver or self._is_silent(which) or self._is_quiet()

    def _tell(self) -> None:
        for which, one in self._each():
            self._flaps(one, muted=self._is_muted(which))
        for which, one in self._each():
            self._withdraws(which, one)
            if one.state == "firing":
                self._climbs(which, one)
            elif one.state == "resolved" and one.unstable_until is None:
                self._tells_over(which, one)

    def _flaps(self, one: Episode, *, muted: bool) -> None:
        lasts = one.state in {"pending", "firing", "acked", "clearing"}
        kind = ""
        if one.unstable_until is None:
            recent = [t for t in one.reopenings if t > self.now - WITHIN]
            if lasts and len(recent) >= FLAPPING:
                one.unstable_until, kind = self.now + WITHIN, "unstable"
        elif one.unstable_until <= self.now:
            again = any(t > one.unstable_until - WITHIN for t in one.reopenings)
            one.unstable_until = self.now + WITHIN if again and lasts else None
            kind = "digest" if again else ""
        if kind and not muted:
            one.queue.append(Notice(kind, "duty", 0, self.now))

    def _withdraws(self, which: int, one: Episode) -> None:
        muted = self._is_muted(which)
        for notice in list(one.queue):
            if notice.kind == "firing" and one.state != "clearing":
                gone = one.state != "firing" or one.unstable_until is not None
                if gone or muted:
                    one.queue.remove(notice)
                if muted and not gone:  # nobody's step: still to be taken
                    one.step = min(one.step, notice.step)
                    one.told_at = one.told_at if one.step else None
            elif notice.kind == "resolved":
                held = self._held_until(which)
                if one.state != "resolved" or (self.now < held and notice.due < held):
                    one.queue.remove(notice)
            elif notice.kind != "firing" and muted:
                one.queue.remove(notice)

    def _climbs(self, which: int, one: Episode) -> None:
        if one.unstable_until is not None or self._is_muted(which) or one.fired_at is None:
            return
        step = one.step
        if one.told_at is None:
            due = one.fired_at
        else:
            due = one.told_at + after(step)
            while one.told_at + after(step + 1) <= self.now:
                step += 1  # only the newest overdue one
        if due > self.now:
            return
        wait = NOTIFY_AFTER if step == 0 else 0
        one.queue.append(Notice("firing", who(step), step, self.now + wait))
        one.told_at = one.told_at if one.told_at is not None else self.now
        one.step = step + 1

    def _tells_over(self, which: int, one: Episode) -> None:
        told = {notice.to for notice in one.queue if notice.kind == "resolved"}
        for to in dict.fromkeys(one.owed):
            if to not in told:
                one.queue.append(Notice("resolved", to, 0, self._held_until(which)))

    def _held_until(self, which: int) -> int:
        until = self._silent_until(which, self.now)
        if self.quiet is not None and self.quiet[0] <= until < self.quiet[1]:
            until = self._silent_until(which, self.quiet[1])
        return until

    def _send(self) -> None:
        for which, one in self._each():
            for notice in list(one.queue):
                if notice.due > self.now or (notice.kind == "firing" and one.state != "firing"):
                    continue
                one.queue.remove(notice)
                self.sent.append((which, notice.kind, notice.to, self.now))
                if notice.kind == "resolved":
                    one.owed = [to for to in one.owed if to != notice.to]
                elif notice.to not in one.owed:
                    one.owed.append(notice.to)

    def _instants(self) -> Iterator[int]:
        """Whenever anything could change; more of them do no harm."""
        for since, _ in self.line:
            yield from (since + LONGEST + 1, since + 20 * MINUTE)
        yield from (until for _, until in self.silent)
        yield from self.quiet or ()
        for _, one in self._each():
            yield from (one.since + one.hold, one.since + CLEAR_HOLD, one.acked_at + LAPSE)
            yield from (notice.due for notice in one.queue)
            if one.unstable_until is not None:
                yield one.unstable_until
            if one.told_at is not None:
                yield one.told_at + after(one.step)


def after(step: int) -> int:
    """From the first step to this one; the last is repeated."""
    last = len(LADDER) - 1
    return LADDER[min(step, last)][0] + max(step - last, 0) * AGAIN


def who(step: int) -> str:
    """Whom a step tells."""
    return LADDER[min(step, len(LADDER) - 1)][1]
