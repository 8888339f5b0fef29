"""`user` and `token`: changes of the vault and the log, while no server or any server runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from queue_monitor.accounts.service import Accounts
from queue_monitor.cli.places import Here
from queue_monitor.domain.events import AccountChanged
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from queue_monitor.web.identity import Role

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import RunCommand


def accounts_in(folder: Path) -> Accounts:
    """The accounts as a server on the same file knows them."""
    vault = SqliteVault(SqliteFile(folder / "office.db"), now=lambda: datetime.now(UTC))
    return Accounts(vault, clock=Here(), runtime=Here(), record=lambda *_: None)


def audit_in(folder: Path) -> list[AccountChanged]:
    """What the log says of accounts."""
    store = SqliteStore(SqliteFile(folder / "office.db"))
    return [event for _, event in store.read() if isinstance(event, AccountChanged)]


def test_a_new_account_gets_a_link_that_is_valid(at_office: RunCommand, tmp_path: Path) -> None:
    said = at_office("user", "add", "lin", "--role", "clerk", "--clerk", "c01")
    assert said.exit_code == 0
    link = said.stdout.split()[-1]
    assert link.startswith("http://127.0.0.1:8080/set-up#")
    account = accounts_in(tmp_path).staff.invited(link.partition("#")[2])
    assert (account.name, account.role, account.clerk) == ("lin", Role.CLERK, "c01")
    assert account.display_name == "林佳穎"


def test_a_new_link_ends_the_one_before(at_office: RunCommand, tmp_path: Path) -> None:
    first = at_office("user", "add", "lin", "--role", "supervisor").stdout.split()[-1]
    second = at_office("user", "link", "lin").stdout.split()[-1]
    assert first != second
    accounts = accounts_in(tmp_path)
    assert accounts.staff.get("lin").link is not None
    assert accounts.staff.invited(second.partition("#")[2]).name == "lin"


def test_a_disabled_account_is_listed_as_such(at_office: RunCommand, tmp_path: Path) -> None:
    at_office("user", "add", "lin", "--role", "viewer", "--display-name", "林小姐")
    assert at_office("user", "disable", "lin").exit_code == 0
    said = at_office("user", "list").stdout
    assert "林小姐" in said
    assert "disabled" in said
    assert accounts_in(tmp_path).staff.get("lin").disabled


def test_each_change_is_in_the_log(at_office: RunCommand, tmp_path: Path) -> None:
    at_office("user", "add", "lin", "--role", "clerk")
    at_office("token", "create", "--role", "viewer")
    told = [(event.by, event.what) for event in audit_in(tmp_path)]
    assert ("cli", "account created: clerk") in told
    assert ("cli", "one-time link made") in told
    assert ("cli", "token created: viewer") in told


def test_mistakes_are_one_line_and_change_nothing(at_office: RunCommand, tmp_path: Path) -> None:
    at_office("user", "add", "lin", "--role", "clerk")
    before = len(audit_in(tmp_path))
    for words in (
        ("user", "add", "lin", "--role", "clerk"),
        ("user", "add", "chen", "--role", "clerk", "--clerk", "c99"),
        ("user", "add", "No Name", "--role", "clerk"),
        ("user", "link", "nobody"),
        ("user", "disable", "nobody"),
        ("token", "create", "--role", "clerk", "--clerk", "c99"),
        ("token", "revoke", "123456789abc"),
    ):
        said = at_office(*words)
        assert said.exit_code == 1, words
        assert said.stdout == "", words
        assert said.stderr.startswith("queue-monitor: "), words
        assert said.stderr.count("\n") == 1, words
    assert len(audit_in(tmp_path)) == before


def test_what_is_wrong_with_a_name_or_a_clerk_is_said(at_office: RunCommand) -> None:
    for given, word in ((("x y",), "/name"), (("chen", "--clerk", "c99"), "c99")):
        said = at_office("user", "add", *given, "--role", "clerk")
        assert said.exit_code == 1
        assert word in said.stderr


def test_a_role_that_does_not_exist_is_a_usage_error(at_office: RunCommand) -> None:
    said = at_office("token", "create", "--role", "king")
    assert said.exit_code == 2
    assert "'kiosk', 'clerk', 'supervisor', 'viewer'" in said.stderr


def test_a_token_is_the_last_word_and_is_known(at_office: RunCommand, tmp_path: Path) -> None:
    said = at_office("token", "create", "--role", "clerk", "--clerk", "c02", "--expires", "30")
    found = accounts_in(tmp_path).tokens.find(said.stdout.split()[-1])
    assert found is not None
    assert (found.role, found.clerk) == (Role.CLERK, "c02")
    assert found.expires_at is not None
    assert round((found.expires_at - found.created_at).total_seconds()) == 30 * 86400


def test_a_revoked_token_is_gone_from_list_and_vault(at_office: RunCommand, tmp_path: Path) -> None:
    secret = at_office("token", "create", "--role", "kiosk", "--label", "入口").stdout.split()[-1]
    listed = at_office("token", "list").stdout
    assert "入口" in listed
    assert secret not in listed
    token_id = listed.splitlines()[-1].split()[0]
    assert at_office("token", "revoke", token_id).exit_code == 0
    assert accounts_in(tmp_path).tokens.find(secret) is None
    assert at_office("token", "list").stdout == "No tokens.\n"


def test_listing_does_not_make_an_office(at_office: RunCommand, tmp_path: Path) -> None:
    said = at_office("user", "list")
    assert said.exit_code == 1
    assert "there is no office at" in said.stderr
    assert not (tmp_path / "office.db").exists()
