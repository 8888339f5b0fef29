"""What a test over a channel says, and the channels' own names, in the office's languages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from alerts.channels.base import Message
from alerts.channels.reasons import sentence
from alerts.channels.ways import addresses
from alerts.wording import Texts
from queue_monitor.config import Settings
from queue_monitor.domain.watch import NoticeId

Words = Mapping[str, str]  # language tag to text

_NAMES: Final = {
    "smtp": "Mail",
    "webhook": "Webhook",
    "push": "Browser notices",
    "line": "LINE",
    "mqtt": "Lights and buzzers",
    "apprise": "Other services",
}
SOURCES: Final = (
    *_NAMES.values(),
    SUBJECT := "Test: {office}",
    BODY := "Sent at {time} to try the way out. If you can read this, it works; nothing is to do.",
    SENT := "The test went out to {recipient}.",
    NOT_SENT := "The test did not get through: {why}",
    EVERYBODY := "everybody who listens",
)


class ChannelWords:
    """The words of one office."""

    def __init__(self, settings: Settings, texts: Texts, languages: tuple[str, ...]) -> None:
        self._settings = settings
        self._texts = texts
        self._languages = languages

    def name(self, channel: str) -> Words:
        """What a person calls it."""
        return self._each(_NAMES[channel])

    def error(self, error: str) -> Words:
        """Why something did not get through, from the log's words."""
        return {language: self._why(language, error) for language in self._languages}

    def outcome(self, language: str, *, to: str, error: str | None) -> str:
        """What came of a test, in one sentence or two."""
        if error is None:
            return self._say(language, SENT, recipient=self._recipient(to, language))
        return self._say(language, NOT_SENT, why=self._why(language, error))

    def test(self, id_: NoticeId, *, channel: str, to: str, at: datetime) -> Message:
        """A test for a recipient, in the office's first two languages."""
        clock = at.astimezone(ZoneInfo(self._settings.office.time_zone)).strftime("%H:%M:%S")
        office = self._settings.office.name
        subjects = {
            language: self._say(
                language,
                SUBJECT,
                office=office.get(language) or office["zh-TW"],  # type: ignore[call-overload]
            )
            for language in self._languages
        }
        parts = [
            f"{subjects[language]}\n{self._say(language, BODY, time=clock)}"
            for language in self._languages[:2]
        ]
        recipient = self._settings.recipients.get(to)
        return Message(
            id=id_,
            to=(to,) if recipient is None else addresses(recipient, id_=to, channel=channel),
            subject=subjects[self._languages[0]],
            text="\n\n".join(parts) + "\n",
            at=at,
            fields={"notice": id_, "kind": "test", "to": to, "text": subjects},
        )

    def _why(self, language: str, error: str) -> str:
        return sentence(error, lambda text: self._texts.gettext(language, text))

    def _recipient(self, to: str, language: str) -> str:
        known = self._settings.recipients.get(to)
        if known is None:
            return self._texts.gettext(language, EVERYBODY)
        words: Mapping[str, str] = {str(k): v for k, v in known.name.items()}
        return words.get(language) or words["zh-TW"]

    def _each(self, source: str) -> Words:
        return {language: self._texts.gettext(language, source) for language in self._languages}

    def _say(self, language: str, source: str, **values: object) -> str:
        return self._texts.gettext(language, source).format_map(values)
