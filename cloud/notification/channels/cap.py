"""A receiver of CAP 1.2 messages: one POST of `application/cap+xml` each."""

from __future__ import annotations

from cloud.notification import cap_message
from cloud.notification.cap_message import Area, CapFault, Sent, Source
from cloud.notification.channels.port import ANSWER_BYTES, Letter, Outcome, Tools, without
from cloud.notification.forms import CapForm
from cloud.notification.moments import MOMENTS
from cloud.notification.states import Result
from cloud.webhooks import schedule

_REFUSED = frozenset({400, 404, 405, 410, 413, 415, 422})


class CapChannel:
    """Sends to one address. The receiver knows a repetition by its `identifier`."""

    idempotent = True

    def __init__(self, form: CapForm, secrets: dict[str, str], tools: Tools) -> None:
        self._form = form
        self._secrets = secrets
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Try once. What is over is told only to whom its beginning was told."""
        before = tuple(Sent(*one) for one in letter.facts.get("before", ()))
        if MOMENTS[letter.notice.moment].over and not before and not letter.notice.test:
            return Outcome(Result.REFUSED, "nothing was sent about this alarm that could be cancelled")
        try:
            content = self.message(letter, before)
        except CapFault as fault:
            return Outcome(Result.REFUSED, f"not valid CAP: {fault}"[:500])
        headers = {"content-type": "application/cap+xml"}
        if token := self._secrets.get("token"):
            headers["authorization"] = f"Bearer {token}"
        answer = await self._tools.poster.post(self._secrets["url"], content, headers, ANSWER_BYTES)
        text = without(answer.text, self._secrets)
        if answer.status is not None and 200 <= answer.status < 300:
            return Outcome(Result.DELIVERED, text, answer.status, answer.took_ms)
        wish_s = schedule.retry_after(answer.retry_after, self._tools.clock.now_ms())
        result = Result.REFUSED if answer.status in _REFUSED else Result.RETRY
        return Outcome(result, text, answer.status, answer.took_ms, wish_s)

    def message(self, letter: Letter, before: tuple[Sent, ...]) -> bytes:
        """The message as XML. Raises CapFault."""
        form = self._form
        source = Source(form.sender, form.sender_name, form.restriction, form.exercise)
        area = Area(**letter.facts.get("where", {"zh": "", "en": ""}))
        zone = self._tools.settings.zone
        return cap_message.build(
            letter.message_id, letter.sealed_at, letter.notice, source, area, before, zone
        )
