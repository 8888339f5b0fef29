"""Numbers on the command line."""

from math import isnan
from typing import Any

import click


class NumberRange(click.FloatRange):
    """As `click.FloatRange`; a NaN, which is neither above nor below any bound, is refused too."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number. Raises click.BadParameter."""
        number = float(super().convert(value, param, ctx))
        if isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number
