"""Rules changed by people: in force at once, kept, undone; config.yaml's newer word counts."""

from datetime import timedelta
from functools import partial

import pytest

from alerts import ruling
from alerts.rule_checks import faults, setting_of
from alerts.rule_shapes import RuleBody, RuleHours
from alerts.rule_words import RuleWords
from alerts.watching import Watching
from alerts.wording import Wording
from queue_monitor.config import book_of, rules_of
from queue_monitor.domain.floor import replay
from queue_monitor.domain.model import SYSTEM
from queue_monitor.domain.rulebook import LimitSpan, Rule, Rulebook, RuleSetting, Scope, Thresholds
from queue_monitor.domain.watch import AlertState
from queue_monitor.web.catalogues import Catalogues
from tests.alerts.office import SUPERVISOR, WatchedDay, a_day, floor_after, watching
from tests.config.office import office_with

OFFICE = Scope()
KEY = (OFFICE, Rule.WAITING)
STRICT = RuleSetting(rule=Rule.WAITING, scope=OFFICE, limits=Thresholds(limit=4, clear=2, worse=9))


def a_ruled_day() -> WatchedDay:
    """A day whose log knows config.yaml's rules."""
    rules_of_it = watching(wait_limit=None)
    day = a_day(rules_of_it)
    reads(day, rules_of_it)
    return day


def reads(day: WatchedDay, rules_of_it: Watching) -> None:
    """The office starts with this config.yaml."""
    settings = office_with().model_copy(update={"alerts": rules_of_it.life})
    day.ask(partial(ruling.follow, settings=settings))


def sets(day: WatchedDay, setting: RuleSetting = STRICT) -> None:
    """The supervisor changes a rule; e-Eyes looks."""
    day.ask(partial(ruling.change, setting=setting, by=SUPERVISOR))
    day.look()


def book(day: WatchedDay) -> Rulebook:
    assert day.floor.watch.rules is not None
    return day.floor.watch.rules


def test_a_start_with_the_same_file_records_nothing() -> None:
    day = a_ruled_day()
    before = len(day.events)
    reads(day, day.rules_of)
    assert len(day.events) == before


def test_a_changed_limit_is_in_force_at_once_and_crossed_then() -> None:
    day = a_ruled_day()
    day.come(6)
    day.passes(minutes=3)
    assert day.state is None
    sets(day)
    assert day.alert.crossed_at == day.alert.noticed_at == day.at
    assert day.alert.limit == 4


def test_a_rule_that_is_switched_off_ends_its_alert() -> None:
    day = a_ruled_day()
    day.come(8)
    assert day.alert.state is AlertState.FIRING
    sets(day, RuleSetting(rule=Rule.WAITING, scope=OFFICE, limits=Thresholds()))
    assert day.state is AlertState.RESOLVED


def test_a_raised_limit_lets_an_alert_clear() -> None:
    day = a_ruled_day()
    day.come(8)
    limits = Thresholds(limit=20, clear=18, worse=25)
    sets(day, RuleSetting(rule=Rule.WAITING, scope=OFFICE, limits=limits))
    assert (day.alert.state, day.alert.since) == (AlertState.CLEARING, day.at)


def test_an_alert_that_the_crowds_other_rule_lets_clear_does_so_when_that_is_changed() -> None:
    both = watching(waiting_limit=7, wait_limit=timedelta(minutes=30))
    day = a_day(both)
    reads(day, both)
    day.come(8)
    day.passes(minutes=28)
    day.go(4)  # four are left who have waited 28 minutes: above the 24 of the other rule
    day.passes(minutes=1)
    assert day.state is AlertState.FIRING
    longer = RuleSetting(
        rule=Rule.WAIT, scope=OFFICE, limits=Thresholds(limit=3600, clear=3000, worse=7200)
    )
    sets(day, longer)
    assert (day.state, day.alert.since) == (AlertState.CLEARING, day.at)


def test_who_changed_what_and_when_is_kept_and_survives_a_restart() -> None:
    day = a_ruled_day()
    day.passes(minutes=5)
    sets(day)
    (change,) = book(day).history
    assert (change.at, change.by, change.cause, change.after) == (
        day.at,
        SUPERVISOR,
        "changed",
        STRICT,
    )
    assert change.before is not None
    assert change.before.limits.limit == 7
    assert floor_after(day.events).watch.rules == book(day)


def test_the_same_again_is_no_change() -> None:
    day = a_ruled_day()
    sets(day)
    before = len(day.events)
    sets(day)
    assert len(day.events) == before


def test_back_to_config_yaml() -> None:
    day = a_ruled_day()
    sets(day)
    day.ask(partial(ruling.reset, scope=OFFICE, rule=Rule.WAITING, by=SUPERVISOR))
    setting = book(day).setting(*KEY)
    assert setting is not None
    assert setting.limits.limit == 7
    assert [c.cause for c in book(day).history] == ["changed", "reset"]
    assert ruling.reset_all(day.floor, day.at, by=SUPERVISOR) == ()


def test_setting_what_config_yaml_says_is_going_back_to_it() -> None:
    day = a_ruled_day()
    written = book(day).written_setting(*KEY)
    assert written is not None
    sets(day)
    sets(day, written)
    assert book(day).changed == ()


def test_a_restart_with_the_same_file_keeps_what_was_changed() -> None:
    day = a_ruled_day()
    sets(day)
    reads(day, day.rules_of)
    assert book(day).setting(*KEY) == STRICT


def test_config_yamls_newer_word_on_the_rule_counts_and_is_noted() -> None:
    day = a_ruled_day()
    sets(day)
    reads(day, watching(wait_limit=None, waiting_limit=9))
    setting = book(day).setting(*KEY)
    assert setting is not None
    assert setting.limits.limit == 9
    newest = book(day).history[-1]
    assert (newest.cause, newest.by, newest.before) == ("config", SYSTEM, STRICT)


def test_config_yamls_newer_word_on_another_rule_leaves_the_change_in_force() -> None:
    day = a_ruled_day()
    sets(day)
    reads(day, watching(wait_limit=timedelta(minutes=30)))
    assert book(day).setting(*KEY) == STRICT


def test_a_replay_of_an_hour_goes_by_the_rules_of_that_hour() -> None:
    day = a_ruled_day()
    day.passes(minutes=5)
    before = day.at
    sets(day)
    day.passes(minutes=5)
    then = replay((n, e) for n, e in enumerate(day.events, 1) if e.at < before)
    assert then.watch.rules is not None
    usual = then.watch.rules.setting(*KEY)
    assert usual is not None
    assert usual.limits.limit == 7


def test_the_rules_go_over_into_the_next_day() -> None:
    day = a_ruled_day()
    sets(day)
    assert day.floor.watch.next_day(day.at).rules == book(day)


def test_a_log_without_rules_goes_by_the_settings() -> None:
    day = a_day(watching(wait_limit=None))
    assert day.rules_of.on(day.floor, day.at).conditions == day.rules_of.conditions


def test_config_yaml_and_the_book_say_the_same() -> None:
    settings = office_with()
    assert book_of(settings).in_force() == rules_of(settings.alerts)


# -- what makes no sense ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "body", "where"),
    [
        (Rule.WAITING, RuleBody(limit=0), "/limit"),
        (Rule.WAITING, RuleBody(limit=2.5), "/limit"),
        (Rule.WAITING, RuleBody(limit=7, clear=8), "/clear"),
        (Rule.WAITING, RuleBody(limit=7, worse=7), "/worse"),
        (Rule.WAIT, RuleBody(limit=86401), "/limit"),
        (Rule.FORECAST, RuleBody(limit=101), "/limit"),
        (Rule.FORECAST, RuleBody(limit=50, within_s=901), "/within_s"),
        (Rule.IDLE, RuleBody(limit=300, hold_s=3601), "/hold_s"),
        (Rule.BLIND, RuleBody(limit=None), "/limit"),
        (Rule.BLIND, RuleBody(limit=5), "/limit"),
        (
            Rule.WAIT,
            RuleBody(
                limit=600,
                hours=[RuleHours(days=["mon"], from_="08:00", to="09:00", limit=300, clear=301)],
            ),
            "/hours/0/clear",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_where(rule: Rule, body: RuleBody, where: str) -> None:
    assert [fault.where for fault in faults(body, rule)] == [where]


def test_what_is_not_given_follows_from_the_limit_as_in_config_yaml() -> None:
    for rule in (Rule.WAITING, Rule.WAIT, Rule.FORECAST, Rule.IDLE, Rule.SILENT, Rule.BLIND):
        written = book_of(office_with()).setting(OFFICE, rule)
        assert written is not None
        body = RuleBody(
            limit=written.limits.limit,
            hold_s=written.hold.total_seconds(),
            within_s=None if written.within is None else written.within.total_seconds(),
        )
        assert not list(faults(body, rule))
        assert setting_of(body, rule, OFFICE) == written


def test_a_rule_is_a_sentence_with_its_hold_and_hours() -> None:
    wording = Wording(settings=office_with(), texts=Catalogues.of_packages())
    noon = LimitSpan(
        days=(0, 1), start="11:30", end="13:30", limits=Thresholds(limit=240, clear=180)
    )
    setting = RuleSetting(
        rule=Rule.IDLE,
        scope=OFFICE,
        limits=Thresholds(limit=300, clear=300),
        hold=timedelta(seconds=20),
        spans=(noon,),
    )
    assert RuleWords(wording).sentence(setting)["zh-TW"] == (
        "當有人等候，可受理的櫃檯卻閒置超過 5 分鐘，即發出警示；都在 5 分鐘以內時解除。 "
        "須持續 20 秒。 週一 週二 11:30–13:30：門檻 4，解除 3"
    )
    off = RuleSetting(rule=Rule.IDLE, scope=OFFICE, limits=Thresholds(), hold=timedelta(seconds=20))
    assert RuleWords(wording).sentence(off) == {"zh-TW": "不監看。", "en": "Not watched."}
