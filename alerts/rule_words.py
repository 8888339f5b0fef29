"""A rule as a sentence anybody understands, with its figures in it."""

from collections.abc import Callable, Mapping
from typing import Final

from alerts.wording import Wording, Words
from queue_monitor.domain.rulebook import Rule, RuleSetting, Thresholds

_SENTENCES: Final = {
    Rule.WAITING: "An alert when more than {limit} people wait; over at {clear} or fewer, told "
    "again at {worse}.",
    Rule.WAIT: "An alert when somebody has waited longer than {limit} minutes; over at {clear} "
    "minutes or less, told again at {worse}.",
    Rule.FORECAST: "An alert when a limit will be crossed within {within} minutes by odds of "
    "{limit} percent or more; over at {clear} percent or less.",
    Rule.LONG_SERVICE: "An alert when a service takes more than {limit} percent of its usual "
    "time (19 in 20 are shorter); over at {clear} percent or less.",
    Rule.UNSTARTED: "An alert when a number was called more than {limit} minutes ago and nobody "
    "began; over at {clear} minutes or less.",
    Rule.IDLE: "An alert when an open counter calls nobody for more than {limit} minutes while "
    "people it could serve wait; over at {clear} minutes or less.",
    Rule.PARKED: "An alert when a number has been set aside for more than {limit} minutes; over "
    "at {clear} minutes or less.",
    Rule.SILENT: "An alert when a paired kiosk or board has not been heard of, or a printer is "
    "out of order, for more than {limit} minutes in office hours; over at {clear} minutes or less.",
    Rule.CHANNEL: "An alert when a way of telling people has failed for more than {limit} "
    "minutes; over at {clear} minutes or less.",
    Rule.BLIND: "An alert when e-Eyes has not looked at the floor for more than {limit} seconds.",
}
_NAMES: Final = {
    Rule.WAITING: "People waiting",
    Rule.WAIT: "Longest wait",
    Rule.FORECAST: "A crowd foreseen",
    Rule.LONG_SERVICE: "A long service",
    Rule.UNSTARTED: "Called, not begun",
    Rule.IDLE: "An idle counter",
    Rule.PARKED: "A forgotten number",
    Rule.SILENT: "A silent device",
    Rule.CHANNEL: "Notices that do not go out",
    Rule.BLIND: "e-Eyes itself",
}
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: Every source text of this file, for the test that the catalogue has them all.
SOURCES: Final = (
    *_SENTENCES.values(),
    *_NAMES.values(),
    *_DAYS,
    NOT_WATCHED := "Not watched.",
    HOLDS := "It must last {hold} seconds.",
    AT_HOURS := "{days} {start}–{end}: {what}",
    LIMIT_OF := "limit {limit}, over at {clear}",
    OFF_THEN := "not watched",
)
#: Rules whose seconds are told as minutes.
MINUTES: Final = frozenset(
    {Rule.WAIT, Rule.UNSTARTED, Rule.IDLE, Rule.PARKED, Rule.SILENT, Rule.CHANNEL}
)


class RuleWords:
    """The words of one office for its rules."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def name(self, rule: Rule) -> Words:
        """What the rule is about, in two or three words."""
        return self._each(lambda language: self._say(language, _NAMES[rule]))

    def template(self, rule: Rule) -> Words:
        """The sentence with {limit}, {clear}, {worse} and {within} left open, for a form."""
        return self._each(lambda language: self._text(language, _SENTENCES[rule]))

    def sentence(self, setting: RuleSetting) -> Words:
        """The whole rule, with its hold and its hours."""
        return self._each(lambda language: self._sentence(setting, language))

    def _sentence(self, setting: RuleSetting, language: str) -> str:
        if setting.limits.limit is None:
            parts = [self._say(language, NOT_WATCHED)]
        else:
            parts = [self._say(language, _SENTENCES[setting.rule], **_figures(setting))]
        if setting.hold and setting.is_on:
            parts.append(self._say(language, HOLDS, hold=f"{setting.hold.total_seconds():g}"))
        for span in setting.spans:
            days = " ".join(self._text(language, _DAYS[day]) for day in span.days)
            what = self._limits(setting.rule, span.limits, language)
            parts.append(
                self._say(language, AT_HOURS, days=days, start=span.start, end=span.end, what=what)
            )
        return " ".join(parts)

    def _limits(self, rule: Rule, limits: Thresholds, language: str) -> str:
        if limits.limit is None:
            return self._say(language, OFF_THEN)
        return self._say(
            language, LIMIT_OF, limit=shown(rule, limits.limit), clear=shown(rule, limits.clear)
        )

    def _each(self, make: Callable[[str], str]) -> Words:
        return {language: make(language) for language in self._wording.languages}

    def _text(self, language: str, source: str) -> str:
        return self._wording.texts.gettext(language, source)

    def _say(self, language: str, source: str, **values: object) -> str:
        return self._text(language, source).format_map(values)


def shown(rule: Rule, figure: float | None) -> str:
    """A figure as the rule's sentence has it: minutes where people think in minutes."""
    if figure is None:
        return "–"
    return f"{round(figure / 60, 2) if rule in MINUTES else figure:g}"


def _figures(setting: RuleSetting) -> Mapping[str, str]:
    limits, within = setting.limits, setting.within
    return {
        "limit": shown(setting.rule, limits.limit),
        "clear": shown(setting.rule, limits.clear),
        "worse": shown(setting.rule, limits.worse),
        "within": "–" if within is None else f"{within.total_seconds() / 60:g}",
    }
