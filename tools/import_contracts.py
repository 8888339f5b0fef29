"""An import-linter contract: which foreign packages a part may know, the standard library aside.

Allowing by name is the safe way round: a library added tomorrow is refused until someone decides.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from grimp import ImportGraph


class OnlyKnows(Contract):
    """`sources` import the standard library, `own_packages` and `allowed`, nothing else."""

    sources = fields.ListField(subfield=fields.StringField())
    own_packages = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        """Direct imports only: what our own modules import in turn is their own contract's."""
        # import-linter puts the parsed list where the field stood.
        sources, own, allowed = (
            cast("list[str]", field) for field in (self.sources, self.own_packages, self.allowed)
        )
        known = sys.stdlib_module_names | {*own, *allowed}
        strangers = sorted(
            (module, imported)
            for module in _with_descendants(graph, sources)
            for imported in graph.find_modules_directly_imported_by(module)
            if imported.partition(".")[0] not in known
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import that should not be there."""
        for module, imported in check.metadata["strangers"]:
            output.print_error(f"{module} must not know {imported}.")


def _with_descendants(graph: ImportGraph, sources: list[str]) -> set[str]:
    """Those of `sources` that exist, with everything inside them."""
    return {
        module
        for source in sources
        if source in graph.modules
        for module in (source, *graph.find_descendants(source))
    }
