"""Files that are no configuration at all, several mistakes at once, and the environment."""

from pathlib import Path

import pytest

from queue_monitor.config import load, parse, render
from queue_monitor.domain.errors import BadConfig
from tests.config.office import FILE, TEXT, complaints_about, replaced


@pytest.mark.parametrize(
    ("text", "line", "found", "wanted"),
    [
        ("", 1, "an empty file", "the settings of an office"),
        ("# only a comment\n\n", 1, "an empty file", "the settings of an office"),
        ("office:\n\tname: x\n", 2, "a tab", "spaces"),
        ("office:\n  name: [a, b\nhours: {}\n", 3, "broken YAML", "indented by two spaces"),
        ("office:\n  name: 10: 30\n", 2, "broken YAML", "quotation marks"),
        ('office:\n  name: "no end\n', 3, "broken YAML", "YAML"),
        ("office: {}\n---\nhours: {}\n", 2, "a second document", "one document"),
        ("just a sentence\n", 1, "no keys at all", "office:"),
        ("- a\n- b\n", 1, "no keys at all", "office:"),
        ("office: \x07\n", 1, "the character U+0007", "printable text"),
        ("[" * 5000, None, "blocks in blocks without end", "a few levels"),
        ("a" * 1_000_001, None, "a million characters", "by hand"),
    ],
)
def test_text_that_is_no_configuration_is_told_once_with_its_line(
    text: str, line: int | None, found: str, wanted: str
) -> None:
    complaints = complaints_about(text)

    (complaint,) = [c for c in complaints if not c.key]
    assert complaint.line == line
    assert found in complaint.found
    assert wanted in complaint.wanted


def test_a_tag_is_refused_where_it_stands() -> None:
    complaints = complaints_about(replaced("port: 8080", "port: !!python/name:os.system 1"))

    assert [c.key for c in complaints] == ["server.port"]
    assert "tag:yaml.org,2002:python/name:os.system" in complaints[0].found


def test_a_missing_file_a_folder_and_bad_characters_are_told(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("office:\n  name: café\n".encode("latin-1"))
    for path, found, line in (
        (tmp_path / "none.yaml", "no such file", None),
        (tmp_path, "a folder", None),
        (latin, "not UTF-8", 2),
    ):
        with pytest.raises(BadConfig) as caught:
            load(path, environ={})
        (complaint,) = caught.value.complaints
        assert found in complaint.found
        assert complaint.line == line
        assert caught.value.path == str(path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    marked = tmp_path / "config.yaml"
    marked.write_text(TEXT, encoding="utf-8-sig")

    assert load(marked, environ={}).office == load(FILE, environ={}).office


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT
    for old, new in (
        ("letter: C", "letter: c"),
        ("classes: [priority]", "classes: [vip]"),
        ("skills: all, counter: 9,", "skills: all, counter: 99,"),
        ("waiting_clear: 5", "waiting_clear: 9"),
        ("port: 8080", "port: 0"),
        ("async_mode: eventlet", "async_mode: asyncio"),
        ("outside_hours:", "outside_hour:"),
    ):
        text = replaced(old, new, text=text)

    complaints = complaints_about(text)

    assert [c.key for c in complaints] == [
        "office.outside_hour",
        "services[2].letter",
        "counters[1].serves[0].classes[0]",
        "clerks[7].counter",
        "alerts.waiting_clear",
        "server.port",
        "server.async_mode",
    ]
    assert all(c.line and TEXT.splitlines()[c.line - 1] for c in complaints)


def test_complaints_are_rendered_for_a_terminal() -> None:
    text = replaced("letter: C", "letter: c")

    line = text.count("\n", 0, text.index("letter: c")) + 1
    assert render(complaints_about(text), path="office.yaml") == (
        f"office.yaml:{line}:5: services[2].letter\n"
        '    found:  "c"\n'
        "    wanted: one capital letter, A to Z\n"
        "\n"
        "office.yaml: 1 mistake."
    )
    assert render(()) == ""


def test_the_environment_overrides_address_port_and_data(tmp_path: Path) -> None:
    settings = parse(
        TEXT,
        environ={
            "QUEUE_MONITOR_HOST": "0.0.0.0",
            "QUEUE_MONITOR_PORT": "9090",
            "QUEUE_MONITOR_DATA": str(tmp_path / "x.db"),
        },
    )

    assert settings.server.host == "0.0.0.0"
    assert settings.server.port == 9090
    assert settings.server.data == tmp_path / "x.db"


@pytest.mark.parametrize("port", ["http", "", "-1", "8080.0", "99999", "٣"])
def test_a_wrong_variable_is_told_by_its_name(port: str) -> None:
    (complaint,) = complaints_about(TEXT, QUEUE_MONITOR_PORT=port)

    assert complaint.key == "QUEUE_MONITOR_PORT"
    assert complaint.line is None
    assert port in complaint.found


def test_the_data_file_lies_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(TEXT, encoding="utf-8")

    assert load(tmp_path / "config.yaml", environ={}).server.data == tmp_path / "data/office.db"


def test_a_password_file_that_is_there_is_accepted_and_read(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n", encoding="utf-8")
    text = replaced("smtp:\n    enabled: false", "smtp:\n    enabled: true")
    text = replaced(
        "{env: QUEUE_MONITOR_SMTP_PASSWORD}", f"{{file: '{tmp_path}/password'}}", text=text
    )

    password = parse(text).channels.smtp.password

    assert password is not None
    assert password.reveal() == "s3cret"


def test_no_secret_shows_in_a_complaint() -> None:
    text = replaced("password: {env: QUEUE_MONITOR_SMTP_PASSWORD}", "password: hunter2")

    assert "hunter2" not in render(complaints_about(text))
