"""Names that people give accounts and devices, as every page can show them."""

from flask_babel import gettext

from queue_monitor.domain.words import cleaned
from queue_monitor.web.problems import Mistake, Problem


def readable(text: str, where: str) -> str:
    """The name without what would turn or cover the words beside it.

    Raises Problem invalid_body, about the field `where`, if nothing readable is left.
    """
    kept = cleaned(text, rare=True)
    if not kept:
        what = gettext("must be a text that can be read")
        raise Problem("invalid_body", errors=(Mistake(where=where, what=what),))
    return kept
