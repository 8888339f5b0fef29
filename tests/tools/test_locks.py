"""The locks work anywhere: names, versions and hashes, no address and no path."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.support.paths import ROOT

PYTHON_LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-moda.lock"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """Each package of a lock with its versions; two where a marker chooses."""
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall((ROOT / name).read_text()):
        found.setdefault(package.lower().replace("_", "-"), set()).add(version)
    return found


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_names_no_address_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text()
    assert (
        re.findall(r"https?:|file:|--index|--find-links|\"resolved\"|(?:/opt|/home)/", text) == []
    )


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"^(?=\S)", (ROOT / name).read_text(), flags=re.MULTILINE)
    assert [b.split()[0] for b in blocks if b.strip() and "--hash=sha256:" not in b] == []


def test_every_browser_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [n for n, entry in packages.items() if n and "integrity" not in entry] == []


def test_the_locks_hold_every_dependency_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    product = {re.split(r"[\[><=;~! ]", d)[0] for d in project["project"]["dependencies"]}
    develop = {re.split(r"[\[><=;~! ]", d)[0] for d in project["dependency-groups"]["dev"]}
    assert product - pins("requirements.lock").keys() == set()
    assert (product | develop) - pins("requirements-dev.lock").keys() == set()
    assert (
        set(project["dependency-groups"]["moda"]) - pins("requirements-moda.lock").keys() == set()
    )


def test_development_uses_the_versions_that_an_office_gets() -> None:
    product, develop = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {n for n, versions in product.items() if develop.get(n) != versions} == set()
