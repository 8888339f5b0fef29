"""The contract that gives a part the short list of libraries it may know."""

from __future__ import annotations

import grimp
import pytest

from tools.import_contracts import OnlyKnows


def contract(*, allowed: list[str]) -> OnlyKnows:
    options = {"sources": ["core", "absent"], "own_packages": ["office"], "allowed": allowed}
    return OnlyKnows(name="test", session_options={}, contract_options=options)


def graph_of(*imports: tuple[str, str]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("core", "core.model", "web"):
        graph.add_module(module)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_the_standard_library_and_our_own_packages_are_known() -> None:
    graph = graph_of(("core.model", "datetime"), ("core", "office.rules"))
    assert contract(allowed=[]).check(graph, verbose=False).kept


def test_a_foreign_package_is_refused_wherever_in_the_part_it_is_imported() -> None:
    graph = graph_of(("core.model", "numpy.random"))
    check = contract(allowed=[]).check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["strangers"] == [("core.model", "numpy.random")]


def test_an_allowed_package_is_known() -> None:
    graph = graph_of(("core.model", "numpy"))
    assert contract(allowed=["numpy"]).check(graph, verbose=False).kept


def test_other_parts_may_import_what_they_like() -> None:
    assert contract(allowed=[]).check(graph_of(("web", "flask")), verbose=False).kept


def test_a_broken_contract_says_who_must_not_know_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = contract(allowed=[])
    broken.render_broken_contract(broken.check(graph_of(("core", "flask")), verbose=False))
    assert "core must not know flask." in capsys.readouterr().out
