"""What the night does for the survey: count what has come, forget what is old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.survey.figures import LEAST

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.store.survey import SurveyBook
    from queue_monitor.store.survey_complaints import ComplaintBook


class Keeping:
    """Answers and complaints as time goes by. Blocks."""

    def __init__(
        self,
        answers: SurveyBook,
        complaints: ComplaintBook,
        *,
        settings: Settings,
        now: Callable[[], datetime],
    ) -> None:
        self._answers = answers
        self._complaints = complaints
        self._kept = settings.survey.texts_kept
        self._zone = ZoneInfo(settings.office.time_zone)
        self._now = now

    def clean(self) -> None:
        """Count the answers of days that are over; delete words that are too old."""
        today = self._now().astimezone(self._zone).date()
        self._answers.fold(today, least=LEAST)
        oldest = today - self._kept
        self._answers.forget_texts(before=f"{oldest:%Y-%m}")
        self._complaints.forget(before=oldest)
