"""`queue-monitor predict` and `score`: lines in, answers out; days in, figures out."""

import json
from pathlib import Path

from click.testing import CliRunner

from bench.days import OFFICES, day, replay
from queue_monitor.cli.group import cli

EXAMPLE = Path(__file__).parents[1] / "forecast" / "office-day.json"


def lines(until_s: float) -> list[str]:
    told = replay(day(OFFICES[0], 9, "surge"))
    return [json.dumps(line) for line in told if line.get("t", 0.0) < until_s]


def run(*args: str, text: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, args, input=text)
    return result.exit_code, result.stdout, result.stderr


def test_each_probe_is_answered_with_one_line() -> None:
    asked = lines(31000.0)
    code, out, _ = run("predict", text="\n".join(asked) + "\n\n")
    answers = [json.loads(line) for line in out.splitlines()]
    probes = [json.loads(line)["probe"] for line in asked if '"probe":' in line]
    assert code == 0
    assert [answer["probe"] for answer in answers] == probes
    assert set(answers[-1]) == {"probe", "waits", "p_breach", "alarm"}
    assert set(answers[-1]["p_breach"]) == {"300", "600", "900"}


def test_days_before_teach_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "d1.json").write_text(json.dumps(day(OFFICES[0], 1)))
    asked = [*lines(29000.0), '{"type": "call", "t": 29001}']
    code, out, err = run("predict", "--train", str(tmp_path), text="\n".join(asked))
    assert code == 1
    assert out
    assert f"line {len(asked)}: " in err
    assert "ticket" in err


def test_events_before_any_config_are_refused() -> None:
    code, _, err = run("predict", text='{"type": "call", "t": 1, "ticket": "A1", "counter": "K"}')
    assert (code, "line 1: the first line" in err) == (1, True)


def test_a_folder_without_days_or_with_something_else_is_refused(tmp_path: Path) -> None:
    assert "no day in it" in run("predict", "--train", str(tmp_path))[2]
    (tmp_path / "d1.json").write_text("[]")
    assert "d1.json: a day says" in run("predict", "--train", str(tmp_path))[2]


def test_score_tells_a_day_as_a_table_and_as_json(tmp_path: Path) -> None:
    told = json.loads(EXAMPLE.read_text())
    told["events"] = [event for event in told["events"] if event["t"] < 34000.0]
    told["config"]["close"] = 34000.0
    file = tmp_path / "d.json"
    file.write_text(json.dumps(told))
    code, out, _ = run("score", str(file))
    assert code == 0
    assert "at the ticket, all" in out
    assert "Brier skill" in out
    figures = json.loads(run("score", str(file), "--json")[1])
    assert figures["ticket"]["all"]["count"] > 10
    assert 0.0 <= figures["live"]["all"]["coverage"] <= 1.0
