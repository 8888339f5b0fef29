"""What one block alone cannot show: ids used twice, names of nothing, services nobody reaches.

Each check works on the blocks that are right in themselves, so that one mistake hides no other.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from queue_monitor.config.coverage import uncovered
from queue_monitor.config.draft import Draft, ids, numbers
from queue_monitor.config.office import (
    NoonShift,
    OpenSpan,
    Service,
)
from queue_monitor.config.secret import Secret
from queue_monitor.config.section import Section
from queue_monitor.config.source import Path, Source
from queue_monitor.config.wording import complaint, did_you_mean, show
from queue_monitor.domain.errors import Complaint
from queue_monitor.domain.model import APPOINTMENT, WALK_IN

Finding = tuple[Path, str, str]  # where, what was found, what would be right


def references(source: Source) -> list[Complaint]:
    """All complaints about how the blocks fit together."""
    data = source.data if isinstance(source.data, Mapping) else {}
    draft = Draft.of(data)
    found: list[Finding] = []
    for check in (
        _twice,
        _letters,
        _named_ids,
        _classes,
        _hours,
        _booking,
        _survey,
        _ladder,
        _rosters,
        _secrets,
        _languages,
        _printers,
    ):
        found += check(draft)
    found += _unreached(draft)
    return [complaint(source, *finding) for finding in found]


def _twice(draft: Draft) -> Iterator[Finding]:
    for section, key in (
        ("services", "id"),
        ("classes", "id"),
        ("clerks", "id"),
        ("counters", "number"),
        ("boards", "id"),
        ("printers", "id"),
        ("printers", "address"),
    ):
        items = draft.data.get(section)
        first: dict[object, int] = {}
        for i, item in enumerate(items if isinstance(items, tuple) else ()):
            value = item.get(key) if isinstance(item, Mapping) else None
            if not isinstance(value, str | int):
                continue
            if value in first:
                yield (
                    (section, i, key),
                    show(value),
                    f"one of its own: {section}[{first[value]}] has it",
                )
            first.setdefault(value, i)


def _letters(draft: Draft) -> Iterator[Finding]:
    seen: list[tuple[int, Service]] = []
    for i, service in draft.services.items():
        for j, other in seen:
            mine, theirs = service.numbers, other.numbers
            if service.letter != other.letter or not (
                mine.first <= theirs.last and theirs.first <= mine.last
            ):
                continue
            own = "numbers" in service.model_fields_set
            yield (
                ("services", i, "numbers" if own else "letter"),
                _band(service),
                f"a letter of its own, or numbers apart from services[{j}]'s {_band(other)}",
            )
            break
        seen.append((i, service))


def _band(service: Service) -> str:
    band = service.numbers
    return f"{service.letter}{band.first:03} to {service.letter}{band.last:03}"


def _named_ids(draft: Draft) -> Iterator[Finding]:
    """Every id that is used must be defined."""
    services, classes = ids(draft.data, "services"), ids(draft.data, "classes")
    counters = numbers(draft.data)
    for i, counter in draft.counters.items():
        for j, lane in enumerate(counter.serves):
            path: Path = ("counters", i, "serves", j)
            yield from _unknown((*path, "services"), lane.services, services, "service")
            yield from _unknown((*path, "classes"), lane.classes, classes, "class")
    for i, clerk in draft.clerks.items():
        yield from _unknown(("clerks", i, "skills"), clerk.skills, services, "service")
        if clerk.counter is not None and clerk.counter not in counters:
            yield ("clerks", i, "counter"), f"{clerk.counter}, no counter here", _counters(counters)
    for i, board in draft.boards.items():
        yield from _unknown(("boards", i, "services"), board.services, services, "service")
        for j, number in enumerate(board.counters):
            if number not in counters:
                yield (
                    ("boards", i, "counters", j),
                    f"{number}, no counter here",
                    _counters(counters),
                )
    noon = draft.hours.noon if draft.hours else None
    for j, number in enumerate(noon.counters if noon else ()):
        if number not in counters:
            yield (
                ("hours", "noon", "counters", j),
                f"{number}, no counter here",
                _counters(counters),
            )
    for service in draft.alerts.services if draft.alerts else ():
        if service not in services:
            wanted = did_you_mean(service, services)
            yield ("alerts", "services", service), f"unknown service `{service}`", wanted
    for visit_class in draft.alerts.classes if draft.alerts else ():
        if visit_class not in classes:
            wanted = did_you_mean(visit_class, classes)
            yield ("alerts", "classes", visit_class), f"unknown class `{visit_class}`", wanted


def _counters(numbers: tuple[int, ...]) -> str:
    return "the number of a counter: " + ", ".join(map(str, numbers))


def _unknown(
    path: Path, used: tuple[str, ...], known: tuple[str, ...], what: str
) -> Iterator[Finding]:
    for k, name in enumerate(used):
        if name not in known:
            yield (*path, k), f'unknown {what} "{name}"', did_you_mean(name, known)


def _classes(draft: Draft) -> Iterator[Finding]:
    classes = ids(draft.data, "classes")
    if classes and WALK_IN not in classes:
        yield ("classes",), "no class walk_in", f"a class with `id: {WALK_IN}`: who comes unbooked"


def _hours(draft: Draft) -> Iterator[Finding]:
    hours = draft.hours
    if hours is None:
        return
    for i, span in enumerate(hours.open):
        for j, other in enumerate(hours.open[:i]):
            both = [day for day in span.days if day in other.days]
            if both and span.start < other.end and other.start < span.end:
                yield (
                    ("hours", "open", i),
                    _from_to(span),
                    f"hours apart from hours.open[{j}]'s {_from_to(other)} on {', '.join(both)}",
                )
    noon = hours.noon
    if noon and not any(s.start <= noon.start and noon.end <= s.end for s in hours.open):
        yield (
            ("hours", "noon"),
            _from_to(noon),
            "a time in the hours above",
        )
    shortest = min(hours.open, key=_length)
    if hours.last_ticket >= _length(shortest):
        found, wanted = (
            show(hours.last_ticket),
            f"less than the shortest hours, {_from_to(shortest)}",
        )
        yield ("hours", "last_ticket"), found, wanted
    days: dict[object, int] = {}
    for i, holiday in enumerate(hours.holidays):
        if holiday.date in days:
            wanted = f"each day once: hours.holidays[{days[holiday.date]}] has it"
            yield ("hours", "holidays", i, "date"), str(holiday.date), wanted
        days.setdefault(holiday.date, i)


def _length(span: OpenSpan) -> timedelta:
    start, end = span.start, span.end
    return timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)


def _from_to(span: OpenSpan | NoonShift) -> str:
    return f"{span.start:%H:%M} to {span.end:%H:%M}"


def _ladder(draft: Draft) -> Iterator[Finding]:
    names = (*_keys(draft, "recipients"), *_keys(draft, "rosters"))
    rungs = draft.alerts.ladder if draft.alerts else ()
    for i, rung in enumerate(rungs):
        yield from _unknown(("alerts", "ladder", i, "tell"), rung.tell, names, "recipient or post")
        if i and rung.after <= rungs[i - 1].after:
            yield (
                ("alerts", "ladder", i, "after"),
                show(rung.after),
                f"more than the step before ({show(rungs[i - 1].after)})",
            )


def _rosters(draft: Draft) -> Iterator[Finding]:
    people = _keys(draft, "recipients")
    for post, roster in draft.rosters.items():
        if post in people:
            yield ("rosters", post), f"`{post}`, also a recipient", "an id of its own"
        for i, turn in enumerate(roster.turns):
            path: Path = ("rosters", post, "turns", i)
            if turn.who not in people:
                yield (
                    (*path, "who"),
                    f'unknown recipient "{turn.who}"',
                    did_you_mean(turn.who, people),
                )
            for j, other in enumerate(roster.turns[:i]):
                if turn.overlaps(other):
                    yield path, f"hours that turns[{j}] has too", "each hour once"
                    break


def _booking(draft: Draft) -> Iterator[Finding]:
    booking = draft.booking
    if booking is None:
        return
    services, classes = ids(draft.data, "services"), ids(draft.data, "classes")
    for service in booking.services:
        if service not in services:
            wanted = did_you_mean(service, services)
            yield ("booking", "services", service), f"unknown service `{service}`", wanted
    if not booking.enabled:
        return
    if classes and APPOINTMENT not in classes:
        wanted = f"a class with `id: {APPOINTMENT}`, or `booking.enabled: false`"
        yield ("classes",), f"no class {APPOINTMENT}", wanted
    if not booking.services:
        wanted = "a service that takes appointments, such as `transcript: {per_slot: 2}`"
        yield ("booking", "enabled"), "no booking.services", wanted
    for i, service_ in draft.services.items():
        if service_.letter == booking.letter:
            wanted = f"a letter that no service has: services[{i}] has it"
            yield ("booking", "letter"), booking.letter, wanted


def _survey(draft: Draft) -> Iterator[Finding]:
    survey, office = draft.survey, draft.office
    if survey is None:
        return
    if survey.enabled and not survey.waves:
        wanted = 'a wave, such as `{id: spring, name: …, from: "03-01", until: "10-31"}`'
        yield ("survey", "enabled"), "no survey.waves", wanted
    if office is None or "en" not in office.languages:
        return
    wanted = "an English text under en, as office.languages has en"
    for i, wave in enumerate(survey.waves):
        if not wave.name.get("en"):
            yield ("survey", "waves", i, "name"), "no text under en", wanted
    for i, question in enumerate(survey.questions):
        path: Path = ("survey", "questions", i)
        if not question.words.get("en"):
            yield (*path, "words"), "no text under en", wanted
        for j, option in enumerate(question.options):
            if not option.words.get("en"):
                yield (*path, "options", j, "words"), "no text under en", wanted


def _keys(draft: Draft, section: str) -> tuple[str, ...]:
    known = draft.data.get(section)
    return tuple(known) if isinstance(known, Mapping) else ()


def _secrets(draft: Draft) -> Iterator[Finding]:
    channels = draft.channels
    if channels is None:
        return
    for name, enabled, key, secret in (
        ("smtp", channels.smtp.enabled, "password", channels.smtp.password),
        ("webhook", channels.webhook.enabled, "secret", channels.webhook.secret),
        ("line", channels.line.enabled, "token", channels.line.token),
        ("mqtt", channels.mqtt.enabled, "password", channels.mqtt.password),
    ):
        if enabled and secret:
            yield from _missing(("channels", name, key), secret)
    if channels.apprise.enabled:
        for recipient, block in draft.recipients.items():
            for i, secret in enumerate(block.apprise):
                yield from _missing(("recipients", recipient, "apprise", i), secret)


def _missing(path: Path, secret: Secret) -> Iterator[Finding]:
    missing = secret.missing()
    if missing:
        kind, where = ("env", secret.env) if secret.env else ("file", secret.file)
        what = "an environment variable that is set" if kind == "env" else "a file with it"
        yield (*path, kind), f"{where}: {missing}", f"{what}, or `enabled: false`"


def _printers(draft: Draft) -> Iterator[Finding]:
    """A slip leads to the phone page, so it must know the address that phones reach."""
    server = draft.data.get("server")
    known = server.get("public_url") if isinstance(server, Mapping) else None
    if draft.data.get("printers") and not known:
        wanted = "the address that phones reach, as printers put it on their slips"
        yield ("server", "public_url"), "none", wanted


def _languages(draft: Draft) -> Iterator[Finding]:
    office = draft.office
    if office is None or "en" not in office.languages:
        return
    blocks: list[tuple[Path, Section]] = [(("office",), office)]
    for section, items in (
        ("services", draft.services),
        ("classes", draft.classes),
        ("counters", draft.counters),
        ("clerks", draft.clerks),
        ("printers", draft.printers),
        ("recipients", draft.recipients),
        ("rosters", draft.rosters),
        ("boards", draft.boards),
    ):
        blocks += [((section, key), item) for key, item in items.items()]
    for path, block in blocks:
        for name in type(block).model_fields:
            words = getattr(block, name)
            if isinstance(words, Mapping) and "zh-TW" in words and not words.get("en"):
                wanted = "an English text under en, as office.languages has en"
                yield (*path, name), "no text under en", wanted


def _unreached(draft: Draft) -> Iterator[Finding]:
    """Only once all counters and services are right: else the true mistake is told twice."""
    for section, items in (
        ("services", draft.services),
        ("classes", draft.classes),
        ("counters", draft.counters),
        ("clerks", draft.clerks),
    ):
        given = draft.data.get(section)
        if not isinstance(given, tuple) or len(given) != len(items):
            return
    for i, found, wanted in uncovered(
        tuple(draft.services.values()),
        tuple(draft.classes.values()),
        tuple(draft.counters.values()),
        tuple(draft.clerks.values()),
    ):
        yield ("services", i, "id"), found, wanted
