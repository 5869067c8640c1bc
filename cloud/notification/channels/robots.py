"""Group robots of WeCom (企业微信) and DingTalk (钉钉), by their documented webhooks.

The address is the secret: whoever has it speaks in the group. Both take 20 messages a minute; beyond it
DingTalk hears nothing for ten minutes. Both answer HTTP 200 and say in `errcode` what came of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus

import msgspec

from cloud.notification import words
from cloud.notification.channels.port import ANSWER_BYTES, Letter, Outcome, Tools, without
from cloud.notification.moments import MOMENTS, is_fire
from cloud.notification.states import Result
from cloud.webhooks import schedule
from cloud.webhooks.posting import Answer

#: WeCom: `markdown.content` holds 4,096 bytes of UTF-8. DingTalk's body holds more than we ever say.
_CONTENT_BYTES = 4_096


class Verdict(NamedTuple):
    """What an error code means for the letter, and how long the robot wants to be left alone."""

    result: Result
    rest_s: float | None = None


_TOO_FAST: Final = {
    "wecom": Verdict(Result.RETRY, 60.0),
    "dingtalk": Verdict(Result.RETRY, 600.0),
}
#: Codes after which the same message will never be taken; all others but 0 may be better next time.
CODES: Final[dict[str, dict[int, Verdict]]] = {
    "wecom": {
        40008: Verdict(Result.REFUSED),  # no such message type
        40058: Verdict(Result.REFUSED),  # a parameter is not valid
        44004: Verdict(Result.REFUSED),  # empty content
        45002: Verdict(Result.REFUSED),  # content too long
        45009: _TOO_FAST["wecom"],  # calls beyond the frequency
        45033: Verdict(Result.RETRY, 10.0),  # calls at once beyond the limit
        93000: Verdict(Result.REFUSED),  # the key is not, or no longer, valid
    },
    "dingtalk": {
        40035: Verdict(Result.REFUSED),  # a parameter is missing or wrong
        43004: Verdict(Result.REFUSED),  # no such content type
        130101: _TOO_FAST["dingtalk"],  # sent too fast
        300001: Verdict(Result.REFUSED),  # no such token
        300005: Verdict(Result.REFUSED),  # no such token
        310000: Verdict(Result.REFUSED),  # signature, keyword or address does not fit
        400013: Verdict(Result.REFUSED),  # the group is no more
        400101: Verdict(Result.REFUSED),  # no such token
        400102: Verdict(Result.REFUSED),  # the robot is switched off
        400105: Verdict(Result.REFUSED),  # no such message type
        410100: _TOO_FAST["dingtalk"],  # sent too fast
        430101: Verdict(Result.REFUSED),  # an address in it is not taken
        430102: Verdict(Result.REFUSED),  # words in it are not taken
    },
}


class RobotChannel:
    """Speaks through one robot of either kind."""

    idempotent = False

    def __init__(self, kind: str, secrets: dict[str, str], tools: Tools) -> None:
        self._kind = kind
        self._secrets = secrets
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Try once."""
        url = self._secrets["url"]
        sign = self._secrets.get("sign", "")
        if self._kind == "dingtalk" and sign:
            url = signed(url, sign, self._tools.clock.now_ms())
        content = msgspec.json.encode(body(self._kind, letter, self._tools.settings.zone))
        answer = await self._tools.poster.post(
            url, content, {"content-type": "application/json; charset=utf-8"}, ANSWER_BYTES
        )
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Outcome:
        code = _errcode(answer)
        text = without(answer.text, self._secrets | _parts_of(self._secrets["url"]))
        wish_s = schedule.retry_after(answer.retry_after, self._tools.clock.now_ms())
        if code == 0:
            verdict = Verdict(Result.DELIVERED)
        elif code is None:
            # No robot's answer: a gateway between, a page of a login, a redirect.
            verdict = _TOO_FAST[self._kind] if answer.status == 429 else Verdict(Result.RETRY)
        else:
            verdict = CODES[self._kind].get(code, Verdict(Result.RETRY))
        status = answer.status if code is None else code
        return Outcome(verdict.result, text, status, answer.took_ms, wish_s, rest_s=verdict.rest_s)


def signed(url: str, secret: str, now: int) -> str:
    """DingTalk's address with its signature: HMAC-SHA256 over time and secret, keyed with the secret."""
    digest = hmac.new(secret.encode(), f"{now}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&timestamp={now}&sign={quote_plus(base64.b64encode(digest))}"


def body(kind: str, letter: Letter, zone: Any) -> dict[str, Any]:
    """The message in Markdown as the robot takes it."""
    languages = words.in_languages(letter.language)
    pieces = []
    for language in languages:
        first, *rest = words.facts(letter.notice, language, zone)
        lines = [f"## {_heading(kind, letter, _plain(first[1]))}"]
        lines += [f"> {_plain(name)}{_plain(value)}" for name, value in rest]
        pieces.append("\n".join(lines) if kind == "wecom" else "\n\n".join(lines))
    text = _within("\n\n".join(pieces))
    if kind == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": text}}
    title = words.subject(letter.notice, languages[0])
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _heading(kind: str, letter: Letter, words_: str) -> str:
    notice = letter.notice
    red = kind == "wecom" and is_fire(notice.kind) and not notice.test and not MOMENTS[notice.moment].over
    return f'<font color="warning">{words_}</font>' if red else words_


def _plain(text: str) -> str:
    """Without what Markdown or the robots would take for a mark: no name makes a link or calls somebody."""
    return text.translate(_MARKS)


_MARKS: Final = str.maketrans("<>[]@`", "＜＞［］＠'")


def _within(text: str) -> str:
    return text.encode()[:_CONTENT_BYTES].decode("utf-8", "ignore")


def _errcode(answer: Answer) -> int | None:
    if answer.status != 200:
        return None
    try:
        said = msgspec.json.decode(answer.said)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    code = said.get("errcode") if isinstance(said, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _parts_of(url: str) -> dict[str, str]:
    """The address' query and its values, which an answer may repeat alone."""
    query = url.partition("?")[2]
    values = {f"query-{n}": pair.partition("=")[2] for n, pair in enumerate(query.split("&"))}
    return {"query": query} | values
