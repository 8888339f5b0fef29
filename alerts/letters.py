"""A notice as the message that somebody reads, in the office's first language and in English."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from alerts.channels.base import Message
from alerts.channels.ways import addresses
from alerts.wording import Wording, unit
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Alert, Notice, NoticeKind, Scope, Verb, Watch

_SUBJECTS: Final = {
    NoticeKind.FIRING: "Alert: {title} ({value})",
    NoticeKind.PROPOSED: "Proposal: {title}",
    NoticeKind.RESOLVED: "Over: {title}",
    NoticeKind.UNSTABLE: "Comes and goes: {title}",
    NoticeKind.DIGEST: "Summary: {title}, {times} times so far",
    NoticeKind.UNDELIVERED: "Not delivered to {to}: {title}",
}
_VERBS: Final = {
    Verb.ACK: "I have seen it",
    Verb.ACCEPT: "Do it",
    Verb.DECLINE: "Not now",
}
#: Every source text above and below, for the test that the catalogue has them all.
SOURCES: Final = (
    *_SUBJECTS.values(),
    *_VERBS.values(),
    PRACTICE := "Practice",
    SINCE := "Since {time}",
    NOW := "See the floor: {link}",
    WHERE := "See the floor and acknowledge on the supervisor's page.",
    DUTY := "You are on duty as {post}.",
    VACANT := "Nobody is on duty as {post} now, so you are told.",
    VALID := "Each link works once, for {minutes} min.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What one office writes. `links_of` gives what a message can be answered by."""

    wording: Wording
    links_of: Callable[[Watch, Notice], Mapping[Verb, str]] = lambda _watch, _notice: {}

    def message(self, floor: Floor, notice: Notice) -> Message:
        """A notice in the office's first language and in English beneath, then its links."""
        alert = floor.watch.alerts[notice.alert]
        recipient = self.wording.settings.recipients.get(notice.to)
        languages, links = self.wording.languages[:2], self.links_of(floor.watch, notice)
        subjects = {lang: self._subject(floor, alert, notice, lang) for lang in languages}
        paragraphs = [
            "\n".join([subjects[lang], *self._lines(floor, alert, notice, lang)])
            for lang in languages
        ]
        return Message(
            id=notice.id,
            to=()
            if recipient is None
            else addresses(recipient, id_=notice.to, channel=notice.channel),
            subject=subjects[languages[0]],
            text="\n\n".join([*paragraphs, *self._taps(links, languages)]) + "\n",
            at=notice.queued_at,
            fields=self._fields(floor, alert, notice, subjects, links),
        )

    def _say(self, language: str, source: str, **values: object) -> str:
        return self.wording.texts.gettext(language, source).format_map(values)

    def _subject(self, floor: Floor, alert: Alert, notice: Notice, language: str) -> str:
        subject = self._say(
            language,
            _SUBJECTS[notice.kind],
            title=self.wording.title(alert)[language],
            value=self.wording.value(alert)[language],
            times=len(alert.reopenings) + 1,
            to=self._recipient(floor, notice, language),
        )
        if floor.day is not None and floor.day.practice:
            return f"[{self._say(language, PRACTICE)}] {subject}"
        return subject

    def _lines(self, floor: Floor, alert: Alert, notice: Notice, language: str) -> list[str]:
        wording, lines = self.wording, []
        lines.append(wording.scope(Scope())[language])
        lines.append(self._say(language, SINCE, time=self._clock(alert.crossed_at)))
        about = wording.subjects(floor, alert, floor.at or notice.queued_at)
        plan = None if notice.plan is None else floor.watch.plans.get(notice.plan)
        if about is not None:
            lines.append(about[language])
        if plan is not None:
            lines.append(wording.plan(plan)[language])
        for post in notice.vacant:
            lines += [self._say(language, VACANT, post=wording.post(post)[language])]
        if notice.post is not None:
            lines.append(self._say(language, DUTY, post=wording.post(notice.post)[language]))
        link = self._link()
        if link is not None:
            lines.append(self._say(language, NOW, link=link))
        elif alert.is_active:
            lines.append(self._say(language, WHERE))
        return lines

    def _taps(self, links: Mapping[Verb, str], languages: Sequence[str]) -> list[str]:
        """The links, each with what it does before it; and how long they work."""
        if not links:
            return []
        each = [
            " ".join(self._say(language, _VERBS[verb]) for language in languages) + f"\n{link}"
            for verb, link in links.items()
        ]
        minutes = f"{self.wording.settings.alerts.link_valid.total_seconds() / 60:g}"
        return [*each, "\n".join(self._say(lang, VALID, minutes=minutes) for lang in languages)]

    def _recipient(self, floor: Floor, notice: Notice, language: str) -> str:
        about = None if notice.about is None else floor.watch.notices.get(notice.about)
        return self.wording.recipient((about or notice).to)[language]

    def _clock(self, instant: datetime) -> str:
        zone = ZoneInfo(self.wording.settings.office.time_zone)
        return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

    def _link(self) -> str | None:
        url = self.wording.settings.server.public_url
        return None if url is None else f"{str(url).rstrip('/')}/supervisor"

    def _fields(
        self,
        floor: Floor,
        alert: Alert,
        notice: Notice,
        subjects: Mapping[str, str],
        links: Mapping[Verb, str],
    ) -> dict[str, object]:
        """The webhook's JSON. Fields are only ever added."""
        return {
            "notice": notice.id,
            "kind": notice.kind.value,
            "to": notice.to,
            "post": notice.post,
            "vacant": list(notice.vacant),
            "plan": notice.plan,
            "step": notice.step,
            "alert": alert.id,
            "rule": alert.rule.value,
            "scope": {"kind": alert.scope.kind.value, "id": alert.scope.id},
            "state": alert.state.value,
            "value": alert.value,
            "limit": alert.limit,
            "unit": unit(alert.rule),
            "crossed_at": _iso(alert.crossed_at),
            "resolved_at": None if alert.resolved_at is None else _iso(alert.resolved_at),
            "practice": floor.day is not None and floor.day.practice,
            "text": dict(subjects),
            "link": self._link(),
            "links": {verb.value: link for verb, link in links.items()},
        }


def _iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
