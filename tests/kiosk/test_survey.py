"""The survey as visitors, tablets and supervisors ask it: once a visit, and nobody told apart."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from kiosk.qr import qr_svg, survey_link
from queue_monitor.domain.model import SYSTEM
from queue_monitor.store.sqlite_vault import SqliteVault
from queue_monitor.web.identity import Role
from tests.alerts.servers import mail_server
from tests.kiosk.offices import Served, served

if TYPE_CHECKING:
    from pathlib import Path

MONDAY: Final = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Taipei
A_DAY: Final = timedelta(days=1)
TABLES: Final = ("survey_spent", "survey_pool", "survey_sums", "survey_texts", "survey_complaints")


@dataclass(slots=True, kw_only=True)
class Office:
    """The office of config.yaml, counter 3 open, with an hour that the test sets."""

    served: Served
    passed: list[float] = field(default_factory=lambda: [0.0])

    def at(self, hour: datetime) -> Office:
        self.passed[0] = (hour - MONDAY).total_seconds()
        running = self.served.running
        running.parts.office.ask(running.parts.daybook.turn)
        return self

    def later(self, **span: float) -> Office:
        self.passed[0] += timedelta(**span).total_seconds()
        return self

    def open(self, counter: int = 3) -> Office:
        self.post(f"/api/v1/counters/{counter}/open", {"clerk": f"c0{counter}"}, "supervisor")
        return self

    def take(self, service: str = "transcript") -> str:
        answer = self.served.post("/api/v1/tickets", {"service": service, "class": "walk_in"})
        return str(answer.json["token"])

    def start(self, counter: int = 3) -> None:
        for verb in ("call-next", "start"):
            self.post(f"/api/v1/counters/{counter}/{verb}", {}, "supervisor")

    def finish(self, counter: int = 3) -> None:
        self.post(f"/api/v1/counters/{counter}/finish", {}, "supervisor")

    def visit(self, service: str = "transcript") -> str:
        """Somebody comes and is served; the token of their number."""
        self.later(seconds=1)
        token = self.take(service)
        self.start()
        self.finish()
        return token

    def post(self, path: str, body: object, role: str) -> Any:
        answer = self.served.post(path, body, **self.served.token(role))
        assert answer.status_code < 300, answer.json
        return answer.json

    def get(self, path: str) -> Any:
        return self.served.get(f"/api/v1/surveys/{path}", **self.served.token("supervisor"))

    def answer(self, token: str, face: int = 5, **more: Any) -> Any:
        return self.served.post("/api/v1/survey/answers", {"token": token, "face": face, **more})

    def touch(self, face: int = 5, counter: int = 3) -> Any:
        body = {"counter": counter, "face": face}
        return self.served.post("/api/v1/survey/answers/at-counter", body)

    def more(self, receipt: str, **more: Any) -> Any:
        body = {"receipt": receipt, **more}
        return self.served.post("/api/v1/survey/answers/more", body)

    def answers(self, *faces: int, service: str = "transcript") -> None:
        for face in faces:
            self.later(minutes=1)
            assert self.answer(self.visit(service), face).status_code == 201

    def rows(self) -> dict[str, list[Any]]:
        query = self.served.running.file.query
        return {table: query(f"SELECT * FROM {table}") for table in TABLES}


@contextmanager
def office(folder: Path, changes: Mapping[str, Any] | None = None) -> Iterator[Office]:
    passed = [0.0]
    with served(folder, start=MONDAY, changes=changes, seconds=lambda: passed[0]) as running:
        yield Office(served=running, passed=passed).open()


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


# -- stuffing ------------------------------------------------------------------------------------


def test_a_visit_answers_once_whatever_the_way(monday: Office) -> None:
    token = monday.visit()
    assert monday.answer(token, 4).status_code == 201
    for again in (monday.answer(token, 1), monday.answer(token, 4), monday.touch(1)):
        assert (again.status_code, again.json["code"]) == (409, "already_answered")
    assert len(monday.rows()["survey_pool"]) == 1


def test_of_many_answers_at_once_for_one_visit_one_is_taken(monday: Office) -> None:
    token = monday.visit()
    with ThreadPoolExecutor(8) as pool:
        codes = [*pool.map(lambda face: monday.answer(token, face % 5 + 1).status_code, range(16))]
    assert sorted(codes) == [201] + [409] * 15
    assert len(monday.rows()["survey_pool"]) == 1


def test_who_has_not_been_served_cannot_answer(monday: Office) -> None:
    waiting = monday.take()
    assert monday.answer(waiting).json["code"] == "not_served_yet"
    monday.served.post(f"/api/v1/tickets/{waiting}/cancel")
    assert monday.answer(waiting).json["code"] == "not_served_yet"
    for forged in ("A" * 22, waiting[:-1] + ("A" if waiting[-1] != "A" else "B"), ""):
        assert monday.answer(forged).json["code"] == "unknown_ticket"
    assert monday.rows()["survey_pool"] == []


def test_a_tablet_answers_for_the_visit_before_it_and_for_nothing_else(monday: Office) -> None:
    assert monday.touch().json["code"] == "nobody_served_here"
    token = monday.take()
    monday.start()
    assert monday.touch(5).status_code == 201  # while still being served
    monday.later(seconds=11)
    assert monday.touch(5).json["code"] == "already_answered"
    monday.finish()
    assert monday.answer(token).json["code"] == "already_answered"
    monday.visit()
    monday.later(minutes=11)
    assert monday.touch().json["code"] == "nobody_served_here"
    assert monday.touch(counter=99).json["code"] == "unknown_counter"


def test_a_tablet_pauses_between_two_answers(monday: Office) -> None:
    monday.visit()
    assert monday.touch().status_code == 201
    monday.visit()
    pausing = monday.touch()
    assert (pausing.status_code, pausing.json["code"]) == (429, "too_many")
    assert int(pausing.headers["Retry-After"]) <= 11
    monday.later(seconds=11)
    assert monday.touch().status_code == 201


def test_a_tablet_that_nobody_touches_is_heard_of_all_the_same(monday: Office) -> None:
    devices = monday.served.running.accounts.devices
    asked = devices.ask(Role.BOARD)
    devices.pair(asked.code, name="3", role=Role.BOARD, by=SYSTEM)
    paired = devices.fetch(asked.secret)
    assert paired is not None
    monday.later(hours=1)
    client = monday.served.running.app.test_client()
    client.set_cookie("qm_device", paired[1], domain="127.0.0.1")
    client.get("/api/v1/survey", base_url="http://127.0.0.1:8080")
    assert devices.all()[0].seen_at == monday.served.running.clock.now()


def test_only_a_device_speaks_for_a_counter(monday: Office) -> None:
    monday.visit()
    body = {"counter": 3, "face": 1}
    for role in ("clerk", "supervisor"):
        path = "/api/v1/survey/answers/at-counter"
        refused = monday.served.post(path, body, **monday.served.token(role))
        assert refused.json["code"] == "forbidden"


def test_a_flood_from_one_address_is_slowed_down(monday: Office) -> None:
    codes = [monday.answer("A" * 22).json["code"] for _ in range(40)]
    assert codes[:30] == ["unknown_ticket"] * 30
    assert set(codes[30:]) == {"too_many"}


@pytest.mark.parametrize("face", [0, 6, 4.5, "5", None])
def test_a_face_is_one_of_five(monday: Office, face: object) -> None:
    token = monday.visit()
    assert monday.answer(token, cast(int, face)).status_code == 422
    assert monday.rows()["survey_pool"] == []


def test_a_wave_that_is_over_refuses_and_says_so(tmp_path: Path) -> None:
    name = {"zh-TW": "春", "en": "Spring"}
    waves = [{"id": "spring", "name": name, "from": "03-01", "until": "10-31"}]
    with office(tmp_path, {"survey": {"waves": waves}}) as closed:
        assert closed.served.get("/api/v1/survey").json["open"] is False
        assert closed.answer(closed.visit()).json["code"] == "survey_closed"
        assert closed.rows()["survey_spent"] == []


def test_after_midnight_the_visit_is_over_for_the_survey(tmp_path: Path) -> None:
    with office(tmp_path, {"office": {"outside_hours": "closed"}}) as opened:
        token, late = opened.visit(), opened.visit()
        opened.at(MONDAY + timedelta(hours=13, minutes=59))  # 23:59
        assert opened.answer(token).status_code == 201
        opened.at(MONDAY + timedelta(hours=14))
        assert opened.answer(late).json["code"] == "survey_closed"


def test_in_practice_an_answer_is_taken_and_not_kept(tmp_path: Path) -> None:
    with office(tmp_path) as practised:
        practised.at(MONDAY + timedelta(hours=12)).open()  # 22:00
        told = practised.answer(practised.visit())
        assert told.json == {"receipt": None, "practice": True}
        assert practised.rows()["survey_pool"] == []


# -- who it was ----------------------------------------------------------------------------------


def test_nothing_that_is_kept_says_whose_answer_it_was(monday: Office) -> None:
    tokens = [monday.visit() for _ in range(3)]
    for token in tokens:
        monday.later(minutes=7)
        receipt = monday.answer(token, 2, way="phone").json["receipt"]
        monday.more(receipt, texts={"wish": "too long"}, complaint={"text": "rude"})
    running = monday.served.running
    tickets = [*running.parts.office.floor().tickets.values()]
    kept = repr(monday.rows())
    for ticket, token in zip(tickets, tokens, strict=True):
        for trace in (ticket.id, ticket.number, token, "device:", "127.0.0.1"):
            assert trace not in kept
    pool = monday.rows()["survey_pool"]
    assert {row[1] for row in pool} == {"2026-11-23"}  # the day, and no hour
    assert [row[0] for row in pool] == sorted(row[0] for row in pool)  # by a random key
    log = repr(running.file.query("SELECT kind, body FROM events"))
    assert not any(word in log for word in ("Survey", "rude", "too long", *(r[0] for r in pool)))


def test_the_tables_have_no_row_numbers_that_tell_the_order(monday: Office) -> None:
    for table in TABLES:
        with pytest.raises(Exception, match="no such column: rowid"):
            monday.served.running.file.query(f"SELECT rowid FROM {table}")


def test_once_the_key_is_gone_marks_tell_nothing_and_then_go_too(monday: Office) -> None:
    running = monday.served.running
    vault = SqliteVault(running.file, now=running.clock.now)
    monday.answers(5)
    assert vault.keys("survey/key/") == ["survey/key/2026-11-23"]
    assert len(monday.rows()["survey_spent"]) == 1
    monday.at(MONDAY + A_DAY)
    assert vault.keys("survey/key/") == []
    running._purge()
    assert monday.rows()["survey_spent"] == []
    assert running.file.query("SELECT key FROM vault WHERE key LIKE 'survey/key/%'") == []


def test_an_answer_is_counted_in_company_or_when_its_month_is_over(monday: Office) -> None:
    monday.answers(5, 4, 4, 3)
    assert monday.get("results").json["total"] is None
    monday.at(MONDAY + A_DAY)
    view = monday.get("results").json
    assert (view["total"], view["waiting"], view["forms"]) == (None, 4, 4)
    monday.open().answers(5)
    assert monday.get("results").json["waiting"] == 5  # not on the day itself
    monday.at(MONDAY + 2 * A_DAY)
    view = monday.get("results").json
    assert (view["total"]["n"], view["waiting"], view["forms"]) == (5, 0, 5)
    assert view["total"]["satisfied"]["share"] == 0.8
    assert view["total"]["mean"] == 4.2
    assert monday.rows()["survey_pool"] == []
    monday.open().answers(1)
    monday.at(datetime(2026, 12, 1, 2, tzinfo=UTC))
    assert monday.get("results").json["total"]["n"] == 6


def test_a_run_that_is_over_is_looked_at_by_its_last_month(monday: Office) -> None:
    monday.answers(5, 5, 5, 5, 2)
    monday.at(datetime(2027, 1, 4, 2, tzinfo=UTC))
    present = monday.get("results").json
    assert [run["id"] for run in present["runs"]] == ["first_half-2027", "second_half-2026"]
    assert (present["run"], present["month"], present["forms"]) == ("first_half-2027", "2027-01", 0)
    over = monday.get("results?run=second_half-2026").json
    assert (over["month"], over["forms"], over["total"]["n"]) == ("2026-11", 5, 5)
    assert monday.get("results?run=none").json["run"] is None


def test_what_few_have_said_of_a_service_is_left_out(monday: Office) -> None:
    monday.answers(5, 5, 4, 4, 5, 2)
    monday.answers(1, 2, service="seal")
    monday.answers(5, 5, 5, 5, 5, 5, 5, service="moving")
    view = monday.at(MONDAY + A_DAY).get("results").json
    # Two of the seal are too few, and as the only thing left out they would be the difference.
    assert view["services"]["seal"] is None
    assert view["services"]["transcript"] is None
    assert view["services"]["moving"]["n"] == 7
    assert view["total"]["n"] == 15


# -- more than a face ----------------------------------------------------------------------------


def test_further_questions_are_added_once_by_the_receipt(monday: Office) -> None:
    receipt, values = "", {"waiting": "4", "better": "hours"}
    for n in range(5):
        receipt = monday.answer(monday.visit(), 5).json["receipt"]
        told = monday.more(receipt, values=values, texts={"wish": f"wish {n}"})
        assert told.json == {"complaint": False}
        values = {"waiting": "4", "better": "speed"}
    assert monday.more(receipt, values=values).json["code"] == "answer_closed"
    assert monday.more("A" * 22).json["code"] == "answer_closed"
    view = monday.at(MONDAY + A_DAY).get("results").json
    waiting, _, better = view["questions"]
    assert (waiting["n"], waiting["figure"]["mean"]) == (5, 4.0)
    shares = {option["id"]: option["share"]["share"] for option in better["options"]}
    assert shares == {"signs": 0.0, "speed": 0.8, "hours": 0.2, "rooms": 0.0}
    assert sorted(said["text"] for said in view["said"]) == [f"wish {n}" for n in range(5)]
    assert view["ways"] == {"link": 5}


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": {"overall": "1"}},
        {"values": {"_way": "tablet"}},
        {"values": {"waiting": "6"}},
        {"values": {"better": "worse"}},
        {"values": {"wish": "1"}},
        {"texts": {"waiting": "long"}},
        {"complaint": {"text": "x", "contact": "nobody"}},
        {"complaint": {"text": "x" * 3000}},
        {"texts": {"wish": "x" * 3000}},
    ],
)
def test_what_nobody_was_asked_is_refused_and_leaves_the_answer_open(
    monday: Office, wrong: dict[str, Any]
) -> None:
    receipt = monday.answer(monday.visit()).json["receipt"]
    assert monday.more(receipt, **wrong).status_code == 422
    assert monday.more(receipt, values={"waiting": "3"}).status_code == 200


def test_files_for_spreadsheets_run_nothing(monday: Office) -> None:
    hostile = ["=HYPERLINK(1)", "+1", "@x", "＝1", '"quoted", and\nbroken']
    for text in hostile:
        receipt = monday.answer(monday.visit(), 5).json["receipt"]
        monday.more(receipt, texts={"wish": text})
    monday.at(MONDAY + A_DAY)
    texts = monday.get("texts.csv")
    assert texts.content_type == "text/csv; charset=utf-8"
    rows = [*csv.reader(io.StringIO(texts.data.decode("utf-8-sig")))]
    told = {row[4] for row in rows[1:]}
    assert told == {"'=HYPERLINK(1)", "'+1", "'@x", "'＝1", '"quoted", and\nbroken'}
    figures = [*csv.reader(io.StringIO(monday.get("results.csv").data.decode("utf-8-sig")))]
    assert figures[1][5:7] == ["5", "1.0"]


# -- complaints ----------------------------------------------------------------------------------


def test_a_complaint_is_shown_from_the_full_hour_and_followed_up(monday: Office) -> None:
    receipt = monday.answer(monday.visit(), 1).json["receipt"]
    words = {"text": "沒有人理我\u202e", "service": "transcript", "contact": "0912-345-678"}
    assert monday.more(receipt, complaint=words).json == {"complaint": True}
    assert monday.get("complaints").json["complaints"] == []
    monday.later(hours=1)
    view = monday.get("complaints").json
    [one] = view["complaints"]
    assert (view["open"], one["text"], one["contact"]) == (1, "沒有人理我", "0912345678")
    assert (one["day"], one["service"]) == ("2026-11-23", "transcript")
    path = f"/api/v1/surveys/complaints/{one['id']}"
    seen = monday.post(path, {"state": "seen", "note": "called back"}, "supervisor")
    assert (seen["state"], seen["contact"]) == ("seen", "0912345678")
    done = monday.post(path, {"state": "done"}, "supervisor")
    assert (done["state"], done["contact"]) == ("done", None)
    assert [step["note"] for step in done["steps"]] == ["called back", ""]
    assert "0912345678" not in repr(monday.served.running.file.query("SELECT value FROM vault"))
    unknown = monday.served.post(
        "/api/v1/surveys/complaints/none", {"state": "done"}, **monday.served.token("supervisor")
    )
    assert unknown.json["code"] == "unknown_complaint"


def test_words_and_complaints_are_forgotten_in_time(monday: Office) -> None:
    for _ in range(5):
        receipt = monday.answer(monday.visit()).json["receipt"]
        monday.more(receipt, texts={"wish": "x"}, complaint={"contact": "a@b.example"})
    monday.at(MONDAY + 40 * A_DAY)
    monday.served.running._purge()
    rows = monday.rows()
    assert (len(rows["survey_texts"]), len(rows["survey_complaints"])) == (5, 5)
    assert "b.example" not in repr(monday.served.running.file.query("SELECT value FROM vault"))
    monday.at(MONDAY + 400 * A_DAY)
    monday.served.running._purge()
    rows = monday.rows()
    assert (rows["survey_texts"], rows["survey_complaints"]) == ([], [])
    assert rows["survey_sums"]  # figures stay


def test_the_duty_supervisor_is_told_of_complaints_and_then_the_deputy(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        smtp = {"enabled": True, "host": "localhost", "port": mailbox.port, "starttls": False}
        changes = {
            "channels": {"smtp": {**smtp, "user": None, "password": None}},
            "server": {"public_url": "https://queue.example"},
        }
        with office(tmp_path, changes) as opened:
            for _ in range(2):
                receipt = opened.answer(opened.visit(), 1).json["receipt"]
                opened.more(receipt, complaint={"text": "rude"})
            herald = opened.served.running.herald
            assert herald.tell_due() == 0  # not on the minute
            opened.later(hours=1)
            mailbox.refuse = "451 not now"
            assert herald.tell_due() == 0
            mailbox.refuse = None
            assert herald.tell_due() == 0  # a breath later
            opened.later(minutes=6)
            assert herald.tell_due() == 2
            letter = cast(EmailMessage, mailbox.mails[-1])
            body = letter.get_body(("plain",))
            assert body is not None
            text = body.get_content()
            assert letter["To"] == "household@household.example"
            assert "2" in letter["Subject"]
            assert "https://queue.example/surveys" in text
            assert "rude" not in text
            assert herald.tell_due() == 0
            [one, _] = opened.get("complaints").json["complaints"]
            path = f"/api/v1/surveys/complaints/{one['id']}"
            opened.post(path, {"state": "seen"}, "supervisor")
            opened.at(MONDAY + A_DAY + timedelta(hours=1))
            assert herald.tell_due() == 1
            assert cast(EmailMessage, mailbox.mails[-1])["To"] == "deputy@household.example"
            log = repr(opened.served.running.file.query("SELECT body FROM events"))
            assert "survey" not in log


# -- pages ---------------------------------------------------------------------------------------


def test_pages_say_who_may_see_them(monday: Office) -> None:
    get = monday.served.get
    assert get("/survey").status_code == 200
    assert get("/survey/3").status_code == 200  # this machine is a device
    assert get("/survey/99", headers={"Accept": "text/html"}).status_code == 404
    stranger = get("/survey/3", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert stranger.headers["Location"].startswith("/pair?kind=board")
    assert get("/surveys").headers["Location"].startswith("/sign-in")
    for path in ("results", "results.csv", "texts.csv", "complaints"):
        clerk = get(f"/api/v1/surveys/{path}", **monday.served.token("clerk"))
        assert clerk.json["code"] == "forbidden"


def test_a_browser_without_scripts_answers_by_a_form(monday: Office) -> None:
    token = monday.visit()
    client = monday.served.running.app.test_client()
    options: dict[str, Any] = {"base_url": "http://127.0.0.1:8080"}
    client.post("/t/open", data={"link": f"http://x/t#{token}"}, **options)
    page = client.get("/t/now?lang=en", **options).text
    assert "How satisfied were you" in page
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    assert client.post("/t/survey", data={"face": "4"}, **options).status_code == 403
    wrong = client.post("/t/survey", data={"face": "9", "mark": mark}, **options)
    assert wrong.status_code == 422
    sent = client.post("/t/survey", data={"face": "4", "mark": mark}, **options)
    assert sent.headers["Location"] == "/t/now?thanks"
    assert "your answer counts" in client.get("/t/now?thanks", **options).text
    [row] = monday.rows()["survey_pool"]
    assert json.loads(row[4])["values"] == {"overall": "4", "_way": "phone"}


@pytest.mark.parametrize("on_slip", [True, False])
def test_the_slip_has_a_code_of_its_own_for_the_survey(tmp_path: Path, on_slip: bool) -> None:
    with office(tmp_path, {"survey": {"on_slip": on_slip}}) as opened:
        token = opened.take()
        slip = opened.served.get(f"/slip/{token}").text
        assert ("辦完後請掃描下方 QR 碼" in slip) is on_slip
        assert (f'src="/qr/{token}/survey.svg"' in slip) is on_slip
        code = opened.served.get(f"/qr/{token}/survey.svg").data
        assert code == qr_svg(survey_link("http://127.0.0.1:8080", token))
        assert opened.served.get(f"/qr/{token[::-1]}/survey.svg").status_code == 404
