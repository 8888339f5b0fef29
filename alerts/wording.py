"""Alerts, plans and people in plain words, in every language of the office."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from alerts.subjects import PRINTER, Subject
from alerts.troubles import in_words
from queue_monitor.config import Settings
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, ClerkId, ServiceId
from queue_monitor.domain.rulebook import unit_of
from queue_monitor.domain.slips import PrinterId
from queue_monitor.domain.watch import (
    Alert,
    Plan,
    PlanKind,
    Rule,
    Scope,
    ScopeKind,
)
from queue_monitor.domain.watch_ids import PlanId

#: What begins the id of whoever acted by a link in a message, without signing in.
RECIPIENT: Final = "recipient:"
_TENTH_S: Final = 6  # of a minute
Words = Mapping[str, str]  # language tag to text

_TITLES: Final = {
    Rule.WAITING: "More than {limit} people waiting",
    Rule.WAIT: "A wait of more than {limit} minutes",
    Rule.FORECAST: "A crowd is likely soon: {limit} percent or more",
    Rule.LONG_SERVICE: "A service runs over {limit} percent of its usual time",
    Rule.UNSTARTED: "Called more than {limit} minutes ago and not started",
    Rule.IDLE: "A counter calls nobody for more than {limit} minutes while people wait",
    Rule.PARKED: "A number set aside for more than {limit} minutes",
    Rule.SILENT: "A kiosk, board or printer silent for more than {limit} minutes",
    Rule.CHANNEL: "Notices have not gone out for more than {limit} minutes",
    Rule.BLIND: "e-Eyes cannot see the floor",
}
_VALUES: Final = {
    Rule.WAITING: "{value} waiting",
    Rule.WAIT: "longest wait {value} min",
    Rule.FORECAST: "{value} percent likely",
    Rule.LONG_SERVICE: "{value} percent of the usual time",
    Rule.UNSTARTED: "{value} min since the call",
    Rule.IDLE: "idle for {value} min",
    Rule.PARKED: "set aside for {value} min",
    Rule.SILENT: "silent for {value} min",
    Rule.CHANNEL: "for {value} min",
    Rule.BLIND: "no look for {value} s",
}
#: The same of limits and ages that are no tenths of a minute.
_TITLES_IN_S: Final = {
    Rule.WAIT: "A wait of more than {limit} seconds",
    Rule.UNSTARTED: "Called more than {limit} seconds ago and not started",
    Rule.IDLE: "A counter calls nobody for more than {limit} seconds while people wait",
    Rule.PARKED: "A number set aside for more than {limit} seconds",
    Rule.SILENT: "A kiosk, board or printer silent for more than {limit} seconds",
    Rule.CHANNEL: "Notices have not gone out for more than {limit} seconds",
}
_VALUES_IN_S: Final = {
    Rule.WAIT: "longest wait {value} s",
    Rule.UNSTARTED: "{value} s since the call",
    Rule.IDLE: "idle for {value} s",
    Rule.PARKED: "set aside for {value} s",
    Rule.SILENT: "silent for {value} s",
    Rule.CHANNEL: "for {value} s",
}
_PLANS: Final = {
    PlanKind.OPEN_COUNTER: "Open counter {counter}; {clerk} helps with {services}",
    PlanKind.ADD_SERVICE: "Counter {counter} takes {services} along with its own",
    PlanKind.MOVE_CLERK: "From counter {donor} to counter {counter}, to help with {services}",
    PlanKind.END_BREAK: "Counter {counter} calls again, to help with {services}",
    PlanKind.CALL_EXPRESS: "Express counter {counter} takes {services} for a while",
}
#: Every source text above and below, for the test that the catalogue has them all.
SOURCES: Final = (
    *_TITLES.values(),
    *_VALUES.values(),
    *_TITLES_IN_S.values(),
    *_VALUES_IN_S.values(),
    *_PLANS.values(),
    SCOPED := "{scope}: {title}",
    EFFECT := "{plan}: longest wait {without} → {with} min expected",
    FEWER := "{plan}: {without} → {with} people waiting expected",
    HURT := "; {service} +{minutes} min",
    RESERVE := "a reserve clerk",
    CLERK := "a clerk",
    ALL_SERVICES := "all services",
    COMMA := ", ",
    AT_COUNTER := "counter {counter}",
    NUMBER_AT := "{number} at counter {counter}",
)


class Texts(Protocol):
    """Source text to translation; `web.catalogues.Catalogues` is one."""

    def gettext(self, language: str, message: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one office."""

    settings: Settings
    texts: Texts
    languages: tuple[str, ...] = ("zh-TW", "en")
    name_of: Callable[[ActorId], str | None] = lambda _: None
    about: Callable[[Floor, Alert, datetime], Sequence[Subject]] = lambda _f, _a, _t: ()
    device_name: Callable[[str], str] = str
    #: Plans as they were last told, so that only what has changed is worded anew.
    kept: dict[PlanId, tuple[Plan, object, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def title(self, alert: Alert) -> Words:
        """What is wrong: 「等候人數超過7人」, with the service before it if it is one's own."""
        return self.rule(alert.scope, alert.rule, alert.limit)

    def rule(self, scope: Scope, rule: Rule, limit: float) -> Words:
        """The same, before there is an episode."""
        return self._each(lambda language: self._limit(scope, rule, limit, language))

    def subjects(self, floor: Floor, alert: Alert, at: datetime) -> Words | None:
        """Whom or what it is about; None where the title says it all."""
        found = self.about(floor, alert, at)
        return self._each(lambda language: self._subjects(found, language)) if found else None

    def scope(self, scope: Scope) -> Words:
        """The office's, the service's or the class's name."""
        return self._each(lambda language: self._named(scope, language))

    def actor(self, actor: ActorId | None) -> str | None:
        """The name of a person or program; None for what has none of its own."""
        if actor is None or not actor.startswith(RECIPIENT):
            return None if actor is None else self.name_of(actor)
        return self.recipient(actor.removeprefix(RECIPIENT)).get(self.languages[0])

    def recipient(self, recipient: str) -> Words:
        """The name of somebody who is told; of one who is no longer in the settings, the id."""
        known = self.settings.recipients.get(recipient)
        return self._each(lambda lang: recipient if known is None else _pick(known.name, lang))

    def trouble(self, reason: str) -> Words:
        """Why a notice failed or was not needed."""
        return self._each(
            lambda language: in_words(reason, lambda text: self.texts.gettext(language, text))
        )

    def post(self, post: str) -> Words:
        """The name of a post of a roster."""
        return self._each(lambda language: self._post(post, language))

    def value(self, alert: Alert) -> Words:
        """How far it has come, at its latest change of state: 「現有 9 人等候」."""
        source, value = _VALUES[alert.rule], round(alert.value)
        if alert.rule in _VALUES_IN_S and value < 60:
            source = _VALUES_IN_S[alert.rule]
        elif alert.rule in _VALUES_IN_S:
            value = round(alert.value / 60)
        return self._each(lambda language: self._say(language, source, value=value))

    def plan(self, plan: Plan) -> Words:
        """What is to be done, and what it is expected to do."""
        return self._each(lambda language: self._plan(plan, language))

    def _each(self, make: Callable[[str], str]) -> Words:
        return {language: make(language) for language in self.languages}

    def _say(self, language: str, source: str, **values: object) -> str:
        return self.texts.gettext(language, source).format_map(values)

    def _title(self, alert: Alert, language: str) -> str:
        return self._limit(alert.scope, alert.rule, alert.limit, language)

    def _limit(self, scope: Scope, rule: Rule, limit: float, language: str) -> str:
        source, figure = _TITLES[rule], limit
        if rule in _TITLES_IN_S and limit % _TENTH_S:
            source = _TITLES_IN_S[rule]
        elif rule in _TITLES_IN_S:
            figure = limit / 60
        title = self._say(language, source, limit=f"{figure:g}")
        if scope.kind is ScopeKind.OFFICE:
            return title
        return self._say(language, SCOPED, scope=self._named(scope, language), title=title)

    def _named(self, scope: Scope, language: str) -> str:
        match scope.kind:
            case ScopeKind.OFFICE:
                return _pick(self.settings.office.name, language)
            case ScopeKind.SERVICE:
                return self._service(ServiceId(scope.id), language)
            case ScopeKind.CLASS:
                known = {c.id: c.name for c in self.settings.classes}
                return next(
                    (_pick(n, language) for i, n in known.items() if i == scope.id), scope.id
                )

    def _service(self, service: ServiceId, language: str) -> str:
        known = self.settings.service(service)
        return service if known is None else _pick(known.name, language)

    def _services(self, services: tuple[ServiceId, ...], language: str) -> str:
        if len(services) > 1 and set(services) >= {s.id for s in self.settings.services}:
            return self._say(language, ALL_SERVICES)
        names = [self._service(service, language) for service in services]
        return self.texts.gettext(language, COMMA).join(names)

    def _clerk(self, clerk: ClerkId, language: str) -> str:
        known = self.settings.clerk(clerk)
        return self._say(language, RESERVE if known is not None and known.reserve else CLERK)

    def _plan(self, plan: Plan, language: str) -> str:
        proposal, effect = plan.proposal, plan.proposal.effect
        deed = self._say(
            language,
            _PLANS[proposal.kind],
            counter=proposal.counter,
            donor=proposal.donor,
            clerk=self._clerk(plan.clerk or proposal.clerk, language),
            services=self._services(proposal.services, language),
        )
        waits = {
            "without": _minutes(effect.longest_wait_without_s),
            "with": _minutes(effect.longest_wait_with_s),
        }
        if waits["without"] != waits["with"]:
            told = self._say(language, EFFECT, plan=deed, **waits)
        else:
            # The same longest wait for fewer people: that is then what it does.
            people = {"without": round(effect.waiting_without), "with": round(effect.waiting_with)}
            told = self._say(language, FEWER, plan=deed, **people)
        return told + "".join(
            self._say(
                language,
                HURT,
                service=self._service(hurt.service, language),
                minutes=_minutes(hurt.change_s),
            )
            for hurt in effect.hurt
        )

    def _device(self, device: str, language: str) -> str:
        if not device.startswith(PRINTER):
            return self.device_name(device)
        printer = device.removeprefix(PRINTER)
        known = self.settings.printer(PrinterId(printer))
        return printer if known is None else _pick(known.name, language)

    def _post(self, post: str, language: str) -> str:
        known = self.settings.rosters.get(post)
        return post if known is None else _pick(known.name, language)

    def _subjects(self, found: Sequence[Subject], language: str) -> str:
        named = [self._subject(subject, language) for subject in found]
        return self.texts.gettext(language, COMMA).join(named)

    def _subject(self, subject: Subject, language: str) -> str:
        if subject.device is not None:
            return self._device(subject.device, language)
        if subject.channel is not None:
            return subject.channel
        if subject.counter is None:
            return subject.number or "–"
        if subject.number is None:
            return self._say(language, AT_COUNTER, counter=subject.counter)
        return self._say(language, NUMBER_AT, number=subject.number, counter=subject.counter)


def unit(rule: Rule) -> str:
    """What the rule's values count."""
    return unit_of(rule).value


def _pick(words: Mapping[Any, str], language: str) -> str:
    return words.get(language) or words["zh-TW"]


def _minutes(seconds: float) -> str:
    return str(max(round(seconds / 60), 1 if seconds > 0 else 0))
