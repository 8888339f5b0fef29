"""The request as Flask has it, freed as soon as it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Asked(Request):
    """Is not noted in its environment. Each would hold the other until a collection of cyclic
    garbage: in a rush that held everybody up for 60 ms twice a second.
    """

    def __init__(
        self, environ: WSGIEnvironment, populate_request: bool = False, shallow: bool = False
    ) -> None:
        super().__init__(environ, populate_request=populate_request, shallow=shallow)
