"""What people read: titles, plans, mails; and the JSON of it."""

import json
from dataclasses import replace

import pytest

from alerts.keys import key_of
from alerts.letters import SOURCES as LETTER_SOURCES
from alerts.letters import Letters
from alerts.shapes import EyesView
from alerts.subjects import Subject
from alerts.views import alerts_view, reallocations_view
from alerts.wording import SOURCES, Wording
from queue_monitor.domain.model import CounterId, ServiceId
from queue_monitor.domain.watch import (
    Alert,
    NoticeKind,
    PlanKind,
    Rule,
    Scope,
    ScopeKind,
    Verb,
)
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.operations import _encode
from tests.alerts.office import SUPERVISOR, WAITS_ONLY, WatchedDay, a_day, opening
from tests.config.office import office_with

CATALOGUES = Catalogues.of_packages()
WORDING = Wording(settings=office_with(), texts=CATALOGUES)
LETTERS = Letters(wording=WORDING)
SERVICE = WORDING.settings.services[0]
EYES = EyesView(state="watching", last_seen_at=None)


def firing() -> WatchedDay:
    day = a_day()
    day.come(9)
    return day


def an_alert(**changes: object) -> Alert:
    return replace(firing().alert, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [s for s in (*SOURCES, *LETTER_SOURCES) if s != ", "])
def test_every_text_is_in_the_catalogue(source: str) -> None:
    assert CATALOGUES.gettext("zh-TW", source) != source


def test_an_alerts_title() -> None:
    assert WORDING.title(an_alert()) == {
        "zh-TW": "等候人數超過7人",
        "en": "More than 7 people waiting",
    }
    waiting = an_alert(rule=Rule.WAIT, limit=600.0)
    assert WORDING.title(waiting)["zh-TW"] == "等候時間超過10分鐘"
    assert WORDING.title(an_alert(rule=Rule.BLIND))["zh-TW"] == "e-Eyes 無法監看現場"


def test_limits_that_are_no_tenths_of_a_minute_are_told_in_seconds() -> None:
    def title(limit: float) -> str:
        return WORDING.rule(Scope(), Rule.IDLE, limit)["zh-TW"]

    assert title(20) == "有人等候，櫃檯卻閒置超過 20 秒"
    assert title(100) == "有人等候，櫃檯卻閒置超過 100 秒"
    assert title(90) == "有人等候，櫃檯卻閒置超過 1.5 分鐘"


def test_a_services_alert_names_the_service() -> None:
    scoped = an_alert(scope=Scope(kind=ScopeKind.SERVICE, id=SERVICE.id))
    assert WORDING.title(scoped)["zh-TW"] == f"{SERVICE.name['zh-TW']}：等候人數超過7人"


def test_a_plan_says_who_does_what_and_what_it_brings() -> None:
    day = firing()
    reserve = next(c for c in WORDING.settings.clerks if c.reserve)
    proposal = replace(opening(), counter=CounterId(7), clerk=reserve.id, services=(SERVICE.id,))
    plan = day.propose(opening())
    assert plan is not None
    told = WORDING.plan(replace(plan, proposal=proposal))
    name = SERVICE.name["zh-TW"]
    assert told["zh-TW"] == f"開 7 號櫃檯，由後備人員支援{name}：預計最久等候 14 → 8 分鐘"
    assert told["en"].startswith("Open counter 7; a reserve clerk helps with ")


@pytest.mark.parametrize("kind", PlanKind)
def test_every_kind_of_plan_has_its_words(kind: PlanKind) -> None:
    plan = firing().propose(opening())
    assert plan is not None
    proposal = replace(opening(), kind=kind, donor=CounterId(2))
    words = WORDING.plan(replace(plan, proposal=proposal))
    assert "{" not in "".join(words.values())


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_has_its_words_zh_tw_first(kind: NoticeKind) -> None:
    day = firing()
    notice = replace(day.notices()[0], kind=kind, to="chief_household")
    message = LETTERS.message(day.floor, notice)
    assert message.to == ("household@household.example",)
    assert "{" not in message.text
    assert message.text.index("等候人數超過7人") < message.text.index("More than 7 people")
    assert json.loads(json.dumps(dict(message.fields)))["kind"] == kind.value


def test_in_practice_the_subject_says_so() -> None:
    day = firing()
    assert day.floor.day is not None
    floor = replace(day.floor, day=replace(day.floor.day, practice=True))
    assert LETTERS.message(floor, day.notices()[0]).subject.startswith("[練習] ")


def test_the_times_of_a_mail_are_those_of_the_office() -> None:
    day = firing()
    assert "2026-03-04 08:00:07" in LETTERS.message(day.floor, day.notices()[0]).text


def test_an_alert_as_json_has_the_value_of_now() -> None:
    day = firing()
    day.come(1)
    day.propose(opening())
    view = alerts_view(day.floor, day.at, watching=day.rules_of, wording=WORDING, e_eyes=EYES)
    body = json.loads(_encode(view))
    (alert,) = body["alerts"]
    assert (alert["value"], alert["worst"], alert["unit"]) == (10, 10, "people")
    assert alert["key"] == "office/waiting"
    assert alert["plan"] == body["reallocations"][0]["id"]
    assert alert["crossed_at"].endswith("Z")
    effect = body["reallocations"][0]["effect"]
    assert effect["longest_wait_s"] == {"without": 840.0, "with": 480.0}


def test_what_is_over_for_an_hour_is_shown_as_history_alone() -> None:
    day = firing()
    day.go(9)
    day.passes(minutes=62)
    shown = [
        len(
            alerts_view(
                day.floor,
                day.at,
                watching=day.rules_of,
                wording=WORDING,
                e_eyes=EYES,
                history=history,
            ).alerts
        )
        for history in (False, True)
    ]
    assert shown == [0, 1]


def test_minutes_are_counted_from_the_crossing() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.passes(minutes=13)
    day.ack()
    view = alerts_view(day.floor, day.at, watching=day.rules_of, wording=WORDING, e_eyes=EYES)
    assert view.alerts[0].minutes.to_ack == 3.0
    assert view.alerts[0].value == 780


def test_who_has_seen_it_is_told_by_name() -> None:
    day = firing()
    day.ack()
    wording = replace(WORDING, name_of={SUPERVISOR: "陳主任"}.get)
    view = alerts_view(day.floor, day.at, watching=day.rules_of, wording=wording, e_eyes=EYES)
    assert (view.alerts[0].acked_by, view.alerts[0].acked_by_name) == (SUPERVISOR, "陳主任")


def test_plans_are_listed_open_ones_first() -> None:
    day = firing()
    day.propose(opening())
    assert [
        p.state for p in reallocations_view(day.floor, day.at, wording=WORDING).reallocations
    ] == ["proposed"]


def test_keys_are_words() -> None:
    own = Scope(kind=ScopeKind.SERVICE, id=ServiceId("transcript"))
    assert key_of(own, Rule.WAIT) == "service:transcript/wait"


def test_where_the_longest_wait_stays_it_says_how_many_fewer_wait() -> None:
    plan = firing().propose(opening())
    assert plan is not None
    effect = replace(
        plan.proposal.effect,
        longest_wait_without_s=1800.0,
        longest_wait_with_s=1799.0,
        waiting_without=35.1,
        waiting_with=27.7,
    )
    told = WORDING.plan(replace(plan, proposal=replace(plan.proposal, effect=effect)))
    assert told["zh-TW"].endswith("預計等候 35 → 28 人")
    assert told["en"].endswith("35 → 28 people waiting expected")


def test_a_message_says_who_is_told_as_what_and_whom_nobody_could_tell() -> None:
    day = firing()
    notice = replace(day.notices()[0], post="duty_supervisor", vacant=("duty_supervisor",))
    text = LETTERS.message(day.floor, notice).text
    assert "您目前擔任值星主管。" in text
    assert "目前無人擔任值星主管，因此通報您。" in text


def test_a_message_offers_its_plan_and_its_links_each_after_what_it_does() -> None:
    day = firing()
    plan = day.propose(opening())
    assert plan is not None
    links = {Verb.ACK: "https://q.example/tap#a", Verb.ACCEPT: "https://q.example/tap#b"}
    letters = Letters(wording=WORDING, links_of=lambda _watch, _notice: links)
    message = letters.message(day.floor, replace(day.notices()[0], plan=plan.id))
    assert "已知悉 I have seen it\nhttps://q.example/tap#a" in message.text
    assert "同意調派 Do it\nhttps://q.example/tap#b" in message.text
    assert "30 分鐘內有效" in message.text
    assert WORDING.plan(plan)["zh-TW"] in message.text
    assert message.fields["links"] == {"ack": links[Verb.ACK], "accept": links[Verb.ACCEPT]}


def test_without_links_a_message_says_where_to_look() -> None:
    day = firing()
    message = LETTERS.message(day.floor, day.notices()[0])
    assert "請至主管頁面查看現場並回報知悉。" in message.text
    assert "http" not in message.text


def test_a_printer_out_of_order_is_called_by_its_name() -> None:
    settings = office_with(
        (
            "printers: []\n",
            (
                "printers:\n"
                "  - id: lobby\n"
                "    name: {zh-TW: 大廳號碼機, en: Lobby printer}\n"
                "    address: tcp://192.168.1.50\n"
            ),
        ),
        ("public_url: null", "public_url: https://queue.example.org"),
    )
    day = firing()
    found = (
        Subject(since=day.at, device="printer:lobby"),
        Subject(since=day.at, device="printer:gone"),
    )
    words = replace(WORDING, settings=settings, about=lambda _f, _a, _t: found)
    named = words.subjects(day.floor, day.alert, day.at)
    assert named == {"zh-TW": "大廳號碼機、gone", "en": "Lobby printer, gone"}
