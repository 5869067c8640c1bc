"""Another platform, told in JSON and signed as `cloud.webhooks` signs."""

from __future__ import annotations

from typing import Any

import msgspec

from cloud.notification import words
from cloud.notification.channels.port import ANSWER_BYTES, Letter, Outcome, Tools, without
from cloud.notification.moments import sound_of
from cloud.notification.states import Result
from cloud.webhooks import schedule, selection
from cloud.webhooks.sender import signed

TYPE = "notification"
_PLACES = ("gateway", "subject", "area", "organisation_id", "where")
#: RFC 9110: the request itself is at fault, or the receiver is gone.
_REFUSED = frozenset({400, 404, 405, 410, 413, 415, 422})


class WebhookChannel:
    """Posts to one address."""

    idempotent = True

    def __init__(self, secrets: dict[str, str], tools: Tools) -> None:
        self._secrets = secrets
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Try once."""
        now = self._tools.clock.now_ms()
        payload = msgspec.json.encode(told(letter, self._tools.settings.zone)).decode()
        content = selection.body(letter.message_id, TYPE, letter.sealed_at, payload).encode()
        headers = signed((self._secrets["secret"],), letter.message_id, content, now)
        answer = await self._tools.poster.post(self._secrets["url"], content, headers, ANSWER_BYTES)
        text = without(answer.text, self._secrets)
        wish_s = schedule.retry_after(answer.retry_after, now)
        if answer.status is not None and 200 <= answer.status < 300:
            return Outcome(Result.DELIVERED, text, answer.status, answer.took_ms)
        result = Result.REFUSED if answer.status in _REFUSED else Result.RETRY
        return Outcome(result, text, answer.status, answer.took_ms, wish_s)


def told(letter: Letter, zone: Any) -> dict[str, Any]:
    """The message as a platform, or the page, reads it."""
    notice = letter.notice
    return {
        "id": letter.message_id,
        "kind": notice.kind,
        "moment": notice.moment.value,
        "test": notice.test,
        "sound": "none" if notice.test else sound_of(notice.kind, notice.moment),
        "at": notice.at,
        "alarm": notice.alarm_id,
        "alarms": notice.alarms,
        "organisations": notice.organisations,
        "title": {language: words.subject(notice, language) for language in ("zh", "en")},
        "text": {language: words.full(notice, language, zone) for language in ("zh", "en")},
        **{name: letter.facts.get(name) for name in _PLACES},
    }
