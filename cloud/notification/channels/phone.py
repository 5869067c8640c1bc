"""Text messages and calls through a provider; every provider is reached by one of two forms.

`http`: POST of JSON to the provider, or to a small program beside it that speaks its language:

    {"id": "ntf_7", "type": "sms" | "voice", "to": "+8613904711234", "language": "zh",
     "text": "…", "test": false}

with `Authorization: Bearer TOKEN` where a token is set, and `Idempotency-Key` the same as `id`. The answer is
JSON with status 2xx: `{"accepted": true, "id": "the provider's id"}`, or `{"accepted": false, "reason": "…",
"retry": false}`. 408, 425, 429 and 5xx are tried again; other statuses are a refusal. What becomes of the
message later is reported to `POST /api/v1/notification/reports`.

`file`: a line of the same JSON in a file of the operator's folder; for exercises and tests.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from cloud.notification import words
from cloud.notification.channels.port import ANSWER_BYTES, ANSWER_LIMIT, Letter, Outcome, Tools, without
from cloud.notification.states import Result
from cloud.webhooks import schedule
from cloud.webhooks.posting import Answer

_TRY_AGAIN: Final = frozenset({408, 425, 429})
_REST_S: Final = 30.0

Kind = Literal["sms", "voice"]


class _Said(msgspec.Struct):
    accepted: bool
    id: str | int | None = None
    reason: str = ""
    retry: bool = False


_said = msgspec.json.Decoder(_Said)


def order(kind: Kind, letter: Letter, signature: str, zone: Any) -> dict[str, Any]:
    """What a provider is asked for. A call says its words twice, for whoever was asleep at the first."""
    language = words.in_languages(letter.language)[0]
    text = words.short(letter.notice, language, zone, signature if kind == "sms" else "")
    if kind == "voice":
        text = "。".join(line for line in [text] * 2) if language == "zh" else f"{text}. {text}"
    return {
        "id": letter.message_id,
        "type": kind,
        "to": letter.address,
        "language": language,
        "text": text,
        "test": letter.notice.test,
    }


class HttpPhone:
    """A provider by HTTP."""

    idempotent = True

    def __init__(self, kind: Kind, signature: str, secrets: dict[str, str], tools: Tools) -> None:
        self._kind: Kind = kind
        self._signature = signature
        self._secrets = secrets
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Try once. `sent`: the provider has it."""
        asked = order(self._kind, letter, self._signature, self._tools.settings.zone)
        headers = {"content-type": "application/json", "idempotency-key": letter.message_id}
        if token := self._secrets.get("token"):
            headers["authorization"] = f"Bearer {token}"
        answer = await self._tools.poster.post(
            self._secrets["url"], msgspec.json.encode(asked), headers, ANSWER_BYTES
        )
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Outcome:
        text = without(answer.text, self._secrets)
        wish_s = schedule.retry_after(answer.retry_after, self._tools.clock.now_ms())
        status, took_ms = answer.status, answer.took_ms
        if status is None or status in _TRY_AGAIN or status >= 500:
            rest_s = max(_REST_S, wish_s or 0.0) if status == 429 else None
            return Outcome(Result.RETRY, text, status, took_ms, wish_s, rest_s=rest_s)
        if status >= 300:
            return Outcome(Result.REFUSED, text, status, took_ms)
        try:
            said = _said.decode(answer.said)
        except (msgspec.DecodeError, RecursionError):
            return Outcome(
                Result.RETRY, f"not the answer of a provider: {text}"[:ANSWER_LIMIT], status, took_ms
            )
        if not said.accepted:
            return Outcome(Result.RETRY if said.retry else Result.REFUSED, text, status, took_ms)
        known_as = None if said.id is None else str(said.id)[:128]
        return Outcome(Result.SENT, text, status, took_ms, provider_id=known_as)


class FilePhone:
    """Orders as lines of a file, each written through before it counts as taken."""

    idempotent = True

    def __init__(self, kind: Kind, signature: str, channel_id: int, tools: Tools) -> None:
        self._kind: Kind = kind
        self._signature = signature
        self._channel_id = channel_id
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Write one line; a reader drops lines whose id it has seen."""
        folder = self._tools.settings.file_folder
        if folder is None:
            return Outcome(Result.REFUSED, "`notification.file_folder` is not set; name a folder")
        asked = order(self._kind, letter, self._signature, self._tools.settings.zone)
        path = folder / f"{self._kind}-{self._channel_id}.jsonl"
        try:
            await asyncio.to_thread(_append, path, msgspec.json.encode(asked) + b"\n")
        except OSError as fault:
            return Outcome(Result.RETRY, f"the file cannot be written: {fault.strerror}")
        return Outcome(Result.DELIVERED, f"written to {path.name}")


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
